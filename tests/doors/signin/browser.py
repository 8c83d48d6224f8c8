"""A browser at a door."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client as Browser

from tests.signin.arrange import PIN


@dataclass(slots=True)
class Tablet:
    """A browser that may be an enrolled tablet; posts carry the token of the form, as a real one does."""

    browser: Browser = field(
        default_factory=lambda: Browser(
            enforce_csrf_checks=True, headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
        )
    )

    def get(self, path: str, **more: Any) -> Any:
        """Open a page."""
        return self.browser.get(path, **more)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, of: str | None = None, **more: Any
    ) -> Any:
        """Fill the form of a page (of another one: ``of``) and send it."""
        page = self.browser.get(of or path).content.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        token = found.group(1) if found else ""
        return self.browser.post(path, {"csrfmiddlewaretoken": token} | (data or {}), **more)

    def cookie(self, name: str) -> str:
        """Return a cookie's value, "" without one."""
        found = self.browser.cookies.get(name)
        return found.value if found else ""

    def sign_in(self, number: str, pin: str = PIN) -> Any:
        """Type number and PIN."""
        return self.post("/my/sign-in", {"number": number, "pin": pin})
