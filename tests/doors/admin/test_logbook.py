"""The logbook: looks are sampled and opened records reviewed by the data protection officer alone."""

from collections.abc import Callable

from redthread.foundation import clock
from redthread.foundation.thread import list_entries
from redthread.sharing.public import GlassPurpose, break_glass
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Acting, Cast, Member

LOOKS = "/staff/office/looks"


def test_a_look_can_be_drawn_and_followed(
    office: Callable[[Member], Clerk], cast: Cast, acting: Acting
) -> None:
    """Who, whose, which page, what could be read; and all looks at that client."""
    office(cast.officer).see(f"/staff/clients/{cast.amir.client_id}")
    clerk = office(cast.protection_officer)
    page = clerk.see(LOOKS)
    assert "Karin Lund" in page
    assert "the client's page" in page
    page = clerk.see(f"{LOOKS}/{cast.amir.client_id}")
    assert "Karin Lund" in page


def test_an_opened_record_is_reviewed_once_and_the_client_sees_it(
    office: Callable[[Member], Clerk], cast: Cast, acting: Acting
) -> None:
    """The review stands in the client's own thread."""
    with acting(cast.manager) as actor:
        break_glass(
            actor=actor,
            client_id=cast.marek.client_id or 0,
            purpose=GlassPurpose.COURT,
            reason="The court asked for it by telephone",
            at=clock.now(),
        )
    clerk = office(cast.protection_officer)
    page = clerk.see(LOOKS)
    assert "The court asked for it by telephone" in page
    address = page.split('action="/staff/office/opened/')[1].split('"')[0]
    opened = f"/staff/office/opened/{address}"
    clerk.send(opened, {"verdict": "justified", "note": " "}, of=LOOKS, status=422)
    clerk.send(opened, {"verdict": "justified", "note": "The court's letter is there"}, of=LOOKS)
    assert "There was good reason" in clerk.page
    with acting(cast.marek):
        kinds = [e.kind for e in list_entries(client_id=cast.marek.client_id or 0, kinds=["sharing."])]
    assert kinds == ["sharing.glass_reviewed", "sharing.glass_broken"]


def test_nobody_else_samples_looks(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """Neither a governor nor the administrator."""
    for member in (cast.governor, cast.administrator, cast.officer):
        clerk = office(member)
        clerk.see(LOOKS, status=404)
        clerk.see(f"{LOOKS}/{cast.amir.client_id}", status=404)


def test_the_house_log_shows_changes_in_words(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """For who may read it, by kind; a manager may not."""
    clerk = office(cast.administrator)
    assert "Loaded" in clerk.see("/staff/office/log")
    assert "Loaded" in clerk.see("/staff/office/log?kind=kiosk")
    assert "Nothing here yet" in clerk.see("/staff/office/log?kind=places")
    office(cast.manager).see("/staff/office/log", status=404)
