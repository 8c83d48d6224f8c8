"""Every text can be heard, one after the other, and the voice falls silent when it must."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from redthread.edges.speech import Speaker
from tests.doors.client_js.conftest import Tablet

pytestmark = pytest.mark.journey
TEXTS = '<h1>Hello</h1><p>One shoe. Two shoes.</p><p lang="sv">Hej på dig.</p><p hidden>Nobody hears this</p>'


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    speaker = Speaker()
    yield speaker
    speaker.close()


@pytest.fixture
def reader(tablet: Tablet, speaker: Speaker) -> Tablet:
    """A tablet on a page with three texts, and a voice."""
    tablet.door.speaker = speaker
    tablet.door.home_text = TEXTS
    tablet.sign_in("amir")
    return tablet


def button(tablet: Tablet) -> str:
    return tablet.page.locator("[data-read-aloud]").inner_text().strip()


def test_the_page_is_read_in_order_each_text_in_its_language(reader: Tablet) -> None:
    reader.page.evaluate(
        """() => { window.marks = []; new MutationObserver((changes) => changes.forEach((c) => {
          if (c.target.classList.contains("speaking")) window.marks.push(c.target.textContent); }))
          .observe(document.querySelector("main"), {subtree: true, attributeFilter: ["class"]}); }"""
    )
    reader.page.get_by_role("button", name="Read aloud").click()
    expect(reader.page.locator("[data-read-aloud]")).to_have_attribute("aria-pressed", "true")
    assert button(reader) == "Stop"
    expect(reader.page.locator("p.speaking")).to_have_text("Hej på dig.", timeout=15_000)
    expect(reader.page.locator("[data-read-aloud]")).to_have_attribute(
        "aria-pressed", "false", timeout=15_000
    )
    assert button(reader) == "Read aloud"
    assert reader.door.spoken == [("Hello", "en"), ("One shoe. Two shoes.", "en"), ("Hej på dig.", "sv")]
    assert reader.page.evaluate("() => window.marks") == ["Hello", "One shoe. Two shoes.", "Hej på dig."]
    expect(reader.page.locator(".speaking")).to_have_count(0)


def test_only_marked_texts_are_read_where_a_page_marks_them(reader: Tablet) -> None:
    reader.door.home_text = '<h1>Hello</h1><p data-speak>Chosen</p><p data-speak="Other words">Shown</p>'
    reader.open("/my/")
    reader.page.get_by_role("button", name="Read aloud").click()
    expect(reader.page.locator("[data-read-aloud]")).to_have_attribute(
        "aria-pressed", "false", timeout=15_000
    )
    assert [text for text, _ in reader.door.spoken] == ["Chosen", "Other words"]


def test_a_long_text_is_spoken_in_pieces(reader: Tablet) -> None:
    sentence = "This is one more sentence of a rather long answer. "
    reader.door.home_text = f"<p>{sentence * 40}</p>"
    reader.open("/my/")
    reader.page.get_by_role("button", name="Read aloud").click()
    expect(reader.page.locator("p.speaking")).to_be_visible()
    reader.page.wait_for_timeout(300)
    reader.page.get_by_role("button", name="Stop").click()
    assert 1 <= len(reader.door.spoken) <= 2
    assert all(len(text) <= 950 and text.endswith("answer.") for text, _ in reader.door.spoken)


@pytest.mark.parametrize("how", ["button", "escape"])
def test_a_second_press_stops(reader: Tablet, how: str) -> None:
    reader.door.home_text = f"<p>{'A long sentence without an end in sight. ' * 15}</p>"
    reader.open("/my/")
    reader.page.get_by_role("button", name="Read aloud").click()
    expect(reader.page.locator("p.speaking")).to_be_visible()
    if how == "button":
        reader.page.get_by_role("button", name="Stop").click()
    else:
        reader.page.keyboard.press("Escape")
    expect(reader.page.locator(".speaking")).to_have_count(0)
    assert button(reader) == "Read aloud"


def test_a_lock_silences_the_voice(reader: Tablet) -> None:
    reader.door.home_text = f"<p>{'A private sentence about the nurse. ' * 15}</p>"
    reader.page.add_init_script(
        """window.sounds = []; const Real = window.Audio;
        window.Audio = function () { const sound = new Real(); window.sounds.push(sound); return sound; };"""
    )
    reader.open("/my/")
    reader.page.get_by_role("button", name="Read aloud").click()
    expect(reader.page.locator("p.speaking")).to_be_visible()
    assert reader.page.evaluate("() => window.sounds.some((sound) => !sound.paused)")
    silent = reader.page.evaluate(
        """() => { document.querySelector("form[data-lock] button").click();
          return window.sounds.every((sound) => sound.paused && !sound.src); }"""
    )
    assert silent
    expect(reader.page.get_by_role("heading", name="Who are you?")).to_be_visible()


def test_a_missing_voice_is_said_and_not_hidden(reader: Tablet) -> None:
    reader.door.speaker = None
    reader.page.get_by_role("button", name="Read aloud").click()
    expect(reader.page.locator("[data-read-aloud-failed]")).to_be_visible()
    assert button(reader) == "Read aloud"
