"""What people do again and again: fill in a form, find a request in the queue, answer it."""

import re

from playwright.sync_api import Page

ON = "main form.form button[name=_do][value=next]:not(.sr-only)"
CLIENT_PAGES = ["ask", "ask/management", "ask/nurse", "ask/laundry", "kiosk", "requests", "account", "day"]
CLIENT_PAGES += ["course", "readers", "readers/thread", "data", "settings", "language", "pin"]
"""Every page of a signed-in client but the first, by what stands after ``/my/``."""
Answers = dict[str, str]
"""By the question's id in the definition: the text, or the value of the choice."""


def fill_in(page: Page, answers: Answers) -> str:
    """Go through a form page by page, send it, and return the id of the request that came of it."""
    for _page in range(12):
        for name, value in answers.items():
            choice = page.locator(f'main form.form input[type=radio][name="{name}"][value="{value}"]')
            field = page.locator(
                f'main form.form :is(textarea, input:not([type=hidden], [type=radio]))[name="{name}"]'
            )
            if choice.count():
                choice.check()
            elif field.count():
                field.fill(value)
        with page.expect_navigation():
            page.locator(ON).click()
        found = re.search(r"/my/requests/([0-9a-f-]{36})", page.url)
        if found:
            return found.group(1)
    msg = f"the form never ends: {page.url}"
    raise AssertionError(msg)


def ask(page: Page, base: str, code: str, answers: Answers) -> str:
    """Ask for something of which nothing waits for an answer yet."""
    page.goto(f"{base}/my/ask/{code}")
    return fill_in(page, answers)


def open_request(page: Page, base: str, request_id: str) -> None:
    """Open a request as staff."""
    answer = page.goto(f"{base}/staff/requests/{request_id}")
    assert answer is not None
    assert answer.status == 200, answer.status


def decide(page: Page, decision: str, *, grounds: str = "", next_step: str = "") -> None:
    """Answer the request that is open."""
    act = page.locator("details.act").filter(has=page.locator(f"input[name=decision][value={decision}]"))
    act.locator("summary").first.click()
    if grounds:
        act.locator("textarea[name=grounds]").fill(grounds)
    if next_step:
        act.locator("textarea[name=next_step]").fill(next_step)
    act.locator("form button.ds-button").click()
    page.wait_for_url(re.compile(r"done="))
