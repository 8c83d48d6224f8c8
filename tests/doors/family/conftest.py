"""Relatives at the family door, each with a telephone of their own."""

from datetime import timedelta
from typing import Any

import pytest

from redthread.foundation import clock
from redthread.notices.models import Notice
from redthread.signin.services.hashing import unseal
from tests.doors.signin.browser import Tablet
from tests.factories.contacts import Office, office_at_hall
from tests.factories.world import Member

PASSWORD = "Röda äpplen under bron"
ADDRESS = "fatima@example.org"


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets without the collected, hashed copies."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def office(world: Any, as_owner: Any, acting: Any) -> Office:
    """Those who decide on contacts at Hall."""
    return office_at_hall(world, as_owner, acting)


class Mailbox:
    """What was sent to an address, before it leaves the house."""

    def __init__(self, as_owner: Any) -> None:
        self.as_owner = as_owner

    def newest(self, kind: str, address: str = ADDRESS) -> str:
        """Return the secret of the newest mail of a kind: a link's end or a code."""
        with self.as_owner():
            notice = Notice.objects.filter(kind=kind, address=address).order_by("-created_at").first()
        return (unseal(notice.secret) or "") if notice else ""

    def count(self, kind: str) -> int:
        """Return how many mails of a kind there are."""
        with self.as_owner():
            return Notice.objects.filter(kind=kind).count()


@pytest.fixture
def mailbox(as_owner: Any) -> Mailbox:
    """The mails of the house."""
    return Mailbox(as_owner)


@pytest.fixture
def phone(world: Any) -> Tablet:
    """A telephone that nobody knows."""
    return Tablet()


class Relatives:
    """Short ways to people with accounts."""

    def __init__(self, office: Office, mailbox: Mailbox) -> None:
        self.office, self.mailbox = office, mailbox

    def contact(self, client: Member, who: Any = None, **more: Any) -> Any:
        """Approve a contact since yesterday."""
        return self.office.approve(client, who, at=clock.now() - timedelta(days=1), **more)

    def come_in(self, phone: Tablet, contact: Any, client: Member, address: str = ADDRESS) -> None:
        """Invite, accept, prove the mailbox: signed in."""
        token = self.office.invite(contact, client, address, at=clock.now())
        path = f"/family/invitation/{token}"
        answer = phone.post(path, {"email": address, "password": PASSWORD, "again": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        self.prove(phone, address)

    def prove(self, phone: Tablet, address: str = ADDRESS) -> None:
        """Type the code from the mailbox."""
        phone.get("/family/sign-in/code")
        answer = phone.post("/family/sign-in/code", {"code": self.mailbox.newest("code", address)})
        assert answer.status_code == 302, answer.content.decode()


@pytest.fixture
def relatives(office: Office, mailbox: Mailbox) -> Relatives:
    """Short ways to people with accounts."""
    return Relatives(office, mailbox)
