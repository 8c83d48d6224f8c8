"""Plans and contacts at national scale: the page of a plan at three doors, its paper, contacts, the measures.

Run: ``python -m benchmarks.plans [--scale national]``. The demonstration as an installation loads it; whole pages
with everything they write (looks, disclosures), by different people, one after the other in one process.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from statistics import median
from typing import Final, NamedTuple

from benchmarks.support import (
    AGENT,
    TABLET,
    arrange,
    load_demonstration,
    owner,
    percentile,
    say,
    set_up,
    show,
    sign_in,
)

PEOPLE, ROUNDS, LIMIT_MS = 12, 6, 100.0
WRITERS: Final = """
select distinct on (k.actor_id) k.actor_id, p.client_id from plans_plan p
join access.caseload k on k.client_id = p.client_id join access.reach_grant g on g.actor_id = k.actor_id
where g.role_code = %s order by k.actor_id, p.version desc limit %s
"""
PARTNERS: Final = """
select distinct on (m.organisation_id) m.actor_id, p.client_id from plans_plan p
join access.partner_grant g on g.client_id = p.client_id and g.valid_until > now() and g.read_mask & 128 <> 0
join organisations_partnermember m on m.organisation_id = g.organisation_id
order by m.organisation_id, p.version desc limit %s
"""
CLIENTS: Final = """
select a.id, p.client_id from plans_plan p join access.actor a on a.client_id = p.client_id
order by p.version desc, p.client_id limit %s
"""
GOVERNORS: Final = (
    "select actor_id, 0 from access.reach_grant where role_code = 'governor' order by actor_id limit %s"
)


class Page(NamedTuple):
    """A kind of page: its door, its address, and the query that says who opens whose."""

    name: str
    door: str
    path: str
    query: str
    arguments: tuple[object, ...]


PAGES: Final = (
    Page("plan, staff", "staff", "/staff/clients/{}/plan", WRITERS, ("plan_officer", PEOPLE)),
    Page("plan on paper, staff", "staff", "/staff/clients/{}/plan/paper", WRITERS, ("plan_officer", PEOPLE)),
    Page("plan, partner", "partner", "/partner/people/{}/plan", PARTNERS, (PEOPLE,)),
    Page("my plan, client", "client", "/my/plan", CLIENTS, (PEOPLE,)),
    Page("contacts, staff", "staff", "/staff/clients/{}/contacts", WRITERS, ("unit_manager", PEOPLE)),
    Page("my contacts, client", "client", "/my/contacts", CLIENTS, (PEOPLE,)),
    Page("measures of plans, a year", "staff", "/staff/measures/plans?months=12", GOVERNORS, (PEOPLE,)),
)


def timed(page: Page) -> Sequence[float]:
    """Return how many milliseconds each opening of a page took, the first of everybody left out."""
    from django.test import Client as Browser

    with owner() as connection, connection.transaction():
        connection.execute("reset role")
        who = connection.execute(page.query.encode(), page.arguments).fetchall()
    assert who, page.name
    took = []
    for actor, client in who:
        browser = Browser(headers={"user-agent": AGENT})
        browser.cookies["rt_session"] = sign_in(actor, page.door)
        if page.door == "client":
            browser.cookies["rt_device"] = TABLET
        for n in range(ROUNDS + 1):
            begin = time.perf_counter()
            answer = browser.get(page.path.format(client))
            spent = (time.perf_counter() - begin) * 1000
            assert answer.status_code == 200, (page.name, answer.status_code)
            if n:
                took.append(spent)
    return took


def main() -> None:
    """Load, measure, print, and fail where a page takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="national", choices=["tiny", "small", "national"])
    chosen = parser.parse_args()
    set_up("plans")
    arrange(lambda: _load(chosen.scale))
    rows, missed = [], False
    for page in PAGES:
        took = timed(page)
        rows.append((page.name, len(took), median(took), percentile(took, 0.95), LIMIT_MS))
        missed |= percentile(took, 0.95) > LIMIT_MS
    show(f"Plans and contacts, {chosen.scale}", ["", "pages", "p50 ms", "p95 ms", "limit"], rows)
    if missed:
        sys.exit("A goal was missed.")


def _load(scale: str) -> None:
    say(f"loading the {scale} demonstration")
    begin = time.perf_counter()
    load_demonstration(scale)
    say(f"loaded in {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
