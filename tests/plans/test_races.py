"""Two editors in two real connections: one is first, the other sees both; nothing is started twice unseen."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from redthread.plans.models import Action, PlanVersion
from redthread.plans.public import DoubleEffortError, EditedMeanwhileError
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.factories.world import Member
from tests.plans.arrange import Desk, Team, arrange_team, later

HANDS = 8


@pytest.fixture
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """The table, committed: every thread has a transaction of its own."""
    seated: list[Team] = []
    with (
        django_db_blocker.unblock(),
        committed_world("plans", lambda world: seated.append(arrange_team(world))) as world,
    ):
        yield Desk(acting_committed, world, as_owner_committed, seated[0])  # type: ignore[arg-type]


def at_once(work: Callable[[int], str]) -> Counter[str]:
    outcomes: list[str] = []
    start = threading.Barrier(HANDS)

    def run(n: int) -> None:
        try:
            start.wait()
            outcomes.append(work(n))
        except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(HANDS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(outcomes)


def save(desk: Desk, who: Member, action_id: UUID, expected: int | None, words: str) -> str:
    try:
        desk.write(who, action_id=action_id, expected=expected, words=words, at=later(1))
    except EditedMeanwhileError as error:
        is_whole = error.mine["words"] == words and error.theirs.words != words
        return "sees both" if is_whole else "lost something"
    except DoubleEffortError:
        return "is asked"
    return "saved"


def test_of_many_editors_one_is_first_and_the_others_see_both(desk: Desk) -> None:
    action = desk.write(desk.team.officer)
    outcome = at_once(
        lambda n: save(desk, (desk.team.officer, desk.team.second)[n % 2], action.id, 1, f"Version of {n}")
    )
    assert outcome == {"saved": 1, "sees both": HANDS - 1}
    with as_owner_committed():
        assert Action.objects.get(id=action.id).version == 2
        assert sorted(PlanVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_who_starts_the_same_at_the_same_moment_is_asked(desk: Desk) -> None:
    """The first of each side goes through; whoever of another side comes after sees what runs."""
    sides = (desk.team.officer, desk.team.municipality)
    outcome = at_once(lambda n: save(desk, sides[n % 2], uuid4(), None, f"Effort {n}"))
    assert outcome == {"saved": HANDS // 2, "is asked": HANDS // 2}
    with as_owner_committed():
        assert Action.objects.values("owner").distinct().count() == 1
        assert sorted(PlanVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
