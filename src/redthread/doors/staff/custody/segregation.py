"""Segregation at the staff door: the decision, the clock, the days; reviewed, counted, ended."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.custody import public as custody
from redthread.custody.public import Clock, Permission, ReviewOutcome, SegregationFacts, Standing, WatchKind
from redthread.doors.staff.custody.fields import (
    MIDNIGHT,
    Case,
    UnreadableFieldError,
    case_of,
    day_of,
    id_of,
    instant_of,
    kept_day,
    words_of,
)
from redthread.doors.staff.desk import Desk, number, render_desk
from redthread.foundation.errors import DomainError
from redthread.jurisdiction.custody import Ground
from redthread.ui import words

STATES: Final = {Clock.FINE: "fine", Clock.SOON: "soon", Clock.LATE: "late", Clock.LAPSED: "late"}


@require_http_methods(["GET", "HEAD", "POST"])
def segregation(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show whether a client is segregated, and how it stands; decide one."""
    case = _case(request, client_id)
    if request.method != "POST":
        return _show(request, case)
    if not case.desk.actor.may(Permission.SEGREGATE):
        raise Http404
    try:
        begins = instant_of(request, "begins", case.desk, default=MIDNIGHT) or case.desk.now
        facts = SegregationFacts(
            id=id_of(request, "entry"),
            ground=words_of(request, "ground", 40),
            reason=words_of(request, "reason", 1000),
            place=words_of(request, "place", 120),
            doctor=words_of(request, "doctor", 120),
            begins_at=begins,
        )
        custody.begin_segregation(actor=case.desk.actor, client_id=client_id, facts=facts, at=case.desk.now)
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "begun")


@require_POST
def review(request: HttpRequest, client_id: int, segregation_id: UUID) -> HttpResponse:
    """Let a segregation go on, or end it, with grounds."""
    case = case_of(request, client_id, Permission.SEGREGATE)
    outcome = request.POST.get("outcome", "")
    try:
        if outcome not in ReviewOutcome.values:
            raise UnreadableFieldError(_("Choose whether it goes on or ends."))
        custody.review_segregation(
            actor=case.desk.actor,
            client_id=client_id,
            segregation_id=segregation_id,
            due_before=_due(request),
            outcome=ReviewOutcome(outcome),
            grounds=words_of(request, "grounds", 1000),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, outcome)


@require_POST
def note(request: HttpRequest, client_id: int, segregation_id: UUID) -> HttpResponse:
    """Note time with others, a doctor, or the daily visit."""
    case = case_of(request, client_id, Permission.WATCH)
    kind = request.POST.get("kind", "")
    try:
        if kind not in WatchKind.values:
            raise UnreadableFieldError(_("Choose what happened."))
        custody.note_segregation(
            actor=case.desk.actor,
            client_id=client_id,
            segregation_id=segregation_id,
            kind=WatchKind(kind),
            on=day_of(request, "on") or case.desk.today,
            minutes=number(request.POST.get("minutes")) or 0,
            who=words_of(request, "who", 120),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "noted")


def segregated_lines(desk: Desk) -> list[dict[str, Any]]:
    """Return who is segregated at a place and must be looked at today: long, late, or with little contact."""
    found = custody.list_segregated(establishment_id=desk.establishment.id, at=desk.now)
    tz = desk.establishment.timezone
    return [
        {
            "href": reverse("staff:segregation", args=[s.segregation.client_id]),
            "name": str(s.segregation.client),
            "days": s.days,
            "is_long": s.is_long,
            "short": s.short,
            "clock": clock_words(s, desk),
            "state": STATES[s.clock],
            "due": words.moment(s.segregation.review_due_at, tz=tz, now=desk.now),
        }
        for s in found
        if s.is_long or s.short or s.clock is not Clock.FINE
    ]


def clock_words(standing: Standing, desk: Desk) -> str:
    """Return how the clock of a segregation stands, in words."""
    when = words.moment(standing.segregation.review_due_at, tz=desk.establishment.timezone, now=desk.now)
    text = {
        Clock.LATE: _("the review is late: it was due %(when)s"),
        Clock.LAPSED: _("it had to end %(when)s"),
    }.get(
        standing.clock, _("review due %(when)s") if standing.may_go_on else _("ends %(when)s at the latest")
    )
    return text % {"when": when}


def _case(request: HttpRequest, client_id: int) -> Case:
    return case_of(request, client_id, Permission.WATCH)


def _due(request: HttpRequest) -> datetime:
    try:
        return datetime.fromisoformat(request.POST.get("due", ""))
    except ValueError:
        raise UnreadableFieldError(_("Open the page again.")) from None


def _show(request: HttpRequest, case: Case, *, error: DomainError | None = None) -> HttpResponse:
    desk = case.desk
    found = custody.find_segregation(client_id=case.client.id)
    standing = custody.standing_of(found, at=desk.now) if found else None
    rules = custody.rules_for(client_id=case.client.id)
    local = desk.now.astimezone(desk.zone)
    context: dict[str, Any] = {
        "here": "moves",
        "client": case.client,
        "place": case.place,
        "standing": standing,
        "ground": _title(standing.ground, desk) if standing and standing.ground else "",
        "clock": clock_words(standing, desk) if standing else "",
        "state": STATES[standing.clock] if standing else "",
        "decided_by": custody.name_of(found.decided_by) if found else "",
        "reviews": list(found.reviews.order_by("-at")) if found else [],
        "outcomes": ReviewOutcome.choices,
        "past": [
            s for s in custody.list_segregations(client_id=case.client.id) if s.period.upper is not None
        ],
        "grounds": [(g.code, _title(g, desk)) for g in rules.grounds.values()],
        "kinds": WatchKind.choices,
        "may_decide": desk.actor.may(Permission.SEGREGATE),
        "entry": id_of(request, "entry"),
        "today": {"day": local.day, "month": local.month, "year": local.year},
        "time": local.strftime("%H:%M"),
        "kept": request.POST if error else {},
        "kept_begins": kept_day(request, "begins") if error else None,
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    return render_desk(
        request, "staff/custody/segregation.jinja", desk, context, status=error.status if error else 200
    )


def _title(ground: Ground, desk: Desk) -> str:
    found = ground.title.by_language
    return found.get(desk.actor.language, found["en"])


def _again(client_id: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:segregation", args=[client_id]) + f"?done={done}")
