"""The booklet, the glossary and the news: how the service works, in the reader's language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from redthread.doors.acting import actor_of
from redthread.doors.partner.page import member_of, partner_page
from redthread.jurisdiction.booklet import find_page, load_booklet, load_news
from redthread.jurisdiction.glossary import LONGEST_QUERY, load_glossary, search_terms


@require_safe
def booklet(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show a page of the booklet: how the service is organised, the phases, who does what."""
    member = member_of(actor_of(request))
    directory = settings.PACKS / member.organisation.pack
    pages = load_booklet(directory)
    page = find_page(directory, code) if code else (pages[0] if pages else None)
    if code and page is None:
        raise Http404
    terms = load_glossary(directory)
    context = {
        "member": member,
        "pages": pages,
        "page": page,
        "terms": [terms[t] for t in page.terms if t in terms] if page else [],
    }
    return partner_page(request, "partner/words/booklet.jinja", context)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the words of the field; the search does not mind case or accents."""
    actor = actor_of(request)
    member, query = member_of(actor), request.GET.get("q", "").strip()[:LONGEST_QUERY]
    terms = load_glossary(settings.PACKS / member.organisation.pack)
    found = search_terms(terms, query, language=actor.language)
    context = {"member": member, "terms": found, "query": query, "all": len(terms)}
    return partner_page(request, "partner/words/glossary.jinja", context)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Show what changed lately."""
    member = member_of(actor_of(request))
    items = load_news(settings.PACKS / member.organisation.pack)
    return partner_page(request, "partner/words/news.jinja", {"member": member, "items": items})
