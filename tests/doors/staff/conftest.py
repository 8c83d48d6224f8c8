"""Members of staff at their desks, each with a browser of their own, on a Tuesday in March."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client as Browser

from redthread.foundation import clock
from redthread.requests import ports
from tests.factories.requests import Desk, arrange_departments, load_catalogues
from tests.factories.world import Member, World, open_session

AGENT = "Mozilla/5.0 (X11; Linux) Firefox/140.0"
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
"""Ten in the morning in Stockholm, the day after what the factories ask."""


@dataclass(slots=True)
class Seat:
    """Somebody's browser; posts carry the token of the page, as a real one does."""

    who: Member
    browser: Browser = field(
        default_factory=lambda: Browser(enforce_csrf_checks=True, headers={"user-agent": AGENT})
    )

    def get(self, path: str, **more: Any) -> Any:
        """Open a page."""
        return self.browser.get(path, **more)

    def read(self, path: str, **more: Any) -> str:
        """Open a page that must be there, and return its text without tags."""
        answer = self.get(path, **more)
        assert answer.status_code == 200, (path, answer.status_code)
        return text_of(answer)

    def post(self, path: str, data: dict[str, Any] | None = None, *, of: str = "/staff/", **more: Any) -> Any:
        """Send a form with the token that the page ``of`` carries."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(of).content.decode())
        return self.browser.post(
            path, {"csrfmiddlewaretoken": found.group(1) if found else ""} | (data or {}), **more
        )


def text_of(answer: Any) -> str:
    """Return the words of a page, tags and doubled blanks gone."""
    html = answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'").split())


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets without the collected, hashed copies."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)


@pytest.fixture
def desk(world: World, as_owner: Any, acting: Any) -> Desk:
    """The Swedish catalogue stands at both places; short ways to each step."""
    with as_owner():
        arrange_departments(world)
    load_catalogues(acting, world)
    return Desk(acting, world)


@pytest.fixture
def seat(as_owner: Any) -> Callable[[Member], Seat]:
    """Give what signs somebody in: ``seat(cast.officer)``."""

    def sign_in(who: Member) -> Seat:
        made = Seat(who)
        with as_owner():
            made.browser.cookies["rt_session"] = open_session(who, binding=f"browser:{AGENT}")
        return made

    return sign_in


@dataclass(frozen=True)
class Photo:
    """What a photo cleaner gives back."""

    jpeg: bytes
    thumbnail: bytes = b"small"
    width: int = 800
    height: int = 600


@pytest.fixture
def _photos() -> Iterator[None]:
    """A cleaner that marks what went through it."""
    before = list(ports._photo_cleaners)
    ports.connect_photo_cleaner(lambda data: Photo(jpeg=b"clean:" + data))
    yield
    ports._photo_cleaners[:] = before
