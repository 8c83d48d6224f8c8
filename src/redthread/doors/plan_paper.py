"""A plan on paper: one page in black and white, to be taken along to the municipality."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from redthread.doors.plan_pages import Seat
from redthread.doors.plan_view import area_rows, word_rows
from redthread.plans import public as plans
from redthread.ui.words import date_long


def paper(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the plan as it is printed: what is over for good is left out, everything else in a few lines."""
    table = plans.get_table(actor=seat.actor, client_id=seat.client.id)
    words = word_rows(table, tz=seat.tz)
    context = {
        "table": table,
        "areas": [a for a in map(_area, area_rows(table)) if a["goals"] or a["actions"]],
        "word": words[0] if words else None,
        "day": date_long(seat.now, tz=seat.tz, year=True),
    }
    return seat.page(request, "paper", context)


def _area(row: dict[str, Any]) -> dict[str, Any]:
    """Return a part of life with its goals and, in one list, what is done for them."""
    actions = [a for goal in row["goals"] for a in goal["actions"]] + row["loose"]
    return {
        "label": row["label"],
        "icon": row["icon"],
        "goals": [goal for goal in row["goals"] if goal["code"] != "dropped"],
        "actions": [a for a in actions if a["view"].action.status != "stopped"],
    }
