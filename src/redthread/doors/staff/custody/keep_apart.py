"""Who is kept apart from whom, and how safe it is to share a room: for staff alone."""

from datetime import time
from typing import Any, Final, TypeVar

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.custody import public as custody
from redthread.custody.public import (
    Apart,
    ApartLevel,
    ApartReason,
    PairRole,
    Permission,
    SharingRisk,
)
from redthread.doors.staff.custody.fields import (
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

_Choice = TypeVar("_Choice", bound=TextChoices)
EVENING: Final = time(23, 59)


@require_http_methods(["GET", "HEAD", "POST"])
def keep_apart(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show from whom a client is kept apart; open a pair."""
    case = case_of(request, client_id, Permission.KEEP_APART)
    if request.method != "POST":
        return _show(request, case)
    try:
        pair = custody.Pair(
            other_number=words_of(request, "number", 40),
            role=_chosen(request, "role", PairRole, _("Choose what this person was in it.")),
            other_role=_chosen(request, "other_role", PairRole, _("Choose what the other one was in it.")),
            reason=_chosen(request, "reason", ApartReason, _("Choose a reason.")),
            level=_chosen(request, "level", ApartLevel, _("Choose what they must not share.")),
            comment=words_of(request, "comment", 1000),
        )
        custody.open_keep_apart(actor=case.desk.actor, client_id=client_id, pair=pair, at=case.desk.now)
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "opened")


@require_POST
def close(request: HttpRequest, client_id: int, pair_id: int) -> HttpResponse:
    """Close a pair, with the reason."""
    case = case_of(request, client_id, Permission.KEEP_APART)
    try:
        custody.close_keep_apart(
            actor=case.desk.actor,
            client_id=client_id,
            pair_id=pair_id,
            reason=words_of(request, f"closed-{pair_id}", 500),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "closed")


@require_POST
def assess(request: HttpRequest, client_id: int) -> HttpResponse:
    """Say how much of a risk it is that a client shares a room."""
    case = case_of(request, client_id, Permission.KEEP_APART)
    try:
        custody.assess_cell_sharing(
            actor=case.desk.actor,
            assessment_id=id_of(request, "assessment"),
            client_id=client_id,
            risk=_chosen(request, "risk", SharingRisk, _("Choose the risk.")),
            reason=words_of(request, "built_on", 500),
            valid_until=instant_of(request, "until", case.desk, default=EVENING),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "assessed")


def _chosen(request: HttpRequest, name: str, kind: type[_Choice], otherwise: str) -> _Choice:
    typed = request.POST.get(name, "")
    if typed not in kind.values:
        raise UnreadableFieldError(otherwise)
    return kind(typed)


def _show(request: HttpRequest, case: Case, *, error: DomainError | None = None) -> HttpResponse:
    desk, tz = case.desk, case.desk.establishment.timezone
    pairs = custody.list_apart(client_id=case.client.id)
    newest = custody.find_cell_sharing(client_id=case.client.id)
    context: dict[str, Any] = {
        "here": "moves",
        "client": case.client,
        "open": [_pair(p, tz) for p in pairs if p.closed_at is None],
        "closed": [_pair(p, tz) for p in pairs if p.closed_at is not None],
        "roles": PairRole.choices,
        "reasons": ApartReason.choices,
        "levels": ApartLevel.choices,
        "risks": SharingRisk.choices,
        "risk": SharingRisk(newest.risk).label if newest else "",
        "risk_of": newest,
        "risk_by": custody.name_of(newest.assessed_by) if newest else "",
        "risk_is_late": bool(newest and newest.valid_until and newest.valid_until <= desk.now),
        "assessment": id_of(request, "assessment"),
        "kept": request.POST if error else {},
        "kept_until": kept_day(request, "until") if error else None,
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    return render_desk(
        request, "staff/custody/keep_apart.jinja", desk, context, status=error.status if error else 200
    )


def _pair(pair: Apart, tz: str) -> dict[str, Any]:
    return {
        "id": pair.id,
        "name": pair.other or _("somebody out of your reach"),
        "number": pair.other_number,
        "href": reverse("staff:keep-apart", args=[pair.other_id]) if pair.other else "",
        "role": pair.role.label,
        "other_role": pair.other_role.label,
        "reason": pair.reason.label,
        "level": pair.level.label,
        "comment": pair.comment,
        "since": words.date_short(pair.opened_at, tz=tz, year=True),
        "by": custody.name_of(pair.opened_by),
        "closed": words.date_short(pair.closed_at, tz=tz, year=True) if pair.closed_at else "",
        "closed_reason": pair.closed_reason,
    }


def _again(client_id: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:keep-apart", args=[client_id]) + f"?done={done}")
