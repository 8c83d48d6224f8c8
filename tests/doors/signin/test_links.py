"""Who follows a link on another site goes on from a page of ours; no form, frame or script of others does."""

import pytest

from tests.doors.signin.browser import Tablet
from tests.factories.world import Cast
from tests.signin.arrange import Keys

CLICKED = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    "sec-fetch-user": "?1",
}


@pytest.fixture
def browser(keys: Keys, cast: Cast) -> Tablet:
    """A browser without any cookie of ours, as one that follows a link on another site."""
    return Tablet()


@pytest.mark.parametrize("path", ["/partner/people?q=a%22b", "/family/", "/staff/partners"])
def test_a_followed_link_goes_on_by_itself_and_only_to_itself(browser: Tablet, path: str) -> None:
    page = browser.get(path, headers=CLICKED)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'http-equiv="refresh"' in text
    assert not page.cookies, "a page for anybody sets nothing"
    door = path.split("/")[1]
    way = text[text.index(f"/{door}/arrive?next=") :].split('"')[0]
    onward = browser.get(way, headers={"sec-fetch-site": "same-origin"})
    assert (onward.status_code, onward["Location"]) == (302, path)
    # Without a session the page asks for the key, and remembers where to.
    assert browser.get(path, headers={"sec-fetch-site": "same-origin"})["Location"].startswith(
        f"/{door}/sign-in?next="
    )


def test_where_a_script_led_only_the_button_goes_on(browser: Tablet) -> None:
    page = browser.get("/partner/people", headers=CLICKED | {"sec-fetch-user": ""}).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "/partner/arrive?next=" in page


@pytest.mark.parametrize(
    "other",
    [
        {"sec-fetch-dest": "iframe"},
        {"sec-fetch-dest": "frame"},
        {"sec-fetch-dest": "object"},
        {"sec-fetch-dest": "image", "sec-fetch-mode": "no-cors"},
        {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": ""},
    ],
    ids=lambda other: " ".join(other.values()),
)
def test_frames_parts_and_scripts_meet_the_sign_in_page_as_before(
    browser: Tablet, other: dict[str, str]
) -> None:
    page = browser.get("/partner/people", headers=CLICKED | other)
    assert (page.status_code, page["Location"]) == (302, "/partner/sign-in?next=%2Fpartner%2Fpeople")
    assert page["X-Frame-Options"] == "DENY"


def test_a_form_of_another_site_is_never_led_on(browser: Tablet) -> None:
    for path in ("/partner/people", "/partner/sign-out", "/staff/partners", "/family/leave/now"):
        answer = browser.browser.post(path, {"x": "1"}, headers=CLICKED | {"origin": "https://evil.example"})
        assert answer.status_code in {401, 403}, path
        assert "arrive" not in answer.content.decode()
    head = browser.browser.head("/partner/people", headers=CLICKED)
    assert head.status_code == 302
    assert browser.browser.post("/partner/arrive?next=/partner/people").status_code in {403, 405}


def test_the_clients_own_door_leads_nobody_on(browser: Tablet) -> None:
    page = browser.get("/my/", headers=CLICKED)
    assert page.status_code == 302


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example/partner/",
        "/\\evil.example",
        "/staff/clients",
        "/my/",
        "javascript:alert(1)",
        "/partner/\\..\\evil",
        "/partner/nowhere/at/all",
        "",
    ],
)
def test_arriving_leads_nowhere_but_into_the_same_door(browser: Tablet, there: str) -> None:
    answer = browser.browser.get("/partner/arrive", {"next": there})
    assert (answer.status_code, answer["Location"]) == (302, "/partner/")


def test_a_link_of_another_site_to_the_middle_of_the_way_goes_in_no_circle(browser: Tablet) -> None:
    answer = browser.get("/partner/arrive?next=/partner/people", headers=CLICKED)
    assert answer["Location"] == "/partner/sign-in?next=%2Fpartner%2Fpeople"
