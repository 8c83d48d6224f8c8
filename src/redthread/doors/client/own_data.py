"""One's own data to take away: a page to read and the same as JSON, in one file."""

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redthread.custody.public import Stay, find_place, list_stays
from redthread.doors.acting import actor_of
from redthread.doors.client.page import find_zone, render_page
from redthread.doors.client.plain import actor_words, class_words, page_words, role_words
from redthread.doors.client.readers import what_was_done, who_did, work_places
from redthread.doors.client.requests import asked, names_of
from redthread.forms.public import Option, summarise
from redthread.foundation import clock, thread
from redthread.foundation.actor import Actor
from redthread.journey.public import FilledTask, list_filled
from redthread.money.public import AccountKind, list_statement
from redthread.people.public import Client, download_own_data
from redthread.requests.public import OwnRequest, iterate_own_attachments, list_own_whole
from redthread.sharing.public import list_looks

MOST = 5_000
"""Of each kind; more than anybody has in many years."""


@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: HttpRequest) -> HttpResponse:
    """Say what is in the file; then give it."""
    if request.method != "POST":
        return render_page(request, "client/own_data/ask.jinja")
    actor, now = actor_of(request), clock.now()
    person = download_own_data(actor=actor, at=now)
    data = collect(actor, person, now)
    tz = find_zone(person.id)
    page = render_to_string("client/own_data/file.jinja", {"data": data, "tz": tz, "now": now}, request)
    pictures = ((name_of(p.id), bytes(p.jpeg)) for p in iterate_own_attachments(client_id=person.id))
    response = HttpResponse(pack(page, data, pictures), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="redthread-{now:%Y-%m-%d}.zip"'
    return response


def collect(actor: Actor, person: Client, now: datetime) -> dict[str, Any]:
    """Return everything kept about a client that they may read; instants and days as such."""
    client_id, language = person.id, actor.language
    own = list_own_whole(client_id=client_id, language=language, now=now, limit=MOST)
    names = names_of(None, find_place(client_id=client_id), now)
    places = work_places()
    return {
        "made": now,
        "person": {
            "number": person.number,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "born_on": person.born_on,
            "language": person.language,
        },
        "stays": [_stay(stay) for stay in list_stays(client_id=client_id)],
        "requests": [_request(one, language, names) for one in own],
        "money": [_line(client_id, kind) for kind in (AccountKind.SPENDABLE, AccountKind.RELEASE)],
        "forms": [_filled(filled, language) for filled in list_filled(client_id=client_id)],
        "thread": _thread(client_id, language),
        "readers": [
            {
                "at": look.at,
                "who": actor_words(look.kind, look.title, language),
                "place": places(look),
                "what": page_words(look.route),
                "could_read": class_words(look.classes, language),
                "from_outside_because": look.glass_reason,
                "times": look.times,
            }
            for look in list_looks(client_id=client_id, before=now, limit=MOST)
        ],
    }


def name_of(photo_id: UUID) -> str:
    """Return the name of a picture inside the file."""
    return f"{photo_id}.jpg"


def pack(page: str, data: dict[str, Any], pictures: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the page, the JSON (ISO 8601 for instants and days) and the pictures as one file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1, default=_written))
        for name, jpeg in pictures:
            archive.writestr(f"photos/{name}", jpeg, zipfile.ZIP_STORED)
    return file.getvalue()


def _written(value: date) -> str:
    return value.isoformat()


def _stay(stay: Stay) -> dict[str, Any]:
    return {
        "from": stay.period.lower,
        "until": stay.period.upper,
        "place": stay.establishment.name,
        "unit": stay.unit.name,
        "room": stay.room.code,
    }


def _filled(filled: FilledTask, language: str) -> dict[str, Any]:
    """Return a form that staff filled in for a task of the course."""
    rows = summarise(filled.form, filled.answers, language)
    return {
        "title": filled.form.definition.title.in_language(language),
        "at": filled.kept.sent_at,
        "asked": [
            {"question": r.question.text, "answers": list(r.answers)} for r in rows if not r.is_heading
        ],
    }


def _request(own: OwnRequest, language: str, names: Sequence[Option]) -> dict[str, Any]:
    answer = own.answer
    return {
        "number": own.reference,
        "title": own.title,
        "state": str(own.state.label),
        "asked_at": own.received_at,
        "asked": [
            {"question": row.question.text, "answers": list(row.answers)}
            for row in asked(own, language, names)
            if not row.is_heading
        ],
        "answer": {
            "at": answer.at,
            "by": role_words(answer.by, language),
            "grounds": [said.text for said in answer.grounds],
            "next_step": [said.text for said in answer.next_step],
        }
        if answer
        else None,
        "messages": [
            {
                "at": m.at,
                "who": _("You") if m.by_client else role_words(m.by_title, language),
                "text": m.text,
            }
            for m in own.messages
        ],
        "photos": [name_of(photo_id) for photo_id in own.attachments],
    }


def _line(client_id: int, kind: AccountKind) -> dict[str, Any]:
    lines = list_statement(client_id=client_id, kind=kind, limit=MOST)
    return {
        "account": str(kind.label),
        "lines": [
            {
                "at": line.at,
                "what": line.title,
                "text": line.text,
                "amount": line.amount,
                "balance": line.balance,
                "currency": line.currency,
            }
            for line in lines
        ],
    }


def _thread(client_id: int, language: str) -> list[dict[str, Any]]:
    entries = thread.list_entries(client_id=client_id, limit=MOST)
    return [
        {"at": e.at, "what": what_was_done(e), "who": who_did(e, language), "kind": e.kind} for e in entries
    ]
