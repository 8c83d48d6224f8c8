"""Posts that another site sends are refused at every address, whoever is signed in."""

from collections.abc import Callable

import pytest

from tests.security.conftest import AMIR, Victim
from tests.security.ways import all_ways
from tests.support.service import Service
from tests.support.visitor import Visitor


def test_no_address_is_exempt() -> None:
    assert [way.name for way in all_ways() if way.is_exempt] == []


@pytest.mark.parametrize("door", ["client", "staff"])
@pytest.mark.parametrize("manner", ["no token", "a token of one's own", "another site"])
def test_a_post_without_the_pages_token_is_refused(
    door: str,
    manner: str,
    service: Service,
    victim: Victim,
    visitor: Callable[..., Visitor],
    state: Callable[[], dict[str, str]],
) -> None:
    who = visitor()
    if door == "client":
        who.enrol().sign_in_client(service.numbers[AMIR])
    else:
        who.sign_in_staff("manager")
    before = state()
    fields = {"decision": "approved", "next_step": "x", "satisfied": "yes", "text": "x"}
    headers = {}
    if manner == "a token of one's own":
        fields["csrfmiddlewaretoken"] = "a" * 64
    elif manner == "another site":
        fields["csrfmiddlewaretoken"] = who.cookies["rt_csrf"]
        headers = {"Origin": "https://evil.example", "Referer": "https://evil.example/"}
    for way in all_ways():
        if way.door in {door, ""} or way.is_open:
            answer = who.send("POST", way.to(victim.things), fields, headers=headers)
            assert answer.status in {403, 405}, answer
            assert not victim.leaks(answer.text), answer
            assert "rt_session" in who.cookies, answer
    assert state() == before


def test_cookies_are_kept_from_scripts_and_other_sites(
    service: Service, visitor: Callable[..., Visitor]
) -> None:
    who = visitor()
    lines: dict[str, str] = {}
    lines |= who.post("/my/enrol", {"code": service.new_code()}).cookies
    lines |= who.post("/my/sign-in", {"number": service.numbers[AMIR], "pin": "2580"}).cookies
    lines |= who.get("/my/language").cookies
    assert {"rt_device", "rt_session", "rt_csrf"} <= set(lines)
    for name in ("rt_device", "rt_session", "rt_csrf"):
        line = lines[name]
        assert "httponly" in line.lower(), (name, line)
        assert "samesite=strict" in line.lower(), (name, line)
