"""Entering and lifting bans: they close every channel and every alias, at both ends, at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.contacts.enums import BanSource
from redthread.contacts.events import BanEntered, BanLifted, ToldApart
from redthread.contacts.models import Ban, Contact
from redthread.contacts.permissions import Permission
from redthread.contacts.services.correspondents import NewCorrespondent, open_correspondent, require_shown
from redthread.contacts.services.errors import BanStandsError, ContactFaultError
from redthread.foundation import course, thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import ContactBarred, Effect

LONGEST_GROUNDS: Final = 500

CLASS_OF: Final = {
    BanSource.VICTIM: InformationClass.VICTIMS,
    BanSource.COURT: InformationClass.RESTRICTIONS,
    BanSource.SERVICE: InformationClass.CONTACTS,
    BanSource.OWN_WISH: InformationClass.CONTACTS,
}
"""Which staff read a ban. The client and the other one never do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBan:
    """What is entered. ``decided_by`` and ``reference`` are a court's; ``until`` None: until lifted."""

    id: UUID
    source: BanSource
    grounds: str
    decided_by: str = ""
    reference: str = ""
    until: datetime | None = None


@transaction.atomic
def bar(
    *, actor: Actor, client_id: int, who: int | NewCorrespondent, ban: NewBan, at: datetime
) -> tuple[Ban, list[Effect]]:
    """Bar a client and somebody outside from each other; the same id again changes nothing.

    Returns:
        The ban, and what it did in other modules.

    Raises:
        ContactFaultError: grounds, or a court's decision, are missing.
        django.db.ProgrammingError: the acting person may not write the class of this source.
    """
    require(actor, Permission.BAR)
    if (done := Ban.objects.filter(id=ban.id).first()) is not None:
        return done, []
    if not ban.grounds.strip():
        raise ContactFaultError(_("Write why. Whoever decides after you needs it."))
    if ban.source is BanSource.COURT and not (ban.decided_by.strip() and ban.reference.strip()):
        raise ContactFaultError(_("Write which court decided, and the number of the decision."))
    if ban.until is not None and ban.until <= at:
        raise ContactFaultError(_("The last day lies in the past."))
    id_ = (
        who if isinstance(who, int) else open_correspondent(actor=actor, client_id=client_id, who=who, at=at)
    )
    require_shown(id_)
    made = Ban.objects.create(
        id=ban.id,
        client_id=client_id,
        correspondent_id=id_,
        source=ban.source,
        info_class=CLASS_OF[ban.source],
        grounds=ban.grounds.strip()[:LONGEST_GROUNDS],
        decided_by=ban.decided_by.strip()[:120],
        reference=ban.reference.strip()[:60],
        valid_from=at,
        valid_until=ban.until,
        made_at=at,
        made_by=actor.id,
    )
    event = BanEntered(client_id=client_id, info_class=_entry_class(made), ban_id=made.id, source=made.source)
    thread.record(actor, event, at=at)
    contact = Contact.objects.filter(client_id=client_id, correspondent_id=id_, ended_at=None).first()
    barred = ContactBarred(
        client_id=client_id,
        info_class=_entry_class(made),
        contact_id=contact.id if contact else 0,
        correspondent_id=id_,
    )
    _seq, effects = course.happen(barred, actor=actor, at=at)
    return made, effects


@transaction.atomic
def lift_ban(*, actor: Actor, ban_id: UUID, grounds: str, at: datetime) -> Ban:
    """Lift a ban; what was approved before it passes again, as far as nothing else closes it.

    Raises:
        ContactFaultError: no grounds.
        BanStandsError: lifted meanwhile, or not for the acting person to see.
    """
    ban = _locked(actor, ban_id)
    if not grounds.strip():
        raise ContactFaultError(_("Write why. Whoever decides after you needs it."))
    ban.lifted_at, ban.lifted_by = at, actor.id
    ban.lifted_grounds = grounds.strip()[:LONGEST_GROUNDS]
    ban.save(update_fields=["lifted_at", "lifted_by", "lifted_grounds"])
    event = BanLifted(client_id=ban.client_id, info_class=_entry_class(ban), ban_id=ban.id, source=ban.source)
    thread.record(actor, event, at=at)
    return ban


@transaction.atomic
def tell_apart(*, actor: Actor, ban_id: UUID, correspondent_id: int, grounds: str, at: datetime) -> Ban:
    """Note that somebody with a like name, or a shared number, is not the barred person.

    Raises:
        ContactFaultError: no grounds, or it is the barred person's own record.
        BanStandsError: lifted meanwhile, or not for the acting person to see.
    """
    ban = _locked(actor, ban_id)
    if not grounds.strip():
        raise ContactFaultError(_("Write how you know that it is somebody else."))
    if correspondent_id == ban.correspondent_id:
        raise ContactFaultError(_("This is the barred person. Lift the ban instead."))
    if correspondent_id not in ban.not_these:
        ban.not_these = [*ban.not_these, correspondent_id]
        ban.save(update_fields=["not_these"])
        event = ToldApart(
            client_id=ban.client_id,
            info_class=_entry_class(ban),
            ban_id=ban.id,
            correspondent_id=correspondent_id,
            grounds=grounds.strip()[:LONGEST_GROUNDS],
        )
        thread.record(actor, event, at=at)
    return ban


def _entry_class(ban: Ban) -> InformationClass:
    """Return a class that is never the client's own: an entry that is missing must not tell either."""
    return InformationClass.VICTIMS if ban.source == BanSource.VICTIM else InformationClass.SECURITY


def _locked(actor: Actor, ban_id: UUID) -> Ban:
    require(actor, Permission.BAR)
    ban = Ban.objects.select_for_update().filter(id=ban_id).first()
    if ban is None or ban.lifted_at is not None:
        raise BanStandsError(_("This ban was lifted meanwhile."))
    return ban
