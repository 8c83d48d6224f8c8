"""Guides in the office: a service's own is written, tried on an example person, warned about, published."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from redthread.foundation import clock
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.models import GuideVersion
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Acting, AsOwner, Cast, Member, World
from tests.journey.arrange import Courses

pytestmark = pytest.mark.django_db
GUIDES = "/staff/office/guides"
INTAKE = f"{GUIDES}/intake"
DRAFT = f"{INTAKE}/draft"


@pytest.fixture
def courses(world: World, acting: Acting, as_owner: AsOwner) -> Courses:
    """The guides of Sweden are published."""
    found = Courses(acting, as_owner, world)
    found.load()
    return found


@pytest.fixture
def clerk(office: Callable[[Member], Clerk], cast: Cast, courses: Courses) -> Clerk:
    """The administrator, who writes guides."""
    return office(cast.administrator)


def begin(clerk: Clerk) -> None:
    clerk.send(f"{INTAKE}/begin", {}, of=INTAKE)


def task_form(clerk: Clerk, code: str = "plan_agreed") -> dict[str, Any]:
    clerk.see(f"{DRAFT}/{code}")
    return clerk.form() | {"step": "save"}


def test_the_guides_are_listed_with_version_and_tasks_in_words(clerk: Clerk) -> None:
    page = clerk.see(GUIDES)
    assert "The first weeks" in page
    assert "version 1" in page
    page = clerk.see(INTAKE)
    assert "The plan (VSP), with probation from the start" in page
    assert "at the latest 28 days after the beginning of the sentence" in page
    assert "SFS 2010:610 1:5" in page


def test_a_task_is_changed_previewed_and_published(clerk: Clerk, as_owner: AsOwner) -> None:
    """From the pack's version to the service's own, and the people stay on theirs."""
    begin(clerk)
    clerk.see(DRAFT)
    assert "An example person" in clerk.page
    form = task_form(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", form | {"deadline": "event:intake+21d", "title-en": "Our plan"})
    assert "Saved." in clerk.page
    assert "at the latest 21 days after" in clerk.page
    clerk.send(f"{INTAKE}/publish", {}, of=DRAFT, status=200)
    assert "Changed: Our plan" in clerk.page
    assert "It never changes again" in clerk.page
    clerk.send(f"{INTAKE}/publish", {"step": "save"}, of=DRAFT)
    assert "Published." in clerk.page
    with as_owner():
        rows = dict(
            GuideVersion.objects.filter(pack="se", phase="intake").values_list("number", "is_current")
        )
    assert rows == {1: False, 2: True}


def test_the_days_of_the_example_person_can_be_chosen_and_nonsense_is_told(clerk: Clerk) -> None:
    begin(clerk)
    days = "arrived=2026-01-01&sentenced=2026-02-02&release=2027-06-01&ends=2028-01-01"
    assert "Monday, 2 March 2026" in clerk.see(f"{DRAFT}?{days}")
    assert "The days must follow each other" in clerk.see(f"{DRAFT}?arrived=2027-01-01&sentenced=2026-02-02")
    assert "Write each day as a date" in clerk.see(f"{DRAFT}?arrived=yesterday")
    assert "follow each other" in clerk.see(f"{DRAFT}?arrived=0001-01-01&ends=9999-12-31")


def test_a_deadline_that_cannot_be_read_is_told_with_its_place_and_nothing_typed_is_lost(
    clerk: Clerk,
) -> None:
    begin(clerk)
    form = task_form(clerk)
    wrong = form | {"deadline": "event:intake+28q", "why-sv": "Därför att vi vill."}
    clerk.send(f"{DRAFT}/plan_agreed", wrong, status=422)
    assert "Cannot be read at character 16." in clerk.page
    assert "Därför att vi vill." in clerk.page
    assert "28 days" in clerk.see(DRAFT)


def test_a_deadline_is_read_out_while_it_is_typed(clerk: Clerk) -> None:
    begin(clerk)
    said = clerk.browser.get(f"{INTAKE}/reading", {"deadline": "event:intake+28d"}).json()
    assert said["words"] == "at the latest 28 days after the beginning of the sentence"
    assert said["due"].startswith("For the example person:")
    said = clerk.browser.get(f"{INTAKE}/reading", {"deadline": "limit:30d/7d", "starts": "arrival"}).json()
    assert said["warning"] == "The longest limit is shorter than the usual one."
    said = clerk.browser.get(f"{INTAKE}/reading", {"deadline": "every:"}).json()
    assert (said["before"], said["after"], said["words"]) == ("every:", "", "")


def test_what_can_never_be_met_is_warned_of_in_the_list_and_before_publishing(clerk: Clerk) -> None:
    begin(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | {"deadline": "event:supervision_end+1d"})
    assert "1 deadline can never be met" in clerk.page
    assert "This counts from something that comes only after" in clerk.page
    clerk.send(f"{INTAKE}/publish", {}, of=DRAFT, status=200)
    assert "This counts from something that comes only after" in clerk.page


def test_a_task_is_added_and_removed(clerk: Clerk) -> None:
    begin(clerk)
    texts = {f"{name}-en": f"{name} of ours" for name in ("title", "why", "how", "client")}
    form = task_form(clerk, "new") | texts
    clerk.send(f"{DRAFT}/new", form | {"code": "our_tour", "role": "key_worker", "source": "Ours"})
    assert "title of ours" in clerk.page
    assert "texts missing: ar da fr nl sv" in clerk.page
    clerk.send(
        f"{DRAFT}/new", task_form(clerk, "new") | texts | {"code": "our_tour", "role": "officer"}, status=422
    )
    assert "There is a task with this code already." in clerk.page
    clerk.see(DRAFT)
    clerk.send(f"{DRAFT}/our_tour/remove", {"seen": clerk.form()["seen"]}, of=DRAFT)
    assert "title of ours" not in clerk.page


def test_two_writers_the_later_one_loses_nothing(clerk: Clerk) -> None:
    begin(clerk)
    old = task_form(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", old | {"title-en": "The first"})
    clerk.send(f"{DRAFT}/plan_agreed", old | {"title-en": "The second"}, status=409)
    assert "Somebody else changed this draft meanwhile." in clerk.page
    assert "The second" in clerk.page
    assert "The first" in clerk.see(DRAFT)


def test_a_draft_is_thrown_away_only_when_asked_twice(clerk: Clerk) -> None:
    begin(clerk)
    clerk.send(f"{INTAKE}/discard", {}, of=DRAFT, status=200)
    clerk.see(DRAFT)
    clerk.send(f"{INTAKE}/discard", {"step": "save"}, of=DRAFT)
    clerk.see(DRAFT, status=404)


def test_everybody_is_taken_over_with_progress(clerk: Clerk, courses: Courses, cast: Cast) -> None:
    courses.open(cast.leila)
    clerk.send(f"{GUIDES}/take-over", {}, of=GUIDES, status=200)
    assert "What is done stays done." in clerk.page
    clerk.send(f"{GUIDES}/take-over", {"step": "save"}, of=GUIDES)
    assert "It has begun." in clerk.page
    assert re.search(r"0 of \d+ people", clerk.page)
    with courses.job() as actor:
        people = journey.migrate_batch(actor=actor, at=clock.now())
    assert people
    assert f"{people} of {people} people" in clerk.see(GUIDES)


@pytest.mark.parametrize("path", ["", "/intake", "/intake/draft", "/intake/reading", "/intake/draft/new"])
def test_who_does_not_write_guides_finds_no_such_page(
    office: Callable[[Member], Clerk], cast: Cast, courses: Courses, path: str
) -> None:
    for member in (cast.officer, cast.governor, cast.nurse):
        office(member).see(f"{GUIDES}{path}", status=404)


@pytest.mark.parametrize(
    "path", ["/heaven", "/intake/draft/no_such_task", "/intake/draft/new/remove", "/../secret", "/intake'--"]
)
def test_addresses_that_are_not_there_are_not_found(clerk: Clerk, path: str) -> None:
    begin(clerk)
    assert clerk.browser.get(f"{GUIDES}{path}").status_code in {404, 405}


@pytest.mark.parametrize(
    "field",
    [
        {"role": "emperor"},
        {"title-en": "", "title-sv": "", "title-da": "", "title-nl": "", "title-fr": "", "title-ar": ""},
        {"deadline": "e" * 5000},
        {"deadline": "every:999999d"},
        {"check": ["drop table, ; --"]},
        {"source": ""},
        {"escalates_to": "nobody_at_all"},
    ],
)
def test_hostile_and_broken_input_is_refused_in_words(clerk: Clerk, field: dict[str, str]) -> None:
    begin(clerk)
    before = clerk.see(DRAFT)
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | field, status=422)
    assert 'class="ds-alert' in clerk.source or 'role="alert"' in clerk.source or "notice" in clerk.source
    assert clerk.see(DRAFT).count("<li id=") == before.count("<li id=")


def test_a_script_in_a_text_stays_a_text(clerk: Clerk) -> None:
    begin(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | {"title-en": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in clerk.source
    assert "&lt;script&gt;alert(1)" in clerk.source


def test_a_place_or_order_that_is_no_number_is_nought(clerk: Clerk, as_owner: AsOwner) -> None:
    begin(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | {"order": "-5; drop", "valid_from": "soon"})
    with as_owner():
        draft = journey.find_draft(pack="se", phase=Phase.INTAKE)
    assert draft is not None
    assert draft.tasks["plan_agreed"]["order"] == 0
