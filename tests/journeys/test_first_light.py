"""A request travels from a cell to an answer and back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.journey


def test_a_client_asks_the_management(client_page: Callable[[str], Page]) -> None:
    page = client_page("Daniel Kovač")
    page.goto(page.url + "ask/management")
    page.get_by_label("Food").check()
    page.get_by_role("button", name="Next").last.click()
    assert page.locator("textarea").count() == 1
