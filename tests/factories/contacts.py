"""Contacts for tests: a clerk who decides, an officer who is there for victims, short ways to each step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, BanSource, Channel, Level
from tests.factories.world import Acting, AsOwner, Member, World, refresh, staff

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVERYTHING = frozenset(Channel)

Approve = Callable[..., contacts.Contact]
Bar = Callable[..., contacts.Ban]


def staff_member(world: World, as_owner: AsOwner, name: str, role: str, place: str = "hall") -> Member:
    """Insert somebody with a role for a whole establishment."""
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


@dataclass(frozen=True, slots=True)
class Office:
    """The people who decide, and short ways to what they do."""

    acting: Acting
    clerk: Member
    victim_officer: Member

    def approve(
        self,
        client: Member,
        who: Any = None,
        *,
        by: Member | None = None,
        relation: str = "parent",
        **more: Any,
    ) -> contacts.Contact:
        """Approve a contact: the clerk's decision."""
        at, known_as = more.pop("at", MONDAY), more.pop("known_as", "")
        with self.acting(by or self.clerk, focus=client.client_id) as actor:
            return contacts.approve_contact(
                actor=actor,
                client_id=client.client_id,
                who=somebody() if who is None else who,
                relation=relation,
                terms=more.pop("terms", None) or terms(**more),
                known_as=known_as,
                at=at,
            )

    def bar(
        self,
        client: Member,
        who: Any,
        source: BanSource = BanSource.VICTIM,
        *,
        by: Member | None = None,
        at: datetime = MONDAY,
    ) -> contacts.Ban:
        """Enter a victim's wish."""
        new = contacts.NewBan(
            id=uuid4(), source=source, grounds="Was asked and said no.", decided_by="TR", reference="B 1-26"
        )
        with self.acting(by or self.victim_officer, focus=client.client_id) as actor:
            ban, _effects = contacts.bar(actor=actor, client_id=client.client_id, who=who, ban=new, at=at)
            return ban

    def invite(self, contact: contacts.Contact, client: Member, address: str = "", *, at: datetime) -> str:
        """Invite a contact to the family door and return the token of the link or letter."""
        from redthread.signin.public import invite_outsider

        with self.acting(self.clerk, focus=client.client_id) as actor:
            account = contacts.open_account(actor=actor, contact_id=contact.id, address="", at=at)
            return invite_outsider(
                actor=actor, outsider_actor_id=account, address=address, language="sv", at=at
            )


def office_at_hall(world: World, as_owner: AsOwner, acting: Acting) -> Office:
    """Return the office of Hall."""
    return Office(
        acting,
        staff_member(world, as_owner, "Vera Brandt", "visits_clerk"),
        staff_member(world, as_owner, "Tuva Alm", "victim_officer"),
    )
