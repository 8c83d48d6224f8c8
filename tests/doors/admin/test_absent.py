"""One rule for what is not somebody's: it is not there, whatever way one tries."""

from collections.abc import Callable

import pytest
from django.urls import URLPattern

from redthread.doors.staff.daily import daily_urls
from redthread.doors.staff.office.urls import office_urls
from redthread.doors.staff.urls import device_urls
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Cast, Member

pytestmark = pytest.mark.django_db
EVERYBODY = {"today", "office"}
"""Pages with something for everybody, or which are absent of themselves."""
SAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "int": "1",
    "slug": "laundry",
    "str": "laundry",
}


def address(pattern: URLPattern) -> str:
    """Return an address that fits the pattern."""
    route = str(pattern.pattern)
    while "<" in route:
        before, _, rest = route.partition("<")
        kind, _, after = rest.partition(">")
        route = before + SAMPLES[kind.partition(":")[0] if ":" in kind else "str"] + after
    return f"/staff/{route}"


@pytest.mark.parametrize("who", ["protection_officer", "kiosk_clerk", "nurse"])
def test_no_page_of_the_office_says_forbidden(
    office: Callable[[Member], Clerk], cast: Cast, who: str
) -> None:
    """Absent rather than forbidden: the answer tells nobody that there is something."""
    clerk = office(getattr(cast, who))
    for pattern in [*office_urls, *device_urls, *daily_urls]:
        path = address(pattern)
        status = clerk.browser.get(path).status_code
        assert status in {200, 302, 404, 405}, (path, status)
        posted = clerk.post(path, {}, of="/staff/keys").status_code
        assert posted in {200, 302, 404, 405, 409, 422}, (path, posted)


def test_an_administrator_sees_no_queue_and_an_officer_no_office(
    office: Callable[[Member], Clerk], cast: Cast
) -> None:
    administrator, officer = office(cast.administrator), office(cast.officer)
    for path in ("requests", "search", "texts", "second-readings", "kiosk/packing", "break-glass"):
        administrator.see(f"/staff/{path}", status=404)
    for path in ("office", "office/types", "office/people", "office/measures", "office/log", "devices"):
        officer.see(f"/staff/{path}", status=404)
