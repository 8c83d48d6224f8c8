"""A client at a tablet: signed in, with the Swedish catalogue and a kiosk around them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from tests.doors.signin.browser import Tablet
from tests.factories.kiosk import Till, load_kiosks
from tests.factories.requests import Desk, arrange_departments, load_catalogues
from tests.factories.world import Cast, Member, World
from tests.signin.arrange import Keys

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets without the collected, hashed copies."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def keys(world: World, as_owner: Any) -> Keys:
    """Give what puts keys and tablets in place."""
    return Keys(world, as_owner)


@pytest.fixture
def desk(world: World, as_owner: Any, acting: Any) -> Desk:
    """The Swedish catalogue and a kiosk stand at Hall and Kumla."""
    with as_owner():
        arrange_departments(world)
    load_catalogues(acting, world)
    load_kiosks(acting, world)
    return Desk(acting, world)


@pytest.fixture
def till(desk: Desk) -> Till:
    """Short ways at the kiosk of Hall."""
    return Till(desk.acting, desk.world)


@dataclass(slots=True)
class Person(Tablet):
    """Somebody at a tablet; what a page shows, as words."""

    page: str = field(default="", repr=False)

    def see(self, path: str, *, status: int = 200, follow: bool = False) -> str:
        """Open a page and return it."""
        return self.keep(self.browser.get(path, follow=follow), status)

    def send(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        of: str | None = None,
        status: int = 302,
        **more: Any,
    ) -> Any:
        """Send a form of a page and return the answer; ``of`` is the page where it stands."""
        answer = self.post(path, data, of=of, **more)
        assert answer.status_code == status, (answer.status_code, unescape(answer.content.decode())[:3000])
        return answer

    def keep(self, answer: Any, status: int) -> str:
        """Remember and return the page of an answer."""
        self.page = unescape(answer.content.decode()).replace("\xa0", " ")
        assert answer.status_code == status, (answer.status_code, self.page[:3000])
        return self.page

    def hidden(self) -> dict[str, str]:
        """Return the hidden fields of the page's own form."""
        body = self.page.partition("<main")[2]
        found: dict[str, str] = dict(_HIDDEN.findall(body))
        # JSON in a field stands between quotes that were unescaped: take it whole.
        answers = re.search(r'name="_answers" value="(\{.*?\})">', body)
        return found | ({"_answers": answers.group(1)} if answers else {})

    def fill(self, path: str, said: dict[str, Any], *, status: int = 200) -> Any:
        """Fill the page of a form on which one stands and press its first button."""
        fields = {k: v for k, v in self.hidden().items() if k != "csrfmiddlewaretoken"}
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        assert token
        answer = self.browser.post(
            path, {"csrfmiddlewaretoken": token.group(1), "_do": "next"} | fields | said
        )
        self.keep(answer, status)
        return answer

    def ask_management(self, text: str = "May I have my meals without pork?") -> UUID:
        """Go through the form to the management and return the request's id."""
        path = "/my/ask/management"
        self.see(path)
        for said in ({"about": "food"}, {"text": text}, {}, {}):
            self.fill(path, said)
        return id_of(self.fill(path, {}, status=302))


def id_of(answer: Any) -> UUID:
    """Return the id in the address that an answer leads to."""
    found = re.search(r"/my/requests/([0-9a-f-]{36})", answer.headers["Location"])
    assert found
    return UUID(found.group(1))


@pytest.fixture
def at_tablet(keys: Keys) -> Callable[[Member], Person]:
    """Sign somebody in on a tablet of their own place: ``at_tablet(cast.leila)``."""

    def sign_in(member: Member, *, establishment: str = "hall") -> Person:
        person = Person(browser=Browser(enforce_csrf_checks=True, headers={"user-agent": "Firefox/140.0"}))
        person.browser.cookies["rt_device"] = keys.device(establishment=establishment)
        number = keys.value("select number from people_client where id = %s", member.client_id)
        known = keys.value("select 1 from access.login_name where actor_id = %s", member.actor_id)
        if not known:
            number = keys.pin(member)
        answer = person.sign_in(number)
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return person

    return sign_in


@pytest.fixture
def leila(desk: Desk, cast: Cast, at_tablet: Callable[[Member], Person]) -> Person:
    """Leila, who reads English, at a tablet."""
    return at_tablet(cast.leila)
