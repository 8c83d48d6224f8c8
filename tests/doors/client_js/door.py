"""A client's door without a house: the addresses that the door's scripts talk to, in plain WSGI.

It keeps the contract of ``src/redthread/doors/client/static/client/README.md`` and remembers what reached it.
"""

import base64
import html
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from redthread.doors.client.keep import keep_id, keep_key
from redthread.edges.speech import Speaker

STATIC = Path(__file__).resolve().parents[3] / "src/redthread/doors/client/static/client"
POLICY = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; frame-ancestors 'none'"
DEVICE_SECRET, SERVER_SECRET = b"the secret of tablet 7", b"the secret of the service"
PEOPLE = {"amir": 1, "bo": 2}
CSRF = "token-of-the-page"

Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass
class Door:
    """What the server knows, and switches that a test may turn."""

    base: str = ""
    sessions: dict[str, str] = field(default_factory=dict)
    received: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    beats: list[str] = field(default_factory=list)
    spoken: list[tuple[str, str]] = field(default_factory=list)
    down: bool = False
    lose_answers: bool = False
    speaker: Speaker | None = None
    lock_after: int = 180
    home_text: str = ""

    def app(self, environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, body = self._answer(environ)
        start(status, [*headers, ("Content-Security-Policy", POLICY), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: dict[str, object]) -> Answer:
        path, method = str(environ["PATH_INFO"]), str(environ["REQUEST_METHOD"])
        if path.startswith("/static/"):
            return "200 OK", [("Content-Type", "text/javascript")], (STATIC / Path(path).name).read_bytes()
        if path == "/favicon.ico":
            return "404 Not Found", [], b""
        cookies = SimpleCookie(str(environ.get("HTTP_COOKIE", "")))
        token = cookies["rt_session"].value if "rt_session" in cookies else ""
        length = int(str(environ.get("CONTENT_LENGTH") or 0))
        raw = environ["wsgi.input"].read(length)  # type: ignore[attr-defined]
        if self.down:
            return "503 Service Unavailable", [], b""
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store, private")]
        if "rt_lock" in cookies:
            self.sessions.pop(token, None)
            headers.append(("Set-Cookie", "rt_lock=; Path=/my/; Max-Age=0"))
        who = self.sessions.get(token, "")
        multipart = str(environ.get("CONTENT_TYPE", "")).startswith("multipart/")
        form = read_multipart(raw) if multipart else parse_qs(raw.decode(), keep_blank_values=True)
        if method == "POST":
            self.posts.append(path)
        status, more, page = self._route(method, path, environ, form, who, token)
        return status, headers + more, page

    def _route(  # noqa: PLR0911  one address, one answer
        self,
        method: str,
        path: str,
        environ: dict[str, object],
        form: dict[str, list[str]],
        who: str,
        token: str,
    ) -> Answer:
        if path == "/my/sign-in":
            return self._sign_in(method, form)
        if path == "/my/alive":
            self.beats.append(str(environ.get("QUERY_STRING", "")))
            if not who:
                return "401 Unauthorized", [], b""
            return "204 No Content", [("X-RT-Keep-Id", name_of(who))], b""
        if not who:
            if method == "POST":
                return "401 Unauthorized", [], b"<main>Please sign in</main>"
            return "303 See Other", [("Location", "/my/sign-in")], b""
        if method == "POST" and environ.get("HTTP_X_RT_KEEP_ID", name_of(who)) != name_of(who):
            return "401 Unauthorized", [], b""
        if method == "POST" and CSRF not in (
            form.get("csrfmiddlewaretoken", [""])[0],
            environ.get("HTTP_X_CSRFTOKEN"),
        ):
            return "403 Forbidden", [], b"forged"
        if path in ("/my/lock", "/my/sign-out"):
            self.sessions.pop(token, None)
            return "303 See Other", [("Location", "/my/sign-in")], b""
        if path == "/my/speech":
            return self._speech(form)
        if path == "/my/ask":
            return self._ask(method, form, who)
        if path == "/my/steps":
            return self._steps(form, who)
        return "200 OK", [], self.page(who, self._inside(path))

    def _sign_in(self, method: str, form: dict[str, list[str]]) -> Answer:
        if method == "POST":
            token = uuid4().hex
            self.sessions[token] = form["who"][0]
            cookie = f"rt_session={token}; Path=/; HttpOnly; SameSite=Lax"
            return "303 See Other", [("Location", "/my/"), ("Set-Cookie", cookie)], b""
        buttons = "".join(f'<button name="who" value="{who}">{who}</button>' for who in PEOPLE)
        form_html = f'<h1>Who are you?</h1><form method="post" action="/my/sign-in">{buttons}</form>'
        return "200 OK", [], self.page("", form_html)

    def _ask(self, method: str, form: dict[str, list[str]], who: str) -> Answer:
        text = form.get("text", [""])[0]
        request_id = form.get("request_id", [str(uuid4())])[0]
        if method == "POST" and "fault" in text:
            return "500 Internal Server Error", [], b""
        if method == "POST" and text.strip() and "wrong" not in text:
            self.received.setdefault(request_id, form)
            if self.lose_answers:
                return "503 Service Unavailable", [], b""
            return "303 See Other", [("Location", f"/my/requests/{request_id}")], b""
        error = '<p id="error">Please write something right.</p>' if method == "POST" else ""
        return "200 OK", [], self.page(who, error + ask_form(request_id, form))

    def _steps(self, form: dict[str, list[str]], who: str) -> Answer:
        """Ask two things on two pages, carrying the first along."""
        request_id = form.get("request_id", [str(uuid4())])[0]
        if "second" in form:
            self.received.setdefault(request_id, {"text": [f"{form['first'][0]} {form['second'][0]}"]})
            return "303 See Other", [("Location", f"/my/requests/{request_id}")], b""
        return "200 OK", [], self.page(who, step_form(request_id, form))

    def _speech(self, form: dict[str, list[str]]) -> Answer:
        text, language = form["text"][0], form["language"][0]
        self.spoken.append((text, language))
        if self.speaker is None:
            return "503 Service Unavailable", [], b""
        mp3 = self.speaker.synthesise(text, language, rate=300)
        return "200 OK", [("Content-Type", "audio/mpeg")], mp3

    def _inside(self, path: str) -> str:
        if path.startswith("/my/requests/"):
            request = self.received.get(path.rsplit("/", 1)[1], {})
            return f"<h1>Your request</h1><p id=receipt>{html.escape(request.get('text', ['?'])[0])}</p>"
        return self.home_text or '<h1>Home</h1><a id="to-ask" href="/my/ask">Ask</a>'

    def page(self, who: str, main: str) -> bytes:
        """Return a page of the door."""
        metas = lock = ""
        if who:
            key = base64.b64encode(keep_key(DEVICE_SECRET, PEOPLE[who], SERVER_SECRET)).decode()
            metas = f'<meta name="rt-keep" content="{key}"><meta name="rt-keep-id" content="{name_of(who)}">'
            lock = LEAVING
        return PAGE.format(metas=metas, lock=lock, main=main, lock_after=self.lock_after, who=who).encode()


def name_of(who: str) -> str:
    """Return the opaque name of a person on this tablet."""
    return keep_id(DEVICE_SECRET, PEOPLE[who], SERVER_SECRET)


def read_multipart(raw: bytes) -> dict[str, list[str]]:
    """Return the fields of a multipart form; a file as ``name:size``."""
    fields: dict[str, list[str]] = {}
    for part in raw.split(raw.split(b"\r\n", 1)[0])[1:-1]:
        head, _, body = part[2:-2].partition(b"\r\n\r\n")
        names = head.decode().split('name="')
        name = names[1].split('"')[0]
        is_file = b"filename=" in head
        value = f"{names[2].split(chr(34))[0]}:{len(body)}" if is_file else body.decode()
        fields.setdefault(name, []).append(value)
    return fields


def ask_form(request_id: str, form: dict[str, list[str]]) -> str:
    """Return the form of a request, with what was typed when it comes back."""
    text = html.escape(form.get("text", [""])[0])
    return f"""<h1>Ask</h1><form method="post" action="/my/ask" data-keep="ask-nurse"
data-keep-title="Ask the nurse" enctype="multipart/form-data">
<input type="hidden" name="csrfmiddlewaretoken" value="{CSRF}">
<input type="hidden" name="request_id" value="{request_id}">
<div data-restored hidden>We kept this. <button type="button" data-keep-discard>Throw away</button></div>
<label for="text">What is it?</label><textarea id="text" name="text">{text}</textarea>
<label><input type="checkbox" name="when" value="morning"> Morning</label>
<label><input type="checkbox" name="when" value="evening"> Evening</label>
<label>How <select name="how"><option>talk</option><option>letter</option></select></label>
<label>Photo <input type="file" name="photo"></label>
<label>Code <input type="password" name="pin"></label>
<label>Secret <input name="secret" data-keep-never></label>
<button name="send" value="yes">Send</button></form>"""


def step_form(request_id: str, form: dict[str, list[str]]) -> str:
    """Return the first or second page of a form of two."""
    number = 2 if "first" in form else 1
    first = html.escape(form.get("first", [""])[0])
    carried = f'<input type="hidden" name="first" value="{first}">' if number == 2 else ""
    name, label = ("second", "Send") if number == 2 else ("first", "Next")
    step = "data-keep-step" if number == 1 else ""
    return f"""<form method="post" action="/my/steps" data-keep="steps-{number}" data-keep-title="Two things">
<input type="hidden" name="csrfmiddlewaretoken" value="{CSRF}">
<input type="hidden" name="request_id" value="{request_id}">{carried}
<input id="{name}" name="{name}" aria-label="{name}">
<button name="_do" value="next" {step}>{label}</button></form>"""


LEAVING = f"""<form method="post" action="/my/lock" data-lock>
<input type="hidden" name="csrfmiddlewaretoken" value="{CSRF}"><button>Lock</button></form>
<form method="post" action="/my/sign-out" data-sign-out>
<input type="hidden" name="csrfmiddlewaretoken" value="{CSRF}"><button>Sign out</button></form>
<button type="button" data-read-aloud data-stop-label="Stop" aria-pressed="false">
<span class="label">Read aloud</span></button><p data-read-aloud-failed hidden>No voice just now.</p>
<dialog data-lock-warning role="alertdialog" aria-label="Are you still there?">
Are you still there? <span data-lock-seconds></span> <button type="button" data-stay>Yes</button></dialog>
<template data-lock-cover data-title="Locked"><h1>Locked</h1><a href="/my/">Sign in</a></template>"""

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Door of {who}</title>{metas}</head>
<body data-lock-after="{lock_after}"><p data-offline role="status" hidden>No network right now.</p>
<p data-keep-status role="status" hidden data-sent="Sent: {{n}}." data-kept="Kept here: {{n}}."
data-refused="Not sent: {{n}}." data-unkept="Nothing can be kept here."
data-wait="Wait for the network." data-back="Go on now."></p>{lock}
<section data-keep-drafts hidden><h2>Go on with</h2><ul></ul></section><main>{main}</main>
<script type="module" src="/static/client/door.js"></script></body></html>"""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
        """Say nothing: tests read what the door remembers."""


def serve(door: Door) -> WSGIServer:
    """Start the door on a free port, in a thread of its own."""
    server = make_server("127.0.0.1", 0, door.app, server_class=_Server, handler_class=_Quiet)
    door.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server
