"""Verifying who somebody is: without it nobody's mail is sealed, and one account is one verified person."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from redthread.contacts.enums import AliasKind, Check
from redthread.contacts.events import IdentityVerified, IdentityWithdrawn
from redthread.contacts.models import Correspondent
from redthread.contacts.permissions import Permission
from redthread.contacts.rules.keys import name_key
from redthread.contacts.services.errors import ContactFaultError, ContactStandsError, LikeNameError
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.events import HOUSE

LONGEST_NOTE: Final = 300


@transaction.atomic
def verify_identity(
    *, actor: Actor, correspondent_id: int, how: Check, note: str, at: datetime, although_alike: str = ""
) -> Correspondent:
    """Note who verified, and how, that somebody is who they say.

    Args:
        note: what was looked at: a number in a register, a number that was called.
        although_alike: how one knows that somebody of a like name who is verified is another person.

    Raises:
        ContactFaultError: nothing says what was looked at.
        LikeNameError: somebody of a like name is verified, and nothing says how the two were told apart.
        ContactStandsError: not there.
    """
    require(actor, Permission.VERIFY)
    if not note.strip():
        raise ContactFaultError(_("Write what you looked at: a number, a register, whom you called."))
    found = _locked(correspondent_id)
    alike = _verified_alike(found)
    if alike is not None and not although_alike.strip():
        raise LikeNameError(
            _("%(name)s is verified already. Write how you know that this is somebody else.")
            % {"name": alike.name}
        )
    text = " · ".join(part.strip() for part in (note, although_alike) if part.strip())[:LONGEST_NOTE]
    _set(correspondent_id, how.value, text, at)
    event = IdentityVerified(
        client_id=HOUSE, info_class=InformationClass(0), correspondent_id=correspondent_id, how=how.value
    )
    thread.record(actor, event, at=at)
    found.refresh_from_db()
    return found


@transaction.atomic
def withdraw_identity(*, actor: Actor, correspondent_id: int, at: datetime) -> None:
    """Take a verification back: what is sealed with them does not pass until somebody verifies anew."""
    require(actor, Permission.VERIFY)
    _locked(correspondent_id)
    _set(correspondent_id, "", "", at)
    event = IdentityWithdrawn(
        client_id=HOUSE, info_class=InformationClass(0), correspondent_id=correspondent_id
    )
    thread.record(actor, event, at=at)


def _locked(correspondent_id: int) -> Correspondent:
    found = Correspondent.objects.filter(id=correspondent_id).first()
    if found is None:
        raise ContactStandsError(_("This person is not in the registry."))
    return found


def _verified_alike(found: Correspondent) -> Correspondent | None:
    rows = Correspondent.objects.filter(
        identity_verified_at__isnull=False,
        aliases__kind=AliasKind.NAME,
        aliases__key=name_key(found.name),
    )
    return rows.exclude(id=found.id).order_by("id").first()


def _set(correspondent_id: int, how: str, note: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select contacts.set_identity(%s, %s, %s, %s)", [correspondent_id, how, note, at])
