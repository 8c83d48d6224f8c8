"""The editor of guides speaks in words: lists to choose from, a picture in time, what is taken back."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from redthread.doors.staff.office.guide_words import ENTRIES, PAGE_WORDS
from redthread.journey.models import GuideVersion
from redthread.jurisdiction.guides import PAGES, load_guides
from tests.doors.admin.conftest import Clerk
from tests.doors.admin.test_guides import DRAFT, GUIDES, INTAKE, begin, task_form
from tests.factories.world import PACKS as PACK_FILES
from tests.factories.world import Acting, AsOwner, Cast, Member, World
from tests.journey.arrange import Courses

pytestmark = pytest.mark.django_db


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


def test_every_page_and_every_entry_that_a_pack_waits_for_has_words() -> None:
    assert set(PAGE_WORDS) == set(PAGES)
    tasks = [
        task
        for pack in ("generic", "se", "dk", "be")
        for found in load_guides(PACK_FILES / pack).values()
        for task in found
    ]
    assert {kind for task in tasks for kind in (*task.check, *task.repeat_on)} <= set(ENTRIES)


def test_what_can_be_chosen_is_said_in_words_and_never_in_codes(clerk: Clerk) -> None:
    begin(clerk)
    page = clerk.see(f"{DRAFT}/plan_agreed")
    for words in (
        "the plan is agreed",
        "Partners and handovers",
        "Read in the law or on an official page",
        "staff note the day on the course’s page",
        "every 7 days for two months, then every 14 days",
    ):
        assert words in page
    said = re.sub(r"<[^>]+>", " ", page)
    for code in ("plans.agreed", "custody.restriction_changed", "keep_apart"):
        assert code not in said


def test_lists_are_kept_as_chosen_and_what_only_a_pack_knows_is_not_lost(
    clerk: Clerk, as_owner: AsOwner
) -> None:
    begin(clerk)
    form = task_form(clerk)
    clerk.send(
        f"{DRAFT}/plan_agreed",
        form
        | {
            "check": ["plans.agreed", "plans.signed"],
            "terms": ["key_worker"],
            "repeat_on": ["custody.moved"],
        },
    )
    with as_owner():
        kept = GuideVersion.objects.get(phase="intake", published_at=None).tasks["plan_agreed"]
    assert kept["check"] == ["plans.agreed", "plans.signed"]
    assert (kept["terms"], kept["repeat_on"]) == (["key_worker"], ["custody.moved"])
    assert "plans.signed" in clerk.see(f"{DRAFT}/plan_agreed")


def test_the_draft_is_a_picture_in_time_and_the_same_in_words(clerk: Clerk) -> None:
    begin(clerk)
    days = "arrived=2026-01-01&sentenced=2026-02-02&release=2027-06-01&ends=2028-01-01"
    page = clerk.see(f"{DRAFT}?{days}")
    assert "28 days into the phase" in page
    assert "the day the phase begins" in page
    figure = clerk.source.split('<figure class="guide-picture">')[1].split("</figure>")[0]
    assert figure.count("<circle") == len(re.findall(r'class="guide-knot">\d+<', figure)) > 5


def test_who_cannot_do_a_task_is_told_at_the_task_in_the_list_and_before_publishing(clerk: Clerk) -> None:
    begin(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | {"role": "kiosk_clerk"})
    words = "Kiosk clerk may end no task: choose another role, or give this one the right."
    assert words in clerk.page
    assert "1 task that nobody named for it can do" in clerk.page
    assert words in clerk.see(f"{DRAFT}/plan_agreed")
    clerk.see(DRAFT)
    clerk.send(f"{INTAKE}/publish", {}, of=DRAFT, status=200)
    assert words in clerk.page


def test_tasks_change_places_and_those_at_the_edge_stay(clerk: Clerk) -> None:
    begin(clerk)

    def order() -> list[str]:
        clerk.see(DRAFT)
        return re.findall(r'<li id="([a-z_]+)">', clerk.source)

    before = order()
    for code, way, wanted in (
        (before[1], "up", [before[1], before[0], *before[2:]]),
        (before[0], "down", [before[1], before[2], before[0], *before[3:]]),
    ):
        clerk.see(DRAFT)
        clerk.send(f"{DRAFT}/{code}/move", {"way": way, "seen": clerk.form()["seen"]}, of=DRAFT)
        assert order() == wanted
    clerk.see(DRAFT)
    clerk.send(f"{DRAFT}/{before[1]}/move", {"way": "up", "seen": clerk.form()["seen"]}, of=DRAFT)
    assert order() == [before[1], before[2], before[0], *before[3:]]


@pytest.mark.parametrize("do", ["remove", "move"])
def test_a_change_of_a_draft_that_somebody_else_changed_is_told_and_not_done(clerk: Clerk, do: str) -> None:
    begin(clerk)
    clerk.see(DRAFT)
    old = clerk.form()["seen"]
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | {"title-en": "The first"})
    clerk.send(f"{DRAFT}/plan_agreed/{do}", {"seen": old, "way": "up"}, of=DRAFT)
    assert "Somebody else changed this draft meanwhile." in clerk.page
    assert "The first" in clerk.page


def test_a_version_in_force_is_withdrawn_and_whoever_follows_it_loses_nothing(
    clerk: Clerk, courses: Courses, cast: Cast, as_owner: AsOwner
) -> None:
    begin(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | {"title-en": "A hasty plan"})
    clerk.send(f"{INTAKE}/publish", {"step": "save"}, of=DRAFT)
    with as_owner():
        hasty = GuideVersion.objects.get(phase="intake", number=2)
        assert hasty.published_at is not None
    courses.sentenced(cast.leila, since=hasty.published_at, release="2028-03-03", ends="2029-03-03")
    courses.open(cast.leila, at=hasty.published_at)
    clerk.see(INTAKE)
    assert "1 person follows it now" in clerk.page
    clerk.send(f"{INTAKE}/withdraw", {}, of=INTAKE, status=200)
    assert "Version 1 holds again, as version 3" in clerk.page
    assert "1 person follows it and keeps it until you take everybody over." in clerk.page
    clerk.send(f"{INTAKE}/withdraw", {"step": "save"}, of=INTAKE)
    assert "Withdrawn." in clerk.page
    assert "A hasty plan" not in clerk.page
    with as_owner():
        assert GuideVersion.objects.filter(id=hasty.id, is_current=False).exists()
    assert courses.tasks(cast.leila)["plan_agreed"].version_id == hasty.id


def test_the_only_version_is_not_withdrawn_and_an_earlier_one_can_be_begun_from(
    clerk: Clerk, as_owner: AsOwner
) -> None:
    clerk.see(INTAKE)
    assert "Withdraw the version in force" not in clerk.page
    clerk.send(f"{INTAKE}/withdraw", {"step": "save"}, of=INTAKE)
    assert "This is the only version." in clerk.page
    begin(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | {"title-en": "Ours"})
    clerk.send(f"{INTAKE}/publish", {"step": "save"}, of=DRAFT)
    clerk.see(f"{INTAKE}?version=1")
    clerk.send(f"{INTAKE}/begin", {"version": "1"}, of=INTAKE)
    assert "Ours" not in clerk.see(DRAFT)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"role": ""}, "Choose who does it."),
        ({"source": ""}, "Say where it comes from"),
        ({"escalates_to": "emperor"}, "Choose from the list who is told when it is late."),
        ({"deadline": "event:birthday+3d"}, "There is no “birthday”."),
        ({"deadline": "evnt:intake+3d"}, "Cannot be read at character 1."),
        ({f"why-{code}": "" for code in ("en", "sv", "da", "nl", "fr", "ar")}, "Write why it is done"),
    ],
)
def test_what_is_wrong_is_said_in_words_at_its_field(clerk: Clerk, field: dict[str, Any], words: str) -> None:
    begin(clerk)
    clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | field, status=422)
    assert words in clerk.page


def test_the_editor_speaks_arabic_from_right_to_left(clerk: Clerk, as_owner: AsOwner, cast: Cast) -> None:
    from django.db import connection

    begin(clerk)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update access.actor set language = 'ar' where id = %s", [cast.administrator.actor_id])
    page = clerk.see(DRAFT)
    assert 'dir="rtl"' in clerk.source
    assert "days into the phase" not in page
    assert clerk.see(GUIDES)


def test_a_form_is_chosen_by_its_title_and_only_from_the_list(clerk: Clerk, as_owner: AsOwner) -> None:
    begin(clerk)
    assert "Talk about risks and needs" in clerk.see(f"{DRAFT}/plan_agreed")
    for chosen, kept in (("intake-talk", "intake-talk"), ("no-such-form", None), ("", None)):
        clerk.send(f"{DRAFT}/plan_agreed", task_form(clerk) | {"form": chosen}, of=f"{DRAFT}/plan_agreed")
        with as_owner():
            draft = GuideVersion.objects.get(phase="intake", published_at=None)
        assert draft.tasks["plan_agreed"].get("form") == kept
