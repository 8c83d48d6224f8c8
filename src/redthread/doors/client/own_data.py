"""One's own data to take away: a page to read and the same as JSON, in one file."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redthread.custody.public import Stay, find_place, list_stays
from redthread.doors.acting import actor_of
from redthread.doors.client.page import find_zone, render_page
from redthread.doors.client.readers import look_words, what_was_done, who_did
from redthread.doors.client.requests import asked, names_of
from redthread.forms.public import Option
from redthread.foundation import clock, thread
from redthread.foundation.actor import Actor, require_client
from redthread.money.public import AccountKind, list_statement
from redthread.people.public import Client, download_own_data
from redthread.requests.public import OwnRequest, get_own_attachment, get_own_request, list_own_requests
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
    data, photos = collect(actor, person, now)
    tz = find_zone(require_client(actor))
    page = render_to_string("client/own_data/file.jinja", {"data": data, "tz": tz, "now": now}, request)
    response = HttpResponse(pack(page, data, photos), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="redthread-{now:%Y-%m-%d}.zip"'
    return response


def collect(actor: Actor, person: Client, now: datetime) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return everything kept about a client that they may read, and their pictures by file name."""
    client_id = person.id
    lines = list_own_requests(client_id=client_id, language=actor.language, now=now, limit=MOST)
    own = [
        get_own_request(request_id=line.id, client_id=client_id, language=actor.language, now=now)
        for line in lines
    ]
    names = names_of(None, find_place(client_id=client_id), now)
    photos = {
        f"{photo_id}.jpg": bytes(get_own_attachment(attachment_id=photo_id, client_id=client_id).jpeg)
        for one in own
        for photo_id in one.attachments
    }
    data = {
        "made": now.isoformat(),
        "person": {
            "number": person.number,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "born_on": person.born_on.isoformat(),
            "language": person.language,
        },
        "stays": [_stay(stay) for stay in list_stays(client_id=client_id)],
        "requests": [_request(one, actor.language, names) for one in own],
        "money": [_line(client_id, kind) for kind in (AccountKind.SPENDABLE, AccountKind.RELEASE)],
        "thread": _thread(client_id),
        "readers": [
            {
                "at": look.at.isoformat(),
                "who": look.title or _("staff"),
                "what": look_words(look, actor.language),
                "purpose": look.purpose,
                "times": look.times,
            }
            for look in list_looks(client_id=client_id, before=now, limit=MOST)
        ],
    }
    return data, photos


def pack(page: str, data: dict[str, Any], photos: dict[str, bytes]) -> bytes:
    """Return the page, the JSON and the pictures as one file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        for name, jpeg in photos.items():
            archive.writestr(f"photos/{name}", jpeg)
    return file.getvalue()


def _stay(stay: Stay) -> dict[str, str]:
    until = stay.period.upper
    return {
        "from": stay.period.lower.isoformat(),
        "until": until.isoformat() if until else "",
        "place": stay.establishment.name,
        "unit": stay.unit.name,
        "room": stay.room.code,
    }


def _request(own: OwnRequest, language: str, names: Sequence[Option]) -> dict[str, Any]:
    answer = own.answer
    return {
        "number": own.reference,
        "title": own.title,
        "state": str(own.state.label),
        "asked_at": own.received_at.isoformat(),
        "asked": [
            {"question": row.question.text, "answers": list(row.answers)}
            for row in asked(own, language, names)
            if not row.is_heading
        ],
        "answer": {
            "at": answer.at.isoformat(),
            "by": answer.by,
            "grounds": [said.text for said in answer.grounds],
            "next_step": [said.text for said in answer.next_step],
        }
        if answer
        else None,
        "messages": [
            {"at": m.at.isoformat(), "who": _("You") if m.by_client else m.by_title, "text": m.text}
            for m in own.messages
        ],
        "photos": [f"{photo_id}.jpg" for photo_id in own.attachments],
    }


def _line(client_id: int, kind: AccountKind) -> dict[str, Any]:
    lines = list_statement(client_id=client_id, kind=kind, limit=MOST)
    return {
        "account": str(kind.label),
        "lines": [
            {
                "at": line.at.isoformat(),
                "what": line.title,
                "text": line.text,
                "amount": line.amount,
                "balance": line.balance,
                "currency": line.currency,
            }
            for line in lines
        ],
    }


def _thread(client_id: int) -> list[dict[str, str]]:
    entries = thread.list_entries(client_id=client_id, limit=MOST)
    return [
        {"at": e.at.isoformat(), "what": what_was_done(e), "who": who_did(e), "kind": e.kind} for e in entries
    ]
