"""A client's sentence: the thread of it, each date with its steps, legal status, and stating it anew."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.custody.public import (
    Jurisdiction,
    Legal,
    LegalStatus,
    Permission,
    Sentence,
    SentenceDates,
    SentenceServedError,
    check_sentence,
    correct_sentence,
    correct_status,
    dates_of,
    facts_of,
    find_jurisdiction,
    find_sentence,
    jurisdiction_of,
    list_statuses,
    list_versions,
    list_withdrawn_statuses,
    record_sentence,
    record_status,
    say_legal,
    say_length,
    sentence_rules,
)
from redthread.doors.sentence_line import date_lines, doubt_lines, line_of
from redthread.doors.staff.custody.sentence_form import (
    SentenceForm,
    UnreadableSentenceError,
    form_of,
    read_form,
)
from redthread.doors.staff.desk import Desk, desk_of, number, render_desk
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.errors import DomainError
from redthread.jurisdiction.sentences import DateKind
from redthread.people.public import Client, get_client
from redthread.people.public import Permission as People
from redthread.ui import words


@require_safe
def sentence(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show a client's sentence and legal status."""
    desk, client = _open(request, client_id)
    return _show(request, desk, client)


def _open(request: HttpRequest, client_id: int) -> tuple[Desk, Client]:
    """Return the desk and the client; a page for those who may read status or dates of this client."""
    desk = desk_of(request)
    _admit(desk.actor, People.READ)
    try:
        client = get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None
    if not desk.actor.focus_read & (C.PHASE | C.RELEASE_DATES):
        raise Http404
    return desk, client


def _admit(actor: Actor, permission: str) -> None:
    if not actor.may(permission):
        raise Http404


def may_open(actor: Actor) -> bool:
    """Say whether the client in view has a sentence page for this person."""
    return bool(actor.focus_read & (C.PHASE | C.RELEASE_DATES))


def _show(
    request: HttpRequest, desk: Desk, client: Client, *, error: DomainError | None = None
) -> HttpResponse:
    tz = desk.establishment.timezone
    statuses = list_statuses(client_id=client.id)
    found = find_sentence(client_id=client.id)
    context: dict[str, Any] = {
        "here": "client",
        "client": client,
        "may_dates": bool(desk.actor.focus_read & C.RELEASE_DATES),
        "may_write": desk.actor.may(Permission.SENTENCE),
        "statuses": [_status_line(s, tz) for s in statuses],
        "withdrawn": [_status_line(s, tz) for s in list_withdrawn_statuses(client_id=client.id)],
        "follows": str(statuses[0].id) if statuses and statuses[0].period.upper is None else "",
        "status_id": uuid4(),
        "choices": [(code.value, str(code.label)) for code in Legal],
        "done": request.GET.get("done") == "1",
        "error": error.message if error else "",
        "kept": request.POST if error else {},
        "has_sentence": found is not None,
        **(_sentence(found, desk) if found else {}),
    }
    return render_desk(
        request, "staff/custody/sentence.jinja", desk, context, status=error.status if error else 200
    )


def _sentence(found: Sentence, desk: Desk) -> dict[str, Any]:
    tz = desk.establishment.timezone
    dates, facts = dates_of(found), facts_of(found)
    return {
        "sentence": found,
        "is_served": dates.is_served(desk.today),
        "line": line_of(dates, starts_on=facts.starts_on, today=desk.today, to_client=False, tz=tz),
        "dates": date_lines(dates, to_client=False, tz=tz),
        "doubts": doubt_lines(dates, tz=tz),
        "parts": [_part_line(p) for p in facts.parts],
        "away": facts.interruptions,
        "versions": [_version(v, tz) for v in list_versions(client_id=found.client_id)],
    }


def _part_line(part: Any) -> dict[str, Any]:
    return {
        "case": part.case,
        "judged": part.judged_on,
        "final": part.final_on,
        "length": say_length(part.length) if part.length else _("for life"),
        "runs": _("at the same time as the one before") if part.runs == "together" else "",
    }


def _version(version: Sentence, tz: str) -> dict[str, Any]:
    facts = facts_of(version)
    return {
        "is_current": version.is_current and not version.is_set_aside,
        "at": words.date_short(version.recorded_at, tz=tz, year=True),
        "reason": version.reason,
        "lengths": ", ".join(say_length(p.length) if p.length else _("for life") for p in facts.parts),
        "starts": facts.starts_on,
        "release": version.release_on,
    }


def _status_line(status: LegalStatus, tz: str) -> dict[str, Any]:
    return {
        "id": status.id,
        "label": say_legal(status.status, to_client=False),
        "since": words.date_short(status.period.lower, tz=tz, year=True),
        "until": words.date_short(status.period.upper, tz=tz, year=True) if status.period.upper else "",
        "basis": status.basis,
        "reason": status.withdrawn_reason,
    }


@require_POST
def status(request: HttpRequest, client_id: int) -> HttpResponse:
    """Record a status that begins, or correct one that was entered wrongly."""
    desk, client = _open(request, client_id)
    _admit(desk.actor, Permission.SENTENCE)
    try:
        _keep_status(request, desk, client)
    except DomainError as problem:
        return _show(request, desk, client, error=problem)
    return HttpResponseRedirect(reverse("staff:sentence", args=[client_id]) + "?done=1")


def _keep_status(request: HttpRequest, desk: Desk, client: Client) -> None:
    post = request.POST
    to = post.get("status", "")
    if to not in Legal.values:
        raise UnreadableSentenceError(_("Choose the status."))
    begins_at = _instant(request, desk)
    corrects = _uuid(post.get("corrects"))
    if corrects is not None:
        correct_status(
            actor=desk.actor,
            status_id=_uuid(post.get("status_id")) or uuid4(),
            corrects=corrects,
            client_id=client.id,
            status=Legal(to),
            begins_at=begins_at,
            reason=post.get("reason", "").replace("\0", "")[:300],
            at=desk.now,
        )
        return
    record_status(
        actor=desk.actor,
        status_id=_uuid(post.get("status_id")) or uuid4(),
        client_id=client.id,
        follows=_uuid(post.get("follows")),
        status=Legal(to),
        begins_at=begins_at,
        basis=post.get("basis", "").replace("\0", "")[:200],
        at=desk.now,
    )


def _instant(request: HttpRequest, desk: Desk) -> datetime:
    """Return the start of the day that was typed; for today, now: a status never begins in the future."""
    parts = [number(request.POST.get(f"begins_{part}")) for part in ("year", "month", "day")]
    try:
        begins = datetime(*(p or 0 for p in parts), tzinfo=desk.zone)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        raise UnreadableSentenceError(_("The day does not exist. Write day, month and year.")) from None
    return desk.now if begins.date() == desk.today else begins


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, client_id: int) -> HttpResponse:
    """State a sentence for the first time or anew; what the dates would be is shown before it is kept."""
    desk, client = _open(request, client_id)
    _admit(desk.actor, Permission.SENTENCE)
    before = find_sentence(client_id=client_id)
    jurisdiction = find_jurisdiction(client_id=client_id) or jurisdiction_of(establishment=desk.establishment)
    if request.method != "POST":
        return _form(request, desk, client, before, form_of(facts_of(before) if before else None))
    form = read_form(request.POST)
    if request.POST.get("do", "").startswith("more-"):
        return _form(request, desk, client, before, form)
    try:
        if request.POST.get("do") == "keep":
            _keep(request, desk, client, jurisdiction, form)
            return HttpResponseRedirect(reverse("staff:sentence", args=[client_id]) + "?done=1")
        dates = check_sentence(jurisdiction=jurisdiction, facts=form.facts(), at=desk.now)
    except DomainError as problem:
        return _form(request, desk, client, before, form, error=problem)
    preview = {
        "dates": date_lines(dates, to_client=False, tz=jurisdiction.timezone),
        "doubts": doubt_lines(dates, tz=jurisdiction.timezone),
        "later": _later(before, dates, jurisdiction),
        "is_served": dates.is_served(desk.today),
        "line": line_of(
            dates,
            starts_on=form.facts().starts_on,
            today=desk.today,
            to_client=False,
            tz=jurisdiction.timezone,
        ),
    }
    return _form(request, desk, client, before, form, preview=preview)


def _later(before: Sentence | None, dates: SentenceDates, jurisdiction: Jurisdiction) -> str:
    """Return the day of release until now, where the new one comes later; "" where it does not."""
    release = dates.on(DateKind.RELEASE)
    if before is None or before.release_on is None or release is None or release <= before.release_on:
        return ""
    return words.date_long(before.release_on, tz=jurisdiction.timezone, year=True)


def _keep(
    request: HttpRequest, desk: Desk, client: Client, jurisdiction: Jurisdiction, form: SentenceForm
) -> None:
    corrects = _uuid(request.POST.get("corrects"))
    sentence_id = _uuid(request.POST.get("sentence_id")) or uuid4()
    may_be_served = bool(form.top.get("served"))
    if corrects is None:
        record_sentence(
            actor=desk.actor,
            sentence_id=sentence_id,
            client_id=client.id,
            jurisdiction=jurisdiction,
            facts=form.facts(),
            may_be_served=may_be_served,
            at=desk.now,
        )
        return
    correct_sentence(
        actor=desk.actor,
        sentence_id=sentence_id,
        corrects=corrects,
        client_id=client.id,
        facts=form.facts(),
        reason=form.top.get("reason", ""),
        may_be_served=may_be_served,
        at=desk.now,
    )


def _form(
    request: HttpRequest,
    desk: Desk,
    client: Client,
    before: Sentence | None,
    form: SentenceForm,
    *,
    preview: dict[str, Any] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    asked = _uuid(request.POST.get("corrects")) if request.method == "POST" else None
    jurisdiction = find_jurisdiction(client_id=client.id) or jurisdiction_of(establishment=desk.establishment)
    context = {
        "here": "client",
        "client": client,
        "form": form,
        # The statement that was open when the form was: a newer one must not be corrected unseen.
        "corrects": (asked if request.method == "POST" else before.id if before else None) or "",
        "sentence_id": _uuid(request.POST.get("sentence_id")) or uuid4(),
        "asks_repeat": sentence_rules(jurisdiction.pack).repeat_refused is not None,
        "preview": preview,
        "error": error.message if error else "",
        "asks_served": isinstance(error, SentenceServedError) or bool(preview and preview["is_served"]),
        "runs": [("after", _("after the one before")), ("together", _("at the same time"))],
    }
    return render_desk(
        request, "staff/custody/sentence_edit.jinja", desk, context, status=error.status if error else 200
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
