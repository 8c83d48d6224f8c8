"""The catalogue in the office: a change is shown before it is made, and stays in the history."""

import re
from collections.abc import Callable

from redthread.requests.public import RequestType
from tests.doors.admin.conftest import Clerk
from tests.factories.requests import Desk
from tests.factories.world import AsOwner, Cast, Member

TYPES = "/staff/office/types"


def _days(as_owner: AsOwner, address: str) -> int:
    with as_owner():
        return RequestType.objects.get(id=address.rsplit("/", 1)[1]).answer_days


def _open_management(clerk: Clerk) -> str:
    page = clerk.see(TYPES)
    found = re.search(
        r'href="(/staff/office/types/\d+)[^"]*"><span class="t">Request to the management', page
    )
    assert found
    clerk.see(found[1])
    return found[1]


def test_a_change_is_shown_before_it_is_made(
    office: Callable[[Member], Clerk], cast: Cast, as_owner: AsOwner
) -> None:
    """Pressing the button once says what happens and changes nothing; pressing it again makes the change."""
    clerk = office(cast.governor)
    address = _open_management(clerk)
    clerk.send(address, clerk.form() | {"answer_days": "9"}, status=200)
    assert "answered in 9 working days, not 5" in clerk.page
    assert _days(as_owner, address) == 5

    clerk.send(address, clerk.form() | {"step": "save", "reason": "Two colleagues are ill"})
    assert "Saved." in clerk.page
    assert "Two colleagues are ill" in clerk.page
    assert _days(as_owner, address) == 9


def test_what_is_saved_is_what_was_shown(
    office: Callable[[Member], Clerk], cast: Cast, as_owner: AsOwner
) -> None:
    """A field changed after the preview is shown again before it is saved."""
    clerk = office(cast.governor)
    address = _open_management(clerk)
    clerk.send(address, clerk.form() | {"answer_days": "9"}, status=200)
    more = clerk.form() | {"answer_days": "20", "step": "save", "reason": "Quick"}
    clerk.send(address, more, status=200)
    assert "answered in 20 working days" in clerk.page
    assert _days(as_owner, address) == 5


def test_a_change_needs_a_reason(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """Without a reason nothing is saved and the page says what is missing."""
    clerk = office(cast.administrator)
    address = _open_management(clerk)
    clerk.send(address, clerk.form() | {"answer_days": "9"}, status=200)
    clerk.send(address, clerk.form() | {"step": "save", "reason": " "}, status=422)
    assert "Write why you change it" in clerk.page


def test_nonsense_is_refused_in_a_sentence(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """A thousand working days, or no title, is refused with what was typed still there."""
    clerk = office(cast.governor)
    address = _open_management(clerk)
    clerk.send(address, clerk.form() | {"answer_days": "1000"}, status=200)
    clerk.send(address, clerk.form() | {"step": "save", "reason": "Rest"}, status=422)
    assert 'value="1000"' in clerk.page


def test_the_type_of_another_establishment_is_not_there(
    office: Callable[[Member], Clerk], cast: Cast, desk: Desk, as_owner: AsOwner
) -> None:
    """A governor meets the types of the own establishment only."""
    with as_owner():
        elsewhere = RequestType.objects.get(
            code="management", establishment_id=desk.world.establishments["kumla"]
        )
    office(cast.governor).see(f"{TYPES}/{elsewhere.id}", status=404)


def test_an_officer_does_not_get_into_the_office(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """Whoever only answers requests sets nothing up."""
    clerk = office(cast.officer)
    for path in (
        TYPES,
        "/staff/office/people",
        "/staff/office/roles",
        "/staff/measures",
        "/staff/measures.csv",
    ):
        clerk.see(path, status=404)
    clerk.see("/staff/office", status=404)
