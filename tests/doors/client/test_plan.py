"""My plan: begun by the person, read in their language, answered in their own words."""

from typing import Any

import pytest

from redthread.plans import public as plans
from tests.plans.arrange import Desk as Table
from tests.plans.arrange import arrange_team

PATH = "/my/plan"


@pytest.fixture
def table(world: Any, as_owner: Any, acting: Any) -> Table:
    """The people at the table of Amir's plan."""
    with as_owner():
        team = arrange_team(world)
    return Table(acting, world, as_owner, team)


def test_an_empty_plan_asks_for_a_goal_of_ones_own(leila: Any) -> None:
    assert "My plan" in leila.see("/my/")
    page = leila.see(PATH)
    assert "Begin with what you want" in page
    leila.send(f"{PATH}/goals", {"area": "work", "text": "I want to bake bread"}, of=PATH)
    page = leila.see(PATH)
    assert "I want to bake bread" in page
    assert "my goal" in page


def test_nothing_typed_is_lost_when_something_is_missing(leila: Any) -> None:
    leila.see(PATH)
    answer = leila.send(f"{PATH}/goals", {"area": "", "text": "A dog"}, of=PATH, status=422)
    page = leila.keep(answer, 422)
    assert "Choose the part of life" in page
    assert ">A dog</textarea>" in page


def test_on_two_tablets_the_later_sees_both(leila: Any) -> None:
    leila.send(f"{PATH}/goals", {"area": "work", "text": "Bread"}, of=PATH)
    goal = leila.see(PATH).partition('name="goal" value="')[2][:36]
    said = {"version": "1", "status": "open"}
    leila.send(f"{PATH}/goals/{goal}", said | {"text": "Bread and cakes"}, of=PATH, status=302)
    answer = leila.send(f"{PATH}/goals/{goal}", said | {"text": "Only cakes"}, of=PATH, status=409)
    page = leila.keep(answer, 409)
    for words in ("Bread and cakes", ">Only cakes</textarea>", "As you wrote it"):
        assert words in page


def test_i_do_a_step_and_say_that_it_is_done(leila: Any) -> None:
    leila.send(f"{PATH}/goals", {"area": "home", "text": "My own flat"}, of=PATH)
    page = leila.see(PATH)
    goal = page.partition('name="goal" value="')[2][:36]
    leila.send(f"{PATH}/steps", {"goal": goal, "text": "I write to the landlord"}, of=PATH)
    page = leila.see(PATH)
    assert "I write to the landlord" in page
    assert "I do this" in page
    step = page.partition('id="action-')[2][:36]
    running = leila.see(PATH)
    assert "from " in running.partition("I do this")[2][:200]
    leila.send(f"{PATH}/steps/{step}/done", {"version": "1"}, of=PATH)
    page = leila.see(PATH)
    assert "Done" in page
    assert "from " not in page.partition("I do this")[2][:200]  # it ended today, and is drawn no further


def test_amir_reads_the_plan_in_arabic_and_the_words_of_others_in_theirs(
    table: Table, at_tablet: Any, desk: Any, cast: Any
) -> None:
    table.goal(table.team.officer, words="A job as a welder")
    table.write(table.team.municipality, words="Arbetspraktik på bageriet")
    page = at_tablet(cast.amir).see(PATH)
    assert '<bdi lang="sv">Arbetspraktik på bageriet</bdi>' in page
    assert '<bdi lang="en">A job as a welder</bdi>' in page
    assert 'lang="ar" dir="rtl"' in page
    assert "Nyköping municipality" in page
    for english in ("Who does what", "My word", "Going on", "Work</h2>"):
        assert english not in page


def test_my_word_is_kept_with_the_version_that_i_read(leila: Any) -> None:
    leila.send(f"{PATH}/goals", {"area": "work", "text": "Bread"}, of=PATH)
    assert "Say what you think" in leila.see("/my/")
    leila.send(
        f"{PATH}/word", {"answer": "not", "text": "I want more school", "number": "1"}, of=PATH, status=302
    )
    page = leila.see(PATH)
    assert "Does not agree" in page
    assert "I want more school" in page
    assert "Say what you think" not in leila.see("/my/")
    answer = leila.send(f"{PATH}/word", {"answer": "agrees", "number": "0"}, of=PATH, status=409)
    assert "The plan was changed while you read it" in leila.keep(answer, 409)


def test_i_write_beside_what_others_do(table: Table, at_tablet: Any, desk: Any, cast: Any) -> None:
    action = table.write(table.team.municipality)
    person = at_tablet(cast.amir)
    person.see(PATH)
    person.send(f"{PATH}/actions/{action.id}/remarks", {"text": "أريد البدء مبكرا"}, of=PATH)
    (view,) = [a for area in table.read(table.team.municipality).areas for a in area.actions]
    assert [r.words for r, _name in view.remarks] == ["أريد البدء مبكرا"]


def test_nobody_reads_or_writes_anothers_plan(table: Table, leila: Any) -> None:
    goal = table.goal(table.world.cast.amir, words="Secret wish")
    assert "Secret wish" not in leila.see(PATH)
    for path, data in (
        (f"goals/{goal.id}", {"text": "x", "status": "open", "version": "1"}),
        ("steps", {"goal": str(goal.id), "text": "x"}),
    ):
        assert leila.post(f"{PATH}/{path}", data, of=PATH).status_code in {403, 404}
    with table.as_owner():
        assert plans.Goal.objects.get(id=goal.id).words == "Secret wish"
