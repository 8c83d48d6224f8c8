"""Two records that are one person: compared side by side, joined with grounds, and taken apart again."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.custody.public import MATCH_REASONS, MatchPerson, weigh_match
from redthread.doors.staff.custody.fields import (
    Case,
    UnreadableFieldError,
    case_of,
    groups_of,
    words_of,
)
from redthread.doors.staff.desk import render_desk
from redthread.foundation import course
from redthread.foundation.course import Effect
from redthread.foundation.errors import DomainError
from redthread.foundation.sentences import tell
from redthread.people import public as people
from redthread.people.public import Client, Compared, Permission
from redthread.ui import words

ENTRIES = 60


@dataclass(frozen=True, slots=True)
class Beside:
    """The other record, with what speaks for and against."""

    record: Compared
    speaks_for: list[Promise]
    speaks_against: list[Promise]


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, client_id: int) -> HttpResponse:
    """Compare with another number; with grounds, join the two."""
    case = case_of(request, client_id, Permission.MERGE)
    number = " ".join((request.POST.get("number") or request.GET.get("number", "")).split())[:20]
    other = people.compare_with(client_id=client_id, number=number) if number else None
    error: DomainError | None = None
    if number and other is None:
        error = UnreadableFieldError(_("Nobody else has this number."))
    elif request.method == "POST" and other is not None:
        try:
            people.merge_clients(
                actor=case.desk.actor,
                survivor_id=client_id,
                merged_id=other.id,
                grounds=words_of(request, "grounds"),
                at=case.desk.now,
            )
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(reverse("staff:merge", args=[client_id]) + "?done=merged")
    return _show(request, case, number=number, other=other, error=error)


def _show(
    request: HttpRequest,
    case: Case,
    *,
    number: str = "",
    other: Compared | None = None,
    error: DomainError | None = None,
    effects: list[Effect] | None = None,
) -> HttpResponse:
    desk, client, tz = case.desk, case.client, case.desk.establishment.timezone
    if other is not None and effects is None:
        effects = people.preview_merge(
            actor=desk.actor,
            survivor_id=client.id,
            merged_id=other.id,
            merged_number=other.number,
            at=desk.now,
        )
    merges = people.list_merges(client_id=client.id)
    context: dict[str, Any] = {
        "here": "client",
        "client": client,
        "number": number,
        "other": _beside(client, other) if other else None,
        "groups": groups_of(effects or []),
        "merges": [m for m in merges if m.undone_at is None],
        "undone": [m for m in merges if m.undone_at is not None],
        "entries": [
            {
                "number": number_,
                "when": words.date_short(entry.at, tz=tz, year=True),
                "what": tell(entry, to_client=False),
            }
            for number_, entry in people.list_earlier_entries(client_id=client.id, limit=ENTRIES)
        ],
        "kept": request.POST if error else {},
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    return render_desk(
        request, "staff/custody/merge.jinja", desk, context, status=error.status if error else 200
    )


def _beside(client: Client, other: Compared) -> Beside:
    same = MatchPerson(
        given_name=client.given_name,
        family_name=client.family_name,
        born_on=client.born_on,
        gender=client.gender,
        number=client.number,
    )
    them = MatchPerson(
        given_name=other.given_name,
        family_name=other.family_name,
        born_on=other.born_on,
        gender=other.gender,
        number=other.number,
    )
    reasons = weigh_match(same, them, likeness=0.0).reasons
    return Beside(
        other,
        [MATCH_REASONS[r] for r in reasons if not r.is_against],
        [MATCH_REASONS[r] for r in reasons if r.is_against],
    )


@require_POST
def undo(request: HttpRequest, client_id: int, merge_id: int) -> HttpResponse:
    """Take a record out again, with a reason; say what went back and what could not."""
    case = case_of(request, client_id, Permission.MERGE)
    if merge_id not in {m.id for m in people.list_merges(client_id=client_id)}:
        raise Http404
    try:
        effects = people.undo_merge(
            actor=case.desk.actor,
            merge_id=merge_id,
            because=words_of(request, "because"),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _show(request, case, effects=course.in_order(effects))
