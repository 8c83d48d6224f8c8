"""Everybody held in the demonstration has a reason to be, and dates that the rules give."""

from redthread.custody.rules.dates import Facts, Interruption, Part, Runs, compute
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.pack import Pack
from redthread.jurisdiction.sentences import DateKind, Length, load_sentence_rules
from tests.demo.conftest import Demo
from tests.jurisdiction.conftest import PACKS


def test_everybody_held_has_one_legal_status_now(demo: Demo) -> None:
    bare = demo.execute(
        "select s.client_id from custody_stay s left join custody_legalstatus l on l.client_id = s.client_id "
        "and upper_inf(l.period) and l.withdrawn_at is null where upper_inf(s.period) and l.id is null"
    ).fetchall()
    assert bare == []


def test_nobody_is_held_beyond_the_day_of_release(demo: Demo) -> None:
    late = demo.execute(
        "select c.client_id from custody_sentence c join custody_stay s on s.client_id = c.client_id "
        "where upper_inf(s.period) and c.is_current and c.release_on <= current_date"
    ).fetchall()
    assert late == []


def test_the_kept_dates_are_those_of_the_rules(demo: Demo, pack: Pack) -> None:
    """Every sentence is computed anew from its rows."""
    rules, calendar = load_sentence_rules(PACKS / pack.code), calendar_of(pack)
    rows = demo.execute("select * from custody_sentence").fetchall()
    assert len(rows) > 5
    for row in rows:
        parts = demo.execute(
            "select * from custody_sentencepart where sentence_id = %s order by number", [row["id"]]
        ).fetchall()
        away = demo.execute(
            "select * from custody_sentenceinterruption where sentence_id = %s", [row["id"]]
        ).fetchall()
        facts = Facts(
            row["starts_on"],
            tuple(
                Part(
                    None if p["is_life"] else Length(p["years"], p["months"], p["days"]),
                    p["judged_on"],
                    p["final_on"],
                    Runs(p["runs"]),
                )
                for p in parts
            ),
            row["remand_days"],
            tuple(Interruption(a["begins_on"], a["ends_on"]) for a in away),
            row["postponed_days"],
        )
        dates = compute(facts, rules, calendar.is_working_day)
        assert (row["release_on"], row["ends_on"], row["supervision_ends_on"]) == (
            dates.on(DateKind.RELEASE),
            dates.on(DateKind.END),
            dates.on(DateKind.SUPERVISION_END),
        )


def test_the_thread_tells_of_every_sentence_and_status(demo: Demo) -> None:
    untold = demo.execute(
        "select s.client_id from custody_sentence s where not exists (select 1 from thread.entry e where "
        "e.client_id = s.client_id and e.kind = 'custody.sentence_recorded')"
    ).fetchall()
    untold += demo.execute(
        "select l.client_id from custody_legalstatus l where upper_inf(l.period) and not exists (select 1 "
        "from thread.entry e where e.client_id = l.client_id and e.kind = 'custody.status_' || l.status)"
    ).fetchall()
    assert untold == []
