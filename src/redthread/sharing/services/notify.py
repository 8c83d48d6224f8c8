"""Telling an organisation that something waits for it, by mail, with nothing personal in it."""

from datetime import datetime

from redthread.notices.public import NoticeKind, tell
from redthread.organisations.public import MemberRole, PartnerDesk, list_members


def tell_organisation(*, organisation_id: int, kind: NoticeKind, about: str, at: datetime) -> int:
    """Send "something waits for you" to the organisation's desk and its coordinators; return to how many.

    Args:
        about: a kind and a number, never a name: ``handover:7b6f…``.
    """
    desk = PartnerDesk.objects.select_related("organisation").filter(organisation_id=organisation_id).first()
    addresses = {
        m.email
        for m in list_members(organisation_id=organisation_id, at=at)
        if m.role == MemberRole.COORDINATOR
    }
    if desk is not None and desk.email:
        addresses.add(desk.email)
    language = desk.organisation.language if desk is not None else "en"
    for address in sorted(addresses):
        tell(address=address, language=language, kind=kind, about=about, at=at)
    return len(addresses)
