"""A municipality's running plan: read however it was written, for the right person, once."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redthread.people.public import get_client
from redthread.plans import public as plans
from redthread.plans.enums import ActionStatus, Continues, LifeArea
from redthread.plans.public import (
    Action,
    BringingRefusedError,
    Brought,
    DoubleEffortsInFileError,
    DoubleReply,
    OutOfReachError,
    Preview,
    Source,
    WrongPersonError,
    read_day,
)
from redthread.plans.rules.bringing.columns import AREAS, HEADERS, Column, find_columns, read_area
from redthread.plans.rules.bringing.person import Fit, Named, Person, fit
from redthread.plans.rules.bringing.table import UnreadableTableError, read_table
from redthread.plans.rules.bringing.text import UnreadableTextError, decode, rows_of
from tests.plans.arrange import Desk, later

TEXT = (
    "insats;område;från;till\nPraktik på bageriet;arbete;2026-01-07;2026-06-01\nBostadskö;boende;1.2.2025;\n"
)
AMIR = Person("P000012", "Amir", "Rahmani", date(1990, 5, 17))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_table_is_read_in_every_usual_encoding(encoding: str, separator: str, ending: str) -> None:
    data = TEXT.replace(";", separator).replace("\n", ending).encode(encoding)
    rows = read_table(rows_of(decode(data)))
    assert [(r.words, r.area) for r in rows] == [
        ("Praktik på bageriet", LifeArea.WORK),
        ("Bostadskö", LifeArea.HOME),
    ]
    assert (rows[0].starts_on, rows[0].ends_on) == (date(2026, 1, 7), date(2026, 6, 1))
    assert (rows[1].starts_on, rows[1].ends_on) == (date(2025, 2, 1), None)


def test_excels_separator_line_quotes_and_preambles_are_heeded() -> None:
    text = 'sep=,\nWhat,Area,From\n"Bread, buns; cakes",work,5/3/2026\n'
    (row,) = read_table(rows_of(text))
    assert (row.words, row.starts_on) == ("Bread, buns; cakes", date(2026, 3, 5))
    preamble = "Plan för Amir\nUtskriven 2026-03-01\nInsats;Från\nPraktik;2026-01-01\n"
    (row,) = read_table(rows_of(preamble))
    assert (row.words, row.line) == ("Praktik", 4)


@pytest.mark.parametrize(
    "header",
    [
        "action,area,from,to",
        "INSATS;Livsområde;Från;Till",
        "indsats;område;fra;til",
        "actie;leefgebied;van;tot",
        "Action;Domaine de vie;Début;Fin",
        "الإجراء;المجال;من تاريخ;إلى",
    ],
)
def test_headings_are_known_in_six_languages(header: str) -> None:
    separator = ";" if ";" in header else ","
    found = find_columns(header.split(separator))
    assert found == {Column.WORDS: 0, Column.AREA: 1, Column.STARTS_ON: 2, Column.ENDS_ON: 3}


def test_every_column_and_area_is_spelled_in_every_language() -> None:
    for column, spellings in HEADERS.items():
        for spelling in spellings.split("|"):
            assert find_columns([spelling]), (column, spelling)
    for area, spellings in AREAS.items():
        assert all(read_area(s) == area for s in spellings.split("|")), area


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026/3/5",
        "20260305",
        "5.3.2026",
        "05/03/2026",
        "5-3-26",
        "5 mars 2026",
        "5. marts 2026",
        "5 maart 2026",
        "5 March 2026",
        "٥/٣/٢٠٢٦",
        "2026-03-05 00:00",
        " 05.03.2026 ",
    ],
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert read_day(text) == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["", "2026", "31.2.2026", "04/25/2026", "soon", "5 foo 2026", "1" * 400])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


@settings(max_examples=200)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day.day}.{day.month}.{day.year}") == day


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        read_table(rows_of(decode(data)))
    except (UnreadableTextError, UnreadableTableError):
        return


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (Named(), Fit.UNKNOWN),
        (Named(number="P000012"), Fit.FITS),
        (Named(number="p 000012"), Fit.FITS),
        (Named(number="19900517-1234"), Fit.FITS),
        (Named(number="900517-1234"), Fit.FITS),
        (Named(number="170590-1234"), Fit.FITS),
        (Named(number="90.05.17-123.45"), Fit.FITS),
        (Named(number="19880101-1234"), Fit.OTHER_NUMBER),
        (Named(number="P000013"), Fit.OTHER_NUMBER),
        (Named(born_on="17.5.1990"), Fit.FITS),
        (Named(born_on="18.5.1990"), Fit.OTHER_BIRTH_DATE),
        (Named(born_on="?"), Fit.OTHER_BIRTH_DATE),
        (Named(name="Rahmani, Amir"), Fit.FITS),
        (Named(name="AMIR RAHMÂNI"), Fit.FITS),
        (Named(name="Jonas Lund"), Fit.OTHER_NAME),
        (Named(name="Amir Lund"), Fit.OTHER_NAME),
        (Named(born_on="17.5.1990", name="A. Rahimi"), Fit.FITS),
        (Named(number="P000012", born_on="1.1.1988"), Fit.OTHER_BIRTH_DATE),
    ],
)
def test_whose_plan_it_is(named: Named, expected: Fit) -> None:
    assert fit(AMIR, named) is expected


def preview(desk: Desk, text: str) -> Preview:
    with desk.sit(desk.team.officer):
        client = get_client(client_id=desk.client_id)
        return plans.preview_file(client=client, data=text.encode())


def bring(desk: Desk, who: Any, found: Preview, *, replies: dict[str, DoubleReply] | None = None) -> Any:
    entries = [
        Brought(
            plans.ActionText(
                area=row.area or "work",
                words=row.words,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                status=row.status,
                continues=row.continues,
            ),
            row.reference,
            (replies or {}).get(row.words),
        )
        for row in found.rows
    ]
    with desk.sit(who) as actor:
        return plans.import_actions(
            actor=actor,
            client_id=desk.client_id,
            organisation_id=desk.team.organisations["town"],
            entries=entries,
            source=Source.FILE,
            at=later(1),
        )


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    found = preview(desk, TEXT)
    first = bring(desk, desk.team.officer, found)
    version = desk.read(desk.team.officer).version
    second = bring(desk, desk.team.municipality, found)
    assert (len(first.new), len(second.new), second.known) == (2, 0, 2)
    assert desk.read(desk.team.officer).version == version
    assert desk.kinds().count("plans.brought_in") == 2


def test_what_staff_brought_in_belongs_to_the_partner(desk: Desk) -> None:
    bring(desk, desk.team.officer, preview(desk, TEXT))
    with desk.as_owner():
        action = Action.objects.get(area="work")
    with pytest.raises(plans.NotYoursError):
        desk.write(desk.team.officer, action_id=action.id, expected=1)
    changed = desk.write(desk.team.municipality, action_id=action.id, expected=1, status="done")
    assert changed.status == "done"


def test_a_partner_brings_in_its_own_plan_only(desk: Desk) -> None:
    found = preview(desk, "insats;område;från\nJobbsökarkurs;arbete;2026-01-07\n")
    bring(desk, desk.team.agency, found)
    with desk.as_owner():
        assert Action.objects.get().organisation_id == desk.team.organisations["agency"]
    with pytest.raises(OutOfReachError):
        bring(desk, desk.team.agency, preview(desk, "insats;område;från\nFlat;boende;2026-01-07\n"))


@pytest.mark.parametrize(
    ("said", "status"),
    [("continue", ActionStatus.RUNNING), ("pause", ActionStatus.PAUSED), ("stop", ActionStatus.STOPPED)],
)
def test_what_ran_before_continues_waits_or_ends(desk: Desk, said: str, status: ActionStatus) -> None:
    found = preview(desk, f"action,area,from,continues\nPractice,work,2026-01-01,{said}\n")
    assert found.rows[0].continues == Continues(said)
    bring(desk, desk.team.officer, found)
    with desk.as_owner():
        assert Action.objects.get().status == status


def test_a_row_beside_what_others_do_raises_the_question_and_keeps_the_answer(desk: Desk) -> None:
    desk.write(desk.team.officer, words="Work in the bakery here")
    found = preview(desk, TEXT)
    with pytest.raises(DoubleEffortsInFileError) as caught:
        bring(desk, desk.team.officer, found)
    assert [a.words for others in caught.value.others.values() for a in others] == ["Work in the bakery here"]
    with desk.as_owner():
        assert Action.objects.count() == 1, "all or none"
    done = bring(
        desk,
        desk.team.officer,
        found,
        replies={"Praktik på bageriet": DoubleReply("continue")},
    )
    assert (len(done.new), done.continued) == (1, 1)
    again = bring(desk, desk.team.officer, found)
    assert (len(again.new), again.known) == (0, 2), "what gave way is not asked about again"


def test_the_file_of_another_person_is_refused_and_nothing_of_it_is_said(desk: Desk) -> None:
    text = "insats;från;namn;personnummer\nPraktik;2026-01-07;Jonas Lund;19881224-0017\n"
    with pytest.raises(WrongPersonError) as caught:
        preview(desk, text)
    assert "Jonas" not in str(caught.value.message)
    assert "1988" not in str(caught.value.message)


def test_five_thousand_rows_are_a_register_and_no_plan(desk: Desk) -> None:
    text = "insats;från\n" + "".join(f"Praktik {n};2026-01-07\n" for n in range(5000))
    with pytest.raises(BringingRefusedError, match="5000 rows"):
        preview(desk, text)
    entry = Brought(desk.text(), "r")
    with desk.sit(desk.team.municipality) as actor, pytest.raises(BringingRefusedError):
        plans.import_actions(
            actor=actor,
            client_id=desk.client_id,
            organisation_id=None,
            entries=[entry] * 301,
            source=Source.FILE,
            at=later(1),
        )


def test_three_hundred_rows_are_one_version(desk: Desk) -> None:
    text = "insats;område;från;till\n" + "".join(
        f"Praktik {n};arbete;2026-01-07;2026-02-07\n" for n in range(300)
    )
    done = bring(desk, desk.team.officer, preview(desk, text))
    assert len(done.new) == 300
    assert desk.read(desk.team.officer).version == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("   \n\n", "empty"),
        ("insats;från\n", "no rows"),
        ("a;b;c\n1;2;3\n", "name the columns"),
        ("<html>\x01</html>", "no table"),
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(desk: Desk, text: str, sentence: str) -> None:
    with pytest.raises(BringingRefusedError, match=sentence):
        preview(desk, text)


def test_a_row_twice_is_one_action_and_a_broken_row_is_named() -> None:
    rows = read_table(rows_of(TEXT + TEXT.splitlines()[1] + "\nUtan dag;arbete;;\n;arbete;2026-01-01;\n"))
    assert [r.line for r in rows] == [2, 3, 5, 6]
    assert [r.fault for r in rows] == [None, None, "no_start", "no_words"]


def test_an_organisation_must_be_named(desk: Desk) -> None:
    with desk.sit(desk.team.officer) as actor, pytest.raises(BringingRefusedError, match="organisation"):
        plans.import_actions(
            actor=actor,
            client_id=desk.client_id,
            organisation_id=None,
            entries=[Brought(desk.text(), uuid4().hex)],
            source=Source.FORM,
            at=later(1),
        )


def test_a_machine_brings_in_plain_values_and_sends_them_again(desk: Desk) -> None:
    """What an API will hand over: no file, no form; the sender's own references tell what is known."""
    sent: list[dict[str, Any]] = [
        {"area": "work", "words": "Job coach", "starts_on": date(2026, 1, 7), "status": "running"},
        {"area": "home", "words": "Trial flat", "starts_on": date(2026, 2, 1), "continues": "pause"},
    ]
    entries = [Brought(plans.ActionText(**row), f"case-{n}") for n, row in enumerate(sent)]
    with desk.sit(desk.team.municipality) as actor:
        said: dict[str, Any] = {
            "actor": actor,
            "client_id": desk.client_id,
            "organisation_id": None,
            "entries": entries,
        }
        first = plans.import_actions(**said, source=Source.MACHINE, at=later(1))
        again = plans.import_actions(**said, source=Source.MACHINE, at=later(2))
    assert [(a.source, a.reference, a.status) for a in first.new] == [
        ("machine", "case-0", "running"),
        ("machine", "case-1", "paused"),
    ]
    assert (len(again.new), again.known) == (0, 2)
