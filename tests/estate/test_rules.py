"""How many people a room may hold, and where rooms lie on a plan: pure rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.estate.rules.plan import (
    EDGE,
    WING_W,
    Box,
    RoomToDraw,
    fits,
    lay_out,
    natural,
    overlapping,
    storeys_of,
)
from redthread.estate.rules.space import CPT, Concern, RoomFacts, assess, most_people


@pytest.mark.parametrize(
    ("area", "partition", "most"),
    [
        (None, "full", None),
        ("5.99", "full", 0),
        ("6", "", 1),
        ("7.99", "full", 1),
        ("8", "full", 2),
        ("8", "elsewhere", 2),
        ("8", "partial", 1),
        ("30", "none", 1),
        ("12.5", "full", 3),
        ("16", "full", 4),
    ],
)
def test_six_metres_for_one_four_for_each_of_several(
    area: str | None, partition: str, most: int | None
) -> None:
    """CPT/Inf (2015) 44, with the toilet set apart where several share."""
    assert most_people(RoomFacts(Decimal(area) if area else None, partition)) == most


@pytest.mark.parametrize(
    ("facts", "people", "concerns", "refused"),
    [
        (RoomFacts(Decimal(9), "full"), 1, (), False),
        (RoomFacts(Decimal(9), "full"), 2, (), False),
        (RoomFacts(None, "full"), 1, (Concern.NOT_MEASURED,), False),
        (RoomFacts(Decimal("5.5"), "full"), 1, (Concern.TOO_SMALL,), False),
        (RoomFacts(Decimal(7), "full"), 2, (Concern.TOO_SMALL,), False),
        (RoomFacts(Decimal(6), "full"), 2, (Concern.TOO_SMALL,), False),
        (RoomFacts(Decimal("5.99"), "full"), 2, (Concern.FAR_TOO_SMALL,), True),
        (RoomFacts(Decimal(9), "none"), 2, (Concern.NO_PARTITION,), False),
        (
            RoomFacts(Decimal(9), "full", Decimal("1.9"), Decimal("2.4")),
            1,
            (Concern.NARROW, Concern.LOW),
            False,
        ),
        (RoomFacts(Decimal(1), "none"), 0, (), False),
    ],
)
def test_what_is_flagged_and_what_is_refused(
    facts: RoomFacts, people: int, concerns: tuple[Concern, ...], *, refused: bool
) -> None:
    """Below 3 m² a person no certificate is given; everything else is shown to who decides."""
    found = assess(facts, people)
    assert (found.concerns, found.is_refused) == (concerns, refused)


@given(st.decimals(min_value=1, max_value=200, places=2), st.integers(min_value=1, max_value=50))
def test_what_the_standard_allows_is_never_flagged_for_its_size(area: Decimal, people: int) -> None:
    """The two answers of the rule agree, for every size and number."""
    facts = RoomFacts(area, "full")
    allowed = people <= (most_people(facts) or 0)
    small = {Concern.TOO_SMALL, Concern.FAR_TOO_SMALL} & set(assess(facts, people).concerns)
    assert allowed == (not small)
    assert CPT.least < CPT.shared < CPT.single


def test_rooms_without_a_plan_lie_along_a_corridor_odd_above_even_below() -> None:
    """Twenty-four cells in two wings, each with its corridor between."""
    plan = lay_out(RoomToDraw(n, f"C{200 + n}", 2 if n % 8 == 0 else 1) for n in range(1, 25))
    assert overlapping(plan.boxes) is None
    assert len(plan.corridors) == 2
    assert {plan.boxes[n].door for n in range(1, 25, 2)} == {"above"}
    assert {plan.boxes[n].door for n in range(2, 25, 2)} == {"below"}
    assert plan.boxes[8].w > plan.boxes[2].w


def test_each_storey_is_a_plan_of_its_own_the_highest_first() -> None:
    """Rooms of two floors share squares, never a plan."""
    rooms = [RoomToDraw(n, f"{n}", 1, storey=storey) for n, storey in enumerate([0, 1, 0, -1, 1])]
    plans = storeys_of(rooms)
    assert [(storey, set(plan.boxes)) for storey, plan in plans.items()] == [
        (1, {1, 4}),
        (0, {0, 2}),
        (-1, {3}),
    ]
    assert all(min((b.x, b.y) for b in plan.boxes.values()) <= (0, 4) for plan in plans.values())
    assert storeys_of([]) == {}


def test_a_drawn_room_stays_where_it_was_drawn_and_opens_to_a_corridor() -> None:
    """The others go below it; the corridor runs where the drawn doors are."""
    plan = lay_out(
        [
            RoomToDraw(1, "A1", 1, box=Box(0, 0, 4, 3, "above")),
            RoomToDraw(2, "A2", 1, box=Box(0, 4, 4, 3, "below")),
            RoomToDraw(3, "A3", 1, side="below"),
        ]
    )
    assert plan.boxes[1] == Box(0, 0, 4, 3, "above")
    assert plan.boxes[3].y > 7
    assert plan.boxes[3].door == "below"
    assert plan.corridors[0] == Box(0, 3, 4, 1)


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-C]{0,2}[0-9]{0,4}", fullmatch=True),
            st.integers(0, 50),
            st.sampled_from(["", "above", "below"]),
        ),
        max_size=60,
    )
)
def test_no_automatic_plan_lays_rooms_on_each_other(rooms: list[tuple[str, int, str]]) -> None:
    """Whatever the rooms are called and hold, each gets its own squares, and no wing grows without end."""
    plan = lay_out(RoomToDraw(n, code, places, side) for n, (code, places, side) in enumerate(rooms))
    assert set(plan.boxes) == set(range(len(rooms)))
    assert overlapping(plan.boxes) is None
    assert not any(c.overlaps(b) for c in plan.corridors for b in plan.boxes.values())
    assert plan.w <= 2 * WING_W


@pytest.mark.parametrize(
    ("box", "ok"),
    [
        (Box(0, 0, 1, 1), True),
        (Box(EDGE - 1, EDGE - 1, 1, 1), True),
        (Box(EDGE, 0, 1, 1), False),
        (Box(-1, 0, 1, 1), False),
        (Box(0, 0, 0, 1), False),
        (Box(0, 0, EDGE + 1, 1), False),
    ],
)
def test_a_room_lies_on_the_grid(box: Box, *, ok: bool) -> None:
    assert fits(box) is ok


def test_rooms_are_sorted_as_people_count() -> None:
    """A9 comes before A10, and letters do not matter."""
    assert sorted(["A10", "a9", "B1", "A9b", ""], key=natural) == ["", "a9", "A9b", "A10", "B1"]
