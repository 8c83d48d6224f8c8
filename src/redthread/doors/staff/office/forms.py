"""The forms: outline, draft, what a draft changes, how a client sees it, publishing.

A published version never changes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.confirm import Effect, confirm, is_confirmed
from redthread.doors.staff.office.history import house_entries
from redthread.doors.staff.office.page import (
    LANGUAGES,
    chosen,
    in_words,
    language,
    office_of,
    render_office,
    to,
)
from redthread.doors.staff.office.people import MissingError
from redthread.forms import public as forms
from redthread.forms.public import (
    CompiledForm,
    DefinitionError,
    DefinitionStatus,
    FormContext,
    FormDefinition,
    FormNotFoundError,
    ItemNotFoundError,
    ItemType,
    Permission,
)
from redthread.kiosk.public import list_options
from redthread.requests.public import list_types

SECTION: Final = "forms"
BIGGEST: Final = 400_000
STATES: Final = {
    "draft": (pgettext_lazy("form", "draft"), "info", "edit"),
    "published": (pgettext_lazy("form", "published"), "success", "check"),
    "retired": (pgettext_lazy("form", "out of use"), "neutral", "pause"),
}
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong in a draft: the place, the question it lies in, and what is wrong there."""

    path: str
    item: str
    message: str


@require_safe
def form_list(request: HttpRequest) -> HttpResponse:
    """List every form with its newest version and who uses it."""
    desk = office_of(request, Permission.FORMS_KEEP)
    types = list_types(establishment_id=desk.establishment.id)
    rows: dict[str, dict[str, Any]] = {}
    for version in forms.list_forms():
        row = rows.setdefault(
            version.code,
            {
                "code": version.code,
                "title": in_words(version.title),
                "href": to(desk, "office-form", version.code),
                "published": None,
                "draft": None,
                "types": ", ".join(in_words(t.titles) for t in types if t.form_code == version.code),
            },
        )
        if version.status in row and row[version.status] is None:
            row[version.status] = version.version
    return render_office(request, "forms/list.jinja", desk, {"rows": list(rows.values())}, section=SECTION)


@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """Show one version of a form in words, what the draft changes, and which languages it lacks."""
    desk = office_of(request, Permission.FORMS_KEEP)
    versions = _versions(code)
    asked = number(request.GET.get("version"))
    shown = next((v for v in versions if v.version == asked), versions[0])
    read = forms.parse_definition(shown.definition)
    context = {
        "code": code,
        "title": in_words(shown.title),
        "versions": [_version(desk, v) for v in versions],
        "shown": _version(desk, shown),
        "is_draft": shown.status == DefinitionStatus.DRAFT.value,
        "draft": forms.find_draft(code),
        "outline": forms.outline(read, language(), _),
        "changes": _changes(versions, shown),
        "coverage": [(c, share) for c, share in forms.coverage(read, LANGUAGES).items() if share < 1],
        "types": [t for t in list_types(establishment_id=desk.establishment.id) if t.form_code == code],
        "words": in_words,
        "history": _history(desk, code),
    }
    return render_office(request, "forms/form.jinja", desk, context, section=SECTION)


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft from the newest version."""
    desk = office_of(request, Permission.FORMS_KEEP)
    newest = _versions(code)[0]
    if newest.status != DefinitionStatus.DRAFT.value:
        raw = forms.as_draft(forms.parse_definition(newest.definition))
        forms.save_draft(actor=desk.actor, definition=raw, at=desk.now)
    return HttpResponseRedirect(to(desk, "office-form-draft", code))


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Work on a draft: move, add, remove, translate, or write it; what is wrong is named with its place."""
    desk = office_of(request, Permission.FORMS_KEEP)
    row = _draft(code)
    if request.method != "POST":
        return _editor(request, desk, row)
    typed, raw = request.POST.get("definition"), dict(row.definition)
    try:
        raw = _written(typed, code) if typed is not None else _edited(request, raw)
        forms.save_draft(actor=desk.actor, definition=raw | {"version": row.version}, at=desk.now)
    except DefinitionError as error:
        wrong = [Wrong(p.path, forms.item_at(raw, p.path), p.told(_)) for p in error.problems]
        return _editor(request, desk, row, typed=typed, wrong=wrong)
    except (MissingError, ItemNotFoundError) as error:
        return _editor(request, desk, row, typed=typed, error=str(getattr(error, "message", error)))
    return HttpResponseRedirect(
        to(desk, "office-form-draft", code, done="saved") + request.POST.get("to", "")[:80]
    )


def _editor(
    request: HttpRequest,
    desk: Desk,
    row: FormDefinition,
    *,
    typed: str | None = None,
    wrong: list[Wrong] | None = None,
    error: str = "",
) -> HttpResponse:
    read = forms.parse_definition(row.definition)
    wanted = chosen(request.GET.get("language"), LANGUAGES, next((c for c in LANGUAGES if c != "en"), "en"))
    context = {
        "code": row.code,
        "title": in_words(row.title),
        "version": row.version,
        "outline": forms.outline(read, language(), _),
        "required": {item.link_id for item in read.walk() if item.required},
        "kinds": [kind.value for kind in ItemType],
        "texts": forms.text_table(read),
        "text_language": wanted,
        "definition": typed
        if typed is not None
        else json.dumps(row.definition, ensure_ascii=False, indent=1),
        "is_raw": typed is not None,
        "wrong": wrong or [],
        "changes": _changes(_versions(row.code), row),
        "error": error,
    }
    status = 422 if wrong or error else 200
    return render_office(request, "forms/draft.jinja", desk, context, section=SECTION, status=status)


@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the draft, once the page has said what that does."""
    desk = office_of(request, Permission.FORMS_KEEP)
    row = _draft(code)
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=_("Publish version %(n)s of %(title)s") % {"n": row.version, "title": in_words(row.title)},
            section=SECTION,
            back=to(desk, "office-form", code),
            yes=_("Publish"),
            effects=_publishing(desk, row),
        )
    forms.publish_definition(actor=desk.actor, code=code, version=row.version, at=desk.now)
    return HttpResponseRedirect(to(desk, "office-form", code, done="published"))


@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away, once the page has asked."""
    desk = office_of(request, Permission.FORMS_KEEP)
    row = _draft(code)
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=_("Throw the draft away"),
            section=SECTION,
            back=to(desk, "office-form", code),
            yes=_("Throw it away"),
            effects=[Effect(words) for words in _changes(_versions(code), row)],
        )
    forms.discard_draft(actor=desk.actor, code=code, version=row.version, at=desk.now)
    known = any(v.code == code for v in forms.list_forms())
    return HttpResponseRedirect(to(desk, "office-form", code) if known else to(desk, "office-forms"))


@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Show a version as the client sees it, in any language; what is typed here goes nowhere."""
    desk = office_of(request, Permission.FORMS_KEEP)
    read = _compiled(code, version)
    wanted = chosen(request.GET.get("language"), LANGUAGES, language())
    with override(wanted):
        options = list_options(establishment_id=desk.establishment.id, at=desk.now)
        context = FormContext(today=desk.today, value_sets={"kiosk": options})
        posted = {name: list(values) for name, values in request.POST.lists()}
        step = (
            forms.take_step(read, posted, context, has_review=True)
            if request.method == "POST"
            else forms.start(read, context)
        )
        page = {
            "view": forms.present(read, step, language=wanted, context=context),
            "is_done": step.checked is not None,
            "action": request.get_full_path(),
            "back": to(desk, "office-form", code, version=version),
            "languages": [(c, to(desk, "office-form-try", code, version, language=c)) for c in LANGUAGES],
            "wanted": wanted,
        }
        return render(request, "staff/office/forms/try.jinja", page)


def _versions(code: str) -> list[FormDefinition]:
    found = forms.list_versions(code)
    if not found:
        raise FormNotFoundError
    return found


def _draft(code: str) -> FormDefinition:
    row = forms.find_draft(code)
    if row is None:
        raise FormNotFoundError
    return row


def _compiled(code: str, version: int) -> CompiledForm:
    try:
        return forms.get_definition(code, version)
    except DefinitionError as error:
        raise Http404 from error


def _version(desk: Desk, row: FormDefinition) -> dict[str, Any]:
    words, color, icon = STATES[row.status]
    return {
        "version": row.version,
        "status": str(words),
        "color": color,
        "icon": icon,
        "at": row.published_at or row.created_at,
        "href": to(desk, "office-form", row.code, version=row.version),
    }


def _changes(versions: list[FormDefinition], row: FormDefinition) -> list[str]:
    """Return what changed since the version before, a sentence each."""
    before = next((v for v in versions if v.version < row.version), None)
    if before is None:
        return []
    return forms.changes_between(
        forms.parse_definition(before.definition), forms.parse_definition(row.definition), _
    )


def _publishing(desk: Desk, row: FormDefinition) -> list[Effect]:
    using = [t for t in list_types(establishment_id=desk.establishment.id) if t.form_code == row.code]
    lacking = forms.missing_texts(forms.parse_definition(row.definition), LANGUAGES)
    effects = [Effect(_("It never changes again; the next change is a new version."))]
    if using:
        names = ", ".join(in_words(t.titles) for t in using)
        words = _("Until you choose it there, these go on with the version they have: %(types)s.")
        effects.append(Effect(words % {"types": names}))
    if lacking:
        words = ngettext(
            "%(num)s text is missing in some language and is shown in another one.",
            "%(num)s texts are missing in some language and are shown in another one.",
            len(lacking),
        )
        effects.append(Effect(words % {"num": len(lacking)}, is_warning=True))
    return effects + [Effect(change) for change in _changes(_versions(row.code), row)]


def _history(desk: Desk, code: str) -> Any:
    lines = house_entries(desk, "forms.", limit=400)
    return None if lines is None else [line for line in lines if line.payload.get("code") == code][:30]


def _written(typed: str, code: str) -> Raw:
    if len(typed) > BIGGEST:
        raise MissingError(_("This is too long for a form."))
    try:
        raw = json.loads(typed)
    except (ValueError, RecursionError) as problem:
        raise MissingError(_("This is not JSON: %(problem)s") % {"problem": str(problem)[:120]}) from None
    if not isinstance(raw, dict):
        raise MissingError(_("A form is one JSON object."))
    if raw.get("code") != code:
        raise MissingError(_("The code of a form cannot change."))
    return raw


def _edited(request: HttpRequest, raw: Raw) -> Raw:
    """Return the draft with the one thing changed that the pressed button names."""
    for name, act in _ACTS.items():
        if name in request.POST:
            return act(raw, request.POST[name][:200], request)
    raise MissingError(_("Nothing is different."))


def _translate(raw: Raw, wanted: str, request: HttpRequest) -> Raw:
    if wanted not in LANGUAGES:
        raise MissingError(_("Nothing is different."))
    texts = {
        name.removeprefix("text:"): {wanted: str(value).replace("\0", "").strip()}
        for name, value in request.POST.items()
        if name.startswith("text:")
    }
    return forms.change_texts(raw, texts)


def _add(raw: Raw, after: str, request: HttpRequest) -> Raw:
    words = request.POST.get("text", "").replace("\0", "").strip()
    item: Raw = {
        "linkId": request.POST.get("link_id", "").strip()[:60],
        "type": chosen(request.POST.get("kind"), [kind.value for kind in ItemType], ItemType.STRING.value),
        "text": {str(raw.get("language") or "en"): words},
    }
    options = [line.strip() for line in request.POST.get("options", "").splitlines() if line.strip()]
    if options:
        code = str(raw.get("language") or "en")
        item["answerOption"] = [
            {"code": f"o{n}", "text": {code: line}} for n, line in enumerate(options, start=1)
        ]
    return forms.add_item(raw, item, after=after if after != "end" else "")


def _require(raw: Raw, link_id: str, _request: HttpRequest) -> Raw:
    read = forms.parse_definition(raw)
    is_required = any(item.required for item in read.walk() if item.link_id == link_id)
    return forms.change_item(raw, link_id, {"required": None if is_required else True})


_ACTS: Mapping[str, Callable[[Raw, str, HttpRequest], Raw]] = {
    "up": lambda raw, link_id, _request: forms.move_item(raw, link_id, -1),
    "down": lambda raw, link_id, _request: forms.move_item(raw, link_id, 1),
    "remove": lambda raw, link_id, _request: forms.remove_item(raw, link_id),
    "require": _require,
    "add": _add,
    "translate": _translate,
}
