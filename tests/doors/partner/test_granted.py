"""Whatever can be granted shows somewhere, and says so where there is nothing to tell; the rest is absent."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from redthread.custody import public as custody
from redthread.custody.public import Channel
from redthread.doors.partner.people import SHOWN
from redthread.foundation import clock
from redthread.foundation.classes import PARTNER_NEVER, PARTNER_SHARED
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.plans.public import CLASS_OF
from redthread.sharing.public import enter_phase, give_consent, withdraw_consent
from tests.doors.partner.conftest import SignedIn
from tests.factories import partners
from tests.factories.world import Acting, AsOwner, Cast, Member, World
from tests.signin.arrange import Keys


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def lawyer(cast: Cast, as_owner: AsOwner) -> tuple[Member, int]:
    """Amir's lawyer, who has more where he says yes."""
    with as_owner():
        firm = partners.organisation("advokat", "Advokatbyrån Ek", kind="lawyer")
        member = partners.member("Eva Ek", firm)
        partners.link(cast.amir.client_id, firm)
    return member, firm


def test_what_can_be_granted_is_what_the_pages_show() -> None:
    plan = C(0)
    for info_class in CLASS_OF.values():
        plan |= info_class
    assert SHOWN | plan | C.MESSAGES == PARTNER_SHARED
    assert not PARTNER_SHARED & PARTNER_NEVER


def test_restrictions_show_to_the_lawyer_while_the_client_says_yes(
    signed_in: SignedIn, lawyer: tuple[Member, int], cast: Cast, acting: Acting, keys: Keys
) -> None:
    now, path = clock.now(), f"/partner/people/{cast.amir.client_id}"
    browser = signed_in(lawyer[0])
    assert "Closed by a decision" not in words(browser.get(path))
    with acting(cast.amir) as actor:
        give_consent(actor=actor, organisation_id=lawyer[1], classes=C.RESTRICTIONS, at=now)
    assert "Nothing is closed for this person." in words(browser.get(path))
    with acting(cast.manager) as actor:
        decision = custody.Decision(
            id=uuid4(),
            channels=[Channel.VISITS],
            number="AM-101-26",
            decided_by="Prosecutor Ek",
            begins_at=now - timedelta(minutes=5),
            ends_at=None,
        )
        custody.impose_restrictions(actor=actor, client_id=cast.amir.client_id, decision=decision, at=now)
    page = words(browser.get(path))
    assert "visits until it is lifted · decided by Prosecutor Ek, AM-101-26" in page
    told = "select bit_or(classes) from sharing_disclosure where organisation_id = %s"
    assert int(keys.value(told, lawyer[1])) & C.RESTRICTIONS, "and the client reads that it was shown"
    with acting(cast.amir) as actor:
        withdraw_consent(actor=actor, organisation_id=lawyer[1], classes=C.RESTRICTIONS, at=now)
    assert "AM-101-26" not in words(browser.get(path))


def test_what_is_granted_says_so_where_there_is_nothing_to_tell(
    signed_in: SignedIn, cast: Cast, acting: Acting
) -> None:
    browser, path = signed_in(cast.caseworker), f"/partner/people/{cast.amir.client_id}"
    page = words(browser.get(path))
    assert "Nothing is booked in the coming weeks." in page
    assert "Leave not on leave" not in page, "leave is told in release only"
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        enter_phase(actor=actor, client_id=cast.amir.client_id, phase=Phase.RELEASE, at=clock.now())
    assert "Leave not on leave now" in words(browser.get(path))
    guide = words(browser.get(f"{path}/guide"))
    assert "Their course has not begun yet." in guide


def test_without_the_phase_there_is_no_course_and_no_tab_of_it(
    signed_in: SignedIn, cast: Cast, keys: Keys
) -> None:
    keys.do(
        "update access.partner_grant set read_mask = 1, write_mask = 0 where client_id = %s",
        cast.amir.client_id,
    )
    keys.do("select access.refresh_partners(array[%s::bigint])", cast.amir.client_id)
    browser, path = signed_in(cast.caseworker), f"/partner/people/{cast.amir.client_id}"
    assert f"{path}/guide" not in browser.get(path).content.decode()
    assert browser.get(f"{path}/guide").status_code == 404


def test_under_supervision_the_page_names_the_office_and_the_last_day(
    signed_in: SignedIn, cast: Cast, acting: Acting, world: World
) -> None:
    now = clock.now()
    with acting(cast.governor) as actor:
        plan = custody.SupervisionPlan(world.establishments["kumla"], now.date() + timedelta(days=300))
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=now, supervision=plan)
    page = words(signed_in(cast.caseworker).get(f"/partner/people/{cast.amir.client_id}"))
    assert "Supervised by Anstalten Kumla" in page
    assert "Supervised until" in page
