"""A link in a mail that is read in the browser: who is signed in lands where it points, in a real browser."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from redthread.demo.named import NAMED
from tests.support.browser import sign_in_staff
from tests.support.service import Service

pytestmark = pytest.mark.journey

_, CASE_WORKER = (address for _, _, address in NAMED["SE"].partners)


@pytest.fixture
def webmail(service: Service) -> Iterator[str]:
    """Another site on which a mail is read: a link, a form, a frame, all of which lead to us."""
    target = f"{service.base}/partner/people"
    body = (
        f"<!doctype html><title>Mail</title><a href='{target}'>Open it</a>"
        f"<form method=post action='{target}'><button>Send</button></form>"
        f"<iframe src='{target}'></iframe>"
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by http.server
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    # To a browser, a name and a number are two sites.
    other = "localhost" if "127.0.0.1" in service.base else "127.0.0.1"
    try:
        yield f"http://{other}:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_link_leads_to_its_page_and_a_form_or_a_frame_to_nothing(
    browser: Browser, service: Service, webmail: str
) -> None:
    service.forget_tries()
    context = browser.new_context()
    page = context.new_page()
    sign_in_staff(page, service.base, CASE_WORKER, at=time.time(), door="partner")
    page.goto(webmail)
    page.click("a")
    expect(page).to_have_url(f"{service.base}/partner/people")
    expect(page.locator("main ul.list a").first).to_be_visible()
    page.goto(webmail)
    frames = [frame.url for frame in page.frames if frame != page.main_frame]
    assert not any("arrive" in url for url in frames)
    page.click("button")
    page.wait_for_load_state("load")
    expect(page.locator("main ul.list a")).to_have_count(0)
    # Nobody is signed in: the same link ends at the sign-in page, and not in a circle.
    stranger = browser.new_context().new_page()
    stranger.goto(webmail)
    stranger.click("a")
    expect(stranger).to_have_url(f"{service.base}/partner/sign-in?next=%2Fpartner%2Fpeople")
    stranger.context.close()
    context.close()
