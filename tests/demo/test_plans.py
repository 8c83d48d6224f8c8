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
