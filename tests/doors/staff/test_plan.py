"""The plan at the staff door: written, compared, signed, brought in and given back."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redthread.plans import public as plans
from redthread.plans.public import Action
from tests.doors.staff.conftest import text_of
from tests.plans.arrange import Desk as Table
from tests.plans.arrange import arrange_team, later

pytestmark = pytest.mark.django_db
DAYS = {
    "starts_day": "2",
    "starts_month": "3",
    "starts_year": "2026",
    "ends_day": "1",
    "ends_month": "6",
    "ends_year": "2026",
}
FILE = (
    "insats;område;från;till;personnummer\n"
    "Arbetspraktik på bageriet;arbete;2026-01-07;;19900517-1234\n"
    "Bostadskö;boende;1.2.2025;;19900517-1234\n"
)


@pytest.fixture
def table(world: Any, as_owner: Any, acting: Any) -> Table:
    """The people at the table of Amir's plan."""
    with as_owner():
        team = arrange_team(world)
    return Table(acting, world, as_owner, team)


@pytest.fixture
def path(table: Table) -> str:
    """The plan's address."""
    return f"/staff/clients/{table.client_id}/plan"


def typed(**more: str) -> dict[str, str]:
    said = {"action": str(uuid4()), "version": "0", "area": "work", "words": "Welding course"}
    return said | {"status": "running", "continues": ""} | DAYS | more


def test_the_page_is_there_for_those_who_may_read_plans(table: Table, path: str, seat: Any) -> None:
    officer = seat(table.team.officer)
    assert "Nothing stands in the plan yet" in officer.read(path)
    assert "Plan" in officer.read(f"/staff/clients/{table.client_id}")
    cast = table.world.cast
    assert seat(cast.officer).get(path).status_code == 404
    assert seat(cast.officer_elsewhere).get(path).status_code == 404
    assert seat(cast.nurse).get(path).status_code == 200


def test_an_action_is_written_and_changed_by_its_owner(table: Table, path: str, seat: Any) -> None:
    officer = seat(table.team.officer)
    officer.read(f"{path}/write?area=work")
    said = typed()
    answer = officer.post(f"{path}/save", said, of=f"{path}/write")
    assert answer.status_code == 302
    page = officer.read(path)
    assert "Welding course" in page
    assert "2 Mar 2026 to 1 Jun 2026" in page
    officer.read(f"{path}/write?action={said['action']}")
    changed = typed(action=said["action"], version="1", words="Welding course, evenings")
    assert officer.post(f"{path}/save", changed, of=f"{path}/write").status_code == 302
    page = officer.read(f"{path}/versions")
    assert "Welding course, evenings" in page
    assert "Version 1" in page


def test_what_is_wrong_is_said_and_what_was_typed_stays(table: Table, path: str, seat: Any) -> None:
    officer = seat(table.team.officer)
    for more in ({"words": ""}, {"starts_day": "31", "starts_month": "2"}, {"ends_year": "2025"}):
        answer = officer.post(f"{path}/save", typed(**more), of=f"{path}/write")
        assert answer.status_code == 422
        assert f'value="{more.get("starts_day", "2")}"' in answer.content.decode()


def test_the_later_editor_sees_both_side_by_side_and_keeps_what_was_typed(
    table: Table, path: str, seat: Any
) -> None:
    action = table.write(table.team.officer, words="Course")
    table.write(table.team.second, action_id=action.id, expected=1, words="Course in the evenings")
    officer = seat(table.team.officer)
    said = typed(action=str(action.id), version="1", words="Course in the mornings")
    answer = officer.post(f"{path}/save", said, of=f"{path}/write?action={action.id}")
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Ulla Vik changed this" in page
    assert "Course in the evenings" in page
    assert "Course in the mornings </textarea>" in page or "Course in the mornings" in page
    assert 'name="version" value="2"' in answer.content.decode()
    again = officer.post(f"{path}/save", said | {"version": "2"}, of=f"{path}/write?action={action.id}")
    assert again.status_code == 302
    with table.as_owner():
        assert Action.objects.get(id=action.id).words == "Course in the mornings"


def test_the_later_editor_of_a_goal_sees_both_and_nothing_typed_is_lost(
    table: Table, path: str, seat: Any
) -> None:
    goal = table.goal(table.team.officer, words="A job")
    with table.sit(table.team.second) as actor:
        plans.change_goal(
            actor=actor,
            client_id=table.client_id,
            goal_id=goal.id,
            expected=1,
            words="A job as a baker",
            status="open",
            at=later(1),
        )
    officer = seat(table.team.officer)
    said = {"about": f"goal-{goal.id}", "goal": str(goal.id), "version": "1", "status": "reached"}
    answer = officer.post(f"{path}/goal", said | {"text": "A job as a welder"}, of=path)
    assert answer.status_code == 409
    page = text_of(answer)
    for words in ("Ulla Vik changed this", "A job as a baker", "A job as a welder", "As you wrote it"):
        assert words in page
    again = officer.post(f"{path}/goal", said | {"text": "A job as a welder", "version": "2"}, of=path)
    assert again.status_code == 302
    assert "A job as a welder" in officer.read(path)


def test_a_word_taken_down_after_another_is_seen_beside_it(table: Table, path: str, seat: Any) -> None:
    table.goal(table.team.officer, words="A job")
    officer, second = seat(table.team.officer), seat(table.team.second)
    said = {"about": "word", "number": "1", "answer": "agrees", "text": "Yes, that", "seen": ""}
    assert officer.post(f"{path}/word", said, of=path).status_code == 302
    late = said | {"answer": "not", "text": "No, school"}
    answer = second.post(f"{path}/word", late, of=path)
    assert answer.status_code == 409
    page = text_of(answer)
    for words in ("Maria Berg changed this", "Yes, that", "No, school", "Does not agree"):
        assert words in page
    seen = answer.content.decode().partition('name="seen" value="')[2][:36]
    assert second.post(f"{path}/word", late | {"seen": seen}, of=path).status_code == 302
    assert "No, school" in second.read(path)


def test_a_reason_to_start_anyway_is_chosen_and_read_by_everybody(table: Table, path: str, seat: Any) -> None:
    table.write(table.team.municipality, words="Practice at the bakery")
    officer = seat(table.team.officer)
    said = typed() | {"reply": "start_anyway"}
    no_words = officer.post(f"{path}/save", said | {"reason": "other"}, of=f"{path}/write")
    assert no_words.status_code == 422
    assert 'value="other" selected' in no_words.content.decode()
    assert officer.post(f"{path}/save", said | {"reason": "not_here"}, of=f"{path}/write").status_code == 302
    assert "What runs already cannot go on where the person is" in officer.read(path)


def test_on_paper_stands_what_the_reader_may_read(table: Table, path: str, seat: Any) -> None:
    assert "Nothing stands in the plan yet" in seat(table.team.officer).read(f"{path}/paper")
    table.goal(table.world.cast.amir, area="health", words="Sleep better")
    table.goal(table.world.cast.amir, area="work", words="A job as a baker")
    table.write(table.team.municipality, words="Practice at the bakery")
    table.write(table.team.officer, area="money", words="Given up", status="stopped")
    page = seat(table.team.officer).read(f"{path}/paper")
    for words in (
        "A job as a baker",
        "Practice at the bakery",
        "Nyköping municipality",
        "Maria Berg may read",
    ):
        assert words in page
    for words in ("Sleep better", "Given up"):
        assert words not in page
    assert "Sleep better" in seat(table.world.cast.nurse).read(f"{path}/paper")
    assert seat(table.world.cast.officer).get(f"{path}/paper").status_code == 404


def test_a_double_effort_is_asked_about_and_the_answer_kept(table: Table, path: str, seat: Any) -> None:
    table.write(table.team.municipality, words="Practice at the bakery")
    officer = seat(table.team.officer)
    said = typed()
    answer = officer.post(f"{path}/save", said, of=f"{path}/write")
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Already running at Nyköping municipality" in page
    assert "Practice at the bakery" in page
    no_reason = officer.post(f"{path}/save", said | {"reply": "start_anyway"}, of=f"{path}/write")
    assert no_reason.status_code == 422
    going_on = officer.post(f"{path}/save", said | {"reply": "continue"}, of=f"{path}/write")
    assert going_on.status_code == 302
    assert "told=continued" in going_on["Location"]
    with table.as_owner():
        assert not Action.objects.filter(words="Welding course").exists()
        assert plans.DoubleEffort.objects.get().answer == "continue"


def test_whose_reach_ended_while_writing_gets_back_what_was_typed(table: Table, path: str, seat: Any) -> None:
    elsewhere = seat(table.world.cast.nurse_elsewhere)
    for person in (table.client_id, 99_999_999):
        answer = elsewhere.post(
            f"/staff/clients/{person}/plan/save", typed(words="A long text"), of="/staff/"
        )
        assert answer.status_code == 403
        page = text_of(answer)
        assert "You can no longer write" in page
        assert "A long text" in page
        assert "Amir" not in page


def test_goals_remarks_words_and_signatures(table: Table, path: str, seat: Any) -> None:
    officer = seat(table.team.officer)
    goal = {"request_id": str(uuid4()), "area": "family", "text": "See my daughter", "whose": "client"}
    assert officer.post(f"{path}/goal", goal, of=path).status_code == 302
    assert "the client's own goal" in officer.read(path)
    action = table.write(table.team.municipality)
    note = {"request_id": str(uuid4()), "action": str(action.id), "text": "Earlier?", "kind": "proposal"}
    assert officer.post(f"{path}/remark", note, of=path).status_code == 302
    assert "Proposal" in officer.read(path)
    number = str(table.read(table.team.officer).version)
    said = {"request_id": str(uuid4()), "number": number, "answer": "could_not", "text": ""}
    assert officer.post(f"{path}/word", said, of=path).status_code == 422
    assert officer.post(f"{path}/word", said | {"text": "In hospital"}, of=path).status_code == 302
    assert "Taken down by staff" in officer.read(path)
    word = table.read(table.team.officer).word
    assert word
    assert officer.post(f"{path}/sign", {"word": str(word.word.id)}, of=path).status_code == 302
    assert "Signed by: Maria Berg" in officer.read(path)


def test_a_file_is_looked_at_and_then_brought_in(table: Table, path: str, seat: Any) -> None:
    officer = seat(table.team.officer)
    assert "Bring in a running plan" in officer.read(f"{path}/bring")
    for _ in range(2):
        sent = SimpleUploadedFile("plan.csv", FILE.encode("latin-1"), content_type="text/csv")
        answer = officer.post(f"{path}/take", {"do": "look", "file": sent}, of=f"{path}/bring")
        page = text_of(answer)
        assert answer.status_code == 200, page
        assert "The file says that it is about this person." in page
        assert "Bostadskö" in page
        html = answer.content.decode()
        fields = {
            "do": "keep",
            "data": html.partition('name="data" value="')[2].partition('"')[0],
            "organisation": str(table.team.organisations["town"]),
        }
        for key in {part[:32] for part in html.split('name="take-')[1:]}:
            area = "home" if "Bostad" in html.partition(f'name="take-{key}"')[2][:600] else "work"
            fields |= {f"take-{key}": "1", f"area-{key}": area, f"continues-{key}": "continue"}
        kept = officer.post(f"{path}/take", fields, of=f"{path}/bring")
        assert kept.status_code == 302, text_of(kept)
    assert "known=2" in kept["Location"]
    with table.as_owner():
        assert Action.objects.filter(source="file").count() == 2
    page = officer.read(path)
    assert "Arbetspraktik på bageriet" in page
    assert "Goes on inside" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04\x00\x00", "no table of text"),
        (b"a;b\n1;2\n", "must name the columns"),
        (FILE.replace("19900517", "19880101").encode(), "is not this person's"),
        (("insats;från\n" + "x;2026-01-01\n" * 5000).encode(), "5000 rows"),
    ],
)
def test_a_file_that_cannot_be_theirs_is_refused_in_a_sentence(
    table: Table, path: str, seat: Any, data: bytes, sentence: str
) -> None:
    officer = seat(table.team.officer)
    sent = SimpleUploadedFile("plan.csv", data, content_type="text/csv")
    answer = officer.post(f"{path}/take", {"do": "look", "file": sent}, of=f"{path}/bring")
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    with table.as_owner():
        assert not Action.objects.exists()


def test_a_plan_by_form_is_brought_in_once(table: Table, path: str, seat: Any) -> None:
    officer = seat(table.team.officer)
    form = typed(do="form", organisation=str(table.team.organisations["town"]), continues="pause")
    for _ in range(2):
        assert officer.post(f"{path}/take", form, of=f"{path}/bring").status_code == 302
    with table.as_owner():
        action = Action.objects.get()
    assert (action.owner, action.status, action.continues) == ("partner", "paused", "pause")


def test_what_was_done_inside_is_given_back(table: Table, path: str, seat: Any) -> None:
    table.write(table.team.officer, words="Welding course", status="done", evidence="Certificate")
    officer = seat(table.team.officer)
    page = officer.read(f"{path}/return")
    assert "Done inside" in page
    assert "Certificate" in page
    town = str(table.team.organisations["town"])
    answer = officer.post(f"{path}/return", {"organisation": town}, of=f"{path}/return")
    assert answer.status_code == 302
    assert table.kinds()[-1] == "plans.returned"
    assert seat(table.world.cast.manager).get(f"{path}/return").status_code == 404
