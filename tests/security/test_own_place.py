"""Whoever manages one establishment touches no other: not through a service, and not with SQL."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg.errors
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from redthread.foundation import clock
from redthread.foundation.actor import PermissionDeniedError
from redthread.kiosk import public as kiosk
from redthread.organisations import public as organisations
from redthread.requests import public as requests
from redthread.sharing import public as sharing
from tests.factories.kiosk import load_kiosks
from tests.factories.requests import arrange_departments, load_catalogues
from tests.factories.world import Acting, AsOwner, Cast, World

REFUSED = psycopg.errors.InsufficientPrivilege


@pytest.fixture
def places(world: World, as_owner: AsOwner, acting: Acting) -> World:
    """Two establishments with everything that an office keeps: departments, catalogue, texts, kiosk."""
    with as_owner():
        arrange_departments(world)
    load_catalogues(acting, world)
    load_kiosks(acting, world)
    return world


def one(as_owner: AsOwner, query: str, *arguments: Any) -> Any:
    """Look something up as the owner."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(query, list(arguments))
        row = cursor.fetchone()
    assert row is not None, query
    return row[0]


def run(statement: str, *arguments: Any) -> int:
    """Run a statement as the acting person and return how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(arguments))
        return int(cursor.rowcount)


@contextmanager
def refused() -> Iterator[None]:
    """The database says no, for lack of a right and for no other reason."""
    with pytest.raises(DatabaseError) as caught:
        yield
    assert isinstance(caught.value.__cause__, REFUSED), caught.value


# ------------------------------------------------------------ the services


def test_a_department_is_made_at_the_own_place_only(acting: Acting, cast: Cast, world: World) -> None:
    """The page asks for the own establishment; the service does not take its word for it."""
    save = partial(
        organisations.save_department, code="school", names={"en": "School"}, is_active=True, at=clock.now()
    )
    with acting(cast.governor) as actor:
        save(actor=actor, establishment_id=world.establishments["hall"])
        with pytest.raises(PermissionDeniedError):
            save(actor=actor, establishment_id=world.establishments["kumla"])


@pytest.mark.parametrize("place", ["kumla", None])
def test_staff_are_added_at_the_own_place_only(
    acting: Acting, cast: Cast, world: World, place: str | None
) -> None:
    """Neither to another establishment nor to the whole service."""
    with acting(cast.governor) as actor, pytest.raises(PermissionDeniedError):
        organisations.add_staff_member(
            actor=actor,
            username="new.one",
            given_name="New",
            family_name="One",
            title="",
            establishment_id=world.establishments[place] if place else None,
            language="sv",
            at=clock.now(),
        )


def test_a_role_of_another_place_is_not_ended(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """The governor of Hall ends roles at Hall, not at Kumla, and none that holds for the whole service."""
    of = "select max(id) from access.reach_grant where actor_id = %s"
    here = one(as_owner, of, cast.officer.actor_id)
    others = [one(as_owner, of, m.actor_id) for m in (cast.officer_elsewhere, cast.protection_officer)]
    with acting(cast.governor) as actor:
        for grant in others:
            with pytest.raises(sharing.BeyondReachError):
                sharing.end_grant(actor=actor, grant_id=grant, reason="mine now", at=clock.now())
            with refused(), transaction.atomic():
                run("select access.end_grant(%s, 'mine now')", grant)
        sharing.end_grant(actor=actor, grant_id=here, reason="has left", at=clock.now())


def test_the_texts_and_types_of_another_place_stay(
    acting: Acting, as_owner: AsOwner, cast: Cast, places: World
) -> None:
    """A manager at Hall does not change what Kumla offers."""
    kumla = places.establishments["kumla"]
    type_id = one(as_owner, "select min(id) from requests_requesttype where establishment_id = %s", kumla)
    template = one(as_owner, "select min(id) from requests_groundtemplate where establishment_id = %s", kumla)
    article = one(
        as_owner,
        "select min(a.id) from kiosk_article a join kiosk_assortment s on s.id = a.assortment_id "
        "where s.establishment_id = %s",
        kumla,
    )
    with acting(cast.manager) as actor:
        with pytest.raises(PermissionDeniedError):
            requests.change_request_type(
                actor=actor, type_id=type_id, changes={"answer_days": 9}, reason="x", at=clock.now()
            )
        with pytest.raises(PermissionDeniedError):
            requests.remove_ground_template(actor=actor, template_id=template, at=clock.now())
    with acting(cast.kiosk_clerk) as actor, pytest.raises(PermissionDeniedError):
        kiosk.stop_article(actor=actor, article_id=article, reason=kiosk.ShortReason.SOLD_OUT, at=clock.now())


# ------------------------------------------------------------ the database


def _statements() -> list[tuple[str, str]]:
    found, who = [], ""
    for part in re.split(
        r";\n|\n-- as ", (Path(__file__).parent / "own_place.sql").read_text(encoding="utf-8")
    ):
        text = part.strip()
        if re.match(r"[a-z_]+\n", text):
            who, _newline, text = text.partition("\n")
        if text and not text.startswith("--"):
            found.append((who, " ".join(text.split())))
    return found


@pytest.mark.parametrize(("who", "statement"), _statements())
def test_no_statement_touches_another_place(
    acting: Acting, as_owner: AsOwner, places: World, who: str, statement: str
) -> None:
    cast = places.cast
    told = {
        "hall": places.establishments["hall"],
        "kumla": places.establishments["kumla"],
        "unit": places.units["kumla-A"],
        "own_unit": places.units["hall-C"],
        "me": getattr(cast, who).actor_id,
        "colleague": cast.officer.actor_id,
        "elsewhere": cast.officer_elsewhere.actor_id,
        "administrator": cast.administrator.actor_id,
        "client": cast.amir.actor_id,
        "client_elsewhere": cast.marek.actor_id,
        "amir": cast.amir.client_id,
        "marek": cast.marek.client_id,
    }
    with acting(getattr(cast, who)), transaction.atomic(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement, told)
        except ProgrammingError as error:  # and no other error: it would be a mistake in the attack
            if not isinstance(error.__cause__, REFUSED):
                raise
        else:
            assert cursor.rowcount == 0


def test_the_same_statements_work_at_home(acting: Acting, as_owner: AsOwner, places: World) -> None:
    """The refusals above are about the place, not about the person."""
    hall, unit, cast = places.establishments["hall"], places.units["hall-C"], places.cast
    with acting(cast.governor):
        assert run("update organisations_department set is_active = true where establishment_id = %s", hall)
        assert run("update requests_requesttype set answer_days = 9 where establishment_id = %s", hall)
        assert run("update requests_groundtemplate set is_active = true where establishment_id = %s", hall)
        assert run("update organisations_staffmember set title = 'x' where establishment_id = %s", hall)
        run("select access.create_actor('Xena', '', 'en', %s)", hall)
        run(
            "select access.grant_role(%s, 'officer', 'unit', %s, now(), null, 'role', 'x')",
            cast.nurse.actor_id,
            unit,
        )
        run("select access.set_staff_key(%s, 'karin', 'x')", cast.officer.actor_id)
        run("select * from access.list_grants(%s)", cast.officer.actor_id)
        run("select access.end_sessions_of(%s, null, 'x')", cast.amir.actor_id)
    with acting(cast.kiosk_clerk):
        assert run("update kiosk_assortment set weekly_limit = 1 where establishment_id = %s", hall)
        run("select money.house_balance(%s, 'pay_in')", hall)
    with acting(cast.administrator):
        assert run("update organisations_department set is_active = true")


def test_a_role_beyond_what_one_manages_protects_its_holder(
    acting: Acting, as_owner: AsOwner, places: World
) -> None:
    """Who resets a password can be that person: a colleague with a role at Kumla is not reset from Hall."""
    cast = places.cast
    with acting(cast.administrator):
        run(
            "select access.grant_role(%s, 'officer', 'unit', %s, now(), null, 'role', 'covers')",
            cast.officer.actor_id,
            places.units["kumla-A"],
        )
    with acting(cast.governor), refused():
        run("select access.set_staff_key(%s, 'karin', 'x')", cast.officer.actor_id)
    with acting(cast.administrator):
        run("select access.set_staff_key(%s, 'karin', 'x')", cast.officer.actor_id)


def test_wrong_tries_are_shown_for_the_own_tablets(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """A governor learns where somebody guesses at Hall, not at Kumla."""
    with as_owner(), connection.cursor() as cursor:
        for place in ("hall", "kumla"):
            cursor.execute(
                "with d as (insert into signin_device (establishment_id, label, announced_at, announced_by) "
                "values (%s, %s, now(), 1) returning id) "
                "insert into access.attempt (subject, place, succeeded) "
                "select 'actor:1', 'device:' || id, false from d",
                [world.establishments[place], place],
            )
    with acting(cast.governor), connection.cursor() as cursor:
        cursor.execute(
            "select d.label from access.list_wrong_tries_by_device('2000-01-01') t "
            "join signin_device d on d.id = t.device_id"
        )
        assert cursor.fetchall() == [("hall",)]


def test_who_places_a_client_does_not_become_their_key_worker(acting: Acting, cast: Cast) -> None:
    """A key worker reads the plan; the reach goes with the work, not with the right to give it."""
    with acting(cast.manager), pytest.raises(DatabaseError, match="no key worker"), transaction.atomic():
        run("select custody_begin_key_worker(%s, %s, 8, now())", cast.amir.client_id, cast.manager.actor_id)
    with acting(cast.manager):
        run("select custody_begin_key_worker(%s, %s, 8, now())", cast.amir.client_id, cast.officer.actor_id)
