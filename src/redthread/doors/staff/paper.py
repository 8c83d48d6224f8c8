"""A paper form entered for a client: the same questions, the same promise, and a photo of the paper."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from redthread.custody.public import Place, find_place
from redthread.doors.acting import actor_of
from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.doors.staff.requests import id_of
from redthread.forms.public import FormContext, Step, get_definition, present, start, take_step
from redthread.foundation.errors import DomainError
from redthread.kiosk.public import list_options
from redthread.people.public import get_client
from redthread.requests import public as requests
from redthread.requests.public import Filled, HandInOutcome, RequestType

KIOSK = "kiosk"
MOST_PHOTOS = 4


@require_safe
def choose(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the forms that this person may enter for the client."""
    desk, place = _begin(request, client_id)
    context = {
        "here": "client",
        "client": get_client(client_id=client_id),
        "place": place,
        "types": [
            {
                "href": reverse("staff:paper-form", args=[client_id, t.code]),
                "title": t.titles.get(desk.actor.language) or t.titles.get("en", ""),
                "pictogram": t.pictogram,
            }
            for t in requests.list_enterable(establishment_id=place.establishment_id, client_id=client_id)
        ],
    }
    return render_desk(request, "staff/clients/paper.jinja", desk, context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, client_id: int, code: str) -> HttpResponse:
    """Fill in the whole form on one page, with the photo of the paper.

    A form with a mistake comes back with all that was typed, and its photos are kept until it is right.
    """
    desk, place = _begin(request, client_id)
    found = _type(place, client_id, code)
    form = get_definition(found.form_code, found.form_version)
    context = _context(desk, place, code)
    step, error = start(form, context, is_whole=True), None
    form_id = id_of(request, "request_id")
    if request.method == "POST":
        photos = _photos(request)
        requests.drop_paper_photos(actor=desk.actor, form_id=form_id, ids=_dropped(request))
        first = step.page
        step = take_step(form, dict(request.POST.lists()), context, is_whole=True)
        if step.checked is not None:
            try:
                return _file(
                    desk,
                    client_id,
                    Filled(
                        id=form_id,
                        type_code=code,
                        answers=step.checked.answers,
                        language=get_client(client_id=client_id).language,
                        context=context,
                    ),
                    photos,
                )
            except DomainError as problem:
                # Nothing was kept, and nothing typed is lost: the same page again, with the reason.
                error, step = problem, Step(first, step.answers, getattr(problem, "errors", ()))
        error = _keep(desk, client_id, found, form_id, photos) or error
    view = present(form, step, language=desk.actor.language, context=context, is_whole=True)
    page: dict[str, Any] = {
        "here": "client",
        "client": get_client(client_id=client_id),
        "title": found.titles.get(desk.actor.language) or found.titles.get("en", ""),
        "code": code,
        "view": replace(view, has_files=True),
        "request_id": form_id,
        "kept_photos": requests.list_paper_photos(
            actor_id=desk.actor.id, client_id=client_id, form_id=form_id
        ),
        "error": error.message if error else "",
    }
    status = error.status if error else 422 if view.errors else 200
    return render_desk(request, "staff/clients/paper_form.jinja", desk, page, status=status)


@require_safe
def photo(request: HttpRequest, client_id: int, photo_id: UUID) -> HttpResponse:
    """Send a photo that is kept with the form, to whoever enters it."""
    admit(actor_of(request), requests.Permission.READ)
    try:
        jpeg = requests.get_paper_photo(photo_id=photo_id, client_id=client_id)
    except requests.PaperPhoto.DoesNotExist:
        raise Http404 from None
    return HttpResponse(jpeg, content_type="image/jpeg")


def _file(desk: Desk, client_id: int, filled: Filled, photos: Sequence[bytes]) -> HttpResponse:
    receipt = requests.file_paper_request(
        actor=desk.actor, client_id=client_id, form=filled, photos=photos, at=desk.now
    )
    known = "" if receipt.outcome is HandInOutcome.RECEIVED else "?done=known"
    return HttpResponseRedirect(reverse("staff:request", args=[receipt.request.id]) + known)


def _begin(request: HttpRequest, client_id: int) -> tuple[Desk, Place]:
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.READ)
    place = find_place(client_id=client_id)
    if place is None:
        raise Http404
    return desk, place


def _type(place: Place, client_id: int, code: str) -> RequestType:
    types = requests.list_enterable(establishment_id=place.establishment_id, client_id=client_id)
    found = next((t for t in types if t.code == code), None)
    if found is None:
        raise Http404
    return found


def _context(desk: Desk, place: Place, code: str) -> FormContext:
    options = list_options(establishment_id=place.establishment_id, at=desk.now) if code == KIOSK else ()
    return FormContext(today=desk.today, value_sets={KIOSK: options} if options else {})


def _keep(
    desk: Desk, client_id: int, offered: RequestType, form_id: UUID, photos: Sequence[bytes]
) -> DomainError | None:
    """Keep the photos with the form, each that is one; return what is wrong with another."""
    wrong = None
    for data in photos:
        try:
            requests.keep_paper_photo(
                actor=desk.actor,
                client_id=client_id,
                offered=offered,
                form_id=form_id,
                data=data,
                at=desk.now,
            )
        except DomainError as problem:
            wrong = problem
    return wrong


def _dropped(request: HttpRequest) -> list[UUID]:
    """Return the kept photos that are to be left out."""
    found = []
    for given in request.POST.getlist("drop")[:20]:
        with suppress(ValueError):
            found.append(UUID(given))
    return found


def _photos(request: HttpRequest) -> Sequence[bytes]:
    return [upload.read() for upload in request.FILES.getlist("photo")[:MOST_PHOTOS]]
