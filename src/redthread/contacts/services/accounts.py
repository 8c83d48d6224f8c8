"""The account of somebody outside: made once for one person, ended when they leave."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.contacts.enums import AliasKind
from redthread.contacts.events import ContactInvited
from redthread.contacts.models import Contact, Correspondent
from redthread.contacts.permissions import Permission
from redthread.contacts.services.contacts import CLASS
from redthread.contacts.services.errors import AccountError, NotVerifiedError
from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, PermissionDeniedError, require


@transaction.atomic
def open_account(*, actor: Actor, contact_id: int, address: str, at: datetime) -> int:
    """Make the account of a contact's correspondent, or find the one they have, and return its actor's id.

    The invitation that leads there is the sign-in's (``signin.public.invite_outsider``).

    Args:
        address: where the invitation goes, one of the correspondent's own; empty: it is printed.

    Raises:
        AccountError: a child, somebody who left, a contact without messages, or an address that is not
            theirs: of somebody whose identity was verified, one that was not known then.
        NotVerifiedError: sealed contact with somebody whose identity nobody verified.
    """
    require(actor, Permission.APPROVE)
    contact = Contact.objects.select_related("correspondent").filter(id=contact_id, ended_at=None).first()
    if contact is None or "message" not in contact.channels:
        raise AccountError(_("An account is for messages: approve messages first."))
    if contact.level == "privileged" and contact.correspondent.identity_verified_at is None:
        raise NotVerifiedError
    if address:
        _require_theirs(contact.correspondent, address)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select contacts.open_account(%s)", [contact.correspondent_id])
            actor_id = int(cursor.fetchone()[0])
    except IntegrityError as refused:
        raise AccountError(_("This person gets no account of their own.")) from refused
    event = ContactInvited(
        client_id=contact.client_id,
        info_class=CLASS,
        contact_id=contact.id,
        known_as=contact.known_as,
        by_mail=bool(address),
    )
    thread.record(actor, event, at=at)
    return actor_id


def _require_theirs(whom: Correspondent, address: str) -> None:
    """An invitation ends the keys that somebody has: it goes to nobody else, whatever they are called."""
    # As it is written: what a key forgives may be another mailbox.
    known = whom.aliases.filter(kind=AliasKind.EMAIL, value__iexact=address.strip())
    if not known.exists():
        raise AccountError(_("This address is not one of this person's. Add it first."))
    verified_at = whom.identity_verified_at
    if verified_at is not None and not known.filter(added_at__lte=verified_at).exists():
        raise AccountError(
            _("This address came after the identity was verified. Verify who it is anew, then invite.")
        )


def leave(*, actor: Actor, at: datetime) -> int:
    """End one's own contacts, each told in the client's thread, and one's account; return how many.

    Raises:
        PermissionDeniedError: not somebody outside.
    """
    _require_relative(actor)
    with connection.cursor() as cursor:
        cursor.execute("select contacts.leave(%s)", [at])
        return int(cursor.fetchone()[0])


def choose_own_language(*, actor: Actor, language: str) -> None:
    """Remember the language in which somebody outside reads and is written to."""
    _require_relative(actor)
    with connection.cursor() as cursor:
        cursor.execute("select access.set_language(%s)", [language])


def _require_relative(actor: Actor) -> None:
    if actor.kind is not ActorKind.RELATIVE:
        raise PermissionDeniedError(_("Only the person themselves can do this."))
