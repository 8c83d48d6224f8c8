"""The identity provider of a partner is asked before it is kept, and its secret is never shown again."""

from collections.abc import Iterator
from typing import Any

import pytest

from redthread.project import outside
from redthread.signin import public as signin
from tests.identity.provider import CLIENT, SECRET, RealProvider, running


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    """An identity provider that runs."""
    people = [{"sub": "1", "email": "a@umea.example", "email_verified": True}]
    with running(people, ["http://testserver/partner/sign-in/back"]) as found:
        outside.connect()
        yield found


@pytest.fixture
def page(world: Any) -> str:
    return f"/staff/partners/{world.partners['umea']}/account"


def test_a_provider_is_asked_kept_and_its_secret_sealed(
    seat: Any, cast: Any, page: str, provider: RealProvider, as_owner: Any
) -> None:
    browser = seat(cast.administrator)
    assert "http://testserver/partner/sign-in/back" in browser.read(page)
    form = {"issuer": provider.issuer, "client": CLIENT, "secret": SECRET}
    answer = browser.post(page, form, of=page)
    assert answer.status_code == 302, answer.content.decode()
    text = browser.get(page).content.decode()
    assert provider.issuer in text
    assert SECRET not in text
    assert [o.code for o in signin.list_own_sign_ins()] == ["umea"]
    browser.post(page, {"issuer": "", "client": ""}, of=page)
    assert signin.list_own_sign_ins() == []


def test_what_is_no_provider_is_not_kept(seat: Any, cast: Any, page: str, provider: RealProvider) -> None:
    browser = seat(cast.administrator)
    for form in (
        {"issuer": f"{provider.issuer}/", "client": CLIENT},
        {"issuer": "http://127.0.0.1:9", "client": CLIENT},
        {"issuer": "http://umea.example", "client": CLIENT},
        {"issuer": "javascript:alert(1)", "client": CLIENT},
        {"issuer": "https://[::1", "client": CLIENT},
        {"issuer": provider.issuer, "client": ""},
    ):
        assert browser.post(page, form, of=page).status_code == 422
    assert signin.list_own_sign_ins() == []


def test_others_do_not_find_the_page(seat: Any, cast: Any, page: str) -> None:
    for member in (cast.officer, cast.manager):
        assert seat(member).get(page).status_code == 404
