"""What was typed survives a lost network, a lost session and a lock, for who typed it and nobody else."""

import gzip
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from redthread.doors.client import assets
from tests.doors.client_js.conftest import Tablet
from tests.doors.client_js.door import STATIC, name_of

pytestmark = pytest.mark.journey
SECRET = "My tooth hurts since Tuesday"


def test_a_request_is_handed_in_and_nothing_stays_behind(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.page.check("[value=evening]")
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("#receipt")).to_have_text(SECRET)
    (request,) = tablet.door.received.values()
    assert request["when"] == ["evening"]
    assert request["send"] == ["yes"]
    assert tablet.door.posts.count("/my/ask") == 1
    tablet.wait_for_stored(0)


def test_a_double_click_sends_once(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.page.get_by_role("button", name="Send").dblclick()
    expect(tablet.page.locator("#receipt")).to_be_visible()
    assert tablet.door.posts.count("/my/ask") == 1


def test_the_servers_objection_is_shown_and_can_be_mended(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", "wrong words")
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("#error")).to_be_visible()
    expect(tablet.page.locator("#text")).to_have_value("wrong words")
    expect(tablet.page.locator("[data-restored]")).to_be_hidden()
    tablet.ready()
    tablet.page.fill("#text", "better words")
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("#receipt")).to_have_text("better words")
    tablet.wait_for_stored(0)


def test_the_network_going_away_is_shown_and_its_return_too(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.go_offline()
    tablet.go_online()
    expect(tablet.page.locator("[data-offline]")).to_be_hidden()


def test_a_service_that_is_down_is_shown_like_a_lost_network(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.door.down = True
    tablet.page.fill("#text", SECRET)
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("[data-offline]")).to_be_visible()
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Kept here: 1.")
    tablet.door.down = False
    expect(tablet.page.locator("#receipt")).to_have_text(SECRET)


def test_a_request_made_while_offline_is_sent_when_the_network_is_back(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", "half a sen")
    tablet.go_offline()
    tablet.page.fill("#text", SECRET)
    tablet.page.check("[value=morning]")
    tablet.page.select_option("select", "letter")
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Kept here: 1.")
    expect(tablet.page.locator("form[data-keep]")).to_be_hidden()
    assert tablet.door.received == {}
    tablet.go_online()
    expect(tablet.page.locator("#receipt")).to_have_text(SECRET)
    (request,) = tablet.door.received.values()
    assert request["when"] == ["morning"]
    assert request["how"] == ["letter"]
    tablet.wait_for_stored(0)


def test_an_attached_photo_travels_with_the_request(tablet: Tablet, tmp_path: Path) -> None:
    (tmp_path / "form.jpg").write_bytes(bytes(range(256)) * 400)
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.page.set_input_files("[name=photo]", tmp_path / "form.jpg")
    tablet.go_offline()
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("[data-keep-status]")).to_be_visible()
    tablet.go_online()
    expect(tablet.page.locator("#receipt")).to_have_text(SECRET)
    (request,) = tablet.door.received.values()
    assert request["photo"] == ["form.jpg:102400"]


def test_what_lies_on_the_device_is_unreadable(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.page.fill("[name=pin]", "4711")
    rows = tablet.wait_for_stored(1)
    assert rows[0]["names"] == ["at", "data", "id", "iv", "owner"]
    clear = tablet.everything_in_clear()
    for private in (SECRET, "tooth", "4711", "nurse", "/my/ask", "amir"):
        assert private not in clear
    key = tablet.page.evaluate("() => document.documentElement.outerHTML")
    assert "rt-keep" not in key


def test_codes_and_fields_that_must_not_be_kept_are_not(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("[name=pin]", "4711")
    tablet.page.fill("[name=secret]", "sesame")
    tablet.page.fill("#text", SECRET)
    tablet.wait_for_stored(1)
    tablet.open("/my/ask")
    expect(tablet.page.locator("#text")).to_have_value(SECRET)
    expect(tablet.page.locator("[name=pin]")).to_have_value("")
    expect(tablet.page.locator("[name=secret]")).to_have_value("")


def test_a_draft_comes_back_and_can_be_thrown_away(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.page.check("[value=evening]")
    tablet.wait_for_stored(1)
    tablet.open("/my/")
    expect(tablet.page.locator("[data-keep-drafts] a")).to_have_text("Ask the nurse")
    tablet.page.locator("[data-keep-drafts] a").click()
    expect(tablet.page.locator("#text")).to_have_value(SECRET)
    expect(tablet.page.locator("[value=evening]")).to_be_checked()
    expect(tablet.page.locator("[value=morning]")).not_to_be_checked()
    expect(tablet.page.locator("[data-restored]")).to_be_visible()
    tablet.page.get_by_role("button", name="Throw away").click()
    expect(tablet.page.locator("#text")).to_have_value("")
    tablet.wait_for_stored(0)


def test_what_was_typed_on_each_page_of_a_form_comes_back_and_goes_when_it_is_sent(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/steps")
    tablet.page.fill("#first", "one")
    tablet.page.get_by_role("button", name="Next").click()
    expect(tablet.page.locator("#second")).to_be_visible()
    tablet.ready()
    tablet.page.fill("#second", "two")
    tablet.page.get_by_role("button", name="Lock").click()
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()

    tablet.page.get_by_role("button", name="amir").click()
    expect(tablet.page.locator("[data-keep-drafts] a")).to_have_count(1)
    tablet.open("/my/steps")
    expect(tablet.page.locator("#first")).to_have_value("one")
    tablet.page.get_by_role("button", name="Next").click()
    expect(tablet.page.locator("#second")).to_have_value("two")
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("#receipt")).to_have_text("one two")
    tablet.wait_for_stored(0)
    tablet.open("/my/steps")
    expect(tablet.page.locator("#first")).to_have_value("")


def test_a_next_page_waits_while_the_network_is_gone(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/steps")
    tablet.page.fill("#first", "one")
    tablet.go_offline()
    tablet.page.get_by_role("button", name="Next").click()
    expect(tablet.page.locator("[data-offline]")).to_have_attribute("role", "alert")
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Wait for the network.")
    expect(tablet.page.locator("#first")).to_have_value("one")
    tablet.go_online()
    expect(tablet.page.locator("[data-offline]")).to_be_hidden()
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Go on now.")
    tablet.page.get_by_role("button", name="Next").click()
    expect(tablet.page.locator("#second")).to_be_visible()


def test_a_text_taken_back_by_hand_is_forgotten(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.wait_for_stored(1)
    tablet.page.fill("#text", "")
    tablet.wait_for_stored(0)


def test_an_answer_lost_on_the_way_makes_no_second_request(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.door.lose_answers = True
    tablet.page.fill("#text", SECRET)
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Kept here: 1.")
    tablet.door.lose_answers = False
    expect(tablet.page.locator("#receipt")).to_have_text(SECRET)
    assert tablet.door.posts.count("/my/ask") == 2
    assert len(tablet.door.received) == 1


def test_requests_are_sent_in_the_order_they_were_made(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    pages = [tablet.page, tablet.context.new_page(), tablet.context.new_page()]
    for page in pages:
        page.goto(tablet.door.base + "/my/ask")
        expect(page.locator("html")).to_have_attribute("data-keep", "ready")
    tablet.context.set_offline(True)
    for number, page in enumerate(pages):
        page.bring_to_front()
        page.fill("#text", f"wish {number}")
        page.get_by_role("button", name="Send").click()
        expect(page.locator("[data-keep-status]")).to_be_visible()
    for page in pages:
        page.close()
    tablet.context.set_offline(False)
    tablet.page = tablet.context.new_page()
    tablet.open("/my/")
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Sent: 3.")
    assert [request["text"][0] for request in tablet.door.received.values()] == ["wish 0", "wish 1", "wish 2"]
    tablet.wait_for_stored(0)


def test_what_the_server_refuses_later_waits_as_a_draft_and_lets_the_rest_pass(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    pages = [tablet.page, tablet.context.new_page()]
    for page, text in zip(pages, ["wrong words", "good words"], strict=True):
        page.goto(tablet.door.base + "/my/ask")
        expect(page.locator("html")).to_have_attribute("data-keep", "ready")
        page.fill("#text", text)
    tablet.context.set_offline(True)
    for page in pages:
        page.bring_to_front()
        page.wait_for_function("!navigator.onLine")
        page.get_by_role("button", name="Send").click()
        expect(page.locator("[data-keep-status]")).to_be_visible()
        page.close()
    tablet.context.set_offline(False)
    tablet.page = tablet.context.new_page()
    tablet.open("/my/")
    expect(tablet.page.locator("[data-keep-status]")).to_contain_text("Sent: 1. Not sent: 1.")
    tablet.page.locator("[data-keep-status] a").click()
    expect(tablet.page.locator("#text")).to_have_value("wrong words")


def test_a_request_that_breaks_the_service_does_not_block_for_ever(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", "fault")
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("[data-keep-status]")).to_contain_text("Not sent: 1.", timeout=20_000)
    expect(tablet.page.locator("#text")).to_have_value("fault")
    first_id = tablet.page.input_value("[name=request_id]")
    tablet.open("/my/ask")
    expect(tablet.page.locator("#text")).to_have_value("fault")
    assert tablet.page.input_value("[name=request_id]") == first_id  # it may have arrived after all


def test_an_expired_session_while_typing_loses_nothing(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.door.sessions.clear()
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert SECRET not in tablet.page.content()
    tablet.page.get_by_role("button", name="amir").click()
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Sent: 1.")
    assert [request["text"] for request in tablet.door.received.values()] == [[SECRET]]


def test_a_session_that_ended_elsewhere_is_noticed_and_the_draft_comes_back(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.door.sessions.clear()
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    expect(tablet.page.locator("#text")).to_have_value(SECRET)


def test_the_next_person_finds_nothing_and_sends_nothing(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.go_offline()
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("[data-keep-status]")).to_be_visible()
    tablet.page.get_by_role("button", name="Sign out").click()
    expect(tablet.page.get_by_role("heading", name="Locked")).to_be_visible()
    tablet.go_online()
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()

    tablet.page.get_by_role("button", name="bo").click()
    tablet.open("/my/ask")
    expect(tablet.page.locator("#text")).to_have_value("")
    expect(tablet.page.locator("[data-keep-status]")).to_be_hidden()
    assert tablet.door.received == {}
    rows = tablet.stored()
    assert [row["owner"] for row in rows] == [name_of("amir")]
    assert "tooth" not in tablet.everything_in_clear()
    tablet.page.get_by_role("button", name="Sign out").click()
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()

    tablet.page.get_by_role("button", name="amir").click()
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Sent: 1.")
    assert [request["text"] for request in tablet.door.received.values()] == [[SECRET]]
    tablet.wait_for_stored(0)


def test_signing_out_deletes_drafts(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.wait_for_stored(1)
    tablet.page.get_by_role("button", name="Sign out").click()
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert tablet.stored() == []


def test_a_page_left_open_sends_nothing_for_the_person_who_signs_in_beside_it(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    for token in tablet.door.sessions:
        tablet.door.sessions[token] = "bo"
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page).to_have_title("Door of bo")
    expect(tablet.page.locator("#text")).to_have_value("")
    assert tablet.door.received == {}


def test_what_nobody_came_back_for_is_gone_after_a_week(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.wait_for_stored(1)
    tablet.page.evaluate(
        """(days) => new Promise((done) => { indexedDB.open("rt-keep").onsuccess = (e) => {
          const rows = e.target.result.transaction("items", "readwrite").objectStore("items");
          rows.getAll().onsuccess = (all) => { const row = all.target.result[0]; row.at -= days * 864e5;
            rows.put(row).onsuccess = () => { e.target.result.close(); done(); }; }; }; })""",
        7.1,
    )
    tablet.page.goto(tablet.door.base + "/my/sign-in")
    tablet.wait_for_stored(0)


def test_links_wait_while_the_network_is_gone(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.go_offline()
    tablet.page.locator("#to-ask").click()
    tablet.page.wait_for_timeout(300)
    expect(tablet.page.get_by_role("heading", name="Home")).to_be_visible()
    expect(tablet.page.locator("[data-offline]")).to_have_attribute("role", "alert")
    tablet.go_online()
    tablet.page.locator("#to-ask").click()
    expect(tablet.page.locator("#text")).to_be_visible()


def test_without_storage_the_form_still_works(tablet: Tablet) -> None:
    tablet.context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    tablet.page.goto(tablet.door.base + "/my/sign-in")
    tablet.page.get_by_role("button", name="amir").click()
    tablet.page.goto(tablet.door.base + "/my/ask")
    expect(tablet.page.locator("html")).to_have_attribute("data-keep", "off")
    tablet.page.fill("#text", SECRET)
    tablet.go_offline()
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("[data-keep-status]")).to_have_text("Nothing can be kept here.")
    expect(tablet.page.locator("#text")).to_have_value(SECRET)
    tablet.go_online()
    expect(tablet.page.locator("[data-offline]")).to_be_hidden()
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("#receipt")).to_have_text(SECRET)


def test_a_heartbeat_says_whether_somebody_is_at_the_tablet(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.page.wait_for_timeout(200)
    tablet.page.fill("#text", "a")
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.page.wait_for_timeout(300)
    assert tablet.door.beats[-1] == "active=1"
    assert "" in tablet.door.beats


def test_all_scripts_of_a_page_stay_below_ten_kilobytes() -> None:
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in ("door.js", "kiosk.js")}
    assert sum(sizes.values()) <= 10_240, json.dumps(sizes)


def test_the_one_script_is_built_from_its_parts() -> None:
    assert assets.OUT.read_text() == assets.build(), "run python -m redthread.doors.client.assets"


def test_nothing_that_runs_over_a_line_is_in_the_parts() -> None:
    """Shrinking drops indents: a template over two lines, or a comment of that kind, would be changed."""
    for name in (assets.SHARED, *assets.PARTS):
        for line in (assets.ROOT / name).read_text().splitlines():
            assert line.count("`") % 2 == 0, (name, line)
            assert line.count("/*") <= line.count("*/"), (name, line)
