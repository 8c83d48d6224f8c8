"""The twelve points at the partner door: what was granted of them, and the own one with where it is done."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from redthread.custody import public as custody
from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.sharing import public as sharing
from redthread.sharing.public import HandoverKind
from tests.doors.signin.browser import Tablet
from tests.factories.world import Acting, AsOwner, Cast, Member, World
from tests.journey.arrange import Courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses(world: World, acting: Acting, as_owner: AsOwner) -> Courses:
    """Amir served in Denmark; the municipality was handed the plan, and supervision began just now."""
    found = Courses(acting, as_owner, world)
    found.in_denmark(world.cast.amir, at=clock.now())
    client_id, office = world.cast.amir.client_id, custody.SupervisionPlan(world.establishments["kumla"])
    with acting(world.cast.manager, focus=client_id) as actor:
        sharing.create_handover(
            actor=actor,
            client_id=client_id,
            organisation_id=world.partners["umea"],
            kind=HandoverKind.PLAN,
            info=C.PLAN_WORK,
            at=clock.now(),
        )
    with acting(world.cast.governor) as actor:
        custody.release_client(actor=actor, client_id=client_id, at=clock.now(), supervision=office)
    return found


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_own_point_is_marked_and_what_was_not_granted_is_not_shown(
    courses: Courses, signed_in: Callable[[Member], Tablet], cast: Cast
) -> None:
    page = signed_in(cast.caseworker).get(f"/partner/people/{cast.amir.client_id}/guide").content.decode()
    assert page.count('class="knot"') == 12
    mine = re.search(r'<li class="[a-z]+ mine[^"]*"><span class="knot" aria-hidden="true">(\d+)', page)
    assert mine is not None
    assert mine[1] == "12"
    risk = re.search(r'<li class="([a-z]+)[^"]*"><span class="knot" aria-hidden="true">4<', page)
    assert risk is not None
    assert risk[1] == "unknown"


def test_the_own_point_is_done_at_the_door_and_another_is_not(
    courses: Courses, signed_in: Callable[[Member], Tablet], cast: Cast
) -> None:
    browser, path = signed_in(cast.caseworker), f"/partner/people/{cast.amir.client_id}/guide"
    panel = browser.get(f"{path}?point=11").content.decode().partition('id="point"')[2]
    assert "/done" not in panel.partition("</section>")[0]
    row = courses.tasks(cast.amir)["municipality_confirms"]
    answer = browser.post(f"{path}/{row.id}/done", {"point": "12"}, of=f"{path}?point=12")
    assert answer.headers["Location"].endswith("?done=1&point=12#points")
    assert courses.tasks(cast.amir)["municipality_confirms"].status == "done"


def test_the_own_point_leads_to_what_was_handed_over(
    courses: Courses, signed_in: Callable[[Member], Tablet], cast: Cast
) -> None:
    handed = courses.do("select id from sharing_handover where client_id = %s", cast.amir.client_id)
    page = signed_in(cast.caseworker).get(f"/partner/people/{cast.amir.client_id}/guide?point=12")
    assert f"/partner/handovers/{handed}" in page.content.decode()
    assert "Open what was handed over" in words(page)
