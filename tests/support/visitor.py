"""Somebody who talks HTTP to the running service: by the rules of the page, or against them."""

import http.client
import json
import secrets
import time
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyotp

from redthread.demo.cast import CAST_PIN, STAFF_PASSWORD, TOTP_SECRET
from tests.support.service import Service

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"
Fields = dict[str, Any]
File = tuple[str, bytes, str]
"""Name, content, claimed type."""


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What came back."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str]

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8", errors="replace")

    @property
    def way(self) -> str:
        """Return where a redirect leads, "" without one."""
        return self.headers.get("location", "")

    @property
    def forms(self) -> "list[Form]":
        """Return the forms on the page."""
        reader = _FormReader(self.path)
        reader.feed(self.text)
        return reader.forms

    @property
    def links(self) -> list[str]:
        """Return the addresses that the page links to."""
        reader = _FormReader(self.path)
        reader.feed(self.text)
        return reader.links

    def __repr__(self) -> str:
        return f"{self.method} {self.path} → {self.status} {self.way}"


@dataclass(slots=True)
class Form:
    """A form of a page: ``fields`` with what stands in them, ``choices`` with what may."""

    page: str
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Visitor:
    """A browser's cookies and manners. Cookies of all paths are sent everywhere, as a thief would."""

    def __init__(self, service: Service, *, agent: str = BROWSER) -> None:
        self.service = service
        self.agent = agent
        self.cookies: dict[str, str] = {}
        self._host = urlsplit(service.base).netloc

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self.send("GET", path)

    def post(
        self, path: str, fields: Fields | None = None, *, files: dict[str, File] | None = None
    ) -> Answer:
        """Send a form with the token that belongs to this browser."""
        if "rt_csrf" not in self.cookies:
            self.get("/my/enrol")
        return self.send(
            "POST",
            path,
            {"csrfmiddlewaretoken": self.cookies.get("rt_csrf", "")} | (fields or {}),
            files=files,
        )

    def send(
        self,
        method: str,
        path: str,
        fields: Fields | None = None,
        *,
        files: dict[str, File] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send anything."""
        body, kind = _body(fields, files) if method == "POST" else (None, "")
        head = {"User-Agent": self.agent, "Accept-Language": "en"} | (headers or {})
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            head["Content-Type"] = kind
        with closing(http.client.HTTPConnection(self._host, timeout=60)) as wire:
            wire.request(method, path, body=body, headers=head)
            answer = wire.getresponse()
            content = answer.read()
        set_now: dict[str, str] = {}
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(cookie).items():
                set_now[name] = cookie
                if morsel["max-age"] == "0" or morsel["max-age"] == 0 or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(method, path, answer.status, found, content, set_now)

    def enrol(self) -> "Visitor":
        """Become an enrolled tablet."""
        answer = self.post("/my/enrol", {"code": self.service.new_code()})
        assert answer.way == "/my/sign-in", answer
        return self

    def sign_in_client(self, number: str, pin: str = CAST_PIN) -> "Visitor":
        """Come in at the client's door."""
        answer = self.post("/my/sign-in", {"number": number, "pin": pin})
        assert answer.status == 302, answer
        return self

    def sign_in_staff(self, username: str) -> "Visitor":
        """Come in at the staff door."""
        self.service.forget_tries()
        answer = self.post("/staff/sign-in", {"name": username, "password": STAFF_PASSWORD})
        assert answer.way == "/staff/sign-in/second", answer
        answer = self.post("/staff/sign-in/second", {"code": pyotp.TOTP(TOTP_SECRET).at(int(time.time()))})
        assert answer.way == "/staff/", answer
        return self


class _FormReader(HTMLParser):
    """Reads forms as a browser would fill them in untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in one element."""
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "form":
            action, method = found.get("action") or self.page, found.get("method", "get").upper()
            self._form = Form(self.page, action, method)
            self.forms.append(self._form)
        form = self._form
        if form is None:
            return
        name = found.get("name", "")
        if tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(found.get("value", ""))
            if "selected" in found or self._select not in form.fields:
                form.fields[self._select] = found.get("value", "")
        if not name:
            return
        if tag == "textarea":
            form.fields[name] = ""
            self._area = name
        elif tag == "select":
            self._select = name
        elif tag in {"input", "button"}:
            self._control(form, tag, name, found)

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        """Take in the text of a field."""
        if self._form is not None and self._area:
            self._form.fields[self._area] += data

    def _control(self, form: Form, tag: str, name: str, found: dict[str, str]) -> None:
        kind = found.get("type", "submit" if tag == "button" else "text")
        value = found.get("value", "on" if kind in {"radio", "checkbox"} else "")
        if kind == "file":
            form.files.append(name)
        elif kind in {"radio", "checkbox", "submit"}:
            form.choices.setdefault(name, []).append(value)
            if "checked" in found or (kind == "submit" and name not in form.fields):
                form.fields[name] = value
        else:
            form.fields[name] = value


def _body(fields: Fields | None, files: dict[str, File] | None) -> tuple[bytes, str]:
    if not files:
        return urlencode(fields or {}, doseq=True, errors="surrogatepass").encode(), (
            "application/x-www-form-urlencoded"
        )
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (fields or {}).items()
    ]
    for name, (filename, content, kind) in files.items():
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename={json.dumps(filename)}\r\n'
        )
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
