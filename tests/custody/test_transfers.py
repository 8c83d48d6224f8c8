"""A transfer: proposed, decided by a named person with grounds, on the way, arrived; nothing is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.custody import public as custody
from redthread.custody.public import TransferReason, TransferStatus
from redthread.estate.public import list_establishments
from redthread.foundation import course, thread
from redthread.foundation.actor import Actor, PermissionDeniedError
from tests.factories.moves import transfer
from tests.factories.world import Acting, AsOwner, Cast, Member, World, staff

NOW = datetime.now(UTC) - timedelta(hours=2)
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def manager_elsewhere(as_owner: AsOwner, world: World) -> Member:
    """The unit manager of Kumla."""
    return _hired("Ulla Berg", world.establishments["kumla"], as_owner)


def _hired(name: str, establishment_id: int, as_owner: AsOwner) -> Member:
    with as_owner(), connection.cursor() as cursor:
        member = staff(name, "unit_manager", "establishment", establishment_id, establishment_id)
        cursor.execute("select access.refresh_actor(%s)", [member.actor_id])
    return member


@pytest.fixture
def propose(cast: Cast, world: World) -> Callable[..., custody.Transfer]:
    """Propose that Amir moves to Kumla."""

    def proposed(actor: Actor, **other: object) -> custody.Transfer:
        given = {
            "transfer_id": uuid4(),
            "client_id": cast.amir.client_id,
            "to_establishment_id": world.establishments["kumla"],
            "reason": TransferReason.CLOSER,
            "grounds": "His children live in Örebro.",
            "may_be_told": True,
            "planned_at": SOON,
            "at": NOW,
        } | other
        return custody.propose_transfer(actor=actor, **given)  # type: ignore[arg-type]

    return proposed


def test_a_transfer_goes_from_proposal_to_receipt(
    propose: Callable[..., custody.Transfer],
    acting: Acting,
    cast: Cast,
    world: World,
    manager_elsewhere: Member,
) -> None:
    with acting(cast.manager) as actor:
        journey = propose(actor)
        assert journey.status == TransferStatus.PROPOSED
    with acting(cast.amir):
        assert custody.find_open_transfer(client_id=cast.amir.client_id) is None, "not yet his to know"
        told = {e.kind for e in thread.list_entries(client_id=cast.amir.client_id)}
        assert "custody.transfer_proposed" not in told
    with acting(cast.governor) as actor:
        custody.decide_transfer(
            actor=actor, transfer_id=journey.id, is_approved=True, grounds="There is a place.", at=NOW
        )
    with acting(manager_elsewhere):
        [coming] = custody.list_open_transfers(establishment_id=world.establishments["kumla"])
        assert (coming.family_name, coming.status, coming.decided_by) == (
            "Rahmani",
            TransferStatus.DECIDED,
            "Lars Björk",
        )
        assert custody.find_place(client_id=cast.amir.client_id) is None, (
            "who comes is known, the record is not"
        )
    with acting(cast.manager) as actor:
        custody.begin_journey(actor=actor, transfer_id=journey.id, room_id=world.rooms["A202"], at=SOON)
    with acting(manager_elsewhere) as actor:
        custody.confirm_arrival(actor=actor, transfer_id=journey.id, at=SOON + timedelta(minutes=40))
    with acting(cast.amir):
        receipt = custody.list_receipts(client_id=cast.amir.client_id)[0]
        place = custody.find_place(client_id=cast.amir.client_id)
    assert place is not None
    assert (place.establishment, place.room) == ("Anstalten Kumla", "A202")
    assert receipt.place.startswith("Anstalten Kumla")
    assert receipt.grounds == "His children live in Örebro."
    codes = {course.effect_from(e).code for e in receipt.effects}
    assert {"signin.follows", "custody.key_worker_missing"} <= codes


def test_a_double_click_proposes_once(
    propose: Callable[..., custody.Transfer], acting: Acting, cast: Cast
) -> None:
    with acting(cast.manager) as actor:
        first = propose(actor)
        again = propose(actor, transfer_id=first.id)
        assert again.id == first.id
        with pytest.raises(custody.TransferUnderwayError):
            propose(actor)


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"grounds": "   "}, custody.GroundsMissingError),
        ({"planned_at": NOW - timedelta(days=2)}, custody.TimesContradictError),
    ],
)
def test_what_contradicts_itself_is_refused(
    propose: Callable[..., custody.Transfer],
    acting: Acting,
    cast: Cast,
    other: dict[str, object],
    error: type[Exception],
) -> None:
    with acting(cast.manager) as actor, pytest.raises(error):
        propose(actor, **other)


def test_nobody_is_transferred_to_where_they_live(
    propose: Callable[..., custody.Transfer], acting: Acting, cast: Cast, world: World
) -> None:
    with acting(cast.manager) as actor, pytest.raises(custody.SamePlaceError):
        propose(actor, to_establishment_id=world.establishments["hall"])


def test_a_manager_does_not_decide(
    propose: Callable[..., custody.Transfer], acting: Acting, cast: Cast
) -> None:
    """Neither through the service nor past it."""
    with acting(cast.manager) as actor:
        journey = propose(actor)
        with pytest.raises(PermissionDeniedError):
            custody.decide_transfer(
                actor=actor, transfer_id=journey.id, is_approved=True, grounds="Because.", at=NOW
            )
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "update custody_transfer set status = 'decided', decided_at = now(), "
                "decided_by = proposed_by, decision_grounds = 'x' where id = %s",
                [journey.id],
            )


def test_an_undecided_transfer_begins_no_journey(
    propose: Callable[..., custody.Transfer], acting: Acting, cast: Cast, world: World
) -> None:
    with acting(cast.governor) as actor:
        journey = propose(actor)
        with pytest.raises(custody.TransferStandsError):
            custody.begin_journey(actor=actor, transfer_id=journey.id, room_id=world.rooms["A202"], at=SOON)
        custody.decide_transfer(
            actor=actor, transfer_id=journey.id, is_approved=False, grounds="Kumla is full.", at=NOW
        )
        with pytest.raises(custody.TransferStandsError):
            custody.decide_transfer(
                actor=actor, transfer_id=journey.id, is_approved=True, grounds="After all.", at=NOW
            )


def test_a_full_room_leaves_everything_as_it_was(acting: Acting, cast: Cast, world: World) -> None:
    """Marek lives in A201: the journey does not begin, and Amir is where he was."""
    with acting(cast.governor) as actor:
        with pytest.raises(custody.RoomFullError), transaction.atomic():
            transfer(actor, cast.amir.client_id, world.rooms["A201"], NOW)
        place = custody.find_place(client_id=cast.amir.client_id)
    assert place is not None
    assert place.establishment == "Anstalten Hall"


def test_the_former_key_worker_comes_back_with_the_person(
    acting: Acting, cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """Hall, Kumla, Hall: Karin knows Amir already."""
    with acting(cast.manager) as actor:
        custody.assign_key_worker(
            actor=actor, client_id=cast.amir.client_id, staff_actor_id=cast.officer.actor_id, at=NOW
        )
        assert custody.find_key_worker(client_id=cast.amir.client_id) == cast.officer.actor_id
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update access.reach_grant set scope_kind = 'service', scope_id = null where actor_id = %s",
            [cast.governor.actor_id],
        )
        cursor.execute("select access.refresh_actor(%s)", [cast.governor.actor_id])
    with acting(cast.governor) as actor:
        journey = transfer(actor, cast.amir.client_id, world.rooms["A202"], NOW + timedelta(minutes=1))
        assert custody.find_key_worker(client_id=cast.amir.client_id) is None
        custody.confirm_arrival(actor=actor, transfer_id=journey.id, at=SOON)
        back = transfer(actor, cast.amir.client_id, world.rooms["C201"], SOON + timedelta(minutes=1))
        assert custody.find_key_worker(client_id=cast.amir.client_id) == cast.officer.actor_id
    codes = {course.effect_from(e).code for e in back.effects}
    assert "custody.key_worker_back" in codes


def test_a_key_worker_has_no_more_than_eight(acting: Acting, cast: Cast, as_owner: AsOwner) -> None:
    with as_owner(), connection.cursor() as cursor:
        for n in range(8):
            cursor.execute(
                "insert into people_client (id, number, given_name, family_name, born_on, gender, language, "
                "search_key, created_at) "
                "values (%s, %s, 'Test', 'Testsson', '1990-01-01', 'm', 'sv', 'x', now())",
                [90_000 + n, f"T{n}"],
            )
            cursor.execute(
                "insert into custody_keyworker "
                "(client_id, establishment_id, staff_actor_id, grant_id, period) "
                "select %s, s.establishment_id, %s, 0, tstzrange(now(), null) from custody_stay s "
                "where s.client_id = %s",
                [90_000 + n, cast.officer.actor_id, cast.amir.client_id],
            )
    with acting(cast.manager) as actor, pytest.raises(custody.KeyWorkerRefusedError):
        custody.assign_key_worker(
            actor=actor, client_id=cast.amir.client_id, staff_actor_id=cast.officer.actor_id, at=NOW
        )


def test_out_to_a_court_and_back_keeps_the_room(acting: Acting, cast: Cast) -> None:
    with acting(cast.manager) as actor:
        before = custody.find_place(client_id=cast.amir.client_id)
        custody.let_out(
            actor=actor,
            client_id=cast.amir.client_id,
            reason=custody.AbsenceReason.COURT,
            place="Södertälje tingsrätt",
            expected_back_at=SOON,
            at=NOW,
        )
        assert before is not None
        [out] = custody.list_absences_now(establishment_id=before.establishment_id)
        assert out.place == "Södertälje tingsrätt"
        with pytest.raises(custody.AlreadyOutError):
            custody.let_out(
                actor=actor,
                client_id=cast.amir.client_id,
                reason=custody.AbsenceReason.HOSPITAL,
                place="",
                expected_back_at=None,
                at=SOON,
            )
        custody.take_back(actor=actor, client_id=cast.amir.client_id, at=SOON)
        assert custody.find_place(client_id=cast.amir.client_id) == before
        with pytest.raises(custody.NotOutError):
            custody.take_back(actor=actor, client_id=cast.amir.client_id, at=SOON)


def test_a_release_under_supervision_hands_the_person_on_at_once(
    acting: Acting, cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """The office reaches the person from the same instant on; the prison no longer does."""
    kumla = world.establishments["kumla"]
    office = _hired("Olof Ek", kumla, as_owner)
    with acting(cast.governor) as actor:
        custody.release_client(
            actor=actor,
            client_id=cast.amir.client_id,
            at=SOON,
            supervision=custody.SupervisionPlan(kumla, (SOON + timedelta(days=300)).date()),
        )
    with acting(office) as actor:
        kinds = [e.kind for e in thread.list_entries(client_id=cast.amir.client_id, limit=3)]
        assert "custody.supervision_started" in kinds
        custody.end_supervision(actor=actor, client_id=cast.amir.client_id, at=SOON + timedelta(minutes=1))
    with acting(cast.governor):
        assert thread.list_entries(client_id=cast.amir.client_id) == []


def test_a_release_ends_an_open_journey_and_a_time_away(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        custody.propose_transfer(
            actor=actor,
            transfer_id=uuid4(),
            client_id=cast.amir.client_id,
            to_establishment_id=_kumla(),
            reason=TransferReason.ROOM,
            grounds="Building work.",
            may_be_told=True,
            planned_at=SOON,
            at=NOW,
        )
        custody.let_out(
            actor=actor,
            client_id=cast.amir.client_id,
            reason=custody.AbsenceReason.HOSPITAL,
            place="",
            expected_back_at=None,
            at=NOW,
        )
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=SOON)
    with acting(cast.amir):
        assert custody.find_absence(client_id=cast.amir.client_id) is None


def _kumla() -> int:
    return next(e.id for e in list_establishments() if e.code == "kumla")


def test_nobody_is_released_before_they_came(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor, pytest.raises(custody.TimesContradictError):
        custody.release_client(
            actor=actor, client_id=cast.amir.client_id, at=datetime(2020, 1, 1, tzinfo=UTC)
        )


def test_a_journey_is_whole_or_not_at_all(
    acting: Acting, cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop after every statement of a transfer in turn: the person is where they were, with everything."""
    with acting(cast.governor) as actor:
        proposed = custody.propose_transfer(
            actor=actor,
            transfer_id=uuid4(),
            client_id=cast.amir.client_id,
            to_establishment_id=world.establishments["kumla"],
            reason=TransferReason.CLOSER,
            grounds="Closer.",
            may_be_told=True,
            planned_at=SOON,
            at=NOW,
        )
        custody.decide_transfer(
            actor=actor, transfer_id=proposed.id, is_approved=True, grounds="There is a place.", at=NOW
        )
    n, done = 0, False
    while not done:
        n += 1
        left = [n]

        def stop(execute: Callable[..., object], *rest: object, left: list[int] = left) -> object:
            left[0] -= 1
            if left[0] < 0:
                msg = "the process died"
                raise KeyboardInterrupt(msg)
            return execute(*rest)

        with acting(cast.governor) as actor:
            before = (custody.find_place(client_id=cast.amir.client_id), _count(cast.amir.client_id))
            try:
                with transaction.atomic(), connection.execute_wrapper(stop):
                    custody.begin_journey(
                        actor=actor, transfer_id=proposed.id, room_id=world.rooms["A202"], at=SOON
                    )
                done = True
            except KeyboardInterrupt:
                assert (
                    custody.find_place(client_id=cast.amir.client_id),
                    _count(cast.amir.client_id),
                ) == before
    assert n > 15


def _count(client_id: int) -> int:
    return len(thread.list_entries(client_id=client_id, limit=500))
