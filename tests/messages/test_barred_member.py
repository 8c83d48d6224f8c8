"""A victim who works where the client writes to: the organisation reads, she does not, and nobody is told."""

from datetime import timedelta
from typing import Any

import pytest

from redthread.contacts.public import AliasKind
from redthread.foundation import clock
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, ConversationNotFoundError, MessageRefusedError
from tests.factories import partners
from tests.factories.contacts import office_at_hall, somebody
from tests.factories.world import Acting, AsOwner, Cast, Member, World
from tests.messages.arrange import begin, do, read, write


@pytest.fixture
def workers(world: World, as_owner: AsOwner) -> tuple[Member, Member, int]:
    """A victim and her colleague at a municipality that may read Amir's messages."""
    with as_owner():
        place = partners.organisation("vannas", "Vännäs kommun")
        victim, colleague = (partners.member(name, place) for name in ("Ulla Berg", "Nils Ek"))
        do(
            "insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, "
            "legal_basis, phase) values (%s, %s, %s, 0, 'plan', 'law', 'serving')",
            [place, world.cast.amir.client_id, 1 | 1 << 18],
        )
        do("select access.refresh_client(%s)", [world.cast.amir.client_id])
        return victim, colleague, place


def test_a_message_to_her_office_reaches_her_colleagues_and_never_her(
    cast: Cast, world: World, as_owner: AsOwner, acting: Acting, workers: tuple[Member, Member, int]
) -> None:
    """The ban knows her mailbox, written in another way; what came before is closed to her as well."""
    victim, colleague, place = workers
    with acting(cast.amir) as amir:
        t = begin(amir, cast.amir.client_id, AddresseeKind.PARTNER, whom=place)
        write(amir, t, "Who is Ulla?")
    with acting(victim):
        assert messages.find_conversation(conversation_id=t) is not None
    office: Any = office_at_hall(world, as_owner, acting)
    her_mailbox = (AliasKind.EMAIL, "ULLA.Berg+work@x.example")
    office.bar(cast.amir, somebody("Somebody", aliases=(her_mailbox,)), at=clock.now() - timedelta(hours=1))
    with acting(victim) as her:
        assert messages.find_conversation(conversation_id=t) is None
        assert messages.list_mine() == []
        with pytest.raises(ConversationNotFoundError):
            write(her, t, "Leave me alone")
        with pytest.raises(MessageRefusedError):
            begin(her, cast.amir.client_id, AddresseeKind.PARTNER, whom=place)
    with acting(cast.amir) as amir:
        assert write(amir, t, "On Friday?").state == "delivered", "her place of work is not told by a refusal"
    with acting(colleague) as him:
        assert read(him, t) == ["Who is Ulla?", "On Friday?"]
