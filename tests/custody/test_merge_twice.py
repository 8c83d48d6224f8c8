"""What stands in both records of one person stands once after a merge: the stricter of the two."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from redthread.custody import public as custody
from redthread.custody.enums import ApartLevel
from redthread.custody.models import KeepApart, Restriction
from redthread.foundation import course
from redthread.people import public as people
from tests.factories.world import Acting, AsOwner, Cast, Member, World, client

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC) - timedelta(hours=1)
LONG_AGO = datetime(2024, 1, 10, tzinfo=UTC)


@pytest.fixture
def twin(world: World, as_owner: AsOwner) -> Member:
    """An earlier record of Amir's, whose stay ended in 2024."""
    with as_owner():
        found = client("Ameer", "Rahmany", "ar", world, "C203")
        with connection.cursor() as cursor:
            cursor.execute(
                "update custody_stay set period = '[2024-01-10, 2024-06-01)', left_as = 'released' "
                "where client_id = %s",
                [found.client_id],
            )
            cursor.execute(
                "update access.client_place set establishment_id = null, unit_id = null where client_id = %s",
                [found.client_id],
            )
            cursor.execute("select access.refresh_all()")
    return found


def restrict(as_owner: AsOwner, whom: Member, number: str, begins: int, ends: int | None) -> Restriction:
    """Enter that phone calls are closed, from and until so many days from now."""
    with as_owner():
        return Restriction.objects.create(
            id=uuid4(),
            client_id=whom.client_id,
            channel="phone",
            period=(NOW + timedelta(days=begins), None if ends is None else NOW + timedelta(days=ends)),
            decision_number=number,
            decided_by="Prosecutor",
            recorded_at=NOW,
            recorded_by=1,
        )


def keep_apart(as_owner: AsOwner, whom: Member, other: Member, level: str) -> KeepApart:
    with as_owner():
        return KeepApart.objects.create(
            client_id=other.client_id,
            other_id=whom.client_id,
            client_role="victim",
            other_role="perpetrator",
            reason="threat",
            level=level,
            opened_at=LONG_AGO,
            opened_by=1,
        )


def merge(acting: Acting, cast: Cast, twin: Member) -> people.Merge:
    with acting(cast.governor) as actor:
        return people.merge_clients(
            actor=actor,
            survivor_id=cast.amir.client_id,
            merged_id=twin.client_id,
            grounds="Fingerprints of 12 November.",
            at=NOW,
        )


def undo(acting: Acting, cast: Cast, done: people.Merge) -> None:
    with acting(cast.governor) as actor:
        people.undo_merge(
            actor=actor, merge_id=done.id, because="Other fingerprints.", at=NOW + timedelta(minutes=5)
        )


@pytest.mark.parametrize(
    ("own", "other", "wins", "left"),
    [
        ((-5, 5), (-5, 9), "other", None),
        ((-5, 9), (-5, 5), "own", None),
        ((-5, None), (-2, 5), "own", None),
        ((-5, 5), (-2, None), "other", (-5, -2)),
        ((-5, 5), (-5, 5), "own", None),
    ],
)
def test_the_restriction_that_holds_longer_stays(acting, cast, twin, as_owner, own, other, wins, left):
    rows = {
        "own": restrict(as_owner, cast.amir, "AM-1-26", *own),
        "other": restrict(as_owner, twin, "AM-2-26", *other),
    }
    with acting(cast.governor) as actor:
        told = people.preview_merge(
            actor=actor,
            survivor_id=cast.amir.client_id,
            merged_id=twin.client_id,
            merged_number="P",
            at=NOW,
        )
    assert "custody.restriction_twice" in {effect.code for effect in told}
    before = {name: (row.period, row.withdrawn_at) for name, row in rows.items()}
    done = merge(acting, cast, twin)
    yields = "own" if wins == "other" else "other"
    with as_owner():
        for row in rows.values():
            row.refresh_from_db()
            assert row.client_id == cast.amir.client_id
    assert (rows[wins].withdrawn_at, rows[wins].lifted_at) == (None, None)
    if left is None:
        assert rows[yields].withdrawn_at is not None
        assert rows[yields].withdrawn_reason == rows[wins].decision_number
    else:
        assert rows[yields].period.upper == rows[wins].period.lower
    with acting(cast.governor):
        assert len(custody.list_restrictions_now(client_id=cast.amir.client_id, at=NOW)) == 1
    undo(acting, cast, done)
    with as_owner():
        for name, row in rows.items():
            row.refresh_from_db()
            period = before[name][0]
            ends = period[1] if isinstance(period, tuple) else period.upper
            assert (row.period.upper, row.withdrawn_at) == (ends, before[name][1])
    assert rows["other"].client_id == twin.client_id


@pytest.mark.parametrize(
    ("own", "other", "wins"), [("cell", "unit", "unit"), ("establishment", "cell", "establishment")]
)
def test_the_stricter_of_two_pairs_stays(acting, cast, twin, as_owner, own, other, wins):
    pairs = {
        own: keep_apart(as_owner, cast.amir, cast.leila, own),
        other: keep_apart(as_owner, twin, cast.leila, other),
    }
    done = merge(acting, cast, twin)
    with acting(cast.governor):
        open_now = [p for p in custody.list_apart(client_id=cast.amir.client_id) if p.closed_at is None]
    assert [p.level for p in open_now] == [wins]
    undo(acting, cast, done)
    with as_owner():
        for pair in pairs.values():
            pair.refresh_from_db()
            assert pair.closed_at is None


def told(acting: Acting, cast: Cast, twin: Member, who: Member) -> list[str]:
    """Return what the page of a merge says of pairs, in words."""
    with acting(who, focus=cast.amir.client_id) as actor:
        effects = people.preview_merge(
            actor=actor,
            survivor_id=cast.amir.client_id,
            merged_id=twin.client_id,
            merged_number="P",
            at=NOW,
        )
    return [course.tell_staff(e) for e in effects if e.code in {"custody.pair_stays", "custody.pair_twice"}]


def test_which_pair_stays_is_said_with_the_name_only_to_who_may_read_it(acting, cast, world, twin, as_owner):
    """Leila is in reach and named; Marek is elsewhere, and nobody; who reads no pairs hears the number."""
    keep_apart(as_owner, cast.amir, cast.leila, "cell")
    keep_apart(as_owner, twin, cast.leila, "unit")
    keep_apart(as_owner, cast.amir, cast.marek, "establishment")
    keep_apart(as_owner, twin, cast.marek, "cell")
    said = told(acting, cast, twin, cast.governor)
    leila, marek = str(cast.leila.name), str(cast.marek.name)
    assert [leila in line for line in said].count(True) == 1
    assert not [line for line in said if marek in line]
    assert all(str(ApartLevel(level).label) in " ".join(said) for level in ("cell", "unit", "establishment"))
    assert "somebody out of your reach" in " ".join(said)
    with as_owner(), connection.cursor() as cursor:  # another day, without the class of the pairs
        cursor.execute(
            "update access.caseload set read_mask = read_mask & ~16777216 where actor_id = %s",
            [cast.governor.actor_id],
        )
    (line,) = told(acting, cast, twin, cast.governor)
    assert leila not in line
    assert "(2)" in line


def test_who_is_kept_apart_from_the_other_record_is_another_person(acting, cast, twin, as_owner):
    """Nobody is kept apart from themselves: the merge is refused in a sentence."""
    keep_apart(as_owner, twin, cast.amir, "unit")
    with pytest.raises(people.MergeRefusedError):
        merge(acting, cast, twin)


def test_nobody_counts_what_stands_twice_without_the_right(acting, cast, twin):
    with acting(cast.officer), connection.cursor() as cursor, pytest.raises(Exception, match=r"people"):
        cursor.execute("select * from custody_count_twice(%s, %s)", [cast.amir.client_id, twin.client_id])
