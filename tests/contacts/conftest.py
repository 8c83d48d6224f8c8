"""The office of Hall that decides on contacts."""

from collections.abc import Callable
from datetime import datetime

import pytest

from redthread.contacts import public as contacts
from redthread.contacts.public import Channel
from tests.factories.contacts import MONDAY, Approve, Bar, Office, office_at_hall
from tests.factories.world import Acting, AsOwner, Member, World


@pytest.fixture
def office(world: World, as_owner: AsOwner, acting: Acting) -> Office:
    """Those who decide."""
    return office_at_hall(world, as_owner, acting)


@pytest.fixture
def clerk(office: Office) -> Member:
    """Somebody who approves contacts at Hall."""
    return office.clerk


@pytest.fixture
def victim_officer(office: Office) -> Member:
    """Somebody at Hall who is there for victims."""
    return office.victim_officer


@pytest.fixture
def approve(office: Office) -> Approve:
    """Give ``approve(client, who)``: the clerk's decision."""
    return office.approve


@pytest.fixture
def bar(office: Office) -> Bar:
    """Give ``bar(client, who)``: a victim's wish, entered by the officer who is there for them."""
    return office.bar


@pytest.fixture
def passes(acting: Acting) -> Callable[..., bool]:
    """Give ``passes(client, correspondent_id)``: what the client's own door is told."""

    def ask(client: Member, who: int, channel: Channel = Channel.MESSAGE, *, at: datetime = MONDAY) -> bool:
        with acting(client):
            return contacts.may_pass(client_id=client.client_id, correspondent_id=who, channel=channel, at=at)

    return ask
