"""In every country: a municipality let in knows, phase by phase, what the pack says, and clocks run."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from redthread.foundation import clock
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.foundation.session import acting_as_system
from redthread.jurisdiction.sharing import HANDOVERS, SharingRules, load_sharing_rules
from redthread.organisations.public import PartnerKind
from redthread.project.cli.packs import apply_partners
from redthread.sharing import public as sharing
from redthread.sharing.public import clock_of, enter_phase, grant_partner, write_templates
from tests.factories import partners
from tests.factories.world import PACKS, Acting, AsOwner, Cast


@contextmanager
def as_job(name: str) -> Iterator[Actor]:
    """Act as a job: the tests' connection may take its role."""
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    with acting_as_system(name) as actor:
        yield actor
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")


COUNTRIES = ("generic", "se", "dk", "be")


def promised(pack: str, kind: str, phase: Phase) -> C:
    """Return what a kind may know in a phase without being asked for a yes, as the pack says."""
    found = C(0)
    for line in load_sharing_rules(PACKS / pack).lines.values():
        if line.partner == kind and phase in line.phases and line.ground != "consent":
            found |= line.reads
    return found if found & C.IDENTITY else C(0)


@pytest.mark.parametrize("pack", COUNTRIES)
def test_who_is_let_in_knows_in_each_phase_what_the_pack_says(
    pack: str, acting: Acting, as_owner: AsOwner, cast: Cast
) -> None:
    with as_owner():
        write_templates([load_sharing_rules(PACKS / pack)], using="default")
        there = {}
        for kind in PartnerKind.values:
            there[kind] = partners.organisation(f"{pack}-{kind}", kind, kind)
            with connection.cursor() as cursor:
                cursor.execute(
                    "update organisations_partnerorganisation set pack = %s where id = %s",
                    [pack, there[kind]],
                )
        workers = {kind: partners.member(f"Ada {kind}", there[kind]) for kind in there}
    now, amir = clock.now(), cast.amir.client_id
    for phase in Phase:
        with acting(cast.governor, focus=amir) as actor:
            enter_phase(actor=actor, client_id=amir, phase=phase, at=now)
            for organisation_id in there.values():
                grant_partner(
                    actor=actor, client_id=amir, organisation_id=organisation_id, reason="works", at=now
                )
        for kind, worker in workers.items():
            with acting(worker, focus=amir) as actor:
                assert C(actor.focus_read) == promised(pack, kind, phase), (kind, phase)
    assert promised(pack, "municipality", Phase.INTAKE) & C.PLAN_HOME, "what intake and plan begin with"
    assert promised(pack, "municipality", Phase.RELEASE) & C.RELEASE_DATES


@pytest.mark.parametrize("pack", COUNTRIES)
def test_every_handover_has_clocks_in_every_country(pack: str) -> None:
    for kind in HANDOVERS:
        due = clock_of(pack=pack, kind=kind, at=clock.now())
        assert clock.now() < due.fetch_at <= due.acknowledge_at <= due.act_at


def test_the_command_writes_the_lines_and_everybodys_grants_follow(
    acting: Acting,
    as_owner: AsOwner,
    cast: Cast,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def write(rules: list[SharingRules]) -> None:
        with as_owner():  # one connection serves all roles here
            write_templates(rules, using="default")

    def home_is_open() -> bool:
        with acting(cast.caseworker, focus=cast.amir.client_id) as actor:
            return bool(actor.focus_read & C.PLAN_HOME)

    monkeypatch.setattr(sharing, "sync_templates", write)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("delete from sharing_granttemplate where code = 'municipality_plan'")
    with as_job("sharing") as actor:
        sharing.apply_template_change(actor=actor, pack="se", reason="one line less", at=clock.now())
    assert not home_is_open()
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    assert apply_partners("nowhere") == 1
    assert apply_partners("se") == 0
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")
    assert "For 2 people 0 grants ended and 2 began." in capsys.readouterr().out
    assert home_is_open()
