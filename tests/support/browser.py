"""A real browser, and the ways in that every journey takes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from redthread.demo.cast import CAST_PIN, STAFF_PASSWORD, TOTP_SECRET

TABLET: ViewportSize = {"width": 1280, "height": 800}
DESK: ViewportSize = {"width": 1920, "height": 1080}
PHONE: ViewportSize = {"width": 375, "height": 740}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Return where Chromium is.

    Raises:
        RuntimeError: it is not installed; the message says what to install.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        msg = "The journeys need Chromium: apt-get install chromium"
        raise RuntimeError(msg)
    return found


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium with a profile that nothing is kept of."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


def enrol_tablet(context: BrowserContext, base: str, code: str) -> None:
    """Type the one-time code on a new tablet."""
    page = context.new_page()
    page.goto(f"{base}/my/enrol")
    page.fill("input[name=code]", code)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url("**/my/sign-in**")
    page.close()


def sign_in_client(page: Page, base: str, number: str, pin: str = CAST_PIN) -> None:
    """Sign a client in with number and PIN, on an enrolled tablet."""
    page.goto(f"{base}/my/sign-in")
    page.fill("input[name=number]", number)
    page.fill("input[name=pin]", pin)
    page.press("input[name=pin]", "Enter")
    page.wait_for_url(f"{base}/my/")


def sign_in_staff(page: Page, base: str, username: str, *, at: float, door: str = "staff") -> None:
    """Sign somebody in with password and code generator, staff or at the partners' ``door``.

    ``at``: seconds since the epoch.
    """
    page.goto(f"{base}/{door}/sign-in")
    page.fill("input[name=name]", username)
    page.fill("input[name=password]", STAFF_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", pyotp.TOTP(TOTP_SECRET).at(int(at)))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(f"{base}/{door}/**")
