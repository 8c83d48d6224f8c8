"""Who comes and who goes: expected from outside, transfers in and out, who is out now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.custody.public import (
    AbsenceReason,
    OpenTransfer,
    Permission,
    TransferStatus,
    list_absences_now,
    list_expected,
    list_open_transfers,
)
from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.ui import words


@require_safe
def moves(request: HttpRequest) -> HttpResponse:
    """Show one's place as a station: who is to arrive, who is to leave, who is out."""
    desk = desk_of(request)
    admit(desk.actor, Permission.PLACE)
    here = desk.establishment.id
    journeys = list_open_transfers(establishment_id=here)
    may_receive = desk.actor.may(Permission.RECEIVE)
    context: dict[str, Any] = {
        "here": "moves",
        "coming": [_journey(j, desk) for j in journeys if j.to_id == here],
        "going": [_journey(j, desk) for j in journeys if j.from_id == here],
        "expected": _expected(desk) if may_receive else [],
        "out": _out(desk),
        "may_receive": may_receive,
        "done": request.GET.get("done", ""),
    }
    return render_desk(request, "staff/custody/moves.jinja", desk, context)


def _journey(journey: OpenTransfer, desk: Desk) -> dict[str, Any]:
    tz = desk.establishment.timezone
    here = desk.establishment.id
    # Before the journey the old place reaches the person, from then on the new one.
    reaches = (journey.from_id == here) == (journey.status is not TransferStatus.UNDERWAY)
    is_late = journey.status is TransferStatus.DECIDED and journey.planned_at < desk.now
    return {
        "name": f"{journey.family_name}, {journey.given_name}",
        "number": journey.number,
        "href": reverse("staff:transfer", args=[journey.client_id, journey.id]) if reaches else "",
        "from": journey.from_name,
        "to": journey.to_name,
        "when": words.moment(journey.planned_at, tz=tz, now=desk.now),
        "status": journey.status.label,
        "state": "late" if is_late else "now" if journey.status is TransferStatus.UNDERWAY else "fine",
        "reason": journey.reason.label,
        "by": journey.decided_by or journey.proposed_by,
    }


def _expected(desk: Desk) -> list[dict[str, Any]]:
    tz = desk.establishment.timezone
    return [
        {
            "href": reverse("staff:arrival", args=[arrival.id]),
            "name": f"{arrival.family_name}, {arrival.given_name}",
            "source": arrival.source,
            "when": words.moment(arrival.expected_at, tz=tz, now=desk.now),
            "is_late": arrival.expected_at < desk.now,
        }
        for arrival in list_expected(establishment_id=desk.establishment.id)
    ]


def _out(desk: Desk) -> list[dict[str, Any]]:
    tz = desk.establishment.timezone
    return [
        {
            "href": reverse("staff:place", args=[absence.client_id]),
            "name": f"{absence.client.family_name}, {absence.client.given_name}",
            "number": absence.client.number,
            "reason": AbsenceReason(absence.reason).label,
            "place": absence.place,
            "since": words.moment(absence.period.lower, tz=tz, now=desk.now),
            "back": words.moment(absence.expected_back_at, tz=tz, now=desk.now)
            if absence.expected_back_at
            else _("not known"),
            "is_late": absence.reason == AbsenceReason.ESCAPED
            or (absence.expected_back_at is not None and absence.expected_back_at < desk.now),
            "escaped": absence.reason == AbsenceReason.ESCAPED,
        }
        for absence in sorted(
            list_absences_now(establishment_id=desk.establishment.id),
            key=lambda absence: absence.reason != AbsenceReason.ESCAPED,
        )
    ]
