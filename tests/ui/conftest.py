"""The gallery served to a real browser, and the look rendered without one."""

import mimetypes
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.template import engines
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from pytest_django import Settings

from redthread.project import requirements
from redthread.ui import gallery

UI = Path(gallery.__file__).parent
POLICY = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; frame-ancestors 'none'"
Render = Callable[..., str]
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    """Addresses of static files without the manifest, which only a collected installation has."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}


@pytest.fixture(scope="session", autouse=True)
def _compiled_texts() -> None:
    """The translations of the look, compiled where they are older than their source."""
    for source in UI.glob("locale/*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as text, compiled.open("wb") as out:
                write_mo(out, read_po(text))


@pytest.fixture
def render() -> Render:
    """Render a template text that has all components at hand as ``c``."""

    def rendered(text: str, **context: object) -> str:
        head = '{% import "ui/components.jinja" as c %}'
        return str(engines["jinja2"].from_string(head + text).render({"csrf_input": "", **context}))

    return rendered


class _Gallery(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with a page of the gallery or a static file, under the policy of the doors."""
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query))
        if address.path.startswith("/static/"):
            file = UI / address.path.lstrip("/")
            body = file.read_bytes() if file.is_file() else b""
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        else:
            body = gallery.render(
                query.get("page", ""),
                language=query.get("language", "en"),
                scheme=query.get("scheme", "light"),
                text_size=int(query.get("text_size", "1")),
            ).encode()
            kind = "text/html; charset=utf-8"
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def gallery_address() -> Iterator[str]:
    """The address of a running gallery."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Gallery)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser, the one `make test` found or installed."""
    path = requirements.browser()
    assert path is not None, "no Chromium on this machine; `make test` installs one"
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(path), args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, gallery_address: str) -> Iterator[Open]:
    """Open a page of the gallery; errors of the page or the policy fail the test."""
    contexts = []
    complaints: list[str] = []

    def opened(
        page: str,
        *,
        language: str = "en",
        scheme: str = "light",
        size: int = 1,
        width: int = 1280,
        height: int = 800,
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        contexts.append(context)
        tab = context.new_page()
        tab.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(f"{gallery_address}/?page={page}&language={language}&scheme={scheme}&text_size={size}")
        tab.evaluate("document.fonts.ready")
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
