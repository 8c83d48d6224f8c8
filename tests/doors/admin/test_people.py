"""Staff and roles in the office: given with a reason, inside one's own establishment, never to oneself."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection

from redthread.foundation import clock
from redthread.organisations.public import StaffMember
from redthread.sharing.public import BeyondReachError, Scope, end_grant, grant_role, list_grants
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Acting, AsOwner, Cast, Member, World

PEOPLE = "/staff/office/people"


def test_somebody_is_added_gets_a_role_and_an_invitation(
    office: Callable[[Member], Clerk], cast: Cast, world: World, acting: Acting, as_owner: AsOwner
) -> None:
    """From nothing to a first password, in three pages."""
    clerk = office(cast.governor)
    new = {
        "given_name": "Åsa",
        "family_name": "Ny",
        "username": "Asa.Ny",
        "title": "Kriminalvårdare",
        "language": "sv",
    }
    clerk.send(f"{PEOPLE}/add", new)
    with as_owner():
        member = StaffMember.objects.get(username="asa.ny")
    assert "No role: this person sees nobody" in clerk.page

    role = {"role": "officer", "where": f"unit:{world.units['hall-C']}", "until": ""}
    page = f"{PEOPLE}/{member.actor_id}"
    clerk.send(f"{page}/roles", role | {"step": "look"}, of=page, status=200)
    assert "Answers for safety and daily life on a unit" in clerk.page
    clerk.send(f"{page}/roles", role | {"step": "grant", "reason": "Begins on Monday"}, of=page)
    assert "Begins on Monday" in clerk.page
    with acting(cast.governor):
        assert [g.role_code for g in list_grants(actor_id=member.actor_id)] == ["officer"]

    clerk.send(f"{page}/invite", {}, of=page, status=200)
    assert "one-time-code" in clerk.page


def test_a_role_needs_a_reason_and_ends_with_one(
    office: Callable[[Member], Clerk], cast: Cast, world: World
) -> None:
    """Both stand beside the role for good."""
    clerk = office(cast.governor)
    page = f"{PEOPLE}/{cast.officer.actor_id}"
    role = {
        "role": "second_reader",
        "where": f"establishment:{world.establishments['hall']}",
        "step": "grant",
    }
    clerk.send(f"{page}/roles", role | {"reason": ""}, of=page, status=422)
    assert "Write why" in clerk.page
    clerk.send(f"{page}/roles", role | {"reason": "Reads in spring"}, of=page)
    clerk.see(page)
    ends = next(part for part in clerk.page.split('action="') if part.startswith(f"{page}/roles/"))
    address = ends.split('"', 1)[0]
    clerk.send(address, {"reason": ""}, of=page, status=422)
    clerk.send(address, {"reason": "Spring is over"}, of=page)
    assert "Spring is over" in clerk.page
    assert "Roles before" in clerk.page


def test_nobody_gives_themselves_a_role(office: Callable[[Member], Clerk], cast: Cast, world: World) -> None:
    """Not even when the form is sent by hand."""
    clerk = office(cast.governor)
    page = f"{PEOPLE}/{cast.governor.actor_id}"
    assert "Give a role" not in clerk.see(page)
    role = {
        "role": "nurse",
        "where": f"establishment:{world.establishments['hall']}",
        "step": "grant",
        "reason": "I",
    }
    clerk.send(f"{page}/roles", role, of=page, status=403)


def test_colleagues_elsewhere_are_not_there(
    office: Callable[[Member], Clerk], cast: Cast, world: World
) -> None:
    """A governor neither sees nor changes who works at another establishment, and gives no role there."""
    clerk = office(cast.governor)
    assert "Nils" not in clerk.see(PEOPLE)
    clerk.see(f"{PEOPLE}/{cast.officer_elsewhere.actor_id}", status=404)
    page = f"{PEOPLE}/{cast.officer.actor_id}"
    for where in (f"establishment:{world.establishments['kumla']}", "service:", "client:1"):
        role = {"role": "nurse", "where": where, "step": "grant", "reason": "Why not"}
        clerk.send(f"{page}/roles", role, of=page, status=403)


def test_the_service_itself_gives_no_role_beyond_the_own_establishment(
    acting: Acting, cast: Cast, world: World
) -> None:
    """Also not past the page: a unit elsewhere, another establishment, the whole service."""
    beyond: list[tuple[Scope, int | None]] = [
        (Scope.UNIT, world.units["kumla-A"]),
        (Scope.ESTABLISHMENT, world.establishments["kumla"]),
        (Scope.SERVICE, None),
    ]
    for scope, scope_id in beyond:
        with acting(cast.governor) as actor, pytest.raises(BeyondReachError):
            grant_role(
                actor=actor,
                to_actor_id=cast.officer.actor_id,
                role="nurse",
                scope=scope,
                scope_id=scope_id,
                reason="Power",
                at=clock.now(),
            )


def test_the_administrator_of_all_gives_roles_everywhere(acting: Acting, cast: Cast, world: World) -> None:
    """A role for the whole service reaches every establishment."""
    with acting(cast.administrator) as actor:
        grant_id = grant_role(
            actor=actor,
            to_actor_id=cast.officer_elsewhere.actor_id,
            role="unit_manager",
            scope=Scope.ESTABLISHMENT,
            scope_id=world.establishments["kumla"],
            reason="Promoted",
            at=clock.now(),
        )
        end_grant(actor=actor, grant_id=grant_id, reason="Wrong person", at=clock.now())


def test_what_a_role_reads_is_told_with_the_reason(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """The page of roles is the pack's own prose, and the administrator reads no client data."""
    page = office(cast.administrator).see("/staff/office/roles")
    assert "Bound by medical secrecy" in page
    assert page.count("no client data") >= 2


def test_a_name_that_is_taken_is_refused(
    office: Callable[[Member], Clerk], cast: Cast, as_owner: AsOwner
) -> None:
    """Two people never sign in with one name."""
    with as_owner():
        taken = StaffMember.objects.get(actor_id=cast.nurse.actor_id).username
    clerk = office(cast.governor)
    new = {"given_name": "A", "family_name": "B", "username": taken, "title": "", "language": "en"}
    clerk.send(f"{PEOPLE}/add", new, status=422)
    assert "Somebody else signs in with this name" in clerk.page


def test_a_role_is_given_only_by_who_proved_just_now_that_it_is_them(
    office: Callable[[Member], Clerk], cast: Cast, world: World, as_owner: AsOwner, acting: Acting
) -> None:
    """An old session is asked for the password, and comes back to the role that was chosen."""
    clerk = office(cast.governor)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update access.session set created_at = created_at - interval '1 hour'")
    page = f"{PEOPLE}/{cast.officer.actor_id}"
    role = {
        "role": "nurse",
        "where": f"establishment:{world.establishments['hall']}",
        "reason": "Ill colleague",
    }
    answer = clerk.post(f"{page}/roles", role | {"step": "grant"}, of=page)
    assert answer["Location"].startswith("/staff/keys/prove?next=")
    back = parse_qs(urlparse(answer["Location"]).query)["next"][0]
    assert "Bound by medical secrecy" in clerk.see(back)
    with acting(cast.governor):
        assert [g.role_code for g in list_grants(actor_id=cast.officer.actor_id)] == ["officer"]
