"""Restrictions: entered as decided, closing at once, lifted by a decision alone, taken back where wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from redthread.custody import public as custody
from redthread.custody.public import Channel
from redthread.custody.rules.restrictions import Fault, find_fault, is_closed, was_entered_late
from redthread.foundation import thread
from redthread.foundation.actor import Actor, PermissionDeniedError
from redthread.jurisdiction.custody import CHANNELS, load_custody_rules
from tests.factories.world import Acting, Cast, Member

NOW = datetime.now(UTC) - timedelta(minutes=30)
PACKS = Path(__file__).parents[2] / "packs"


def decision(**other: object) -> custody.Decision:
    """Visits and phone calls closed for two weeks."""
    facts = {
        "id": uuid4(),
        "channels": [Channel.VISITS, Channel.PHONE],
        "number": "AM-101-26",
        "decided_by": "Prosecutor Ek",
        "begins_at": NOW - timedelta(minutes=20),
        "ends_at": NOW + timedelta(days=14),
        "told_reason": "The inquiry is not finished.",
    } | other
    return custody.Decision(**facts)  # type: ignore[arg-type]


@pytest.fixture
def restricted(acting: Acting, cast: Cast) -> Callable[..., list[custody.Restriction]]:
    """Enter a decision for somebody, Amir if nobody else is named."""

    def enter(who: Member | None = None, **other: object) -> list[custody.Restriction]:
        with acting(cast.manager) as actor:
            rows, _effects = custody.impose_restrictions(
                actor=actor, client_id=(who or cast.amir).client_id, decision=decision(**other), at=NOW
            )
        return rows

    return enter


def closed(client_id: int, at: datetime = NOW) -> set[str]:
    return set(custody.find_closed_channels(client_id=client_id, at=at))


def test_channels_close_at_once_and_open_when_the_period_ends(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    restricted()
    for who in (cast.amir, cast.officer, cast.nurse, cast.kiosk_clerk):
        with acting(who):
            assert closed(cast.amir.client_id) == {"visits", "phone"}, "closed is closed, whoever asks"
            assert closed(cast.amir.client_id, NOW + timedelta(days=14)) == set(), "no job needed"
            assert closed(cast.amir.client_id, NOW - timedelta(hours=1)) == set()


def test_the_client_is_told_who_decided_and_why(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    restricted()
    with acting(cast.amir):
        rows = custody.list_restrictions_now(client_id=cast.amir.client_id, at=NOW)
        assert {(r.channel, r.decided_by, r.told_reason) for r in rows} == {
            ("visits", "Prosecutor Ek", "The inquiry is not finished."),
            ("phone", "Prosecutor Ek", "The inquiry is not finished."),
        }
        kinds = [e.kind for e in thread.list_entries(client_id=cast.amir.client_id)]
    assert kinds.count("custody.restriction_changed") == 2
    assert "custody.restrictions_imposed" in kinds


def test_nobody_else_learns_of_it(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    """Not another client, not staff elsewhere; staff without the class learn only what is closed."""
    restricted()
    for who in (cast.jonas, cast.officer_elsewhere, cast.nurse, cast.kiosk_clerk):
        with acting(who):
            assert custody.list_restrictions(client_id=cast.amir.client_id) == []
    for who in (cast.jonas, cast.officer_elsewhere):
        with acting(who), pytest.raises(DatabaseError), transaction.atomic():
            closed(cast.amir.client_id)


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"channels": []}, custody.RestrictionRefusedError),
        ({"number": "  "}, custody.RestrictionRefusedError),
        ({"decided_by": ""}, custody.RestrictionRefusedError),
        ({"begins_at": NOW + timedelta(hours=1)}, custody.RestrictionRefusedError),
        ({"begins_at": NOW - timedelta(days=800)}, custody.RestrictionRefusedError),
        ({"ends_at": NOW - timedelta(hours=2)}, custody.RestrictionRefusedError),
        ({"ends_at": NOW}, custody.RestrictionRefusedError),
        ({"ends_at": NOW + timedelta(days=2000)}, custody.RestrictionRefusedError),
    ],
)
def test_what_contradicts_itself_is_refused(
    acting: Acting, cast: Cast, other: dict[str, object], error: type[Exception]
) -> None:
    with acting(cast.manager) as actor:
        with pytest.raises(error):
            custody.impose_restrictions(
                actor=actor, client_id=cast.amir.client_id, decision=decision(**other), at=NOW
            )
        assert closed(cast.amir.client_id) == set()


def test_the_same_kind_never_overlaps_and_nothing_is_half_entered(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    restricted(channels=[Channel.PHONE])
    with acting(cast.manager) as actor:
        with pytest.raises(custody.RestrictionOverlapsError, match="phone calls"):
            custody.impose_restrictions(
                actor=actor, client_id=cast.amir.client_id, decision=decision(number="AM-102-26"), at=NOW
            )
        assert closed(cast.amir.client_id) == {"phone"}, "visits were not entered alone"


def test_a_double_click_enters_once(acting: Acting, cast: Cast) -> None:
    same = decision()
    with acting(cast.manager) as actor:
        first, _ = custody.impose_restrictions(
            actor=actor, client_id=cast.amir.client_id, decision=same, at=NOW
        )
        again, _ = custody.impose_restrictions(
            actor=actor, client_id=cast.amir.client_id, decision=same, at=NOW
        )
        assert {r.id for r in first} == {r.id for r in again}
        assert len(custody.list_restrictions(client_id=cast.amir.client_id)) == 2


def test_staff_lift_nothing_without_another_decision(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    [row] = restricted(channels=[Channel.VISITS])

    def lift(actor: Actor, number: str) -> custody.Restriction:
        return custody.lift_restriction(
            actor=actor,
            client_id=cast.amir.client_id,
            restriction_id=row.id,
            decision_number=number,
            at=NOW + timedelta(minutes=5),
        )

    with acting(cast.manager) as actor:
        for number in ("", "  ", "am-101-26"):
            with pytest.raises(custody.RestrictionRefusedError):
                lift(actor, number)
        assert closed(cast.amir.client_id) == {"visits"}
        lift(actor, "AM-140-26")
        assert closed(cast.amir.client_id, NOW + timedelta(minutes=6)) == set()
        with pytest.raises(custody.RestrictionStandsError):
            lift(actor, "AM-150-26")


@pytest.mark.parametrize(
    "change",
    [
        "period = tstzrange(lower(period), now())",
        "period = tstzrange(lower(period), now()), lifted_at = now(), lifted_by = recorded_by",
        "channel = 'news'",
        "decided_by = 'me'",
        "client_id = client_id + 1",
    ],
)
def test_past_the_service_neither(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast, change: str
) -> None:
    """The database refuses what the service would."""
    restricted(channels=[Channel.VISITS])
    with (
        acting(cast.manager),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update custody_restriction set {change}")


def test_an_officer_enters_nothing(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer) as actor:
        with pytest.raises(PermissionDeniedError):
            custody.impose_restrictions(
                actor=actor, client_id=cast.amir.client_id, decision=decision(), at=NOW
            )
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "insert into custody_restriction (id, client_id, channel, period, decision_number, "
                "decided_by, told_reason, recorded_at, recorded_by, lifted_decision, withdrawn_reason) "
                "values (gen_random_uuid(), %s, 'visits', tstzrange(now(), null), "
                "'x', 'x', '', now(), %s, '', '')",
                [cast.amir.client_id, actor.id],
            )


def test_entered_for_the_wrong_person_it_is_withdrawn_and_both_are_told(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    rows = restricted(cast.jonas)
    restricted(cast.amir)
    with acting(cast.manager) as actor:
        for row in rows:
            with pytest.raises(custody.RestrictionRefusedError):
                custody.withdraw_restriction(
                    actor=actor, client_id=row.client_id, restriction_id=row.id, reason=" ", at=NOW
                )
            custody.withdraw_restriction(
                actor=actor,
                client_id=row.client_id,
                restriction_id=row.id,
                reason="Meant for Rahmani.",
                at=NOW,
            )
        with pytest.raises(custody.RestrictionStandsError):
            custody.withdraw_restriction(
                actor=actor, client_id=rows[0].client_id, restriction_id=rows[0].id, reason="Again.", at=NOW
            )
        kept = custody.list_restrictions(client_id=cast.jonas.client_id)
        assert [r.withdrawn_reason for r in kept] == ["Meant for Rahmani."] * 2, "kept, not deleted"
        assert closed(cast.amir.client_id) == {"visits", "phone"}
    with acting(cast.jonas):
        assert closed(cast.jonas.client_id) == set()
        assert custody.list_restrictions(client_id=cast.jonas.client_id) == [], "it names somebody else"
        entries = thread.list_entries(client_id=cast.jonas.client_id)
        assert [e.kind for e in entries].count("custody.restriction_withdrawn") == 2
        assert not any("Rahmani" in str(e.payload) for e in entries)
        assert entries[0].payload is not None
        assert entries[0].payload["is_closed"] is False


def test_the_wrong_person_of_another_page_is_not_touched(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    [row] = restricted(channels=[Channel.VISITS])
    with acting(cast.manager) as actor, pytest.raises(custody.RestrictionStandsError):
        custody.withdraw_restriction(
            actor=actor, client_id=cast.jonas.client_id, restriction_id=row.id, reason="Wrong page.", at=NOW
        )


def test_restrictions_end_with_a_release_and_follow_a_transfer(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    restricted(ends_at=None)
    with acting(cast.manager) as actor:
        effects = custody.preview_release(
            actor=actor, client_id=cast.amir.client_id, establishment_id=0, at=NOW
        )
        assert "custody.restrictions_end" in {e.code for e in effects}
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=NOW)
    with acting(cast.amir):
        assert closed(cast.amir.client_id, NOW + timedelta(days=1)) == set()


@pytest.mark.parametrize("pack", ["generic", "se", "dk", "be"])
def test_counsel_courts_and_ombudsmen_are_always_open(pack: str) -> None:
    rules = load_custody_rules(PACKS / pack)
    assert set(CHANNELS) == set(Channel.values)
    for channel in Channel.values:
        for party in ("counsel", "court", "ombudsman"):
            assert not is_closed(channel=channel, party=party, closed=CHANNELS, always_open=rules.always_open)
        assert is_closed(channel=channel, party="relative", closed=CHANNELS, always_open=rules.always_open)


def test_contact_asks_pack_and_restrictions(
    restricted: Callable[..., list[custody.Restriction]], acting: Acting, cast: Cast
) -> None:
    restricted()
    with acting(cast.officer):
        ask = {"client_id": cast.amir.client_id, "at": NOW}
        assert custody.is_contact_closed(channel="phone", party="relative", **ask)  # type: ignore[arg-type]
        assert not custody.is_contact_closed(channel="phone", party="counsel", **ask)  # type: ignore[arg-type]
        assert not custody.is_contact_closed(channel="letters", party="relative", **ask)  # type: ignore[arg-type]


times = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@given(begins=times, ends=st.none() | times, now=times)
def test_what_is_accepted_holds_now(begins: datetime, ends: datetime | None, now: datetime) -> None:
    """Whatever passes has begun and is not over; whatever fails says which of the times is wrong."""
    fault = find_fault(begins_at=begins, ends_at=ends, now=now)
    holds = begins <= now and (ends is None or (begins < ends and now < ends))
    assert holds or fault is not None
    assert fault is not Fault.ENDS_FIRST or (ends is not None and ends <= begins)


def test_late_is_more_than_an_hour() -> None:
    assert not was_entered_late(decided_from=NOW, recorded_at=NOW + timedelta(hours=1))
    assert was_entered_late(decided_from=NOW, recorded_at=NOW + timedelta(hours=1, seconds=1))
