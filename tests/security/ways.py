"""Every address of the house, taken from the resolver, and how a request is handed in without a browser."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from tests.support.visitor import Visitor

LEAVING = {
    *("client:lock", "client:sign-out", "staff:sign-out", "staff:sessions-end"),
    *("partner:sign-out", "partner:sessions-end", "family:sign-out", "family:leave"),
}
LEAVING |= {f"{door}:{name}" for door in ("partner", "family") for name in ("sign-out", "sessions-end")}
"""They end the session of who calls them: walked last."""


@dataclass(frozen=True, slots=True)
class Way:
    """An address: ``parts`` are the names in it, ``is_open`` is for strangers, too."""

    name: str
    pattern: str
    parts: tuple[str, ...]
    is_open: bool
    is_exempt: bool
    """From the token against posts of other sites."""

    @property
    def door(self) -> str:
        """Return "client", "staff" or ""."""
        return self.name.partition(":")[0] if ":" in self.name else ""

    def to(self, things: dict[str, Any]) -> str:
        """Return the address with the names filled in; what ``things`` does not name is nobody's."""

        def fill(part: re.Match[str]) -> str:
            return str(things.get(part.group(2), UUID(int=1) if part.group(1) == "uuid:" else 1))

        return "/" + re.sub(r"<(\w+:)?(\w+)>", fill, self.pattern)


def all_ways() -> list[Way]:
    """Return every address, those that end a session last."""
    found = list(_walk(get_resolver(), "", ""))
    return sorted(found, key=lambda way: (way.name in LEAVING, way.pattern))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Any:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            view = entry.callback
            yield Way(
                name=f"{namespace}:{entry.name}" if namespace else str(entry.name),
                pattern=pattern,
                parts=tuple(re.findall(r"<(?:\w+:)?(\w+)>", pattern)),
                is_open=getattr(view, "is_open_door", False),
                is_exempt=getattr(view, "csrf_exempt", False),
            )


def hand_in(client: Visitor, code: str, answers: dict[str, str]) -> str:
    """Fill in a form page by page, and return the id of the request."""
    answer = client.get(f"/my/ask/{code}")
    for _page in range(12):
        found = re.search(r"/my/requests/([0-9a-f-]{36})", answer.way)
        if found:
            return found.group(1)
        form = next((f for f in answer.forms if "_page" in f.fields), None)
        assert form is not None, answer
        known = set(form.fields) | set(form.choices)
        typed = {name: value for name, value in answers.items() if name in known}
        answer = client.post(form.action, form.fields | typed | {"_do": "next"})
    msg = f"the form {code} never ends"
    raise AssertionError(msg)
