"""The Jinja2 environment of every door: macros, pictograms, words for days and amounts, the language."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from redthread.ui import charts, pictograms, thread_line, words


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a named route, as in ``url('client:request', id=row.id)``."""
    return reverse(name, args=args or None, kwargs=kwargs or None) if args or kwargs else _plain_url(name)


@lru_cache(maxsize=512)
def _plain_url(name: str) -> str:
    return reverse(name)


def text(message: str, /, **values: object) -> Markup:
    """Return a text in the active language, with ``values`` escaped into it.

    A page says some eighty; Django's look-up and Jinja's wrapping of it took a tenth of a page's time.
    """
    said = _said(get_language() or "", message)
    return said % values if values or "%" in said else said


@lru_cache(maxsize=16_384)
def _said(language: str, message: str) -> Markup:
    del language  # the active one; part of the key
    return Markup(gettext(message))  # noqa: S704 - texts of ours and their translations


def text_direction() -> str:
    """Return ``rtl`` or ``ltr`` for the active language."""
    return "rtl" if get_language_bidi() else "ltr"


def language_names() -> list[tuple[str, str]]:
    """Return every language of the service as (code, its own name), in the order of the settings."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def environment(**options: Any) -> Environment:
    """Return the environment for ``django.template.backends.jinja2.Jinja2``.

    Undefined names are errors, so that a page never shows a hole where a person's data should stand.
    """
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options.setdefault("extensions", ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
    env = Environment(**options)  # noqa: S701 Django passes autoescape=True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        gettext=text,
        _=text,
        static=pictograms.asset,
        url=url,
        icon=pictograms.icon,
        lang=words.language,
        text_direction=text_direction,
        language_names=language_names,
        thread_line=thread_line.draw,
        thread_day=thread_line.day,
        thread_mini=thread_line.mini,
        bar_chart=charts.bar_chart,
        line_chart=charts.line_chart,
    )
    env.filters.update(
        day_in_words=words.day_in_words,
        date_long=words.date_long,
        date_short=words.date_short,
        time_of_day=words.time_of_day,
        moment=words.moment,
        countdown_words=words.countdown_words,
        ago=words.ago,
        span_words=words.span_words,
        money=words.money,
        number=words.number,
        percent=words.percent,
    )
    return env
