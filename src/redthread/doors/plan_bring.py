"""Bringing a partner's running plan in: by form or by file, looked at first."""

import base64
import binascii
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redthread.doors.plan_pages import Seat, area_choices
from redthread.doors.plan_view import PICTOGRAMS, UTC
from redthread.doors.plan_write import (
    day_of,
    double_rows,
    kept_day,
    reason_choices,
    reply_from,
    reply_kept,
    text_from,
)
from redthread.foundation.actor import ActorKind
from redthread.foundation.errors import DomainError
from redthread.organisations.public import list_organisations
from redthread.plans import public as plans
from redthread.plans.public import (
    ActionStatus,
    ActionText,
    BringingRefusedError,
    Brought,
    BroughtIn,
    Continues,
    DoubleEffortsInFileError,
    LifeArea,
    Preview,
    Row,
    RowFault,
    Source,
)
from redthread.ui.words import date_short

LARGEST: Final = 2_000_000
FAULTS: Final = {
    RowFault.NO_WORDS: gettext_lazy("It does not say what is done."),
    RowFault.NO_START: gettext_lazy("The first day is missing."),
    RowFault.BAD_DAY: gettext_lazy("One of the days cannot be read."),
    RowFault.ENDS_BEFORE: gettext_lazy("The last day is before the first."),
}


def bring(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the two ways in."""
    return _page(request, seat)


def take(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Do what the pressed button says: look at a file, bring its rows in, or bring in what was typed."""
    try:
        match request.POST.get("do", ""):
            case "look":
                return _look(request, seat, _sent(request))
            case "keep":
                return _keep(request, seat)
            case _:
                return _typed(request, seat)
    except DomainError as error:
        return _page(request, seat, error=error)


def _sent(request: HttpRequest) -> bytes:
    sent = request.FILES.get("file")
    if sent is None:
        raise BringingRefusedError(_("Choose a file."))
    return bytes(sent.read(LARGEST + 1))


def _look(
    request: HttpRequest,
    seat: Seat,
    data: bytes,
    *,
    error: DomainError | None = None,
) -> HttpResponse:
    """Show what a file holds, with what was chosen for each row so far."""
    preview = plans.preview_file(client=seat.client, data=data)
    table = plans.get_table(actor=seat.actor, client_id=seat.client.id)
    others = error.others if isinstance(error, DoubleEffortsInFileError) else {}
    asks = request.POST.get("do") == "keep"
    context = {
        "rows": [_row(request, row, others.get(row.reference), asks=asks) for row in preview.rows],
        "is_sure": preview.is_sure,
        "is_confirmed": request.POST.get("sure") == "1",
        "data": base64.b64encode(preview.text.encode()).decode(),
        "areas": area_choices(table),
        "continues": [(c.value, str(c.label)) for c in Continues if c.value],
        "bad": sum(row.fault is not None for row in preview.rows),
        "reasons": reason_choices(),
        "organisation": request.POST.get("organisation", ""),
        "organisations": _organisations(seat),
        "error": error.message if error else "",
    }
    return seat.page(request, "bring_look", context, error.status if error else 200)


def _row(request: HttpRequest, row: Row, others: list[Any] | None, *, asks: bool) -> dict[str, Any]:
    key = f"-{row.reference}"
    area = request.POST.get(f"area{key}", "") if asks else (row.area or "")
    return {
        "key": key,
        "line": row.line,
        "words": row.words,
        "area": area,
        "icon": PICTOGRAMS[LifeArea(area)] if area in LifeArea.values else "help",
        "person": row.person,
        "days": " – ".join(date_short(day, tz=UTC, year=True) for day in (row.starts_on, row.ends_on) if day),
        "status": str(row.status.label),
        "continues": request.POST.get(f"continues{key}", "") if asks else row.continues.value,
        "fault": str(FAULTS[row.fault]) if row.fault else "",
        "doubles": double_rows(others) if others else [],
        "reply": reply_kept(request, key),
        "is_left_out": asks and request.POST.get(f"take{key}") != "1",
    }


def _keep(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Bring in the rows of the file that was looked at."""
    try:
        data = base64.b64decode(request.POST.get("data", ""), validate=True)
    except (binascii.Error, ValueError):
        raise BringingRefusedError(_("Choose a file.")) from None
    preview = plans.preview_file(client=seat.client, data=data)
    try:
        done = plans.import_actions(
            actor=seat.actor,
            client_id=seat.client.id,
            organisation_id=_organisation(request),
            entries=_entries(request, preview),
            source=Source.FILE,
            at=seat.now,
        )
    except DomainError as error:
        return _look(request, seat, data, error=error)
    return _done(seat, done)


def _entries(request: HttpRequest, preview: Preview) -> list[Brought]:
    if not preview.is_sure and request.POST.get("sure") != "1":
        raise BringingRefusedError(
            _("The file does not say whose plan it is. Confirm that it is about them.")
        )
    entries = []
    for row in preview.rows:
        key = f"-{row.reference}"
        if row.fault or request.POST.get(f"take{key}") != "1":
            continue
        text = ActionText(
            area=request.POST.get(f"area{key}", ""),
            words=row.words,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            person=row.person,
            status=row.status,
            evidence=row.evidence,
            continues=request.POST.get(f"continues{key}", ""),
        )
        entries.append(Brought(text, row.reference, reply_from(request, key)))
    return entries


def _typed(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Bring in one action that was typed into the form."""
    text = text_from(request)
    text = replace(text, starts_on=day_of(request, "starts"), ends_on=day_of(request, "ends"))
    done = plans.import_actions(
        actor=seat.actor,
        client_id=seat.client.id,
        organisation_id=_organisation(request),
        entries=[plans.brought_by_form(text, reply_from(request))],
        source=Source.FORM,
        at=seat.now,
    )
    return _done(seat, done)


def _page(request: HttpRequest, seat: Seat, *, error: DomainError | None = None) -> HttpResponse:
    table = plans.get_table(actor=seat.actor, client_id=seat.client.id)
    doubles = []
    if isinstance(error, DoubleEffortsInFileError):
        doubles = double_rows([a for found in error.others.values() for a in found])
    context = {
        "areas": area_choices(table),
        "organisations": _organisations(seat),
        "statuses": [(s.value, str(s.label)) for s in ActionStatus],
        "continues": [(c.value, str(c.label)) for c in Continues if c.value],
        "typed": request.POST,
        "starts": kept_day(request, "starts"),
        "ends": kept_day(request, "ends"),
        "doubles": doubles,
        "reply": reply_kept(request),
        "reasons": reason_choices(),
        "most": plans.MOST_ROWS,
        "of_file": bool(error) and request.POST.get("do") in {"look", "keep"},
        "error": error.message if error else "",
    }
    return seat.page(request, "bring", context, error.status if error else 200)


def _organisations(seat: Seat) -> list[tuple[str, str]]:
    """Return whose plan it may be: a partner brings in their own only, and is not asked."""
    if seat.actor.kind is ActorKind.PARTNER:
        return []
    return [(str(o.id), o.name) for o in list_organisations()]


def _organisation(request: HttpRequest) -> int | None:
    text = request.POST.get("organisation", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None  # noqa: PLR2004


def _done(seat: Seat, done: BroughtIn) -> HttpResponse:
    counts = {"new": len(done.new), "known": done.known, "continued": done.continued}
    response = seat.back("brought")
    response["Location"] += "".join(f"&{name}={n}" for name, n in counts.items())
    return response
