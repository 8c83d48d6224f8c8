"""What could not be delivered is seen by those who look after it, and by nobody else."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from redthread.foundation.session import signing_in
from redthread.notices.public import NotDeliveredError, tell
from redthread.project import outside
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Cast, Member
from tests.notices.arrange import Basket, send_all, use

PAGE = "/staff/office/notices"


@pytest.fixture
def basket() -> Iterator[Basket]:
    """A mail server that knows nobody."""
    made = Basket(refusal=NotDeliveredError("550 no such user", is_final=True))
    use(made)
    yield made
    outside.connect()


def test_a_dead_letter_is_tried_again_at_another_address(
    office: Callable[[Member], Clerk], cast: Cast, basket: Basket
) -> None:
    """What the server said stands beside it."""
    clerk = office(cast.administrator)
    assert "Every mail arrived" in clerk.see(PAGE)
    with signing_in() as cursor:
        tell(
            cursor=cursor,
            address="desk@umea.example",
            language="sv",
            kind="task",
            about="handover:1",
            at=datetime.now(UTC),
        )
    send_all()
    page = clerk.see(PAGE)
    assert "550 no such user" in page
    letter = page.split(f'action="{PAGE}/')[1][:36]
    basket.refusal = None
    clerk.send(f"{PAGE}/{letter}", {"do": "again", "address": "right@umea.example"}, of=PAGE)
    assert "Every mail arrived" in clerk.see(PAGE)
    send_all()
    assert [m.address for m in basket.mails] == ["right@umea.example"]


def test_the_page_is_not_there_for_others(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """Neither in the menu nor at its address."""
    assert office(cast.officer).browser.get(PAGE).status_code == 404
