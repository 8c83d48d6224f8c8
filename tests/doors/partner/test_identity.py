"""A partner comes in with the account of their own organisation, at a provider that is really there."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from redthread.doors.partner.identity import AWAY_COOKIE
from redthread.project import outside
from redthread.signin import public as signin
from tests.doors.partner.conftest import SignedIn
from tests.doors.signin.browser import Tablet
from tests.factories.world import Cast, World
from tests.identity.provider import CLIENT, SECRET, RealProvider, running
from tests.notices.arrange import sent_mails
from tests.signin.arrange import Keys

BACK = "http://testserver/partner/sign-in/back"
NORA = {"sub": "nora-1", "email": "nora.ny@umea.example", "email_verified": True, "name": "Nora Ny"}
ALIKE = {"sub": "nora-2", "email": "nora.ny.2@umea.example", "email_verified": True, "name": "Nora Ny"}
UNVERIFIED = {"sub": "nora-3", "email": "nora.ny@umea.example", "email_verified": False, "name": "Nora Ny"}


@pytest.fixture(scope="module")
def real() -> Iterator[RealProvider]:
    """Umeå's identity provider, running."""
    with running([NORA, ALIKE, UNVERIFIED], [BACK]) as found:
        yield found


@pytest.fixture
def provider(real: RealProvider, keys: Keys, world: World) -> RealProvider:
    """The same, known to Umeå; nothing kept of it from an earlier test."""
    outside.connect()
    keys.do(
        "update organisations_partnerdesk set oidc_issuer = %s, oidc_client_id = %s, oidc_secret = %s "
        "where organisation_id = %s",
        real.issuer,
        CLIENT,
        signin.seal(SECRET).encode(),
        world.partners["umea"],
    )
    real.next_is("nora-1")
    return real


@pytest.fixture
def link(signed_in: SignedIn, cast: Cast) -> str:
    """The path of an invitation that Nora got by mail."""
    form = {"given": "Nora", "family": "Ny", "email": NORA["email"], "role": "caseworker", "language": "en"}
    signed_in(cast.coordinator).post("/partner/organisation/invite", form)
    (mail,) = sent_mails()
    found = next(line for line in mail.text.splitlines() if "/partner/invitation/" in line)
    return found[found.index("/partner/") :]


def go(browser: Tablet, provider: RealProvider, path: str) -> Any:
    """Follow the way to the provider and back; return the page that it ends at."""
    away = browser.get(path)
    assert away.status_code == 302, away.content.decode()
    parts = urlsplit(provider.sign_in(away["Location"], until=BACK))
    return browser.get(f"{parts.path}?{parts.query}")


def test_the_first_sign_in_binds_and_the_next_ones_need_no_link(
    provider: RealProvider, link: str, cast: Cast
) -> None:
    browser = Tablet()
    assert "Umeå kommun" in browser.get(link).content.decode()
    page = go(browser, provider, f"{link}/organisation")
    assert page.status_code == 200
    assert 'http-equiv="refresh"' in page.content.decode()
    session = browser.browser.cookies["rt_session"]
    assert (session["samesite"], session["httponly"], session["path"]) == ("Strict", True, "/partner/")
    assert browser.get("/partner/").status_code == 200
    assert browser.get(link).status_code == 404
    again = Tablet()
    assert go(again, provider, "/partner/sign-in/with/umea").status_code == 200
    assert again.get("/partner/organisation").status_code == 200


def test_keys_are_rotated_while_we_know_the_old_ones(provider: RealProvider, link: str, keys: Keys) -> None:
    go(Tablet(), provider, f"{link}/organisation")
    provider.rotate_keys()
    browser = Tablet()
    assert go(browser, provider, "/partner/sign-in/with/umea").status_code == 200
    assert browser.get("/partner/").status_code == 200


@pytest.mark.parametrize("who", ["nora-2", "nora-3"])
def test_somebody_named_alike_or_unverified_gets_nothing_by_the_link(
    provider: RealProvider, link: str, who: str
) -> None:
    provider.next_is(who)
    browser = Tablet()
    page = go(browser, provider, f"{link}/organisation")
    assert page.status_code == 403
    assert "opens nothing here" in page.content.decode()
    assert browser.cookie("rt_session") == ""
    assert browser.get("/partner/").status_code == 302
    assert browser.get(link).status_code == 200


def test_without_an_invitation_an_identity_opens_nothing(provider: RealProvider) -> None:
    page = go(Tablet(), provider, "/partner/sign-in/with/umea")
    assert page.status_code == 403


def test_the_answer_of_another_browser_is_refused(provider: RealProvider, link: str) -> None:
    victim, thief = Tablet(), Tablet()
    away = victim.get(f"{link}/organisation")
    parts = urlsplit(provider.sign_in(away["Location"], until=BACK))
    answer = f"{parts.path}?{parts.query}"
    assert thief.get(answer).status_code == 401
    thief.browser.get(f"{link}/organisation")
    assert thief.get(answer).status_code == 403
    assert thief.cookie("rt_session") == ""


def test_the_waiting_token_is_sent_to_one_address_only(provider: RealProvider) -> None:
    browser = Tablet()
    browser.get("/partner/sign-in/with/umea")
    cookie = browser.browser.cookies[AWAY_COOKIE]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)
    assert cookie["path"] == "/partner/sign-in/back"


def test_stopping_at_the_provider_and_nonsense_are_told_kindly(provider: RealProvider) -> None:
    browser = Tablet()
    browser.get("/partner/sign-in/with/umea")
    page = browser.get("/partner/sign-in/back?error=access_denied&state=x")
    assert page.status_code == 403
    assert "did not go on" in page.content.decode()
    for query in ("", "?code=x", "?code=x&state=y", "?state=y", "?code=" + "x" * 9000):
        assert Tablet().get(f"/partner/sign-in/back{query}").status_code in {401, 403}
    assert Tablet().get("/partner/sign-in/with/nowhere").status_code == 403


def test_a_provider_that_does_not_answer_is_told_as_that(
    provider: RealProvider, keys: Keys, world: World
) -> None:
    for issuer in ("http://127.0.0.1:9", "http://umea.example", "https://[::1", f"{provider.issuer}/"):
        keys.do("update organisations_partnerdesk set oidc_issuer = %s where oidc_issuer <> ''", issuer)
        assert Tablet().get("/partner/sign-in/with/umea").status_code == 502


def test_the_page_lists_who_signs_in_this_way(provider: RealProvider) -> None:
    page = Tablet().get("/partner/sign-in/organisation").content.decode()
    assert "Umeå kommun" in page
    assert "Lunds kommun" not in page


def test_who_goes_on_trying_is_told_how_long_to_wait(provider: RealProvider) -> None:
    """Codes that the provider never gave are counted; after fifteen the page says when to try again."""
    for _ in range(15):
        browser = Tablet()
        away = browser.get("/partner/sign-in/with/umea")
        state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
        assert browser.get(f"/partner/sign-in/back?code=made-up&state={state}").status_code == 403
    page = Tablet().get("/partner/sign-in/with/umea")
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 300
    assert "Too many wrong tries. Wait" in page.content.decode()
