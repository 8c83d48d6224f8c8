"""The kiosk: articles, prices and the stop-list, each with its history; the weekly limit and the hours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.staff.desk import Desk
from redthread.doors.staff.office.confirm import Effect, Line, confirm, is_confirmed
from redthread.doors.staff.office.kiosk_fields import (
    limit_words,
    plain_amount,
    read_amount,
    read_code,
    read_day,
    read_facts,
    read_window,
    window_words,
)
from redthread.doors.staff.office.page import in_words, language, office_of, render_office, to
from redthread.foundation.errors import DomainError
from redthread.kiosk import public as kiosk
from redthread.kiosk.public import (
    Article,
    ArticleChangeKind,
    ArticleError,
    ArticleFacts,
    Assortment,
    Permission,
    ShortReason,
)
from redthread.ui.words import locale_of, money

SECTION: Final = "kiosk"


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as the list shows it."""

    id: int
    href: str
    name: str
    unit: str
    price: str
    shelf: str
    limit: int | None
    age: int | None
    stopped: str
    is_listed: bool


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """List what is sold, shelf by shelf."""
    desk = office_of(request, Permission.KIOSK_MANAGE)
    return _list(request, desk, _assortment(desk))


def _list(
    request: HttpRequest, desk: Desk, assortment: Assortment, error: DomainError | None = None
) -> HttpResponse:
    shelves = {c["code"]: in_words(c["titles"]) for c in assortment.categories}
    prices = kiosk.prices_now(assortment_id=assortment.id, at=desk.now)
    lines = [
        _line(desk, a, assortment, shelves, prices.get(a.id))
        for a in kiosk.list_articles(assortment_id=assortment.id)
    ]
    context: dict[str, Any] = {
        "lines": lines,
        "shelves": list(shelves.items()),
        "reasons": ShortReason.choices,
        "assortment": assortment,
        "limit": ""
        if assortment.weekly_limit is None
        else plain_amount(assortment.weekly_limit, assortment.currency),
        "days": list(enumerate(locale_of(language()).days["stand-alone"]["wide"].values())),
        "stopped": sum(bool(line.stopped) for line in lines),
        "currency": assortment.currency,
        "typed": request.POST.dict(),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "kiosk/list.jinja", desk, context, section=SECTION, status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a new article on a shelf."""
    desk = office_of(request, Permission.KIOSK_MANAGE)
    assortment = _assortment(desk)
    try:
        made = kiosk.add_article(
            actor=desk.actor,
            assortment_id=assortment.id,
            code=read_code(request.POST.get("code", "")),
            facts=read_facts(request, assortment, None),
            price=read_amount(request.POST.get("price", ""), assortment.currency),
            at=desk.now,
        )
    except ArticleError as error:
        return _list(request, desk, assortment, error)
    return HttpResponseRedirect(to(desk, "office-article", made.id, done="saved"))


@require_POST
def terms(request: HttpRequest) -> HttpResponse:
    """Change how much may be spent a week and when orders are taken."""
    desk = office_of(request, Permission.KIOSK_MANAGE)
    assortment = _assortment(desk)
    try:
        typed = request.POST.get("weekly_limit", "").strip()
        limit = read_amount(typed, assortment.currency) if typed else None
        window = read_window(request)
    except ArticleError as error:
        return _list(request, desk, assortment, error)
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=_("Limit and hours"),
            section=SECTION,
            back=to(desk, "office-kiosk"),
            yes=_("Save"),
            lines=[
                Line(
                    _("At most a week"),
                    limit_words(assortment.weekly_limit, assortment.currency),
                    limit_words(limit, assortment.currency),
                ),
                Line(_("Orders are taken"), window_words(assortment.window), window_words(window)),
            ],
            effects=[Effect(_("Orders already placed stay as they are."))],
        )
    kiosk.change_assortment(
        actor=desk.actor, assortment_id=assortment.id, weekly_limit=limit, window=window, at=desk.now
    )
    return HttpResponseRedirect(to(desk, "office-kiosk", done="saved"))


@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show an article with its prices and history; change what is said about it."""
    desk = office_of(request, Permission.KIOSK_MANAGE)
    assortment, found = _article(desk, article_id)
    if request.method != "POST":
        return _page(request, desk, assortment, found)
    try:
        facts = read_facts(request, assortment, found)
        if not is_confirmed(request):
            return _ask(request, desk, found, facts)
        kiosk.change_article(actor=desk.actor, article_id=found.id, facts=facts, at=desk.now)
    except ArticleError as error:
        return _page(request, desk, assortment, found, error)
    return HttpResponseRedirect(to(desk, "office-article", found.id, done="saved"))


@require_POST
def price(request: HttpRequest, article_id: int) -> HttpResponse:
    """Set what an article costs, from now or from a day on."""
    desk = office_of(request, Permission.KIOSK_MANAGE)
    assortment, found = _article(desk, article_id)
    try:
        amount = read_amount(request.POST.get("price", ""), assortment.currency)
        starts = read_day(desk, request.POST.get("from", ""))
        if not is_confirmed(request):
            return _ask_price(request, desk, assortment, found, amount, starts)
        kiosk.set_price(
            actor=desk.actor, article_id=found.id, price=amount, valid_from=starts or desk.now, at=desk.now
        )
    except ArticleError as error:
        return _page(request, desk, assortment, found, error)
    return HttpResponseRedirect(to(desk, "office-article", found.id, done="priced"))


@require_POST
def stop(request: HttpRequest, article_id: int) -> HttpResponse:
    """Put an article on the stop-list with a reason, or take it off again."""
    desk = office_of(request, Permission.KIOSK_MANAGE)
    found = _article(desk, article_id)[1]
    reason = request.POST.get("reason", "")
    if reason in set(ShortReason):
        kiosk.stop_article(actor=desk.actor, article_id=found.id, reason=ShortReason(reason), at=desk.now)
    else:
        kiosk.resume_article(actor=desk.actor, article_id=found.id, at=desk.now)
    back = "office-kiosk" if "list" in request.POST else "office-article"
    return HttpResponseRedirect(
        to(desk, back, *([] if "list" in request.POST else [found.id]), done="stopped")
    )


def _page(
    request: HttpRequest, desk: Desk, assortment: Assortment, found: Article, error: DomainError | None = None
) -> HttpResponse:
    prices = kiosk.list_prices(article_id=found.id)
    now = next((p for p in prices if p.valid_from <= desk.now), None)
    context = {
        "article": found,
        "name": found.name_in(language()),
        "shelves": [(c["code"], in_words(c["titles"])) for c in assortment.categories],
        "allergens": [(code, in_words(names)) for code, names in assortment.allergens.items()],
        "prices": [
            {
                "amount": money(p.price, assortment.currency),
                "at": p.valid_from,
                "is_now": p is now,
                "is_later": p.valid_from > desk.now,
            }
            for p in prices
        ],
        "price_now": plain_amount(now.price, assortment.currency) if now else "",
        "currency": assortment.currency,
        "reasons": ShortReason.choices,
        "stopped": ShortReason(found.stop_reason).label if found.stop_reason else "",
        "history": [_change(c, assortment) for c in kiosk.list_changes(article_id=found.id)],
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "kiosk/article.jinja", desk, context, section=SECTION, status=status)


def _ask(request: HttpRequest, desk: Desk, found: Article, facts: ArticleFacts) -> HttpResponse:
    new = facts.as_json()
    lines = [Line(_LABELS[n](), _shown(getattr(found, n)), _shown(v)) for n, v in new.items() if n in _LABELS]
    effects = [] if facts.is_listed else [Effect(_("Clients do not see it any more."), is_warning=True)]
    return confirm(
        request,
        desk,
        title=found.name_in(language()),
        section=SECTION,
        back=to(desk, "office-article", found.id),
        yes=_("Save"),
        lines=lines,
        effects=effects,
    )


def _ask_price(
    request: HttpRequest,
    desk: Desk,
    assortment: Assortment,
    found: Article,
    amount: int,
    starts: datetime | None,
) -> HttpResponse:
    prices = kiosk.list_prices(article_id=found.id)
    now = next((p for p in prices if p.valid_from <= desk.now), None)
    when = (
        _("from now on")
        if starts is None
        else _("from %(day)s") % {"day": starts.astimezone(desk.zone).date().isoformat()}
    )
    return confirm(
        request,
        desk,
        title=found.name_in(language()),
        section=SECTION,
        back=to(desk, "office-article", found.id),
        yes=_("Set the price"),
        lines=[
            Line(
                _("Price, %(when)s") % {"when": when},
                money(now.price, assortment.currency) if now else "–",
                money(amount, assortment.currency),
            )
        ],
        effects=[Effect(_("Orders already placed keep the price they were placed at."))],
    )


_LABELS: Final = {
    "names": lambda: _("Name"),
    "units": lambda: _("How much one is"),
    "category": lambda: _("Shelf"),
    "allergens": lambda: _("Contains"),
    "weekly_limit": lambda: _("At most a week"),
    "age_limit": lambda: _("From age"),
    "is_listed": lambda: _("Shown to clients"),
    "price": lambda: _("Price"),
    "stop_reason": lambda: _("Stopped because"),
}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " / ".join(f"{code}: {words}" for code, words in sorted(value.items())) or "–"
    if isinstance(value, list | tuple):
        return ", ".join(value) or "–"
    return "–" if value in (None, "") else str(value)


def _change(change: kiosk.ArticleChange, assortment: Assortment) -> dict[str, Any]:
    def said(name: str, value: Any) -> str:
        if name == "price" and isinstance(value, int):
            return money(value, assortment.currency)
        if name == "stop_reason" and value in set(ShortReason):
            return str(ShortReason(value).label)
        return _shown(value)

    names = [n for n in {**change.before, **change.after} if n in _LABELS]
    return {
        "at": change.at,
        "who": change.by_name,
        "reason": str(ArticleChangeKind(change.kind).label),
        "lines": [
            Line(_LABELS[n](), said(n, change.before.get(n)), said(n, change.after.get(n))) for n in names
        ],
    }


def _assortment(desk: Desk) -> Assortment:
    found = kiosk.find_assortment(establishment_id=desk.establishment.id)
    if found is None:
        raise Http404
    return found


def _article(desk: Desk, article_id: int) -> tuple[Assortment, Article]:
    assortment = _assortment(desk)
    for found in kiosk.list_articles(assortment_id=assortment.id):
        if found.id == article_id:
            return assortment, found
    raise Http404


def _line(
    desk: Desk, found: Article, assortment: Assortment, shelves: dict[str, str], price: int | None
) -> ArticleLine:
    return ArticleLine(
        id=found.id,
        href=to(desk, "office-article", found.id),
        name=found.name_in(language()),
        unit=found.unit_in(language()),
        price="–" if price is None else money(price, assortment.currency),
        shelf=shelves.get(found.category, found.category),
        limit=found.weekly_limit,
        age=found.age_limit,
        stopped=str(ShortReason(found.stop_reason).label) if found.stop_reason else "",
        is_listed=found.is_listed,
    )
