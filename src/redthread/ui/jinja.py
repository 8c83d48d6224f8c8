"""The Jinja2 environment of every door: macros, pictograms, words for days and amounts, the language."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from redthread.ui import charts, pictograms, thread_line, words


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a named route, as in ``url('client:request', id=row.id)``."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


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
        static=static,
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
