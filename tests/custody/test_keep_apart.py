"""Keep-apart and cell-sharing: never shown to either, looked at when a room is given, decided by name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.custody import public as custody
from redthread.custody.public import ApartLevel, ApartReason, PairRole, SharingRisk
from redthread.foundation import thread
from redthread.foundation.actor import Actor, PermissionDeniedError
from redthread.people.public import Client
from tests.factories.moves import transfer
from tests.factories.world import Acting, AsOwner, Cast, Member, World, grant, refresh

NOW = datetime.now(UTC) - timedelta(hours=2)
HOUR = timedelta(hours=1)
Apart = Callable[..., int]


@pytest.fixture
def number(as_owner: AsOwner) -> Callable[[Member], str]:
    """Give somebody's number."""

    def of(who: Member) -> str:
        with as_owner():
            return Client.objects.get(id=who.client_id).number

    return of


@pytest.fixture
def apart(acting: Acting, cast: Cast, number: Callable[[Member], str]) -> Apart:
    """Keep two people apart, Amir and Jonas if nobody else is named."""

    def write(
        level: ApartLevel = ApartLevel.LANDING,
        one: Member | None = None,
        other: Member | None = None,
        who: Member | None = None,
    ) -> int:
        one, other = one or cast.amir, other or cast.jonas
        pair = custody.Pair(
            other_number=f" {number(other).lower()} ",
            role=PairRole.VICTIM,
            other_role=PairRole.PERPETRATOR,
            reason=ApartReason.THREAT,
            level=level,
            comment="Threatened in the yard.",
        )
        with acting(who or cast.manager) as actor:
            return custody.open_keep_apart(actor=actor, client_id=one.client_id, pair=pair, at=NOW)

    return write


@pytest.fixture
def placer(as_owner: AsOwner, world: World) -> Member:
    """The governor of Hall, who places against."""
    return world.cast.governor


def move(actor: Actor, who: Member, room_id: int, **other: str) -> custody.Stay:
    return custody.move_client(actor=actor, client_id=who.client_id, room_id=room_id, at=NOW, **other)


def test_a_pair_is_one_whichever_side_it_is_seen_from(apart: Apart, acting: Acting, cast: Cast) -> None:
    apart()
    with acting(cast.officer):
        [here] = custody.list_apart(client_id=cast.amir.client_id)
        [there] = custody.list_apart(client_id=cast.jonas.client_id)
    assert (here.other_id, here.role, here.other_role) == (
        cast.jonas.client_id,
        PairRole.VICTIM,
        PairRole.PERPETRATOR,
    )
    assert (there.other_id, there.role, there.other_role) == (
        cast.amir.client_id,
        PairRole.PERPETRATOR,
        PairRole.VICTIM,
    )
    assert "Lund" in here.other
    with pytest.raises(custody.KeepApartStandsError):
        apart(one=cast.jonas, other=cast.amir)


def test_neither_of_the_two_ever_reads_it(apart: Apart, acting: Acting, cast: Cast) -> None:
    """Not through the service, not past it, not in the thread, not by asking the functions."""
    pair = apart()
    for who, other in ((cast.amir, cast.jonas), (cast.jonas, cast.amir)):
        with acting(who):
            assert custody.list_apart(client_id=who.client_id) == []
            with connection.cursor() as cursor:
                cursor.execute("select count(*) from custody_keepapart")
                assert cursor.fetchone() == (0,)
            kinds = {e.kind for e in thread.list_entries(client_id=who.client_id)}
            assert not any("apart" in kind for kind in kinds)
            for statement, values in (
                ("select * from custody_conflicts(%s, 1, null)", [who.client_id]),
                ("select custody_close_apart(%s, 'x', now())", [pair]),
                (
                    "select custody_tell_apart(%s, %s, 'custody.keep_apart_changed', '{}', now())",
                    [pair, who.client_id],
                ),
                ("select custody_sharing_risk(%s)", [other.client_id]),
            ):
                with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement, values)


def test_both_threads_tell_it_to_those_who_read_security(apart: Apart, acting: Acting, cast: Cast) -> None:
    apart()
    for who, other in ((cast.amir, cast.jonas), (cast.jonas, cast.amir)):
        with acting(cast.governor):
            [entry] = thread.list_entries(client_id=who.client_id, kinds=["custody.keep_apart_changed"])
            assert entry.payload is not None
            assert entry.payload["other_client_id"] == other.client_id
            assert entry.actor_name == "Petra Holm", "in the name of who wrote it"
        with acting(cast.officer):
            assert thread.list_entries(client_id=who.client_id, kinds=["custody.keep_apart_changed"]) == []


def test_somebody_out_of_reach_is_named_by_number_alone(
    apart: Apart, acting: Acting, as_owner: AsOwner, cast: Cast
) -> None:
    """The pair stands in both threads; here the other one has no name, there this one has none."""
    apart(other=cast.marek)
    with acting(cast.manager):
        [found] = custody.list_apart(client_id=cast.amir.client_id)
        assert (found.other, found.other_number) == ("", "")
        assert found.other_id == cast.marek.client_id
        with pytest.raises(DatabaseError), transaction.atomic():
            thread.list_entries(client_id=cast.marek.client_id)
            with connection.cursor() as cursor:
                cursor.execute(
                    "select thread.append(%s, 1, 'custody.moved', '{}', now())", [cast.marek.client_id]
                )
    with acting(cast.officer_elsewhere):
        [seen] = custody.list_apart(client_id=cast.marek.client_id)
        assert seen.other == ""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from thread.entry where kind = 'custody.keep_apart_changed' "
            "and client_id in (%s, %s)",
            [cast.amir.client_id, cast.marek.client_id],
        )
        assert cursor.fetchone() == (2,)


@pytest.mark.parametrize("typed", ["P999999", "", "' or 1=1 --"])
def test_nobody_has_that_number(acting: Acting, cast: Cast, typed: str) -> None:
    pair = custody.Pair(
        other_number=typed,
        role=PairRole.UNKNOWN,
        other_role=PairRole.UNKNOWN,
        reason=ApartReason.OTHER,
        level=ApartLevel.CELL,
    )
    with acting(cast.manager) as actor, pytest.raises(custody.KeepApartRefusedError, match="nobody"):
        custody.open_keep_apart(actor=actor, client_id=cast.amir.client_id, pair=pair, at=NOW)


def test_nobody_is_kept_apart_from_themselves(apart: Apart, cast: Cast) -> None:
    with pytest.raises(custody.KeepApartRefusedError, match="own number"):
        apart(other=cast.amir)


def test_an_officer_opens_and_closes_nothing(apart: Apart, acting: Acting, cast: Cast) -> None:
    with pytest.raises(PermissionDeniedError):
        apart(who=cast.officer)
    pair = apart()
    with acting(cast.officer) as actor:
        with pytest.raises(PermissionDeniedError):
            custody.close_keep_apart(
                actor=actor, client_id=cast.amir.client_id, pair_id=pair, reason="Why not.", at=NOW
            )
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select custody_close_apart(%s, 'x', now())", [pair])
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update custody_keepapart set closed_at = now()")


def test_a_closed_pair_keeps_its_reason_and_may_be_opened_anew(
    apart: Apart, acting: Acting, cast: Cast
) -> None:
    pair = apart()

    def close(actor: Actor, reason: str) -> None:
        custody.close_keep_apart(
            actor=actor, client_id=cast.jonas.client_id, pair_id=pair, reason=reason, at=NOW
        )

    with acting(cast.manager) as actor:
        with pytest.raises(custody.KeepApartRefusedError):
            close(actor, "  ")
        close(actor, "They talked it over.")
        with pytest.raises(custody.KeepApartStandsError):
            close(actor, "Twice.")
        [found] = custody.list_apart(client_id=cast.amir.client_id)
        assert (found.closed_reason, found.closed_by) == ("They talked it over.", actor.id)
        move(actor, cast.amir, custody_room(cast, "C203"))
    apart()
    with acting(cast.manager):
        pairs = custody.list_apart(client_id=cast.amir.client_id)
        assert [pair.closed_at is None for pair in pairs] == [True, False]


def custody_room(cast: Cast, code: str) -> int:
    del cast
    with connection.cursor() as cursor:
        cursor.execute("select id from estate_room where code = %s", [code])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("level", "room", "is_refused"),
    [
        (ApartLevel.CELL, "D204", True),
        (ApartLevel.CELL, "D202", False),
        (ApartLevel.LANDING, "D202", True),
        (ApartLevel.UNIT, "D202", True),
        (ApartLevel.ESTABLISHMENT, "D202", True),
        (ApartLevel.ESTABLISHMENT, "C203", True),
        (ApartLevel.LANDING, "C203", False),
        (ApartLevel.TRANSPORT, "D204", False),
    ],
)
def test_the_level_says_how_near_is_too_near(
    apart: Apart,
    acting: Acting,
    cast: Cast,
    world: World,
    level: ApartLevel,
    room: str,
    is_refused: bool,
) -> None:
    """Leila lives in D204; Amir comes from landing C."""
    with acting(cast.manager) as actor:
        custody.move_client(
            actor=actor, client_id=cast.leila.client_id, room_id=world.rooms["D204"], at=NOW - HOUR
        )
    apart(level, other=cast.leila)
    with acting(cast.manager) as actor:
        if is_refused:
            with pytest.raises(custody.KeptApartError, match="Leila Haddad"):
                move(actor, cast.amir, world.rooms[room])
            place = custody.find_place(client_id=cast.amir.client_id)
            assert place is not None
            assert place.room == "C201", "nothing has happened"
        else:
            move(actor, cast.amir, world.rooms[room])


def test_placing_against_needs_a_named_person_and_a_reason(
    apart: Apart, acting: Acting, cast: Cast, world: World, placer: Member
) -> None:
    apart(other=cast.leila)
    with acting(cast.manager) as actor, pytest.raises(custody.KeptApartError, match="ask somebody"):
        move(actor, cast.amir, world.rooms["D202"], against_reason="A manager does not decide this.")
    with acting(placer) as actor:
        effects = custody.preview_move(
            actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["D202"], at=NOW
        )
        assert effects[0].code == "custody.near"
        with pytest.raises(custody.KeptApartError, match="Write the reason"):
            move(actor, cast.amir, world.rooms["D202"], against_reason="  ")
        move(actor, cast.amir, world.rooms["D202"], against_reason="One night, the door stays locked.")
        for who in (cast.amir, cast.leila):
            [entry] = thread.list_entries(client_id=who.client_id, kinds=["custody.placed_against"])
            assert entry.payload is not None
            assert entry.payload["reason"] == "One night, the door stays locked."
            assert entry.actor_name == "Lars Björk"
    with acting(cast.leila):
        assert thread.list_entries(client_id=cast.leila.client_id, kinds=["custody.placed_against"]) == []


def test_a_journey_to_somebody_out_of_reach_is_refused_without_a_name(
    apart: Apart, acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """The conflict and its level are seen from everywhere, the name is not."""
    apart(ApartLevel.ESTABLISHMENT, other=cast.marek)
    with as_owner():
        grant(cast.manager.actor_id, "placement_officer", "unit", world.units["hall-C"])
        refresh(cast.manager.actor_id)
    with acting(cast.manager) as actor:
        with pytest.raises(custody.KeptApartError, match="somebody out of your reach") as refused:
            transfer(actor, cast.amir.client_id, world.rooms["A202"], NOW)
        assert "Marek" not in str(refused.value)
        assert refused.value.conflicts[0].level == ApartLevel.ESTABLISHMENT


def test_somebody_received_is_looked_at_too(apart: Apart, acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.manager) as actor:
        custody.release_client(actor=actor, client_id=cast.jonas.client_id, at=NOW - timedelta(hours=1))
    apart()
    with acting(cast.manager) as actor:
        with pytest.raises(custody.KeptApartError):
            custody.receive_client(
                actor=actor, client_id=cast.jonas.client_id, room_id=world.rooms["C203"], at=NOW
            )
        custody.receive_client(
            actor=actor, client_id=cast.jonas.client_id, room_id=world.rooms["D203"], at=NOW
        )


# ---------------------------------------------------------------- cell-sharing


def assess(actor: Actor, who: Member, risk: SharingRisk, **other: object) -> custody.CellSharing:
    facts: dict[str, object] = {
        "assessment_id": uuid4(),
        "reason": "Fights in shared rooms.",
        "valid_until": None,
        "at": NOW,
    }
    return custody.assess_cell_sharing(
        actor=actor,
        client_id=who.client_id,
        risk=risk,
        **(facts | other),  # type: ignore[arg-type]
    )


def test_a_high_risk_lives_alone_or_by_a_named_decision(
    acting: Acting, cast: Cast, world: World, placer: Member
) -> None:
    """Whichever of the two comes second; alone in a shared room is no conflict."""
    with acting(cast.manager) as actor:
        assess(actor, cast.amir, SharingRisk.HIGH)
        move(actor, cast.amir, world.rooms["C204"])
        with pytest.raises(custody.KeptApartError, match="Amir Rahmani"):
            move(actor, cast.jonas, world.rooms["C204"])
    with acting(placer) as actor:
        move(actor, cast.jonas, world.rooms["C204"], against_reason="They are brothers.")
        assert thread.list_entries(client_id=cast.jonas.client_id, kinds=["custody.sharing_decided"])


def test_the_newest_assessment_counts_and_goes_on_counting(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.manager) as actor:
        assess(
            actor,
            cast.amir,
            SharingRisk.HIGH,
            at=NOW - timedelta(days=9),
            valid_until=NOW - timedelta(days=2),
        )
        move(actor, cast.jonas, world.rooms["C204"])
        with pytest.raises(custody.KeptApartError):
            move(actor, cast.amir, world.rooms["C204"])
        assess(actor, cast.amir, SharingRisk.STANDARD)
        move(actor, cast.amir, world.rooms["C204"])
        newest = custody.find_cell_sharing(client_id=cast.amir.client_id)
        assert newest is not None
        assert newest.risk == SharingRisk.STANDARD
        assert len(custody.list_cell_sharing(client_id=cast.amir.client_id)) == 2


@pytest.mark.parametrize("other", [{"reason": " "}, {"valid_until": NOW - timedelta(days=1)}])
def test_an_assessment_that_makes_no_sense_is_refused(
    acting: Acting, cast: Cast, other: dict[str, object]
) -> None:
    with acting(cast.manager) as actor, pytest.raises(custody.AssessmentRefusedError):
        assess(actor, cast.amir, SharingRisk.HIGH, **other)


def test_nobody_assesses_in_another_name_or_without_the_right(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        assess(actor, cast.amir, SharingRisk.HIGH)
    with acting(cast.manager), pytest.raises(DatabaseError), transaction.atomic():
        custody.CellSharing.objects.create(
            client_id=cast.amir.client_id,
            risk="high",
            reason="x",
            assessed_at=NOW,
            assessed_by=cast.governor.actor_id,
        )


def test_staff_elsewhere_read_nothing(apart: Apart, acting: Acting, cast: Cast) -> None:
    apart()
    with acting(cast.manager) as actor:
        assess(actor, cast.amir, SharingRisk.RAISED)
    with acting(cast.officer_elsewhere):
        assert custody.list_apart(client_id=cast.amir.client_id) == []
        assert custody.find_cell_sharing(client_id=cast.amir.client_id) is None
