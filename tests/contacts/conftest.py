"""Contacts for tests: a clerk who decides, an officer who is there for victims, short ways to each step."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, BanSource, Channel, Level
from tests.factories.world import Acting, AsOwner, Member, World, refresh, staff

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVERYTHING = frozenset(Channel)


@pytest.fixture
def clerk(world: World, as_owner: AsOwner) -> Member:
    """Somebody who approves contacts at Hall."""
    return _staff(world, as_owner, "Vera Brandt", "visits_clerk")


@pytest.fixture
def victim_officer(world: World, as_owner: AsOwner) -> Member:
    """Somebody at Hall who is there for victims."""
    return _staff(world, as_owner, "Tuva Alm", "victim_officer")


def _staff(world: World, as_owner: AsOwner, name: str, role: str, place: str = "hall") -> Member:
    with as_owner():
        id_ = world.establishments[place]
        member = staff(name, role, "establishment", id_, id_)
        refresh(member.actor_id)
        return member


def terms(*channels: Channel, level: Level = Level.ORDINARY, **more: Any) -> contacts.Terms:
    """Return what is decided; every channel where none is named."""
    return contacts.Terms(
        channels=channels or EVERYTHING, level=level, grounds="Family, spoken to by phone.", **more
    )


def somebody(name: str = "Fatima Haddad", kind: str = "relative", **more: Any) -> contacts.NewCorrespondent:
    """Return somebody outside, with a number and an address for e-mail unless given."""
    more.setdefault("aliases", ((AliasKind.PHONE, "070-123 45 67"), (AliasKind.EMAIL, "fatima@example.org")))
    return contacts.NewCorrespondent(kind=kind, name=name, **more)


Approve = Callable[..., contacts.Contact]
Bar = Callable[..., contacts.Ban]


@pytest.fixture
def approve(acting: Acting, clerk: Member) -> Approve:
    """Give ``approve(client, who=…, relation=…)``: the clerk's decision."""

    def do(client: Member, who: Any = None, *, by: Member = clerk, relation: str = "parent", **more: Any):
        at = more.pop("at", MONDAY)
        known_as = more.pop("known_as", "")
        with acting(by, focus=client.client_id) as actor:
            return contacts.approve_contact(
                actor=actor,
                client_id=client.client_id,
                who=somebody() if who is None else who,
                relation=relation,
                terms=more.pop("terms", None) or terms(**more),
                known_as=known_as,
                at=at,
            )

    return do


@pytest.fixture
def bar(acting: Acting, victim_officer: Member) -> Bar:
    """Give ``bar(client, who)``: a victim's wish, entered by the officer who is there for them."""

    def do(client: Member, who: Any, source: BanSource = BanSource.VICTIM, *, by: Member = victim_officer):
        new = contacts.NewBan(
            id=uuid4(), source=source, grounds="Was asked and said no.", decided_by="TR", reference="B 1-26"
        )
        with acting(by, focus=client.client_id) as actor:
            ban, _effects = contacts.bar(actor=actor, client_id=client.client_id, who=who, ban=new, at=MONDAY)
            return ban

    return do


@pytest.fixture
def passes(acting: Acting) -> Callable[..., bool]:
    """Give ``passes(client, correspondent_id)``: what the client's own door is told."""

    def ask(client: Member, who: int, channel: Channel = Channel.MESSAGE, *, at: datetime = MONDAY) -> bool:
        with acting(client):
            return contacts.may_pass(client_id=client.client_id, correspondent_id=who, channel=channel, at=at)

    return ask
