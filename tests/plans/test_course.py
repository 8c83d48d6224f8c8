"""What happens to a plan when something happens to the person: it stays."""

from typing import Any

import pytest
from django.db import connection

from redthread.foundation import course
from redthread.foundation.classes import InformationClass as C
from redthread.people import public as people
from redthread.plans import public as plans
from redthread.plans.models import Plan
from tests.plans.arrange import Desk, later


def happen(desk: Desk, event: course.PersonEvent) -> list[str]:
    with desk.sit(desk.world.cast.governor) as actor:
        reaction = course.reactions_of("plans")[type(event)]
        shown = reaction.preview(event, actor=actor, at=later(5))
        done = reaction.apply(event, actor=actor, at=later(5))
        assert shown == done
        for effect in done:
            assert course.tell_staff(effect)
            assert course.tell_client(effect)
        return [effect.code for effect in done]


def about(desk: Desk) -> dict[str, Any]:
    return {"client_id": desk.client_id, "info_class": C.LOCATION}


def test_a_transfer_takes_the_plan_along(desk: Desk) -> None:
    desk.goal(desk.team.officer)
    desk.write(desk.team.municipality)
    hall, kumla = desk.world.establishments["hall"], desk.world.establishments["kumla"]
    event = course.ClientTransferred(
        **about(desk),
        from_establishment_id=hall,
        to_establishment_id=kumla,
        to_unit_id=desk.world.units["kumla-A"],
        to_room_id=desk.world.rooms["A202"],
        place="A202",
    )
    assert happen(desk, event) == ["plans.follows"]
    assert desk.read(desk.team.municipality).version == 2


def test_without_a_plan_there_is_nothing_to_say(desk: Desk) -> None:
    event = course.ClientReleased(**about(desk), establishment_id=desk.world.establishments["hall"])
    assert happen(desk, event) == []


def test_a_release_leaves_the_plan_open_and_the_end_of_supervision_closes_it(desk: Desk) -> None:
    desk.write(desk.team.municipality)
    release = course.ClientReleased(**about(desk), establishment_id=desk.world.establishments["hall"])
    assert happen(desk, release) == ["plans.stays"]
    assert desk.read(desk.team.officer).plan
    assert happen(desk, course.SupervisionEnded(**about(desk))) == ["plans.closes"]
    assert desk.kinds()[-1] == "plans.closed"
    with desk.as_owner():
        (action,) = plans.Action.objects.all()
    with pytest.raises(Exception, match="over"):
        desk.write(desk.team.municipality, action_id=action.id, expected=1, words="After all")


def test_two_records_of_one_person_have_one_plan_and_part_again(desk: Desk, as_owner: Any) -> None:
    cast = desk.world.cast
    desk.goal(cast.amir, words="A job")
    with desk.sit(cast.leila) as actor:
        plans.add_goal(
            actor=actor,
            client_id=cast.leila.client_id,
            goal_id=plans.Goal().id,
            area="home",
            words="A flat",
            at=later(1),
        )
    with as_owner(), connection.cursor() as cursor:  # she was registered, and never held
        cursor.execute("delete from custody_stay where client_id = %s", [cast.leila.client_id])
        cursor.execute("delete from access.client_place where client_id = %s", [cast.leila.client_id])
        cursor.execute("select access.refresh_client(%s)", [cast.leila.client_id])
    with desk.sit(cast.governor) as actor:
        merge = people.merge_clients(
            actor=actor,
            survivor_id=cast.amir.client_id,
            merged_id=cast.leila.client_id,
            grounds="The same finger prints, twice",
            at=later(2),
        )
    table = desk.read(cast.amir)
    assert sorted(g.goal.words for a in table.areas for g in a.goals) == ["A flat", "A job"]
    with as_owner():
        assert Plan.objects.filter(client_id=cast.amir.client_id, closed_at=None).count() == 1
    with desk.sit(cast.governor) as actor:
        people.undo_merge(actor=actor, merge_id=merge.id, because="Two brothers after all", at=later(3))
    assert [g.goal.words for a in desk.read(cast.amir).areas for g in a.goals] == ["A job"]
    with as_owner():
        assert Plan.objects.filter(client_id=cast.leila.client_id, closed_at=None).count() == 1
