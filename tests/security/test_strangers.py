"""Every address of every door, as every kind of stranger: nothing is shown, changed, or broken."""

import re
from collections.abc import Callable

import pytest

from tests.security.conftest import AMIR, JONAS, Victim
from tests.security.ways import LEAVING, Way, all_ways
from tests.support.service import Service
from tests.support.visitor import Answer, Visitor

ELSEWHERE = "//evil.example/x"
NOWHERE = {302, 400, 401, 403, 404, 405, 409, 422, 429}
CLIENT_DATA = {"request_id", "client_id", "person", "photo_id", "attachment_id"}
HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
Make = Callable[..., Visitor]
PREFIX = {"client": "my", "staff": "staff", "partner": "partner", "family": "family"}


def _words(page: str) -> str:
    """Return a page without what differs from one answer to the next: tokens, and the instant it was made."""
    return re.sub(r'value="[^"]{40,}"|\d{4}-\d\d-\d\dT[0-9A-F%.:+]+', "", page)


def nobody(service: Service, make: Make) -> Visitor:
    return make()


def planted(service: Service, make: Make) -> Visitor:
    found = make()
    found.cookies |= {
        "rt_session": "x" * 43,
        "rt_device": "y" * 43,
        "rt_half": "z",
        "rt_back": "w",
        "rt_csrf": "v" * 32,
    }
    return found


def tablet(service: Service, make: Make) -> Visitor:
    return make().enrol()


def expired(service: Service, make: Make) -> Visitor:
    found = make().enrol().sign_in_client(service.numbers[AMIR])
    with service.owner() as owner:
        owner.execute(
            "update access.session set last_seen_at = now() - interval '1 day', "
            "created_at = now() - interval '2 days', expires_at = now() - interval '1 hour' "
            "where token_hash = sha256(%s)",
            [found.cookies["rt_session"].encode()],
        )
    return found


def thief_of_a_client(service: Service, make: Make) -> Visitor:
    """A stolen session on another enrolled tablet."""
    owner = make().enrol().sign_in_client(service.numbers[AMIR])
    found = make().enrol()
    found.cookies["rt_session"] = owner.cookies["rt_session"]
    return found


def thief_of_staff(service: Service, make: Make) -> Visitor:
    """A stolen session in another browser."""
    owner = make().sign_in_staff("manager")
    found = make(agent="curl/8.0")
    found.cookies["rt_session"] = owner.cookies["rt_session"]
    return found


STRANGERS = [nobody, planted, tablet, expired, thief_of_a_client, thief_of_staff]


def _both(visitor: Visitor, way: Way, victim: Victim) -> list[Answer]:
    address = way.to(victim.things)
    return [
        visitor.get(f"{address}?next={ELSEWHERE}&id={victim.things['request_id']}"),
        visitor.post(address, {"next": ELSEWHERE, "id": victim.things["request_id"], "decision": "approved"}),
    ]


def _holds(answer: Answer, victim: Victim) -> None:
    """What is true of every answer to a stranger."""
    assert answer.status < 500, answer
    leaks = victim.leaks(answer.text)
    assert not leaks, f"{answer} shows {leaks}"
    assert "evil.example" not in answer.way.partition("?")[0], answer
    assert 'href="//evil' not in answer.text, answer
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, f"{answer}: {name} is {answer.headers.get(name)}"
    policy = answer.headers.get("content-security-policy", "")
    assert "frame-ancestors 'none'" in policy, answer
    assert "unsafe" not in policy, answer
    assert answer.headers.get("cache-control", "").startswith("no-store"), answer


@pytest.mark.parametrize("kind", STRANGERS, ids=lambda kind: kind.__name__)
def test_strangers_get_nowhere(
    kind: Callable[[Service, Make], Visitor],
    service: Service,
    victim: Victim,
    visitor: Make,
    state: Callable[[], dict[str, str]],
) -> None:
    before = state()
    stranger = kind(service, visitor)
    for way in all_ways():
        for answer in _both(stranger, way, victim):
            _holds(answer, victim)
            if way.door and not way.is_open:
                assert answer.status in {302, 401, 405}, answer
                if answer.status == 302:
                    assert answer.way.startswith(f"/{PREFIX[way.door]}/sign-in"), answer
    assert state() == before


def test_another_client_gets_nowhere(
    service: Service, victim: Victim, visitor: Make, state: Callable[[], dict[str, str]]
) -> None:
    before = state()
    jonas = visitor().enrol().sign_in_client(service.numbers[JONAS])
    for way in all_ways():
        for answer in _both(jonas, way, victim):
            _holds(answer, victim)
            if way.door == "staff" and not way.is_open:
                assert answer.status in {302, 401, 405}, answer
            if way.door == "client" and CLIENT_DATA & set(way.parts):
                assert answer.status in {404, 405}, answer
        if way.name in LEAVING and "rt_session" not in jonas.cookies:
            jonas.sign_in_client(service.numbers[JONAS])
    assert state() == before


@pytest.mark.parametrize("username", ["elsewhere", "administrator"])
def test_staff_without_reach_get_nowhere(
    username: str,
    officer_elsewhere: str,
    service: Service,
    victim: Victim,
    visitor: Make,
    state: Callable[[], dict[str, str]],
) -> None:
    before = state()
    name = officer_elsewhere if username == "elsewhere" else username
    officer = visitor().sign_in_staff(name)
    for way in all_ways():
        if username == "administrator" and not CLIENT_DATA & set(way.parts):
            continue  # administration is theirs
        for answer in _both(officer, way, victim):
            _holds(answer, victim)
            if way.door == "client" and not way.is_open:
                assert answer.status in {302, 401, 405}, answer
            if way.door == "staff" and CLIENT_DATA & set(way.parts):
                assert answer.status in {403, 404, 405}, answer
        if "rt_session" not in officer.cookies:
            officer.sign_in_staff(name)
    assert state() == before


def test_the_officer_of_the_unit_gets_nothing_of_what_the_nurse_is_asked(
    service: Service, victim: Victim, visitor: Make, state: Callable[[], dict[str, str]]
) -> None:
    before = state()
    officer = visitor().sign_in_staff("officer")
    health = victim.secrets[1]
    things = victim.things | {"request_id": victim.nurse_request}
    for way in all_ways():
        if way.door != "staff" or "request_id" not in way.parts:
            continue
        for answer in (officer.get(way.to(things)), officer.post(way.to(things), {"decision": "approved"})):
            assert answer.status in {403, 404, 405}, answer
            assert health not in answer.text
    together = f"together?id={victim.nurse_request}"
    for query in ("", "requests?department=all", "requests?text=Rahmani", together):
        answer = officer.get(f"/staff/{query}")
        assert answer.status == (404 if query == together else 200), answer
        assert health not in answer.text, answer
        assert f"/requests/{victim.nurse_request}" not in answer.text, answer
    for query in ("requests?text=", "search?q="):
        # The words that were searched for stand in the page, and nothing else.
        found = officer.get(f"/staff/{query}{health}").text.replace(health, "")
        other = officer.get(f"/staff/{query}canary-none-00000000").text.replace("canary-none-00000000", "")
        assert _words(found) == _words(other)
    assert state() == before


@pytest.mark.parametrize(
    "made_up", ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-4fff-8fff-ffffffffffff"]
)
def test_what_is_not_there_and_what_may_not_be_seen_look_alike(
    made_up: str, service: Service, victim: Victim, visitor: Make
) -> None:
    jonas = visitor().enrol().sign_in_client(service.numbers[JONAS])
    officer = visitor().sign_in_staff("officer")
    for who, path, hidden in (
        (jonas, "/my/requests/{}", victim.things["request_id"]),
        (officer, "/staff/requests/{}", victim.nurse_request),
    ):
        answers = [who.get(path.format(id_)) for id_ in (made_up, hidden)]
        assert {answer.status for answer in answers} == {404}
        bodies = {answer.text.replace(made_up, "").replace(hidden, "") for answer in answers}
        assert len(bodies) == 1
