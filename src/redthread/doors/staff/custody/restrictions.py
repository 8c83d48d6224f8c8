"""Restrictions at the staff door: entered as decided, lifted by a further decision, withdrawn where wrong."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.custody import public as custody
from redthread.custody.public import Channel, Decision, Permission, Restriction
from redthread.doors.staff.custody.fields import (
    MIDNIGHT,
    Case,
    UnreadableFieldError,
    case_of,
    id_of,
    instant_of,
    kept_day,
    words_of,
)
from redthread.doors.staff.desk import render_desk
from redthread.foundation.errors import DomainError
from redthread.ui import words


@require_http_methods(["GET", "HEAD", "POST"])
def restrictions(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show what is closed for a client; enter a decision."""
    case = case_of(request, client_id, Permission.RESTRICT)
    if request.method != "POST":
        return _show(request, case)
    try:
        custody.impose_restrictions(
            actor=case.desk.actor, client_id=client_id, decision=_decision(request, case), at=case.desk.now
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "entered")


def _decision(request: HttpRequest, case: Case) -> Decision:
    begins = instant_of(request, "begins", case.desk, default=MIDNIGHT)
    if begins is None:
        raise UnreadableFieldError(_("Write the day from which it holds."))
    return Decision(
        id=id_of(request, "entry"),
        channels=[c for c in Channel if c.value in request.POST.getlist("channels")],
        number=words_of(request, "number", 60),
        decided_by=words_of(request, "decided_by", 120),
        begins_at=begins,
        ends_at=instant_of(request, "ends", case.desk, default=MIDNIGHT),
        told_reason=words_of(request, "told_reason", 500),
    )


@require_POST
def lift(request: HttpRequest, client_id: int, restriction_id: UUID) -> HttpResponse:
    """Lift a restriction by a further decision."""
    case = case_of(request, client_id, Permission.RESTRICT)
    try:
        custody.lift_restriction(
            actor=case.desk.actor,
            client_id=client_id,
            restriction_id=restriction_id,
            decision_number=words_of(request, f"decision-{restriction_id}", 60),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "lifted")


@require_POST
def withdraw(request: HttpRequest, client_id: int, restriction_id: UUID) -> HttpResponse:
    """Take back a restriction that was entered wrongly."""
    case = case_of(request, client_id, Permission.RESTRICT)
    try:
        custody.withdraw_restriction(
            actor=case.desk.actor,
            client_id=client_id,
            restriction_id=restriction_id,
            reason=words_of(request, f"wrong-{restriction_id}", 300),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "withdrawn")


def _show(request: HttpRequest, case: Case, *, error: DomainError | None = None) -> HttpResponse:
    now = case.desk.now
    rows = custody.list_restrictions(client_id=case.client.id)
    holding = [
        row
        for row in rows
        if row.withdrawn_at is None
        and row.period.lower <= now
        and (row.period.upper is None or now < row.period.upper)
    ]
    tz = case.desk.establishment.timezone
    local = now.astimezone(case.desk.zone)
    context: dict[str, Any] = {
        "here": "moves",
        "client": case.client,
        "holding": [_row(row, tz) for row in holding],
        "over": [_row(row, tz) for row in rows if row not in holding],
        "always_open": [
            party.title.by_language.get(case.desk.actor.language, party.title.by_language["en"])
            for party in custody.rules_for(client_id=case.client.id).always_open.values()
        ],
        "channels": [(c.value, capital(c.label)) for c in Channel],
        "chosen": request.POST.getlist("channels") if error else [],
        "entry": id_of(request, "entry"),
        "kept": request.POST if error else {"begins_time": local.strftime("%H:%M")},
        "kept_begins": kept_day(request, "begins")
        if error
        else {"day": local.day, "month": local.month, "year": local.year},
        "kept_ends": kept_day(request, "ends") if error else None,
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    return render_desk(
        request, "staff/custody/restrictions.jinja", case.desk, context, status=error.status if error else 200
    )


def _row(row: Restriction, tz: str) -> dict[str, Any]:
    until = row.period.upper
    return {
        "id": row.id,
        "what": capital(Channel(row.channel).label),
        "since": _when(row.period.lower, tz),
        "until": _when(until, tz) if until else _("until further notice"),
        "number": row.decision_number,
        "by": row.decided_by,
        "told": row.told_reason,
        "entered_by": custody.name_of(row.recorded_by),
        "is_late": custody.was_entered_late(decided_from=row.period.lower, recorded_at=row.recorded_at),
        "lifted": row.lifted_decision,
        "withdrawn": row.withdrawn_reason,
    }


def capital(label: Any) -> str:
    """Return a label as a heading has it."""
    return str(label)[:1].upper() + str(label)[1:]


def _when(at: Any, tz: str) -> str:
    return f"{words.date_short(at, tz=tz, year=True)} {words.time_of_day(at, tz=tz)}"


def _again(client_id: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:restrictions", args=[client_id]) + f"?done={done}")
