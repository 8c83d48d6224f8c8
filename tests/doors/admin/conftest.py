"""Staff at a browser in the office, with the Swedish catalogue at both establishments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.doors.signin.browser import Tablet
from tests.factories.kiosk import load_kiosks
from tests.factories.requests import Desk, arrange_departments, load_catalogues
from tests.factories.world import Member, World, open_session

AGENT = "browser:Mozilla/5.0 (X11; Linux) Firefox/140.0"


class Fields(HTMLParser):
    """What the fields of a page hold, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an input, or begin a text or a list."""
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag in {"textarea", "select"}:
            self._open = name
            self.found.setdefault(name, "")
        elif tag == "option" and (not self.found.get(self._open) or "selected" in given):
            self.found[self._open] = value
        elif tag == "input" and given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.found.setdefault(name, []).append(value)
        elif tag == "input" and name:
            self.found[name] = value

    def handle_endtag(self, tag: str) -> None:
        """End a text or a list."""
        if tag in {"textarea", "select"}:
            self._open = ""

    def handle_data(self, data: str) -> None:
        """Take what stands in a text."""
        if self._open and self.get_starttag_text() is not None and self.cdata_elem is None:
            text = self.get_starttag_text() or ""
            if text.startswith("<textarea"):
                self.found[self._open] += data


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets without the collected, hashed copies."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def desk(world: World, as_owner: Any, acting: Any) -> Desk:
    """The Swedish catalogue and a kiosk stand at Hall and Kumla."""
    with as_owner():
        arrange_departments(world)
    load_catalogues(acting, world)
    load_kiosks(acting, world)
    return Desk(acting, world)


@dataclass(slots=True)
class Clerk(Tablet):
    """Somebody in the office; ``page`` is what they see."""

    page: str = field(default="", repr=False)
    source: str = field(default="", repr=False)

    def see(self, path: str, *, status: int = 200) -> str:
        """Open a page and return it."""
        return self._keep(self.browser.get(path), status)

    def send(self, path: str, data: dict[str, Any], *, of: str | None = None, status: int = 302) -> Any:
        """Send a form, and follow where it leads when it was taken."""
        answer = self.post(path, data, of=of)
        self._keep(answer, status)
        if answer.status_code == 302:
            self.see(answer["Location"])
        return answer

    def form(self) -> dict[str, Any]:
        """Return what the fields of the page hold, as a browser would send them."""
        return Fields(self.source).found

    def _keep(self, answer: Any, status: int) -> str:
        self.source = answer.content.decode()
        self.page = unescape(self.source)
        assert answer.status_code == status, (answer.status_code, self.page[:3000])
        return self.page


@pytest.fixture
def office(desk: Desk, as_owner: Any) -> Callable[[Member], Clerk]:
    """Give a browser in which somebody is signed in, just now."""

    def enter(member: Member) -> Clerk:
        clerk = Clerk()
        with as_owner():
            clerk.browser.cookies["rt_session"] = open_session(member, binding=AGENT)
        return clerk

    return enter
