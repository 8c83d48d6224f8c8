"""The person's own yes and no to what an organisation may know; both with effect at once."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require_client
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.organisations.public import find_organisation
from redthread.sharing.events import ConsentGiven, ConsentWithdrawn


class NothingToConsentError(DomainError):
    """Nobody asked for this consent, or it stands or ended already."""

    status = 409


@transaction.atomic
def give_consent(
    *, actor: Actor, organisation_id: int, classes: InformationClass, words: str = "", at: datetime
) -> InformationClass:
    """Say yes to an organisation knowing these classes; return those that were asked for and are open now.

    Args:
        words: what the person read before they said yes, in their language; kept with the consent.

    Raises:
        PermissionDeniedError: somebody else tries to say yes for the person.
        NothingToConsentError: nobody asked for it.
    """
    client_id = require_client(actor)
    changed = _set(organisation_id, classes, is_given=True, words=words, at=at)
    event = ConsentGiven(
        client_id=client_id,
        info_class=InformationClass.IDENTITY,
        organisation_id=organisation_id,
        organisation=_name(organisation_id),
        classes=int(changed),
    )
    thread.record(actor, event, at=at)
    return changed


@transaction.atomic
def withdraw_consent(
    *, actor: Actor, organisation_id: int, classes: InformationClass, at: datetime
) -> InformationClass:
    """Take a yes back: the organisation reads these classes no more from this transaction on.

    Raises:
        PermissionDeniedError: somebody else tries to take it back.
        NothingToConsentError: there is no such yes.
    """
    client_id = require_client(actor)
    changed = _set(organisation_id, classes, is_given=False, words="", at=at)
    event = ConsentWithdrawn(
        client_id=client_id,
        info_class=InformationClass.IDENTITY,
        organisation_id=organisation_id,
        organisation=_name(organisation_id),
        classes=int(changed),
    )
    thread.record(actor, event, at=at)
    return changed


def _set(
    organisation_id: int, classes: InformationClass, *, is_given: bool, words: str, at: datetime
) -> InformationClass:
    with connection.cursor() as cursor:
        cursor.execute(
            "select sharing_set_consent(%s, %s, %s, %s, %s)",
            [organisation_id, int(classes), is_given, words, at],
        )
        changed = InformationClass(cursor.fetchone()[0])
    if not changed:
        raise NothingToConsentError(_("Nothing changed: it is already as you want it."))
    return changed


def _name(organisation_id: int) -> str:
    found = find_organisation(organisation_id=organisation_id)
    return found.name if found else ""
