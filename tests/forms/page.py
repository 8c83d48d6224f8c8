"""Read a page of a form as a browser without script would: its fields, what stands in them, its buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.template import engines
from django.utils.translation import override

from redthread.forms.public import CompiledForm, FormContext, Step, present

_PAGE = """
{% extends "ui/client.jinja" %}{% from "forms/form.jinja" import form_page %}
{% block main %}<h1>{{ view.title.text }}</h1>
{% call form_page(view, "/ask", "", "Send") %}{% endcall %}{% endblock %}
"""


def render(
    form: CompiledForm, step: Step, language: str, context: FormContext | None = None, **keys: Any
) -> str:
    """Return the page that ``step`` shows, as HTML."""
    view = present(form, step, language=language, context=context or FormContext(), **keys)
    with override(language):
        return str(engines["jinja2"].from_string(_PAGE).render({"view": view}))


@dataclass
class Page(HTMLParser):
    """The form of a page.

    Attributes:
        sent: what a browser would send if nothing were touched.
        kinds: name → kind of field (``radio``, ``text``, ``textarea``, …).
        offers: name → values that a choice offers.
        buttons: values of the buttons called ``_do``, in order.
        ids: every id on the page, to find doubles.
        targets: fragments that links lead to.
    """

    html: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    offers: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._area = self._select = ""
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, a button or a link."""
        found = {name: value or "" for name, value in attrs}
        name, value = found.get("name", ""), found.get("value", "")
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and found.get("href", "").startswith("#"):
            self.targets.append(found["href"][1:])
        if tag == "input":
            self._input(name, value, found)
        elif tag == "textarea":
            self._area, self.kinds[name], self.sent[name] = name, "textarea", [""]
        elif tag == "select":
            self._select, self.kinds[name] = name, "select"
        elif tag == "option":
            self.offers.setdefault(self._select, []).append(value)
            if "selected" in found or self._select not in self.sent:
                self.sent[self._select] = [value]
        elif tag == "button" and name == "_do":
            self.buttons.append(value)

    def _input(self, name: str, value: str, found: dict[str, str]) -> None:
        kind = self.kinds[name] = found.get("type", "text")
        if kind in {"radio", "checkbox"}:
            self.offers.setdefault(name, []).append(value)
            if "checked" in found:
                self.sent.setdefault(name, []).append(value)
        elif kind != "file":
            self.sent.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        """Leave a text area."""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Note the words of the page."""
        if self._area:
            self.sent[self._area] = [self.sent[self._area][0] + data]
        elif data.strip():
            self.words.append(data.strip())
