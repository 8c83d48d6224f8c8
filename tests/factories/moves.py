"""Transfers for tests: proposed, decided and begun in one go by somebody with all three rights."""

from datetime import datetime
from uuid import uuid4

from redthread.custody import public as custody
from redthread.estate.public import get_room
from redthread.foundation.actor import Actor


def transfer(actor: Actor, client_id: int, room_id: int, at: datetime) -> custody.Transfer:
    """Let a transfer to a room of another establishment begin; the arrival is not confirmed."""
    proposed = custody.propose_transfer(
        actor=actor,
        transfer_id=uuid4(),
        client_id=client_id,
        to_establishment_id=get_room(room_id=room_id).unit.establishment_id,
        reason=custody.TransferReason.CLOSER,
        grounds="Closer to the family.",
        may_be_told=True,
        planned_at=at,
        at=at,
    )
    custody.decide_transfer(
        actor=actor, transfer_id=proposed.id, is_approved=True, grounds="There is a place.", at=at
    )
    return custody.begin_journey(actor=actor, transfer_id=proposed.id, room_id=room_id, at=at)


def move(actor: Actor, client_id: int, room_id: int, at: datetime) -> None:
    """Move somebody wherever the room is: within the establishment, or by a transfer."""
    place = custody.find_place(client_id=client_id)
    assert place is not None
    before = custody.find_open_transfer(client_id=client_id)
    if before is not None:
        custody.confirm_arrival(actor=actor, transfer_id=before.id, at=at)
    if get_room(room_id=room_id).unit.establishment_id == place.establishment_id:
        custody.move_client(actor=actor, client_id=client_id, room_id=room_id, at=at)
    else:
        transfer(actor, client_id, room_id, at)
