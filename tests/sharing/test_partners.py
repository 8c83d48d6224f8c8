"""What a partner may see: grants of kind and phase, narrowed by hand, opened by consent, ended at once."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from redthread.foundation import clock, thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.classes import PARTNER_NEVER
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.people.public import Client
from redthread.sharing.public import (
    LegalBasis,
    MoreAccess,
    NeverSharedError,
    NothingToConsentError,
    NotLinkedError,
    Purpose,
    ReasonNeededError,
    disclose,
    end_grant_by_hand,
    end_partner_grant,
    enter_phase,
    give_consent,
    grant_more,
    grant_partner,
    list_disclosures,
    list_partner_grants,
    list_partner_links,
    narrow_grant,
    phase_of,
    withdraw_consent,
)
from tests.factories.partners import member
from tests.factories.world import Acting, AsOwner, Cast, Member, World


def reads(acting: Acting, who: Member, client: Member) -> C:
    """Return the classes that somebody reads of a client, as their own session sees it."""
    with acting(who, focus=client.client_id) as actor:
        return C(actor.focus_read)


def test_a_municipality_reads_what_its_kind_may_read_in_this_phase(acting: Acting, cast: Cast) -> None:
    found = reads(acting, cast.caseworker, cast.amir)
    assert found & C.IDENTITY
    assert found & C.PLAN_HOME
    assert not found & (C.PLAN_ADDICTION | C.HEALTH | C.LEAVE_DATES)
    assert not found & PARTNER_NEVER


def test_nobody_else_is_there_for_it(acting: Acting, cast: Cast) -> None:
    with acting(cast.caseworker):
        assert list(Client.objects.values_list("id", flat=True)) == [cast.amir.client_id]
    assert reads(acting, cast.caseworker, cast.jonas) == C(0)
    assert reads(acting, cast.caseworker_elsewhere, cast.amir) == C(0)


def test_staff_let_an_organisation_in_and_end_it_again(acting: Acting, cast: Cast, world: World) -> None:
    lund = world.partners["lund"]
    assert not reads(acting, cast.caseworker_elsewhere, cast.amir)
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        for _ in range(2):
            grant_partner(
                actor=actor,
                client_id=cast.amir.client_id,
                organisation_id=lund,
                reason="moves there",
                at=clock.now(),
            )
        assert [link.organisation for link in list_partner_links(client_id=cast.amir.client_id)] == [
            "Lunds kommun",
            "Umeå kommun",
        ]
    assert reads(acting, cast.caseworker_elsewhere, cast.amir) & C.IDENTITY
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        end_partner_grant(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=lund,
            reason="does not move",
            at=clock.now(),
        )
    assert not reads(acting, cast.caseworker_elsewhere, cast.amir)
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        with pytest.raises(NotLinkedError):
            end_partner_grant(
                actor=actor,
                client_id=cast.amir.client_id,
                organisation_id=lund,
                reason="again",
                at=clock.now(),
            )
        kinds = [e.kind for e in thread.list_entries(client_id=cast.amir.client_id, kinds=["sharing."])]
    assert kinds == ["sharing.partner_ended", "sharing.partner_linked"]


def test_giving_needs_the_permission_a_reason_and_the_person_in_reach(
    acting: Acting, cast: Cast, world: World
) -> None:
    lund = world.partners["lund"]
    given: dict[str, Any] = {"organisation_id": lund, "at": clock.now()}
    with acting(cast.officer, focus=cast.amir.client_id) as actor, pytest.raises(PermissionDeniedError):
        grant_partner(actor=actor, client_id=cast.amir.client_id, reason="moves", **given)
    with acting(cast.manager, focus=cast.amir.client_id) as actor, pytest.raises(ReasonNeededError):
        grant_partner(actor=actor, client_id=cast.amir.client_id, reason=" ", **given)
    with acting(cast.manager) as actor, pytest.raises(Exception, match="out of reach"), transaction.atomic():
        grant_partner(actor=actor, client_id=cast.marek.client_id, reason="moves", **given)
    with acting(cast.caseworker) as actor, pytest.raises(PermissionDeniedError):
        grant_partner(actor=actor, client_id=cast.amir.client_id, reason="moves", **given)


def test_what_is_taken_out_by_hand_stays_out_through_the_phases(
    acting: Acting, cast: Cast, world: World
) -> None:
    umea, amir = world.partners["umea"], cast.amir
    with acting(cast.governor, focus=amir.client_id) as actor:
        narrow_grant(
            actor=actor,
            client_id=amir.client_id,
            organisation_id=umea,
            without=C.PLAN_MONEY | C.IDENTITY,
            reason="a relative works there",
            at=clock.now(),
        )
    assert not reads(acting, cast.caseworker, amir) & C.PLAN_MONEY
    assert reads(acting, cast.caseworker, amir) & C.IDENTITY
    with acting(cast.governor, focus=amir.client_id) as actor:
        changes = enter_phase(actor=actor, client_id=amir.client_id, phase=Phase.RELEASE, at=clock.now())
        assert changes.ended
        assert changes.made
        assert phase_of(client_id=amir.client_id) is Phase.RELEASE
    found = reads(acting, cast.caseworker, amir)
    assert found & C.LEAVE_DATES
    assert not found & C.PLAN_MONEY
    with acting(cast.governor, focus=amir.client_id) as actor:
        narrow_grant(
            actor=actor,
            client_id=amir.client_id,
            organisation_id=umea,
            without=C(0),
            reason="left",
            at=clock.now(),
        )
    assert reads(acting, cast.caseworker, amir) & C.PLAN_MONEY


def test_a_phase_without_lines_ends_it_and_the_next_one_opens_it_again(acting: Acting, cast: Cast) -> None:
    amir = cast.amir
    for phase, is_open in ((Phase.AFTER, False), (Phase.INTAKE, True)):
        with acting(cast.governor, focus=amir.client_id) as actor:
            enter_phase(actor=actor, client_id=amir.client_id, phase=phase, at=clock.now())
        assert bool(reads(acting, cast.caseworker, amir)) is is_open


def test_entering_the_same_phase_again_changes_nothing(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        enter_phase(actor=actor, client_id=cast.amir.client_id, phase=Phase.SERVING, at=clock.now())
        again = enter_phase(actor=actor, client_id=cast.amir.client_id, phase=Phase.SERVING, at=clock.now())
    assert (again.ended, again.made) == (0, 0)


def test_consent_opens_a_class_and_its_withdrawal_closes_it_at_once(
    acting: Acting, cast: Cast, world: World
) -> None:
    umea, amir = world.partners["umea"], cast.amir
    with acting(amir) as actor:
        assert (
            give_consent(
                actor=actor, organisation_id=umea, classes=C.PLAN_ADDICTION | C.HEALTH, at=clock.now()
            )
            == C.PLAN_ADDICTION
        ), "nobody asked for health"
    assert reads(acting, cast.caseworker, amir) & C.PLAN_ADDICTION
    with acting(amir) as actor:
        withdraw_consent(actor=actor, organisation_id=umea, classes=C.PLAN_ADDICTION, at=clock.now())
    assert not reads(acting, cast.caseworker, amir) & C.PLAN_ADDICTION
    with acting(amir) as actor:
        with pytest.raises(NothingToConsentError):
            withdraw_consent(actor=actor, organisation_id=umea, classes=C.PLAN_ADDICTION, at=clock.now())
        with pytest.raises(NothingToConsentError):
            withdraw_consent(actor=actor, organisation_id=umea, classes=C.PLAN_HOME, at=clock.now())
        kinds = [e.kind for e in thread.list_entries(client_id=amir.client_id, kinds=["sharing.consent"])]
    assert kinds == ["sharing.consent_withdrawn", "sharing.consent_given"]


def test_nobody_says_yes_for_somebody_else(acting: Acting, cast: Cast, world: World) -> None:
    for who in (cast.governor, cast.caseworker):
        with acting(who, focus=cast.amir.client_id) as actor, pytest.raises(PermissionDeniedError):
            give_consent(
                actor=actor, organisation_id=world.partners["umea"], classes=C.PLAN_FAMILY, at=clock.now()
            )


def test_more_by_hand_is_for_a_purpose_and_never_beyond_what_the_giver_reads(
    acting: Acting, cast: Cast, world: World
) -> None:
    umea, amir = world.partners["umea"], cast.amir

    def more(classes: C, basis: LegalBasis = LegalBasis.ORDER) -> MoreAccess:
        return MoreAccess(classes, C(0), Purpose.DECISION, basis, "Förvaltningsrätten 1234-26")

    given: dict[str, Any] = {
        "client_id": amir.client_id,
        "organisation_id": umea,
        "reason": "ordered",
        "at": clock.now(),
    }
    with acting(cast.governor, focus=amir.client_id) as actor:
        for wrong in (C.HEALTH, C.VICTIMS, C.SECURITY, C.REQUESTS, C.CONDITIONS):
            with pytest.raises(NeverSharedError):
                grant_more(actor=actor, more=more(wrong), **given)
        grant_id = grant_more(actor=actor, more=more(C.LEAVE_DATES), **given)
    assert reads(acting, cast.caseworker, amir) & C.LEAVE_DATES
    with acting(cast.governor, focus=amir.client_id) as actor:
        end_grant_by_hand(
            actor=actor, grant_id=grant_id, client_id=amir.client_id, reason="decided", at=clock.now()
        )
    assert not reads(acting, cast.caseworker, amir) & C.LEAVE_DATES
    with acting(cast.governor, focus=amir.client_id) as actor:
        grant_more(actor=actor, more=more(C.LEAVE_DATES, LegalBasis.CONSENT), **given)
    assert not reads(acting, cast.caseworker, amir) & C.LEAVE_DATES, "waits for the person's yes"


@pytest.mark.parametrize("never", [c for c in C if c & PARTNER_NEVER], ids=lambda c: c.name)
def test_the_database_holds_no_grant_of_what_no_partner_may_know(
    as_owner: AsOwner, world: World, never: C
) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select access.never_partner()")
        assert cursor.fetchone() == (int(PARTNER_NEVER),)
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(
                "insert into access.partner_grant (organisation_id, client_id, read_mask, purpose, "
                "legal_basis, phase) "
                "values (%s, %s, %s, 'plan', 'law', 'serving')",
                [world.partners["umea"], world.cast.amir.client_id, int(never) | 1],
            )


def test_a_members_own_limit_narrows_what_the_organisation_may_read(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    with as_owner():
        limited = member("Pia Ek", world.partners["umea"], class_limit=int(C.PLAN_WORK))
    assert reads(acting, limited, cast.amir) == C.IDENTITY | C.PLAN_WORK


def test_each_answer_leaves_a_row_that_the_person_reads(acting: Acting, cast: Cast) -> None:
    amir, now = cast.amir, clock.now()
    with acting(cast.caseworker, focus=amir.client_id) as actor:
        told: dict[str, Any] = {
            "classes": C.IDENTITY | C.PLAN_HOME | C.HEALTH,
            "what": "partner:plan",
            "at": now,
        }
        assert disclose(actor=actor, client_ids=[amir.client_id, cast.jonas.client_id], **told) == 1
        assert disclose(actor=actor, client_ids=[amir.client_id], **told) == 1
        assert list_disclosures(client_id=amir.client_id, before=clock.now()) == []
    with acting(amir):
        (line,) = list_disclosures(client_id=amir.client_id, before=clock.now())
    assert line.organisation == "Umeå kommun"
    assert line.classes == C.IDENTITY | C.PLAN_HOME
    assert line.purposes == ("know_of_stay", "plan")
    assert line.legal_bases == ("law",)
    assert line.times == 2
    with acting(cast.jonas):
        assert list_disclosures(client_id=amir.client_id, before=clock.now()) == []


def test_the_person_reads_who_may_know_what_and_why(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.amir):
        grants = list_partner_grants(client_id=cast.amir.client_id)
    assert {g.organisation for g in grants} == {"Umeå kommun"}
    consent = next(g for g in grants if g.legal_basis is LegalBasis.CONSENT)
    assert consent.offered == C.PLAN_FAMILY | C.PLAN_ADDICTION
    assert consent.reads == C(0)
    assert all(g.source for g in grants)
    with acting(cast.jonas), pytest.raises(Exception, match="out of reach"), transaction.atomic():
        list_partner_grants(client_id=cast.amir.client_id)


def test_a_grant_ended_in_the_middle_of_a_page_stops_its_entry(
    acting: Acting, as_owner: AsOwner, cast: Cast
) -> None:
    """The client in view was read when the page began; the thread asks the caseload as it is now."""
    with acting(cast.caseworker, focus=cast.amir.client_id):
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("delete from access.caseload where actor_id = %s", [cast.caseworker.actor_id])
        with (
            connection.cursor() as cursor,
            pytest.raises(Exception, match="out of reach"),
            transaction.atomic(),
        ):
            cursor.execute(
                "select thread.append(%s, %s, 'plans.action_saved', '{}', now())",
                [cast.amir.client_id, int(C.PLAN_HOME)],
            )
