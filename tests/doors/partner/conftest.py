"""Browsers of partners."""

import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest

from redthread.notices.public import Mail
from tests.doors.signin.browser import Tablet
from tests.factories.world import Cast, Member, World
from tests.notices.arrange import sent_mails
from tests.signin.arrange import PASSWORD, SEED, Keys

SignedIn = Callable[[Member], Tablet]


@pytest.fixture
def keys(world: World, as_owner: Any) -> Keys:
    """Give what puts keys in place."""
    return Keys(world, as_owner)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets without the collected, hashed copies."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def stranger(world: World) -> Tablet:
    """A browser that nobody knows."""
    return Tablet()


@pytest.fixture
def signed_in(keys: Keys, cast: Cast) -> SignedIn:
    """Give what opens a partner's browser, signed in with password and code."""

    def sign_in(member: Member) -> Tablet:
        name = f"m{member.actor_id}@x.example"
        keys.password(member, name, door="partner")
        browser = Tablet()
        browser.post("/partner/sign-in", {"name": name, "password": PASSWORD})
        code = pyotp.TOTP(SEED).at(int(time.time()))
        assert browser.post("/partner/sign-in/second", {"code": code})["Location"] == "/partner/"
        return browser

    return sign_in


@pytest.fixture
def outbox(keys: Keys) -> Callable[[], list[Mail]]:
    """Give what sends everything that is due, and returns the mails."""
    return sent_mails
