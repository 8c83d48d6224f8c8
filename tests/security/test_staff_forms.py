"""Every form of the staff door takes anything.

On a service of its own: what odd texts do to catalogue, keys and people must not meet the other stories.
"""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.security.fuzz import BOUNDED, crawl, draw_and_send, everything_everywhere
from tests.support.service import Service, running_service
from tests.support.visitor import Form, Visitor

Filled = tuple[Visitor, list[Form]]


@pytest.fixture(scope="module")
def punchbag() -> Iterator[Service]:
    """A service to be hit."""
    with running_service("fuzz") as found:
        yield found


@pytest.fixture(scope="module", params=["manager", "administrator", "reader"])
def forms(punchbag: Service, request: pytest.FixtureRequest) -> Filled:
    """Somebody of the staff, and what they can fill in."""
    visitor = Visitor(punchbag).sign_in_staff(request.param)
    found = crawl(visitor, "/staff/")
    assert len(found) >= 4
    return visitor, found


def test_every_form_takes_anything(forms: Filled) -> None:
    everything_everywhere(*forms)


@BOUNDED
@given(data=st.data())
def test_no_text_in_any_field_breaks_a_page(forms: Filled, data: st.DataObject) -> None:
    draw_and_send(forms, data)
