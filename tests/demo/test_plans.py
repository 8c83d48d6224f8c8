"""Plans of the demonstration: whole, in people's own languages, and nothing of anybody's health."""

from tests.demo.conftest import Demo


def test_many_have_a_plan_and_the_named_people_all_have(demo: Demo) -> None:
    row = demo.execute(
        "select (select count(*) from plans_plan) plans, (select count(*) from people_client) clients"
    ).fetchone()
    assert row
    assert 0.3 < row["plans"] / row["clients"] < 0.95
    named = demo.execute(
        "select count(*) n from people_client c where (given_name, family_name) in (('Amir', 'Rahmani'), "
        "('Jonas', 'Lundgren'), ('Daniel', 'Kovač')) and exists (select 1 from plans_plan p "
        "where p.client_id = c.id)"
    )
    assert named.fetchone() == {"n": 3}


def test_every_version_is_there_and_shows_what_stands(demo: Demo) -> None:
    missing = demo.execute(
        "select p.id from plans_plan p where p.version <> (select count(*) from plans_planversion v "
        "where v.plan_id = p.id) or p.version <> (select max(number) from plans_planversion v "
        "where v.plan_id = p.id)"
    ).fetchall()
    assert missing == []
    lost = demo.execute(
        "select a.id from plans_action a where not exists (select 1 from plans_planversion v where "
        "v.plan_id = a.plan_id and v.snapshot -> 'actions' @> "
        "jsonb_build_array(jsonb_build_object('id', a.id)))"
    ).fetchall()
    assert lost == []


def test_own_goals_are_in_the_persons_language_and_health_is_nobodys_invention(demo: Demo) -> None:
    other = demo.execute(
        "select g.words from plans_goal g join people_client c on c.id = g.client_id "
        "where g.owner = 'client' and g.language <> c.language"
    ).fetchall()
    assert other == []
    arabic = demo.execute(
        "select count(*) n from plans_goal where owner = 'client' and language = 'ar' and words ~ '[ء-ي]'"
    ).fetchone()
    assert arabic
    assert arabic["n"] > 0
    assert demo.execute("select 1 from plans_goal where area = 'health'").fetchall() == []


def test_what_stands_in_a_plan_was_noted_in_the_thread(demo: Demo) -> None:
    """Opened, goals, actions, words, signatures: one entry each, of the same moment and the same hand."""
    for table, kind, at, by in (
        ("plans_plan", "opened", "opened_at", "opened_by"),
        ("plans_goal", "goal_added", "made_at", "made_by"),
        ("plans_clientword", "word_given", "at", "said_by"),
        ("plans_signature", "signed", "at", "by_actor"),
        ("plans_doubleeffort", "double_effort_answered", "at", "by_actor"),
    ):
        row = demo.execute(
            f"select (select count(*) from {table}) rows, (select count(*) from thread.entry "
            f"where kind = 'plans.{kind}') entries, (select count(*) from {table} t where not exists "
            f"(select 1 from thread.entry e where e.client_id = t.client_id and e.kind = 'plans.{kind}' "
            f"and e.at = t.{at} and e.actor_id = t.{by})) lost"
        ).fetchone()
        assert row
        assert row["rows"] == row["entries"] > 0, kind
        assert row["lost"] == 0, kind


def test_an_agreed_plan_ends_the_task_by_whom_and_when_the_thread_says(demo: Demo) -> None:
    row = demo.execute(
        "select count(*) filter (where t.status = 'done') done, count(*) filter (where t.status = 'done' and "
        "(e.at, e.actor_id) is distinct from (t.done_at, t.done_by)) otherwise from journey_coursetask t "
        "left join thread.entry e on e.client_id = t.client_id and e.seq = t.done_seq "
        "where t.checks = '{plans.agreed}' and t.phase = 'intake'"
    ).fetchone()
    assert row
    assert row["done"] > 0
    by_hand = demo.execute(
        "select count(*) n from journey_coursetask t join journey_course k on k.id = t.course_id "
        "and k.phase = t.phase where t.checks = '{plans.agreed}' and t.phase = 'intake' "
        "and t.status = 'done' and t.done_seq is null"
    ).fetchone()
    assert by_hand == {"n": 0}


def test_double_efforts_were_asked_about_and_all_have_an_answer(demo: Demo) -> None:
    row = demo.execute(
        "select count(*) n, count(*) filter (where answer = 'continue') went_on, count(*) filter (where "
        "answer = 'start_anyway' and reason <> '') anyway from plans_doubleeffort"
    ).fetchone()
    assert row
    assert row["n"] == row["went_on"] + row["anyway"]
    assert row["went_on"] > 0
    unasked = demo.execute(
        "select a.id from plans_action a join plans_action o on o.client_id = a.client_id "
        "and o.area = a.area and o.owner = 'partner' and a.owner = 'service' and o.made_at < a.made_at "
        "and a.starts_on <= o.ends_on where not exists (select 1 from plans_doubleeffort d "
        "where d.action_id = a.id and d.other_id = o.id)"
    ).fetchall()
    assert unasked == []
