"""Messages at the partner door: only those granted, told to the client, and nothing typed is lost."""

import re
from typing import Any
from uuid import uuid4

import pytest

from redthread.foundation import clock
from redthread.messages.public import AddresseeKind
from redthread.sharing.public import list_disclosures
from tests.factories import partners
from tests.factories.world import Cast, Member, World
from tests.messages.arrange import begin, do, write


@pytest.fixture
def worker(world: World, as_owner: Any) -> tuple[Member, int]:
    """A case worker of a municipality that may read Amir's messages."""
    with as_owner():
        place = partners.organisation("vannas", "Vännäs kommun")
        found = partners.member("Ulla Berg", place)
        _grant(world.cast.amir.client_id, place)
        return found, place


def _grant(client_id: int, organisation_id: int) -> None:
    do(
        "insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, "
        "legal_basis, phase) values (%s, %s, %s, %s, 'plan', 'law', 'serving')",
        [organisation_id, client_id, 1 | 1 << 18, 0],
    )
    do("select access.refresh_client(%s)", [client_id])


def test_a_case_worker_begins_and_the_client_answers(
    worker: tuple[Member, int], signed_in: Any, cast: Cast, acting: Any
) -> None:
    browser = signed_in(worker[0])
    page = f"/partner/people/{cast.amir.client_id}/messages"
    answer = browser.post(page, {"text": "When can we meet?", "request_id": str(uuid4())})
    one = answer.headers["Location"]
    assert re.fullmatch(r"/partner/messages/[0-9a-f-]{36}", one)
    with acting(cast.amir) as amir:
        t = begin(amir, cast.amir.client_id, AddresseeKind.PARTNER, whom=worker[1])
        assert one.endswith(str(t))
        write(amir, t, "On Friday")
        kept = [d.what for d in list_disclosures(client_id=cast.amir.client_id, before=clock.now())]
        assert any("messages" in what for what in kept)
    page = browser.get(one).content.decode()
    assert "On Friday" in page
    assert "Amir Rahmani" in browser.get("/partner/messages").content.decode()


def test_others_are_absent(
    worker: tuple[Member, int], signed_in: Any, cast: Cast, acting: Any, as_owner: Any
) -> None:
    with acting(cast.amir) as amir:
        t = begin(amir, cast.amir.client_id, AddresseeKind.PARTNER, whom=worker[1])
        write(amir, t, "For Vännäs alone")
    with as_owner():
        elsewhere = partners.member("Per Ek", partners.organisation("boden", "Bodens kommun"))
        _grant(cast.amir.client_id, _organisation_of(elsewhere))
    other = signed_in(elsewhere)
    assert other.get(f"/partner/messages/{t}").status_code == 404
    assert "Amir" not in other.get("/partner/messages").content.decode()
    own = signed_in(worker[0])
    assert own.get(f"/partner/people/{cast.jonas.client_id}/messages").status_code == 404


def test_a_grant_that_ended_takes_the_conversation_with_it(
    worker: tuple[Member, int], signed_in: Any, cast: Cast, acting: Any, as_owner: Any
) -> None:
    with acting(cast.amir) as amir:
        t = begin(amir, cast.amir.client_id, AddresseeKind.PARTNER, whom=worker[1])
        write(amir, t, "Hello")
    browser = signed_in(worker[0])
    assert browser.get(f"/partner/messages/{t}").status_code == 200
    with as_owner():
        do("update access.partner_grant set valid_until = now() where organisation_id = %s", [worker[1]])
        do("select access.refresh_client(%s)", [cast.amir.client_id])
    assert browser.get(f"/partner/messages/{t}").status_code == 404
    with acting(cast.amir) as amir, pytest.raises(Exception, match="cannot be sent"):
        write(amir, t, "Are you there?")


def _organisation_of(member: Member) -> int:
    from tests.messages.arrange import value

    return value("select organisation_id from access.actor where id = %s", [member.actor_id])
