"""What every page of the partner door needs: the time of their country, and a note of what it told."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from redthread.doors.acting import actor_of
from redthread.foundation import clock
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.organisations.public import PartnerMember, find_member
from redthread.sharing.public import disclose


def member_of(actor: Actor) -> PartnerMember:
    """Return the membership of whoever reads this page.

    Raises:
        Http404: they have none.
    """
    found = find_member(actor_id=actor.id)
    if found is None:
        raise Http404
    return found


@lru_cache(maxsize=8)
def zone_of(pack: str) -> str:
    """Return the time zone of a jurisdiction."""
    return str(calendar_of(load_pack(settings.PACKS / pack)).timezone)


def told(request: HttpRequest, client_ids: Iterable[int], classes: InformationClass, what: str) -> None:
    """Write down that this page answers about these people; each of them can read it.

    Call it in every view of this door that shows a client, with the classes that the page shows; kept is
    what of them was granted. ``what``: ``partner:plan``.
    """
    disclose(actor=actor_of(request), client_ids=client_ids, classes=classes, what=what, at=clock.now())


def partner_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show a page with the time of the partner's own country (``now``, ``tz``) and their ``member``."""
    member = context.pop("member", None) or member_of(actor_of(request))
    found = {"member": member, "now": clock.now(), "tz": zone_of(member.organisation.pack), **context}
    return render(request, template, found, status=status)
