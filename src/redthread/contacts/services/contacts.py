"""Deciding on contacts: who may be reached, by what, how closely read, until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.contacts.enums import Channel, EndCode, Level
from redthread.contacts.events import ContactBlocked, ContactChanged, ContactEnded, ContactUnblocked
from redthread.contacts.models import Contact, Correspondent
from redthread.contacts.permissions import Permission
from redthread.contacts.queries.rules import rules_for
from redthread.contacts.services.correspondents import NewCorrespondent, open_correspondent, require_shown
from redthread.contacts.services.errors import (
    ContactFaultError,
    ContactRefusedError,
    ContactStandsError,
    NotVerifiedError,
)
from redthread.foundation import course, thread
from redthread.foundation.actor import Actor, require, require_client
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import ContactApproved, ContactBarred
from redthread.jurisdiction.contacts import ContactRules

LONGEST_GROUNDS: Final = 500
CLASS: Final = InformationClass.CONTACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is decided about a contact.

    Attributes:
        until: None: until somebody decides anew.
        grounds: why, for the client too.
    """

    channels: Collection[Channel]
    level: Level
    grounds: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What whoever decides on a client's request made of it, in ``details["contact"]`` of the answer.

    Attributes:
        who: a correspondent's id, or somebody new.
        known_as: what the client calls them; empty: their name.
    """

    who: int | NewCorrespondent
    relation: str
    terms: Terms
    known_as: str = ""


@transaction.atomic
def approve_contact(
    *,
    actor: Actor,
    client_id: int,
    who: int | NewCorrespondent,
    relation: str,
    terms: Terms,
    at: datetime,
    known_as: str = "",
    request_id: UUID | None = None,
) -> Contact:
    """Let a client and somebody outside reach each other; the same ``request_id`` again changes nothing.

    Args:
        who: a correspondent's id, or somebody new.
        known_as: what the client calls them; empty: their name.

    Raises:
        ContactRefusedError: they must not reach each other; it is not said why.
        ContactFaultError: something is missing or cannot be.
        ContactStandsError: approved already.
        NotVerifiedError: sealed contact with somebody whose identity nobody verified.
    """
    require(actor, Permission.APPROVE)
    if request_id is not None and (done := Contact.objects.filter(request_id=request_id).first()):
        return done
    _check(client_id, relation, terms, at)
    _require_room(client_id)
    id_ = (
        who if isinstance(who, int) else open_correspondent(actor=actor, client_id=client_id, who=who, at=at)
    )
    _check_who(client_id, id_, terms, at)
    called = " ".join(known_as.split()) or require_shown(id_)
    try:
        with transaction.atomic():
            contact = Contact.objects.create(
                client_id=client_id,
                correspondent_id=id_,
                relation=relation,
                known_as=called[:120],
                channels=_ordered(terms.channels),
                level=terms.level,
                approved_at=at,
                approved_by=actor.id,
                grounds=terms.grounds.strip()[:LONGEST_GROUNDS],
                valid_until=terms.until,
                request_id=request_id,
            )
    except IntegrityError as clash:
        raise ContactStandsError(_("This person is a contact already. Open it to change it.")) from clash
    event = ContactApproved(
        client_id=client_id,
        info_class=CLASS,
        contact_id=contact.id,
        correspondent_id=id_,
        channels=tuple(contact.channels),
    )
    course.happen(event, actor=actor, at=at)
    return contact


@transaction.atomic
def change_contact(*, actor: Actor, contact_id: int, terms: Terms, at: datetime) -> Contact:
    """Decide channels, level and end of a contact anew.

    Raises:
        ContactRefusedError: they must not reach each other; it is not said why.
        ContactFaultError: something is missing or cannot be.
        ContactStandsError: it ended meanwhile.
        NotVerifiedError: sealed contact with somebody whose identity nobody verified.
    """
    contact = _locked(actor, contact_id)
    _check(contact.client_id, contact.relation, terms, at)
    _check_who(contact.client_id, contact.correspondent_id, terms, at)
    contact.channels, contact.level = _ordered(terms.channels), terms.level
    contact.grounds, contact.valid_until = terms.grounds.strip()[:LONGEST_GROUNDS], terms.until
    contact.save(update_fields=["channels", "level", "grounds", "valid_until"])
    event = ContactChanged(
        client_id=contact.client_id,
        info_class=CLASS,
        contact_id=contact.id,
        known_as=contact.known_as,
        channels=tuple(contact.channels),
        level=contact.level,
        grounds=contact.grounds,
    )
    thread.record(actor, event, at=at)
    return contact


@transaction.atomic
def end_contact(*, actor: Actor, contact_id: int, grounds: str, at: datetime, told: str = "") -> Contact:
    """End a contact in every channel; ``told`` is what the client may be told, and may be nothing.

    Raises:
        ContactFaultError: no grounds.
        ContactStandsError: it ended meanwhile.
    """
    contact = _locked(actor, contact_id)
    if not grounds.strip():
        raise ContactFaultError(_("Write why. Whoever decides after you needs it."))
    contact.ended_at, contact.ended_by, contact.ended_code = at, actor.id, EndCode.DECISION
    contact.ended_grounds, contact.told = grounds.strip()[:LONGEST_GROUNDS], told.strip()[:LONGEST_GROUNDS]
    contact.save(update_fields=["ended_at", "ended_by", "ended_code", "ended_grounds", "told"])
    told_event = ContactEnded(
        client_id=contact.client_id,
        info_class=CLASS,
        contact_id=contact.id,
        known_as=contact.known_as,
        told=contact.told,
    )
    thread.record(actor, told_event, at=at)
    barred = ContactBarred(
        client_id=contact.client_id,
        info_class=InformationClass.SECURITY,
        contact_id=contact.id,
        correspondent_id=contact.correspondent_id,
    )
    course.happen(barred, actor=actor, at=at)
    return contact


@transaction.atomic
def block_contact(*, actor: Actor, contact_id: int, at: datetime) -> None:
    """Let nothing through from somebody, at the client's own wish, from now on."""
    _block(actor, contact_id, on=True, at=at)


@transaction.atomic
def unblock_contact(*, actor: Actor, contact_id: int, at: datetime) -> None:
    """Let somebody reach the client again, as far as it was approved."""
    _block(actor, contact_id, on=False, at=at)


def _block(actor: Actor, contact_id: int, *, on: bool, at: datetime) -> None:
    client_id = require_client(actor)
    with connection.cursor() as cursor:
        cursor.execute("select id, known_as from contacts.block(%s, %s, %s)", [contact_id, on, at])
        id_, known_as = cursor.fetchone()
    event = ContactBlocked if on else ContactUnblocked
    thread.record(
        actor, event(client_id=client_id, info_class=CLASS, contact_id=id_, known_as=known_as), at=at
    )


def _check(client_id: int, relation: str, terms: Terms, at: datetime) -> None:
    rules = _rules(client_id)
    if relation not in rules.relations:
        raise ContactFaultError(_("Choose what this person is to the client."))
    if not terms.channels:
        raise ContactFaultError(_("Choose at least one way to reach each other."))
    if not terms.grounds.strip():
        raise ContactFaultError(_("Write the grounds: the client reads them."))
    if terms.until is not None and terms.until <= at:
        raise ContactFaultError(_("The last day lies in the past."))
    if terms.level is Level.PRIVILEGED and not rules.kinds[rules.relations[relation].kind].is_privileged:
        raise ContactFaultError(_("Only lawyers, courts and authorities are sealed."))


def _require_room(client_id: int) -> None:
    if Contact.objects.filter(client_id=client_id, ended_at=None).count() >= _rules(client_id).most_contacts:
        raise ContactFaultError(_("This person has as many contacts as the rules allow. End one first."))


def _check_who(client_id: int, correspondent_id: int, terms: Terms, at: datetime) -> None:
    _refuse_barred(client_id, correspondent_id, terms, at)
    _require_grown(correspondent_id, terms)
    if terms.level is Level.PRIVILEGED:
        _require_verified(client_id, correspondent_id)


def _refuse_barred(client_id: int, correspondent_id: int, terms: Terms, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select contacts.refuses(%s, %s, %s::text[], %s)",
            [client_id, correspondent_id, _ordered(terms.channels), at],
        )
        if cursor.fetchone()[0]:
            raise ContactRefusedError


def _require_verified(client_id: int, correspondent_id: int) -> None:
    found = Correspondent.objects.filter(id=correspondent_id).first()
    kinds = _rules(client_id).kinds
    if found is None or found.identity_verified_at is None or not kinds[found.kind].is_privileged:
        raise NotVerifiedError


def _require_grown(correspondent_id: int, terms: Terms) -> None:
    is_child = Correspondent.objects.filter(id=correspondent_id, is_child=True).exists()
    if is_child and Channel.MESSAGE in terms.channels:
        raise ContactFaultError(_("A child writes together with its adult: approve messages with the adult."))


def _rules(client_id: int) -> ContactRules:
    return rules_for(client_id=client_id).pack


def _locked(actor: Actor, contact_id: int) -> Contact:
    require(actor, Permission.APPROVE)
    contact = Contact.objects.select_for_update().filter(id=contact_id).first()
    if contact is None or contact.ended_at is not None:
        raise ContactStandsError(_("This contact ended meanwhile."))
    return contact


def _ordered(channels: Collection[Channel]) -> list[str]:
    return [c.value for c in Channel if c in channels]
