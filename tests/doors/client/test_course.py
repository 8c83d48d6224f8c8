"""My way: the course as one picture, true to what is known and silent about what nobody knows."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from redthread.custody.public import Facts, Jurisdiction, record_sentence
from redthread.doors.client.course import stops_of, tasks_in_words
from redthread.foundation import clock
from redthread.foundation.phases import Phase
from redthread.journey.public import ClientTask, PhaseLine, TaskStatus
from redthread.jurisdiction.guides import load_guides
from tests.custody.sentence_facts import part
from tests.journey.arrange import Courses
from tests.jurisdiction.conftest import PACKS

TZ = "Europe/Stockholm"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def course(phase: Phase, since: datetime = NOW) -> Any:
    came = NOW - timedelta(days=100)
    return SimpleNamespace(phase=phase.value, phase_since=since, started_at=came, opened_at=came)


def line(phase: Phase, entered: datetime) -> PhaseLine:
    return PhaseLine(phase, entered, None, version_id=None)  # type: ignore[arg-type]


def states(stops: Any) -> list[tuple[str, str]]:
    return [(stop.state, stop.title) for stop in stops]


def test_in_remand_the_picture_foretells_no_sentence() -> None:
    stops = stops_of(course(Phase.REMAND), [line(Phase.REMAND, NOW)], {}, now=NOW, tz=TZ)
    assert states(stops) == [("been", "You came"), ("now", "In remand"), ("open", "The court decides")]


def test_somebody_serving_sees_behind_now_and_ahead_with_the_expected_days() -> None:
    lines = [line(Phase.REMAND, NOW - timedelta(days=90)), line(Phase.INTAKE, NOW - timedelta(days=40))]
    days = {Phase.RELEASE: date(2027, 1, 5), Phase.SUPERVISION: date(2028, 1, 5)}
    stops = stops_of(course(Phase.SERVING), [*lines, line(Phase.SERVING, NOW)], days, now=NOW, tz=TZ)
    assert [stop.state for stop in stops] == ["been", "been", "been", "now", "next", "next", "next"]
    assert "5 January 2027, if nothing changes" in stops[4].when
    assert stops[6].when == ""


def test_a_recall_shows_that_one_was_outside_before() -> None:
    lines = [
        line(phase, NOW - timedelta(days=100 - n))
        for n, phase in enumerate([Phase.SERVING, Phase.SUPERVISION])
    ]
    stops = stops_of(course(Phase.SERVING), [*lines, line(Phase.SERVING, NOW)], {}, now=NOW, tz=TZ)
    assert states(stops)[-5:-3] == [("been", "Under supervision"), ("now", "Serving the sentence")]


def test_who_leaves_soon_goes_from_the_first_weeks_to_release() -> None:
    days = {Phase.RELEASE: NOW.date() - timedelta(days=200)}
    stops = stops_of(course(Phase.INTAKE), [line(Phase.INTAKE, NOW)], days, now=NOW, tz=TZ)
    assert "Serving the sentence" not in [stop.title for stop in stops]
    assert stops[2].when == ""  # a day behind us is no promise


def test_days_before_the_guides_were_kept_are_not_invented() -> None:
    running = course(Phase.RELEASE)
    running.opened_at = NOW
    stops = stops_of(running, [line(Phase.SERVING, NOW), line(Phase.RELEASE, NOW)], {}, now=NOW, tz=TZ)
    assert [(stop.title, stop.when) for stop in stops[:3]] == [
        ("You came", "Saturday, 22 November 2025"),
        ("Serving the sentence", ""),
        ("Getting ready for release", ""),
    ]


@pytest.mark.parametrize("phase", list(Phase))
def test_there_is_always_exactly_one_place_where_one_is(phase: Phase) -> None:
    lines = [line(p, NOW - timedelta(days=9)) for p in Phase for _ in range(4)]
    stops = stops_of(course(phase), lines, {}, now=NOW, tz=TZ)
    assert [stop.state for stop in stops].count("now") == 1
    assert len(stops) <= 14


def task(code: str, status: str, *, due: int | None = None, mine: bool = False) -> ClientTask:
    at = None if due is None else NOW + timedelta(days=due)
    done = NOW - timedelta(days=1) if status in {"done", "skipped", "lapsed"} else None
    return ClientTask(
        code, Phase.SERVING, code, f"You: {code}", "Plan officer", TaskStatus(status), at, done, mine
    )


def test_what_i_do_stands_first_and_what_is_late_says_so() -> None:
    found = tasks_in_words(
        [task("b", "open", due=2), task("late", "open", due=-2), task("me", "open", due=9, mine=True)],
        now=NOW,
        tz=TZ,
    )["now"]
    assert [d.state for d in found] == ["mine", "late", "now"]
    assert found[1].when.startswith("was to be done")


def test_what_lapsed_is_not_shown_and_what_was_not_needed_says_so() -> None:
    found = tasks_in_words([task("x", "lapsed"), task("y", "skipped"), task("z", "waiting")], now=NOW, tz=TZ)
    assert [d.state for d in found["done"]] == ["over"]
    assert [d.means for d in found["later"]] == ["You: z"]


@pytest.fixture
def walked(world: Any, acting: Any, as_owner: Any, cast: Any) -> Courses:
    """Leila was judged ten days ago and serves three years; the guides of Sweden are published."""
    courses = Courses(acting, as_owner, world)
    courses.load()
    now = clock.now()
    judged = now.date() - timedelta(days=10)
    with acting(cast.governor) as actor:
        record_sentence(
            actor=actor,
            sentence_id=uuid4(),
            client_id=cast.leila.client_id,
            jurisdiction=Jurisdiction("se", TZ),
            facts=Facts(judged, (part(3, judged=judged),), remand_days=0),
            at=now,
        )
    courses.open(cast.leila, at=now)
    return courses


@pytest.mark.django_db
def test_without_a_course_the_page_says_when_it_begins(leila: Any, desk: Any) -> None:
    assert "Your way is not drawn yet." in leila.see("/my/course")
    assert 'href="/my/course"' in leila.see("/my/")


@pytest.mark.django_db
def test_the_page_shows_the_thread_and_who_does_what(leila: Any, desk: Any, walked: Courses) -> None:
    page = leila.see("/my/course")
    assert "You are here" in page
    assert page.count('aria-current="step"') == 1
    assert "The first weeks" in page
    plan = next(t for t in load_guides(PACKS / "se")[Phase.INTAKE] if t.code == "plan_agreed")
    assert plan.client
    assert plan.client.in_language("en") in page
    assert "Plan officer" in page


@pytest.mark.django_db
def test_what_concerns_a_victim_or_has_no_words_for_them_never_reaches_the_page(
    leila: Any, desk: Any, walked: Courses
) -> None:
    page = leila.see("/my/course").lower()
    assert "victim" not in page
    assert "share a cell" not in page


@pytest.mark.django_db
def test_another_person_sees_their_own_way_only(
    desk: Any, cast: Any, walked: Courses, at_tablet: Any
) -> None:
    other = at_tablet(cast.jonas)
    assert "way-line" not in other.see("/my/course?client=1&client_id=1")


@pytest.mark.django_db
def test_the_page_takes_no_orders(leila: Any, desk: Any) -> None:
    assert leila.browser.post("/my/course", {"status": "done"}).status_code in {403, 405}


@pytest.mark.django_db
def test_hard_words_are_explained_beside_what_is_done_each_once(
    leila: Any, desk: Any, walked: Courses
) -> None:
    """Without a script: a word unfolds what it means, for keyboard, touch and screen reader."""
    page = leila.browser.get("/my/course").content.decode()
    words = re.findall(
        r'<details class="term"><summary><span class="sr-only">[^<]+</span>([^<]+)</summary><p>', page
    )
    assert words
    assert len(words) == len(set(words))
    assert "What this word means:" in page
