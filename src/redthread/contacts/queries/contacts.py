"""Reads of contacts: what passes, what each contact is now, and who is known already."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.contacts.enums import AliasKind, Channel, Level, State
from redthread.contacts.models import Ban, Contact, Correspondent
from redthread.contacts.queries.rules import rules_for
from redthread.contacts.rules.keys import key_of
from redthread.contacts.rules.matching import Reason, Weighed, weigh

REASONS: Mapping[Reason, Promise] = {
    Reason.SAME_PHONE: _("the same telephone number"),
    Reason.SAME_EMAIL: _("the same e-mail address"),
    Reason.SAME_ADDRESS: _("the same address"),
    Reason.LIKE_NAME: _("a like name"),
    Reason.SAME_BIRTH: _("the same birth date"),
    Reason.OTHER_BIRTH: _("another birth date"),
}


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact and what it is now.

    Attributes:
        correspondent: None for whoever may not read it: the client.
        adult: of a child the contact of the adult who answers for it and writes with it.
    """

    contact: Contact
    state: State
    correspondent: Correspondent | None = None
    adult: Contact | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody known who may be the one asked about. Whose contact they are is not told."""

    correspondent_id: int
    kind: str
    name: str
    organisation: str
    born_on: date | None
    is_child: bool
    is_verified: bool
    has_account: bool
    weighed: Weighed

    @property
    def reasons(self) -> list[Promise]:
        """Return in words what speaks for and against it."""
        return [REASONS[r] for r in self.weighed.reasons]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a relative is near to: the first name, and whether a message passes now. No place, no dates."""

    contact_id: int
    client_id: int
    correspondent_id: int
    called: str
    channels: tuple[Channel, ...]
    level: Level
    is_open: bool
    children: tuple[str, ...] = ()
    """Children of mine whom they know and who write together with me."""


def may_pass(*, client_id: int, correspondent_id: int, channel: Channel, at: datetime) -> bool:
    """Say whether something passes between two people by a channel now, whichever of them begins.

    Restrictions of the client (``custody.public.is_contact_closed``) are asked beside this.

    Raises:
        django.db.ProgrammingError: the asker neither reaches the client nor is one of the two.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select contacts.may_pass(%s, %s, %s, %s)", [client_id, correspondent_id, channel.value, at]
        )
        return bool(cursor.fetchone()[0])


def level_of(*, client_id: int, correspondent_id: int, at: datetime) -> Level | None:
    """Return how closely two people are read; None where nothing passes between them."""
    with connection.cursor() as cursor:
        cursor.execute("select contacts.level_of(%s, %s, %s)", [client_id, correspondent_id, at])
        found = cursor.fetchone()[0]
    return Level(found) if found else None


def list_contacts(*, client_id: int, at: datetime, with_ended: bool = False) -> list[ContactRow]:
    """Return a client's contacts, by name, those that are over last; two statements whatever their number."""
    states = _states(client_id, at)
    everybody = {c.id: c for c in Contact.objects.filter(client_id=client_id).order_by("known_as", "id")}
    found = [c for c in everybody.values() if with_ended or c.ended_at is None]
    # Row security leaves the correspondents out for whoever may not read them.
    known = Correspondent.objects.in_bulk([c.correspondent_id for c in found])
    listed = [
        ContactRow(c, state, known.get(c.correspondent_id), everybody.get(adult_id or 0))
        for c in found
        for state, adult_id in [states.get(c.id, _UNKNOWN)]
    ]
    return sorted(listed, key=lambda r: r.state in {State.ENDED, State.EXPIRED})


def get_contact(*, contact_id: int, client_id: int, at: datetime) -> ContactRow | None:
    """Return one contact of a client within reach, or None."""
    contact = Contact.objects.filter(id=contact_id, client_id=client_id).first()
    if contact is None:
        return None
    known = Correspondent.objects.filter(id=contact.correspondent_id).first()
    state, adult_id = _states(client_id, at).get(contact.id, _UNKNOWN)
    adult = Contact.objects.filter(id=adult_id).first() if adult_id else None
    return ContactRow(contact, state, known, adult)


def find_correspondent(
    *, client_id: int | None, aliases: Iterable[tuple[AliasKind, str]], born_on: date | None = None
) -> list[Candidate]:
    """Return who is known by one of these names, numbers or addresses, the weightiest first; it is logged.

    Whoever is known only because of a ban is not among them.
    """
    country = rules_for(client_id=client_id).country
    keys = [
        {"kind": kind.value, "key": key_of(kind, value, country=country)}
        for kind, value in aliases
        if value.strip()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select correspondent_id, kind, name, organisation, born_on, is_child, is_verified, has_account, "
            "shared from contacts.candidates(%s, %s::jsonb)",
            [client_id, json.dumps(keys)],
        )
        rows = cursor.fetchall()
    found = [Candidate(*[*row[:8], _weighed(row[8], born_on, row[4])]) for row in rows]
    return sorted((c for c in found if c.weighed.is_shown), key=lambda c: -c.weighed.weight)


def is_barred(*, client_id: int, correspondent_id: int, at: datetime) -> bool:
    """Say whether a ban that the acting person may read stands between two people.

    Whoever decides what passes asks :func:`may_pass`, which knows every ban and says nothing of them.
    """
    return any(b.correspondent_id == correspondent_id for b in list_bans(client_id=client_id, at=at))


def list_bans(*, client_id: int, at: datetime, with_lifted: bool = False) -> list[Ban]:
    """Return the bans of a client that the acting person may read, newest first."""
    rows = Ban.objects.filter(client_id=client_id).select_related("correspondent").order_by("-made_at", "id")
    if with_lifted:
        return list(rows)
    return [b for b in rows.filter(lifted_at=None) if b.valid_until is None or b.valid_until > at]


def get_correspondent(*, correspondent_id: int) -> Correspondent | None:
    """Return somebody within reach with their aliases, or None."""
    rows = Correspondent.objects.filter(id=correspondent_id).prefetch_related("aliases")
    return rows.select_related("responsible").first()


def list_registry(*, search: str = "", limit: int = 200) -> list[Correspondent]:
    """Return lawyers, courts, ombudsmen and consulates of the registry, by name."""
    kinds = [code for code, kind in rules_for(client_id=None).pack.kinds.items() if kind.is_privileged]
    rows = Correspondent.objects.filter(kind__in=kinds, left_at=None)
    if search.strip():
        rows = rows.filter(aliases__key__contains=key_of(AliasKind.NAME, search), aliases__kind="name")
    return list(rows.order_by("name", "id").distinct()[:limit])


def list_my_people(*, at: datetime) -> list[Person]:
    """Return whom the acting relative is near to, by first name; nobody for everybody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select contact_id, client_id, correspondent_id, called, channels, level, is_open, children "
            "from contacts.my_people(%s)",
            [at],
        )
        return [
            Person(
                c,
                client,
                who,
                called,
                tuple(Channel(x) for x in ways),
                Level(level),
                is_open,
                tuple(children),
            )
            for c, client, who, called, ways, level, is_open, children in cursor.fetchall()
        ]


def party_of(*, client_id: int, kind: str) -> str:
    """Return what a kind of correspondent is to the restrictions (``counsel`` …; else the kind)."""
    return rules_for(client_id=client_id).pack.party_of(kind)


def _weighed(shared: list[str], born_on: date | None, known_born_on: date | None) -> Weighed:
    return weigh(shared={AliasKind(kind) for kind in shared}, born_on=born_on, known_born_on=known_born_on)


_UNKNOWN: Final = (State.CLOSED, None)


def _states(client_id: int, at: datetime) -> dict[int, tuple[State, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("select contact_id, state, adult_id from contacts.states(%s, %s)", [client_id, at])
        return {contact_id: (State(state), adult_id) for contact_id, state, adult_id in cursor.fetchall()}
