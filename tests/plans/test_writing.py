"""Who writes what: only the owner its action, each in the areas that are theirs."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from redthread.plans import public as plans
from redthread.plans.public import (
    Action,
    Agreement,
    EditedMeanwhileError,
    Goal,
    NotYoursError,
    OutOfReachError,
    PlanRefusedError,
)
from tests.plans.arrange import PLAN_WORK, Desk, allow, disallow, later


def test_the_persons_own_goal_opens_the_plan_and_stands_first(desk: Desk) -> None:
    amir = desk.world.cast.amir
    desk.goal(desk.team.officer, words="Vocational training")
    desk.goal(amir, words="A job as a baker")
    table = desk.read(amir)
    (work,) = [a for a in table.areas if a.area == "work"]
    assert [g.goal.words for g in work.goals] == ["A job as a baker", "Vocational training"]
    assert [g.is_own for g in work.goals] == [True, False]
    assert table.version == 2
    assert desk.kinds() == ["plans.opened", "plans.goal_added", "plans.goal_added"]


def test_a_goal_may_be_taken_down_for_the_person_and_is_theirs_from_then_on(desk: Desk) -> None:
    goal = desk.goal(desk.team.officer, words="See my daughter", area="family", for_client=True)
    with desk.sit(desk.team.officer) as actor, pytest.raises(NotYoursError):
        plans.change_goal(
            actor=actor,
            client_id=desk.client_id,
            goal_id=goal.id,
            expected=1,
            words="Other",
            status="open",
            at=later(1),
        )
    with desk.sit(desk.world.cast.amir) as actor:
        changed = plans.change_goal(
            actor=actor,
            client_id=desk.client_id,
            goal_id=goal.id,
            expected=1,
            words="See both my daughters",
            status="open",
            at=later(2),
        )
    assert (changed.words, changed.version) == ("See both my daughters", 2)


def test_a_partner_reads_and_writes_only_what_was_granted(desk: Desk) -> None:
    desk.goal(desk.team.officer, area="work", words="A job")
    desk.goal(desk.team.officer, area="addiction", words="Stay clean")
    desk.goal(desk.world.cast.amir, area="health", words="Sleep better")
    table = desk.read(desk.team.municipality)
    assert [a.area for a in table.areas] == ["home", "work"]
    assert [g.goal.words for a in table.areas for g in a.goals] == ["A job"]
    desk.write(desk.team.municipality, area="home", words="Flat in the Brandholmen quarter")
    for area in ("addiction", "money"):
        with pytest.raises(OutOfReachError):
            desk.write(desk.team.municipality, area=area)


def test_health_is_the_nurses_and_the_persons(desk: Desk) -> None:
    goal = desk.goal(desk.world.cast.nurse, area="health", words="Teeth treated")
    assert [a.area for a in desk.read(desk.world.cast.nurse).areas] == ["health"]
    assert not [a for a in desk.read(desk.team.officer).areas if a.area == "health"]
    with desk.sit(desk.team.officer):
        assert not Goal.objects.filter(id=goal.id).exists()
    with pytest.raises(OutOfReachError):
        desk.write(desk.team.officer, area="health")


def test_nobody_changes_the_action_of_another(desk: Desk) -> None:
    action = desk.write(desk.team.municipality, words="Practice at the bakery")
    for other in (desk.team.officer, desk.team.agency, desk.world.cast.amir):
        with pytest.raises(NotYoursError):
            desk.write(other, action_id=action.id, expected=1, words="Mine now")
    changed = desk.write(desk.team.colleague, action_id=action.id, expected=1, words="Practice at the café")
    assert (changed.words, changed.version) == ("Practice at the café", 2)


def test_the_database_itself_lets_nobody_write_what_is_not_theirs(desk: Desk) -> None:
    action = desk.write(desk.team.municipality)
    for other in (desk.team.officer, desk.team.agency, desk.world.cast.amir, desk.world.cast.officer):
        with desk.sit(other), connection.cursor() as cursor:
            cursor.execute("update plans_action set words = 'stolen' where id = %s", [action.id])
            assert cursor.rowcount == 0
    for column in ("organisation_id = null", "owner = 'service'", "client_id = 1", "info_class = 1"):
        with (
            desk.sit(desk.team.municipality),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError),
            transaction.atomic(),
        ):
            cursor.execute(f"update plans_action set {column} where id = %s", [action.id])
    with desk.sit(desk.team.municipality):
        assert Action.objects.get(id=action.id).words == "Work practice"


def test_a_partner_cannot_write_in_the_name_of_another(desk: Desk) -> None:
    goal = desk.goal(desk.team.officer)
    columns = (
        "id, plan_id, client_id, area, info_class, owner, organisation_id, words, language, version, "
        "made_by, made_at, changed_by, changed_at, person, starts_on, status, evidence, continues, source, "
        "reference"
    )
    for owner, organisation, source in (
        ("partner", desk.team.organisations["agency"], ""),
        ("partner", desk.team.organisations["agency"], "form"),
        ("service", None, ""),
        ("client", None, ""),
    ):
        with (
            desk.sit(desk.team.municipality),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError),
            transaction.atomic(),
        ):
            cursor.execute(
                f"insert into plans_action ({columns}) values (gen_random_uuid(), %s, %s, 'work', %s, %s, "
                "%s, 'x', 'sv', 1, 0, now(), 0, now(), '', now(), 'planned', '', '', %s, 'r')",
                [goal.plan_id, desk.client_id, PLAN_WORK, owner, organisation, source],
            )


def test_a_save_after_the_grant_ended_is_refused_in_a_sentence(desk: Desk) -> None:
    action = desk.write(desk.team.municipality)
    with desk.as_owner():
        disallow(desk.team.organisations["town"], desk.client_id)
    with pytest.raises(OutOfReachError, match="still here"):
        desk.write(desk.team.municipality, action_id=action.id, expected=1, words="Too late")
    with desk.as_owner():
        assert Action.objects.get(id=action.id).words == "Work practice"
    assert desk.read(desk.team.municipality).areas == []


def test_a_grant_that_only_reads_does_not_write(desk: Desk) -> None:
    with desk.as_owner():
        disallow(desk.team.organisations["town"], desk.client_id)
        allow(desk.team.organisations["town"], desk.client_id, writes=0)
    with pytest.raises(OutOfReachError):
        desk.write(desk.team.municipality)


def test_the_later_of_two_editors_sees_both(desk: Desk) -> None:
    action = desk.write(desk.team.officer, words="Course in welding")
    desk.write(
        desk.team.second, action_id=action.id, expected=1, words="Course in welding, evenings", at=later(5)
    )
    with pytest.raises(EditedMeanwhileError, match="Ulla Vik") as caught:
        desk.write(desk.team.officer, action_id=action.id, expected=1, words="Course in baking", at=later(6))
    assert caught.value.theirs.words == "Course in welding, evenings"
    assert caught.value.mine["words"] == "Course in baking"
    kept = desk.write(
        desk.team.officer, action_id=action.id, expected=2, words="Course in baking", at=later(7)
    )
    assert (kept.words, kept.version) == ("Course in baking", 3)


def test_saving_what_is_the_same_makes_no_version(desk: Desk) -> None:
    action = desk.write(desk.team.officer)
    again = desk.write(desk.team.officer, action_id=action.id, expected=1)
    assert (again.version, desk.read(desk.team.officer).version) == (1, 1)


def test_a_double_click_is_one_action(desk: Desk) -> None:
    same = uuid4()
    first, second = (desk.write(desk.team.officer, action_id=same) for _ in range(2))
    assert first.id == second.id
    assert desk.read(desk.team.officer).version == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"words": "  "},
        {"words": "x" * 501},
        {"starts_on": None},
        {"ends_on": date(2026, 3, 1)},
        {"status": "flying"},
        {"area": "moon"},
        {"goal_id": uuid4()},
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(desk: Desk, typed: dict[str, Any]) -> None:
    with pytest.raises(PlanRefusedError):
        desk.write(desk.team.officer, **typed)


def test_an_action_hangs_on_a_goal_of_its_own_area(desk: Desk) -> None:
    goal = desk.goal(desk.team.officer, area="home", words="Own flat")
    with pytest.raises(PlanRefusedError, match="same part"):
        desk.write(desk.team.officer, area="work", goal_id=goal.id)
    action = desk.write(desk.team.officer, area="home", goal_id=goal.id)
    (view,) = [g for a in desk.read(desk.team.officer).areas for g in a.goals]
    assert [a.action.id for a in view.actions] == [action.id]


def test_others_comment_and_propose_and_the_owner_answers(desk: Desk) -> None:
    action = desk.write(desk.team.municipality)
    with desk.sit(desk.team.officer) as actor:
        made = plans.remark(
            actor=actor,
            client_id=desk.client_id,
            action_id=action.id,
            remark_id=uuid4(),
            kind="proposal",
            words="Could it begin a week earlier?",
            at=later(1),
        )
    for other in (desk.team.officer, desk.team.agency):
        with desk.sit(other) as actor, pytest.raises(NotYoursError):
            plans.answer_proposal(
                actor=actor, client_id=desk.client_id, remark_id=made.id, answer="accepted", at=later(2)
            )
        with desk.sit(other), connection.cursor() as cursor:
            cursor.execute(
                "update plans_remark set answer = 'accepted', answered_by = 1, answered_at = now()"
            )
            assert cursor.rowcount == 0
    with desk.sit(desk.team.colleague) as actor:
        answered = plans.answer_proposal(
            actor=actor, client_id=desk.client_id, remark_id=made.id, answer="accepted", at=later(3)
        )
    assert answered.answer == "accepted"
    (view,) = [a for area in desk.read(desk.team.municipality).areas for a in area.actions]
    assert [(r.words, name) for r, name in view.remarks] == [("Could it begin a week earlier?", "Maria Berg")]


def test_what_an_outsider_may_not_read_they_cannot_comment_on(desk: Desk) -> None:
    hidden = desk.write(desk.team.officer, area="money", words="Talk to the debt office")
    for outsider in (desk.team.municipality, desk.world.cast.leila):
        with desk.sit(outsider) as actor, pytest.raises(OutOfReachError):
            plans.remark(
                actor=actor,
                client_id=desk.client_id,
                action_id=hidden.id,
                remark_id=uuid4(),
                kind="comment",
                words="?",
                at=later(1),
            )


def word(desk: Desk, who, answer: str, number: int, words: str = "") -> plans.ClientWord:
    with desk.sit(who) as actor:
        return plans.record_client_word(
            actor=actor,
            client_id=desk.client_id,
            word_id=uuid4(),
            number=number,
            answer=answer,
            words=words,
            at=later(10),
        )


def test_the_client_agrees_and_the_table_signs(desk: Desk) -> None:
    desk.goal(desk.world.cast.amir, words="A job")
    said = word(desk, desk.world.cast.amir, "agrees", 1, "I want this.")
    for who in (desk.team.municipality, desk.team.officer):
        with desk.sit(who) as actor:
            plans.sign_plan(actor=actor, client_id=desk.client_id, word_id=said.id, at=later(11))
    latest = desk.read(desk.world.cast.amir).word
    assert latest
    assert latest.is_current
    assert {(name, who) for _s, name, who in latest.signatures} == {
        ("Eva Falk", "Nyköping municipality"),
        ("Maria Berg", ""),
    }
    assert desk.kinds()[-4:] == ["plans.word_given", "plans.signed", "plans.signed", "plans.agreed"]


def test_a_no_is_kept_in_own_words_and_is_never_an_agreement(desk: Desk) -> None:
    desk.goal(desk.team.officer)
    said = word(desk, desk.world.cast.amir, "not", 1, "I want to study instead.")
    with desk.sit(desk.team.officer) as actor:
        plans.sign_plan(actor=actor, client_id=desk.client_id, word_id=said.id, at=later(11))
    assert "plans.agreed" not in desk.kinds()
    latest = desk.read(desk.team.municipality).word
    assert latest
    assert (latest.word.answer, latest.word.words) == ("not", "I want to study instead.")


def test_only_staff_note_that_somebody_could_not_answer_and_say_why(desk: Desk) -> None:
    desk.goal(desk.team.officer)
    with pytest.raises(PlanRefusedError):
        word(desk, desk.world.cast.amir, "could_not", 1, "x")
    with pytest.raises(PlanRefusedError, match="why"):
        word(desk, desk.team.officer, "could_not", 1)
    said = word(desk, desk.team.officer, "could_not", 1, "In hospital")
    assert (said.answer, said.taken_down_by) == (Agreement.COULD_NOT, desk.team.officer.actor_id)
    with pytest.raises(OutOfReachError):
        word(desk, desk.team.municipality, "agrees", 1)


def test_a_word_is_about_the_plan_that_was_read(desk: Desk) -> None:
    desk.goal(desk.team.officer)
    desk.write(desk.team.officer)
    with pytest.raises(plans.PlanChangedError):
        word(desk, desk.world.cast.amir, "agrees", 1)
    said = word(desk, desk.world.cast.amir, "agrees", 2)
    desk.goal(desk.team.officer, words="Another")
    with desk.sit(desk.team.officer) as actor, pytest.raises(plans.PlanChangedError):
        plans.sign_plan(actor=actor, client_id=desk.client_id, word_id=said.id, at=later(12))
    latest = desk.read(desk.team.officer).word
    assert latest
    assert not latest.is_current


def test_what_was_done_inside_is_told_at_release_to_each_as_they_may_read(desk: Desk) -> None:
    desk.write(desk.team.officer, words="Welding course", status="done", evidence="Certificate of 1 March")
    desk.write(desk.team.municipality, area="home", words="Flat is found", status="planned")
    desk.write(desk.team.officer, area="money", words="Debt plan", status="running")
    with desk.sit(desk.team.officer) as actor:
        summary = plans.return_plan(
            actor=actor,
            client_id=desk.client_id,
            at=later(20),
            organisation_id=desk.team.organisations["town"],
        )
    assert summary.counts == {"done": 1, "going_on": 1, "waiting": 1, "stopped": 0}
    with desk.sit(desk.team.municipality) as actor:
        theirs = plans.summary_for_return(actor=actor, client_id=desk.client_id)
    assert theirs
    assert [a.area for a in theirs.areas] == ["home", "work"]
    assert theirs.areas[1].done[0].action.evidence == "Certificate of 1 March"
    assert desk.kinds()[-1] == "plans.returned"
