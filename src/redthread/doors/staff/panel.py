"""One request, made ready to be read in a minute: what was asked, the way, what helps, what one may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from redthread.contacts import public as contacts
from redthread.custody.public import Place, find_place
from redthread.doors.staff.desk import Desk
from redthread.doors.staff.glass import Glass, find_glass
from redthread.doors.staff.told import tell_staff
from redthread.forms.public import (
    FormContext,
    FormNotFoundError,
    Option,
    SummaryRow,
    Text,
    get_definition,
    summarise,
)
from redthread.kiosk.public import get_order, list_lines
from redthread.people.public import Client
from redthread.requests import public as requests
from redthread.requests.public import (
    Audience,
    ClientRequest,
    GroundTemplate,
    MessageKind,
    Part,
    RequestStatus,
    Said,
    Share,
    StaffView,
)
from redthread.ui import words

KIOSK = "kiosk"
"""The type whose answers name articles, and the set of values they come from."""
CONTACT = "contact"
"""The type whose answer is a contact, decided with its channels and level on a page of its own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A maintained text to answer with, in the language of whoever decides; ``key`` picks it."""

    code: str
    text: str
    next_step: str
    reason: str
    is_own: bool
    key: str


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that was said."""

    id: UUID
    who: str
    when: str
    iso: str
    text: str
    language: str
    by_client: bool
    staff_only: bool
    is_question: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier request of the type by the same person."""

    id: UUID
    reference: str
    when: str
    outcome: str
    state: str
    grounds: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of one request shows."""

    view: StaffView
    request: ClientRequest
    client: Client
    place: Place | None
    title: str
    asked: Sequence[SummaryRow]
    said: str
    language_name: str
    steps: list[dict[str, str]]
    ended: str
    due: str
    due_state: str
    messages: list[Message]
    choices: Mapping[str, list[Choice]]
    earlier: list[Earlier]
    like: list[str]
    history: list[dict[str, str]]
    answer: list[Said]
    next_step: list[Said]
    originals: list[str]
    may: Mapping[str, bool]
    glass: Glass | None
    new_id: UUID = field(default_factory=uuid4)


def panel_of(desk: Desk, view: StaffView) -> Panel:
    """Return one request as its page shows it."""
    request, actor = view.request, desk.actor
    glass = find_glass(actor=actor, client_id=request.client_id, now=desk.now)
    due, due_state = _due(desk, view)
    return Panel(
        view=view,
        request=request,
        client=request.client,
        place=find_place(client_id=request.client_id),
        title=request.request_type.titles.get(actor.language) or request.request_type.titles.get("en", ""),
        asked=_asked(view, actor.language),
        said=str(request.answers.get("text", "")) if request.appealed_from_id else "",
        language_name=language_name(request.language),
        steps=_steps(desk, view),
        ended="" if view.standing.is_open else end_words(view.standing.status),
        due=due,
        due_state=due_state,
        messages=_messages(desk, view),
        choices=choices_of(view.templates, actor.language),
        earlier=[_earlier(desk, r) for r in view.earlier],
        like=_like(view),
        history=_history(desk, view),
        answer=_said(request.grounds_parts, request.language),
        next_step=_said(request.next_step_parts, request.language),
        originals=_originals(request),
        may=_may(desk, view, is_open_glass=glass is not None),
        glass=glass,
    )


def language_name(code: str) -> str:
    """Return what a language is called in the reader's own."""
    return str(words.locale_of(words.language()).languages.get(code.split("-", maxsplit=1)[0], code))


def choices_of(
    templates: Mapping[RequestStatus, list[GroundTemplate]], language: str
) -> dict[str, list[Choice]]:
    """Return the maintained texts for each decision, in a language."""
    return {
        status.value: [_choice(t, language, key) for key, t in enumerate(found, start=1)]
        for status, found in templates.items()
    }


def _choice(template: GroundTemplate, language: str, key: int) -> Choice:
    return Choice(
        code=template.code,
        text=_worded(template.texts, language),
        next_step=_worded(template.next_steps, language),
        reason=template.return_reason,
        is_own=template.unit_id is not None,
        key=str(key) if key < 10 else "",  # noqa: PLR2004 there are nine keys
    )


def _worded(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def kept_words(post: QueryDict) -> dict[str, Any]:
    """Return what was typed, to put it back where it stood."""
    return {name: post.get(name, "") for name in post if name != "csrfmiddlewaretoken"} | {
        "codes": post.getlist("code")
    }


def _may(desk: Desk, view: StaffView, *, is_open_glass: bool) -> dict[str, bool]:
    actor, standing = desk.actor, view.standing
    acts = standing.is_open and not is_open_glass
    decides = actor.may(requests.Permission.DECIDE)
    pauses = actor.may(requests.Permission.PAUSE)
    is_late = standing.is_late(desk.now) or standing.escalated_level > 0
    return {
        "decide": acts and decides,
        "contact": acts and decides and _may_become_contact(desk, view.request),
        "forward": acts and actor.may(requests.Permission.FORWARD) and bool(view.departments),
        "pause": acts
        and pauses
        and view.request.request_type.may_pause
        and not standing.is_paused
        and not is_late,
        "resume": acts and pauses and standing.is_paused,
        "take": acts and decides and standing.taken_by is None,
        "take_over": acts and decides and standing.taken_by not in (None, actor.id),
        "hand_back": acts and decides and standing.taken_by == actor.id,
        "write": acts and actor.may(requests.Permission.READ),
        "ask": acts and decides,
        "finish": decides
        and not is_open_glass
        and standing.status is RequestStatus.APPROVED
        and view.request.carried_out_at is None,
    }


def _may_become_contact(desk: Desk, request: ClientRequest) -> bool:
    """Return whether the actor may make a contact of this request, and nobody has yet."""
    if request.type_code != CONTACT or not desk.actor.may(contacts.Permission.APPROVE):
        return False
    made = contacts.list_contacts(client_id=request.client_id, at=desk.now, with_ended=True)
    return all(row.contact.request_id != request.id for row in made)


def _due(desk: Desk, view: StaffView) -> tuple[str, str]:
    standing, tz = view.standing, desk.establishment.timezone
    if standing.ended_at is not None:
        return words.moment(standing.ended_at, tz=tz, now=desk.now), "done"
    if standing.is_paused:
        return _("on hold since %(day)s") % {
            "day": words.day_in_words(standing.paused_at or desk.now, tz=tz, now=desk.now)
        }, "paused"
    left = words.countdown_words(standing.due_at, tz=tz, now=desk.now)
    said = f"{words.moment(standing.due_at, tz=tz, now=desk.now)}, {left}"
    if standing.is_late(desk.now):
        return said, "late"
    return said, "soon" if view.days_left <= 0 else "fine"


def _asked(view: StaffView, language: str) -> Sequence[SummaryRow]:
    request = view.appealed or view.request
    if not request.form_code:
        return ()
    try:
        form = get_definition(request.form_code, request.form_version)
    except FormNotFoundError:
        return ()
    if request.type_code != KIOSK:
        return summarise(form, request.answers, language)
    order = get_order(request_id=request.id)
    names = (
        [Option(code=n.article.code, text=Text(n.names)) for n in list_lines(order=order)] if order else []
    )
    return summarise(form, request.answers, language, FormContext(value_sets={KIOSK: names}))


def _steps(desk: Desk, view: StaffView) -> list[dict[str, str]]:
    """Return the thread of the request: asked, read, in whose hands, and the decision."""
    tz, now, standing = desk.establishment.timezone, desk.now, view.standing

    def when(at: Any) -> str:
        return words.moment(at, tz=tz, now=now)

    is_paper = view.request.filed_on == requests.FiledOn.PAPER
    steps = [
        {
            "state": "done",
            "title": _("Asked on paper") if is_paper else _("Asked"),
            "note": when(standing.received_at),
        }
    ]
    if standing.first_read_at is not None:
        steps.append({"state": "done", "title": _("Read"), "note": when(standing.first_read_at)})
    if standing.escalated_level and standing.is_open:
        told = _("a manager was told")
        steps.append({"state": "done", "title": _("Promise broken"), "note": told})
    if not standing.is_open:
        end = {RequestStatus.APPROVED: "yes", RequestStatus.WITHDRAWN: "gone"}.get(standing.status, "no")
        by = view.request.ended_by_title
        note = f"{when(standing.ended_at)} · {by}" if by else when(standing.ended_at)
        steps.append({"state": end, "title": end_words(standing.status), "note": note})
        if view.request.carried_out_at is not None:
            done = when(view.request.carried_out_at)
            steps.append({"state": "done", "title": _("Carried out"), "note": done})
        return steps
    if standing.is_paused:
        steps.append({"state": "paused", "title": _("On hold"), "note": standing.pause_reason})
        steps.append({"state": "todo", "title": _("Decision"), "note": ""})
        return steps
    if standing.awaits_reply:
        steps.append({"state": "paused", "title": _("Asked the client"), "note": _("no reply yet")})
    state = "late" if standing.is_late(now) else "now"
    note = view.taken_by_name and _("%(name)s is working on it") % {"name": view.taken_by_name}
    if standing.taken_by == desk.actor.id:
        note = _("in your hands")
    steps.append({"state": state, "title": _("Decision"), "note": note or _("in nobody's hands yet")})
    return steps


def end_words(status: RequestStatus) -> str:
    """Return how a request ended, as staff say it."""
    return {
        RequestStatus.APPROVED: _("Approved"),
        RequestStatus.DECLINED: _("Declined"),
        RequestStatus.RETURNED: _("Sent back"),
        RequestStatus.WITHDRAWN: _("Taken back by the client"),
    }.get(status, str(status.label))


def _messages(desk: Desk, view: StaffView) -> list[Message]:
    tz = desk.establishment.timezone
    return [
        Message(
            id=m.id,
            who=str(view.request.client) if m.by_client else m.by_title,
            when=words.moment(m.at, tz=tz, now=desk.now),
            iso=m.at.isoformat(),
            text=m.text,
            language=m.language,
            by_client=m.by_client,
            staff_only=m.audience == Audience.STAFF,
            is_question=m.kind == MessageKind.QUESTION,
        )
        for m in view.messages
    ]


def _earlier(desk: Desk, request: ClientRequest) -> Earlier:
    status = RequestStatus(request.status)
    state = {RequestStatus.APPROVED: "yes", RequestStatus.DECLINED: "no", RequestStatus.RETURNED: "return"}
    return Earlier(
        id=request.id,
        reference=request.reference,
        when=words.date_short(
            request.received_at,
            tz=desk.establishment.timezone,
            year=request.received_at.year != desk.now.year,
        ),
        outcome=end_words(status) if not status.is_open else _("still open"),
        state=state.get(status, "withdraw" if status is RequestStatus.WITHDRAWN else "clock"),
        grounds=request.grounds,
    )


def _like(view: StaffView) -> list[str]:
    """Return in a sentence each how like cases were decided; numbers too small to show are not told."""

    def said(text: str, share: Share | None) -> str | None:
        if share is None or share.value is None:
            return None
        return text % {
            "part": words.number(share.part),
            "whole": words.number(share.whole),
            "share": words.percent(share.value),
        }

    found = (
        said(_("Here: %(part)s of %(whole)s approved (%(share)s)"), view.like_cases.here),
        said(_("Elsewhere: %(part)s of %(whole)s approved (%(share)s)"), view.like_cases.elsewhere),
    )
    return [s for s in found if s]


def _history(desk: Desk, view: StaffView) -> list[dict[str, str]]:
    tz = desk.establishment.timezone
    return [
        {
            "iso": e.at.isoformat(),
            "at": words.moment(e.at, tz=tz, now=desk.now),
            "what": tell_staff(e, desk),
            "who": e.actor_name if e.actor_kind != "system" else "",
        }
        for e in view.history
    ]


def _said(parts: Sequence[Mapping[str, object]], language: str) -> list[Said]:
    """Return the pieces as the client reads them: in their language where there is a translation."""
    pieces = [Part.from_json(p) for p in parts]
    chosen = [language if language in p.texts else p.original for p in pieces]
    return [
        Said(text=p.texts[c], language=c, is_original=c == p.original)
        for p, c in zip(pieces, chosen, strict=True)
    ]


def _originals(request: ClientRequest) -> list[str]:
    """Return the answer as it was written, where the client reads it in another language."""
    pieces = [
        *_said(request.grounds_parts, request.language),
        *_said(request.next_step_parts, request.language),
    ]
    if all(p.is_original for p in pieces):
        return []
    return [t for t in (request.grounds, request.next_step) if t]
