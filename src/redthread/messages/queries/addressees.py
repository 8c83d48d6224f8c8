"""Whom a client may begin to write to."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from redthread.contacts.public import Channel, Level, list_contacts
from redthread.custody.public import find_place
from redthread.foundation.actor import Actor, require_client
from redthread.jurisdiction.messages import Where
from redthread.messages.enums import AddresseeKind
from redthread.messages.queries.rules import rules_of

PICTOGRAMS = {
    AddresseeKind.STAFF: "staff",
    AddresseeKind.TEACHER: "education",
    AddresseeKind.PARTNER: "establishment",
    AddresseeKind.RELATIVE: "people",
    AddresseeKind.PRIVILEGED: "private",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody to write to.

    Attributes:
        key: what a form sends, such as ``role:health`` or ``relative:17``.
        closed: nothing passes now (a ban, an end, a wish); why is not told.
    """

    kind: AddresseeKind
    key: str
    name: str
    note: str
    pictogram: str
    answer_days: int | None = None
    closed: bool = False


def list_choices(*, actor: Actor, at: datetime) -> list[Choice]:
    """Return units and roles, named staff, organisations and approved contacts of the acting client."""
    client_id = require_client(actor)
    rules = rules_of(client_id)
    place = find_place(client_id=client_id)
    where = {Where.ALWAYS, Where.HELD if place else Where.SUPERVISION}
    found = []
    for addressee in rules.addressees.values():
        if addressee.where in where:
            kind = AddresseeKind.UNIT if addressee.is_unit else AddresseeKind.ROLE
            found.append(
                Choice(
                    kind=kind,
                    key=f"{kind.value}:{addressee.code}",
                    name=addressee.title.in_language(actor.language),
                    note=place.unit if addressee.is_unit and place else "",
                    pictogram=addressee.pictogram,
                    answer_days=addressee.answer_days,
                )
            )
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.choices(%s)", [at])
        for code, id_, name, title in cursor.fetchall():
            kind = AddresseeKind(code)
            # An organisation outside has promised nothing.
            days = None if kind is AddresseeKind.PARTNER else rules.staff_answer_days
            found.append(Choice(kind, f"{code}:{id_}", name, title, PICTOGRAMS[kind], days))
    return found + _contacts(client_id, at)


def _contacts(client_id: int, at: datetime) -> list[Choice]:
    found = []
    for row in list_contacts(client_id=client_id, at=at):
        contact = row.contact
        if Channel.MESSAGE.value not in contact.channels:
            continue
        kind = AddresseeKind.PRIVILEGED if contact.level == Level.PRIVILEGED else AddresseeKind.RELATIVE
        key = f"{kind.value}:{contact.correspondent_id}"
        closed = row.state != "open"
        found.append(Choice(kind, key, contact.known_as, "", PICTOGRAMS[kind], closed=closed))
    return found
