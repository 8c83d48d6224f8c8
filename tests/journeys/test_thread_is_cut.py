"""Somebody with every right on the database changes what was written, and is found."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.service import Service

pytestmark = pytest.mark.journey


def test_a_changed_entry_of_the_thread_is_named(client_page: Callable[[str], Page], service: Service) -> None:
    page = client_page("Jonas Lundgren")
    page.goto(f"{service.base}/my/readers/thread")
    expect(page.locator("main li").first).to_be_visible()
    whole = service.command("thread", "verify")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    with service.owner() as owner:
        client_id, seq, payload = owner.execute(
            "select client_id, seq, payload::text from thread.entry where client_id = "
            "(select id from people_client where number = %s) order by seq limit 1",
            [service.numbers["Jonas Lundgren"]],
        ).fetchone() or (0, 0, "")
        change = "update thread.entry set payload = %s where client_id = %s and seq = %s"
        owner.execute(change, ["{}", client_id, seq])
        try:
            broken = service.command("thread", "verify")
        finally:
            owner.execute(change, [payload, client_id, seq])
    assert broken.returncode == 1
    assert re.search(rf"Broken: client {client_id}, entry {seq}:", broken.stdout), broken.stdout
    assert service.command("thread", "verify").returncode == 0
