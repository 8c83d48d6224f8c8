"""The plan at the partner door: what was granted, and nothing else; each look is told to the person."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from redthread.plans.public import Action, Goal
from redthread.sharing.public import Disclosure
from tests.doors.staff.conftest import AGENT, text_of
from tests.factories.world import Member, open_session
from tests.plans.arrange import PLAN_HOME, allow, arrange_team, disallow, later
from tests.plans.arrange import Desk as Table

TYPED = {
    "version": "0",
    "area": "work",
    "words": "Practice at the bakery",
    "status": "running",
    "continues": "",
}
TYPED |= {"starts_day": "2", "starts_month": "3", "starts_year": "2026"}


@dataclass
class Partner:
    """A partner's browser."""

    who: Member
    browser: Browser = field(
        default_factory=lambda: Browser(enforce_csrf_checks=True, headers={"user-agent": AGENT})
    )

    def read(self, path: str) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return text_of(answer)

    def post(self, path: str, data: dict[str, Any], *, of: str = "/partner/") -> Any:
        page = self.browser.get(of).content.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return self.browser.post(path, {"csrfmiddlewaretoken": found.group(1) if found else ""} | data)


@pytest.fixture
def table(world: Any, as_owner: Any, acting: Any) -> Table:
    """The people at the table of Amir's plan."""
    with as_owner():
        team = arrange_team(world)
    return Table(acting, world, as_owner, team)


@pytest.fixture
def eva(table: Table) -> Partner:
    """The case worker of the municipality."""
    made = Partner(table.team.municipality)
    with table.as_owner():
        made.browser.cookies["rt_session"] = open_session(made.who, binding=f"browser:{AGENT}")
    return made


@pytest.fixture
def path(table: Table) -> str:
    """The plan's address."""
    return f"/partner/people/{table.client_id}/plan"


def test_only_what_was_granted_is_there_and_the_look_is_told(table: Table, eva: Partner, path: str) -> None:
    table.goal(table.team.officer, area="work", words="A job")
    table.goal(table.team.officer, area="addiction", words="Stay clean")
    page = eva.read(path)
    assert "A job" in page
    assert "Stay clean" not in page
    for hidden in ("Alcohol", "Missbruk", "Family"):
        assert hidden not in page
    with table.as_owner():
        (told,) = Disclosure.objects.filter(what="partner:plan")
        assert told.client_id == table.client_id
    for more in ("versions", "return", "bring", "write"):
        eva.read(f"{path}/{more}")


def test_ids_that_were_not_granted_are_absent_whether_there_is_somebody_or_not(
    table: Table, eva: Partner
) -> None:
    leila = table.world.cast.leila.client_id
    table.goal(table.team.officer)
    for person in (leila, 99_999_999):
        for more in ("", "/versions", "/return", "/bring", "/write"):
            assert eva.browser.get(f"/partner/people/{person}/plan{more}").status_code == 404
    answers = [
        eva.post(f"/partner/people/{person}/plan/save", TYPED | {"action": str(uuid4())})
        for person in (leila, 99_999_999)
    ]
    assert [a.status_code for a in answers] == [403, 403]
    pages = [re.sub(r'value="[^"]{40,}"', "", a.content.decode()) for a in answers]
    assert pages[0].replace(str(leila), "") == pages[1].replace("99999999", ""), "nothing tells them apart"


def test_an_action_is_written_by_the_municipality_and_read_by_the_person(
    table: Table, eva: Partner, path: str
) -> None:
    answer = eva.post(f"{path}/save", TYPED | {"action": str(uuid4())}, of=f"{path}/write")
    assert answer.status_code == 302, text_of(answer)
    assert "Practice at the bakery" in eva.read(path)
    (view,) = [a for area in table.read(table.world.cast.amir).areas for a in area.actions]
    assert (view.action.words, view.who) == ("Practice at the bakery", "Nyköping municipality")


def test_a_double_effort_is_caught_at_the_partners_door_too(table: Table, eva: Partner, path: str) -> None:
    table.write(table.team.officer, words="Work in the kitchen")
    typed = TYPED | {"action": str(uuid4())}
    answer = eva.post(f"{path}/save", typed, of=f"{path}/write")
    assert answer.status_code == 409
    assert "Work in the kitchen" in text_of(answer)
    because = {"reply": "start_anyway", "because": "The bakery outside keeps the place"}
    assert eva.post(f"{path}/save", typed | because, of=f"{path}/write").status_code == 302
    assert "The bakery outside keeps the place" in eva.read(path)


def test_a_save_after_the_grant_ended_gives_back_what_was_typed(
    table: Table, eva: Partner, path: str
) -> None:
    eva.read(f"{path}/write")
    with table.as_owner():
        disallow(table.team.organisations["town"], table.client_id)
    long = "Half an hour of writing about the flat in Brandholmen"
    answer = eva.post(f"{path}/save", TYPED | {"action": str(uuid4()), "words": long})
    assert answer.status_code == 403
    assert long in text_of(answer)
    assert "Amir" not in text_of(answer)
    with table.as_owner():
        assert not Action.objects.exists()


def test_one_class_withdrawn_closes_that_part_and_leaves_the_rest(
    table: Table, eva: Partner, path: str
) -> None:

    eva.read(f"{path}/write")
    with table.as_owner():
        disallow(table.team.organisations["town"], table.client_id)
        allow(table.team.organisations["town"], table.client_id, reads=1 | PLAN_HOME)
    answer = eva.post(f"{path}/save", TYPED | {"action": str(uuid4()), "words": "Typed before"})
    assert answer.status_code == 403
    page = text_of(answer)
    assert "Typed before" in page
    assert 'value="home"' in answer.content.decode()


def test_a_file_is_brought_in_as_ones_own(table: Table, eva: Partner, path: str) -> None:
    data = "insats;område;från\nPraktik;arbete;2026-01-07\n".encode("utf-16")
    sent = SimpleUploadedFile("plan.csv", data, content_type="text/csv")
    look = eva.post(f"{path}/take", {"do": "look", "file": sent}, of=f"{path}/bring")
    html = look.content.decode()
    assert look.status_code == 200, text_of(look)
    key = html.split('name="take-')[1][:32]
    fields = {
        "do": "keep",
        "data": html.partition('name="data" value="')[2].partition('"')[0],
        f"take-{key}": "1",
        f"area-{key}": "work",
        f"continues-{key}": "continue",
        "organisation": str(table.team.organisations["agency"]),
    }
    unsure = eva.post(f"{path}/take", fields, of=f"{path}/bring")
    assert unsure.status_code == 422, "the file does not say whose it is"
    kept = eva.post(f"{path}/take", fields | {"sure": "1"}, of=f"{path}/bring")
    assert kept.status_code == 302, text_of(kept)
    with table.as_owner():
        assert Action.objects.get().organisation_id == table.team.organisations["town"]


def test_the_table_signs_beside_the_persons_word(table: Table, eva: Partner, path: str) -> None:
    table.goal(table.world.cast.amir, words="A job")
    from redthread.plans import public as plans

    with table.sit(table.world.cast.amir) as actor:
        word = plans.record_client_word(
            actor=actor,
            client_id=table.client_id,
            word_id=uuid4(),
            number=1,
            answer="agrees",
            words="Yes please",
            at=later(1),
        )
    assert "Yes please" in eva.read(path)
    assert eva.post(f"{path}/sign", {"word": str(word.id)}, of=path).status_code == 302
    page = eva.read(path)
    assert "Eva Falk" in page
    assert "Nyköping municipality" in page


def test_remarks_goals_and_answers(table: Table, eva: Partner, path: str) -> None:
    action = table.write(table.team.officer)
    note = {
        "request_id": str(uuid4()),
        "action": str(action.id),
        "text": "We could share it",
        "kind": "comment",
    }
    assert eva.post(f"{path}/remark", note, of=path).status_code == 302
    goal = {"request_id": str(uuid4()), "area": "home", "text": "A flat", "whose": "client"}
    assert eva.post(f"{path}/goal", goal, of=path).status_code == 302
    with table.as_owner():
        assert Goal.objects.get().owner == "partner", "a partner takes down nobody's words"
    answer = {"remark": str(uuid4()), "answer": "accepted"}
    assert eva.post(f"{path}/answer", answer, of=path).status_code == 403
