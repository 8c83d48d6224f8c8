"""Writing down who somebody outside is: names, numbers and addresses by which they are known."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.contacts.enums import AliasKind
from redthread.contacts.models import Correspondent
from redthread.contacts.queries.rules import rules_for
from redthread.contacts.rules.keys import LONGEST_ALIAS, key_of
from redthread.contacts.services.errors import ContactFaultError
from redthread.foundation.actor import Actor

LONGEST_NAME: Final = 120
MOST_ALIASES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCorrespondent:
    """Who somebody is, as it was told.

    Attributes:
        aliases: further (kind, value) they are known by; ``name`` is one by itself.
        responsible_id: of a child: the adult by whom it is reached.
    """

    kind: str
    name: str
    organisation: str = ""
    born_on: date | None = None
    language: str = "en"
    is_child: bool = False
    responsible_id: int | None = None
    aliases: tuple[tuple[AliasKind, str], ...] = ()


@transaction.atomic
def open_correspondent(
    *,
    actor: Actor,  # noqa: ARG001 - who acts
    client_id: int | None,
    who: NewCorrespondent,
    at: datetime,
) -> int:
    """Write somebody down and return their id; on behalf of a client, or (None) in the registry.

    Raises:
        ContactFaultError: the name is missing, the kind unknown, a child has no adult, or a date cannot be.
    """
    rules = rules_for(client_id=client_id)
    name = " ".join(who.name.split())
    if not name:
        raise ContactFaultError(_("Write the name."))
    if who.kind not in rules.pack.kinds:
        raise ContactFaultError(_("Choose who this is."))
    if who.is_child and who.responsible_id is None:
        raise ContactFaultError(_("A child is reached through an adult: choose who answers for it."))
    if who.born_on is not None and who.born_on > at.date():
        raise ContactFaultError(_("The date of birth lies in the future."))
    details = {
        "kind": who.kind,
        "name": name[:LONGEST_NAME],
        "organisation": " ".join(who.organisation.split())[:LONGEST_NAME],
        "born_on": who.born_on.isoformat() if who.born_on else None,
        "language": who.language,
        "is_child": who.is_child,
        "responsible_id": who.responsible_id if who.is_child else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select contacts.open_correspondent(%s, %s::jsonb, %s::jsonb, %s)",
            [client_id, json.dumps(details), keyed([(AliasKind.NAME, name), *who.aliases], client_id), at],
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def add_aliases(
    *,
    actor: Actor,  # noqa: ARG001 - who acts
    correspondent: Correspondent,
    aliases: Iterable[tuple[AliasKind, str]],
    client_id: int | None,
    at: datetime,
) -> None:
    """Add further names, numbers or addresses by which somebody is known; what is known stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select contacts.add_aliases(%s, %s::jsonb, %s)",
            [correspondent.id, keyed(aliases, client_id), at],
        )


def require_shown(correspondent_id: int) -> str:
    """Return the name of somebody whom the acting person sees, or was just shown as somebody known.

    Raises:
        django.db.ProgrammingError: they were not; nobody is drawn in by counting ids.
    """
    with connection.cursor() as cursor:
        cursor.execute("select contacts.name_of(%s)", [correspondent_id])
        return str(cursor.fetchone()[0])


def keyed(aliases: Iterable[tuple[AliasKind, str]], client_id: int | None) -> str:
    """Return aliases with their keys as JSON for the database; empty ones are left out.

    Raises:
        ContactFaultError: too many, or one that is no alias.
    """
    country = rules_for(client_id=client_id).country
    found = []
    for kind, value in aliases:
        text = " ".join(value.split())[:LONGEST_ALIAS]
        if not text:
            continue
        key = key_of(kind, text, country=country)
        if not key:
            raise ContactFaultError(_("This cannot be read as a number or an address. Write it out."))
        found.append({"kind": kind.value, "value": text, "key": key[:LONGEST_ALIAS]})
    if len(found) > MOST_ALIASES:
        raise ContactFaultError(_("At most twelve names, numbers and addresses at a time."))
    return json.dumps(found)
