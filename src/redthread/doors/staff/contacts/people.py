"""The contacts of a client: who may be reached and by what; somebody new is decided here."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, Candidate, Decided, NewCorrespondent, Permission
from redthread.doors.staff.contacts.fields import (
    kept_of,
    line_of,
    somebody_of,
    terms_of,
    words_for,
)
from redthread.doors.staff.custody.fields import Case, UnreadableFieldError, case_of, kept_day, words_of
from redthread.doors.staff.desk import number, render_desk
from redthread.doors.staff.panel import choices_of
from redthread.foundation.errors import DomainError
from redthread.requests import public as requests
from redthread.requests.public import RequestStatus, Words

SOMEBODY_NEW: Final = "new"
REQUEST_TYPE: Final = "contact"


@require_safe
def everybody(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show a client's contacts, and the bans that the acting person may read."""
    case = case_of(request, client_id, Permission.READ)
    tz, said = case.desk.establishment.timezone, words_for(client_id)
    rows = contacts.list_contacts(client_id=client_id, at=case.desk.now, with_ended=True)
    lines = [line_of(row, said, tz) for row in rows]
    bans = contacts.list_bans(client_id=client_id, at=case.desk.now)
    context: dict[str, Any] = {
        "here": "contacts",
        "client": case.client,
        "now_lines": [line for line in lines if not line["is_over"]],
        "over": [line for line in lines if line["is_over"]],
        "bans": len(bans),
        "done": request.GET.get("done", ""),
    }
    return render_desk(request, "staff/contacts/contacts.jinja", case.desk, context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, client_id: int) -> HttpResponse:
    """Decide on somebody: who they are, whether they are known already, and what is open.

    Where the client asked for it, this one decision answers the request too, with its grounds; a no likewise.
    """
    case = case_of(request, client_id, Permission.APPROVE)
    asked = _asked(request, client_id)
    if request.method != "POST":
        if asked is not None and asked.ended_at is not None:
            return HttpResponseRedirect(reverse("staff:request", args=[asked.id]))
        return _show(request, case, asked)
    try:
        if asked is not None and request.POST.get("decision") == "declined":
            return _decline(request, case, asked)
        decided = _decided(request, case)
        if isinstance(decided.who, NewCorrespondent) and not request.POST.get("who"):
            found = contacts.find_correspondent(
                client_id=client_id,
                aliases=[(AliasKind.NAME, decided.who.name), *decided.who.aliases],
                born_on=decided.who.born_on,
            )
            if found:
                return _show(request, case, asked, found=found)
        contact = _approve(request, case, asked, decided)
    except DomainError as error:
        request.is_undone = True  # type: ignore[attr-defined]
        return _show(request, case, asked, error=error)
    return HttpResponseRedirect(reverse("staff:contact", args=[client_id, contact.id]) + "?done=approved")


def _decided(request: HttpRequest, case: Case) -> Decided:
    relation = request.POST.get("relation", "")
    relations = contacts.rules_for(client_id=case.client.id).pack.relations
    if relation not in relations:
        raise UnreadableFieldError(_("Choose what this person is to the client."))
    somebody = somebody_of(request, kind=relations[relation].kind, today=case.desk.today)
    return Decided(
        who=number(request.POST.get("who", "")) or somebody,
        relation=relation,
        terms=terms_of(request, case),
        known_as=words_of(request, "known_as", 120),
    )


def _approve(
    request: HttpRequest, case: Case, asked: requests.ClientRequest | None, decided: Decided
) -> contacts.Contact:
    """Approve the contact; where it was asked for, by the answer to the request: one decision."""
    actor, at = case.desk.actor, case.desk.now
    if asked is not None:
        words = _answer(request, case, asked, RequestStatus.APPROVED, decided.terms.grounds)
        requests.approve_request(
            actor=actor, request_id=asked.id, words=words, details={"contact": decided}, at=at
        )
    return contacts.approve_contact(
        actor=actor,
        client_id=case.client.id,
        who=decided.who,
        relation=decided.relation,
        terms=decided.terms,
        known_as=decided.known_as,
        request_id=asked.id if asked else None,
        at=at,
    )


def _decline(request: HttpRequest, case: Case, asked: requests.ClientRequest) -> HttpResponse:
    words = _answer(request, case, asked, RequestStatus.DECLINED, words_of(request, "no_grounds", 500))
    requests.decline_request(actor=case.desk.actor, request_id=asked.id, words=words, at=case.desk.now)
    return HttpResponseRedirect(reverse("staff:request", args=[asked.id]) + "?done=declined")


def _answer(
    request: HttpRequest, case: Case, asked: requests.ClientRequest, status: RequestStatus, grounds: str
) -> Words:
    """Return what the client reads: the chosen texts, the grounds, and where the contact is found."""
    texts = _texts(asked)[status]
    codes = tuple(c for c in request.POST.getlist("code") if c in {t.code for t in texts})
    says_more = any(t.next_steps for t in texts if t.code in codes)
    language, step, translations = case.desk.actor.language, "", {}
    if status is RequestStatus.APPROVED and not says_more:
        step = _("You find this person in My contacts.")
        with translation.override(asked.language):
            translations = {asked.language: ("", _("You find this person in My contacts."))}
    return Words(
        language=language, ground_codes=codes, grounds=grounds, next_step=step, translations=translations
    )


def _texts(asked: requests.ClientRequest) -> dict[RequestStatus, list[requests.GroundTemplate]]:
    return requests.list_templates(
        establishment_id=asked.establishment_id, unit_id=asked.unit_id, type_code=asked.type_code
    )


def _asked(request: HttpRequest, client_id: int) -> requests.ClientRequest | None:
    """Return the request that asks for this contact, if the address names one of this client."""
    try:
        id_ = UUID(request.GET.get("request", "") or request.POST.get("request", ""))
    except ValueError:
        return None
    found = requests.find_request(request_id=id_)
    if found is None or found.client_id != client_id or found.type_code != REQUEST_TYPE:
        return None
    return found


def _show(
    request: HttpRequest,
    case: Case,
    asked: requests.ClientRequest | None,
    *,
    found: list[Candidate] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    said, posted = words_for(case.client.id), request.method == "POST"
    rows = contacts.list_contacts(client_id=case.client.id, at=case.desk.now)
    adults = [(r.contact.correspondent_id, r.contact.known_as) for r in rows if not _is_child(r)]
    from_request = wanted(_first(asked).answers) if asked and not posted else {}
    texts = choices_of(_texts(asked), case.desk.actor.language) if asked else {}
    yes = texts.get(RequestStatus.APPROVED.value, [])
    context: dict[str, Any] = {
        "here": "contacts",
        "client": case.client,
        "said": said,
        "asked": asked,
        "yes": yes,
        "no": texts.get(RequestStatus.DECLINED.value, []),
        "kept_codes": request.POST.getlist("code") if posted else [c.code for c in yes[:1]],
        "says_no": request.POST.get("decision") == "declined",
        "no_grounds": request.POST.get("no_grounds", ""),
        "found": [{"it": c, "why": ", ".join(str(r) for r in c.reasons)} for c in found or []],
        "adults": adults,
        "kept": kept_of(request.POST) if posted else {"language": case.client.language, **from_request},
        "kept_channels": request.POST.getlist("channels") if posted else from_request.get("channels", []),
        "kept_born": kept_day(request, "born") if posted else from_request.get("born"),
        "kept_until": kept_day(request, "until") if posted else None,
        "error": error.message if error else "",
    }
    status = error.status if error else 200
    return render_desk(request, "staff/contacts/new.jinja", case.desk, context, status=status)


def _first(asked: requests.ClientRequest) -> requests.ClientRequest:
    """Return the request that says who it is: of an appeal, the one appealed from."""
    first = requests.find_request(request_id=asked.appealed_from_id) if asked.appealed_from_id else None
    return first or asked


def _is_child(row: contacts.ContactRow) -> bool:
    return row.correspondent is not None and row.correspondent.is_child


WAYS: Final = {"call": ("phone",), "write": ("message", "letter"), "visit": ("visit",), "video": ("video",)}
"""What the form of the request asks for, as channels."""


def wanted(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a request for a contact asks, as the fields of the page are called."""
    born = answers.get("born_on")
    try:
        day = date.fromisoformat(str(born)) if born else None
    except ValueError:
        day = None
    ways = answers.get("for")
    return {
        "name": str(answers.get("name") or ""),
        "relation": str(answers.get("relation") or ""),
        "phone": str(answers.get("number") or ""),
        "address": str(answers.get("address") or ""),
        "channels": [c for way in (ways if isinstance(ways, list) else []) for c in WAYS.get(str(way), ())],
        "born": {"day": day.day, "month": day.month, "year": day.year} if day else None,
        "level": "ordinary",
    }
