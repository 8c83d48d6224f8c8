"""What a request of the type "kiosk order" sets in motion, in the request's own transaction."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import nothing
from redthread.kiosk.enums import ShortReason
from redthread.kiosk.models import Order
from redthread.kiosk.services.orders import close_order, deliver_order, place_order
from redthread.people.public import rows_move
from redthread.requests import public as requests

TYPE_CODE = "kiosk"
LINES = "order"
"""The ``linkId`` of the form's lines: a list of ``{"code": article, "quantity": number}``."""


class KioskEffect:
    """Handed in: order and money aside. Approved: paid for what comes. Anything else: all money back."""

    def on_received(self, request: requests.RequestFacts, *, actor: Actor, at: datetime) -> None:
        """Take the order, or refuse the request with the reason."""
        place_order(
            actor=actor,
            request_id=request.id,
            client_id=request.client_id,
            establishment_id=request.establishment_id,
            unit_id=request.unit_id,
            info_class=request.info_class,
            wanted=_lines(request.answers.get(LINES)),
            at=at,
        )

    def on_decided(self, request: requests.RequestFacts, *, actor: Actor, at: datetime) -> None:
        """Settle the order; ``details["short"]`` is a list of ``{"code", "delivered", "reason"}``."""
        if request.status != requests.RequestStatus.APPROVED:
            close_order(actor=actor, request_id=request.id, at=at)
            return
        # History that was loaded without its orders is decided like any other request.
        with suppress(Order.DoesNotExist):
            deliver_order(actor=actor, request_id=request.id, short=_short(request.details), at=at)

    def on_withdrawn(self, request: requests.RequestFacts, *, actor: Actor, at: datetime) -> None:
        """Give all the money back."""
        close_order(actor=actor, request_id=request.id, at=at)


def register() -> None:
    """Let kiosk orders set this in motion."""
    requests.register_effect(TYPE_CODE, EFFECT)


EFFECT = KioskEffect()


def _lines(answer: object) -> list[tuple[str, int]]:
    """Return (article code, quantity); what the forms engine would not have let through counts as nothing."""
    if not isinstance(answer, list):
        return []
    return [
        (str(line["code"]), int(line["quantity"]))
        for line in answer
        if isinstance(line, Mapping) and "code" in line and "quantity" in line
    ]


def _short(details: Mapping[str, object]) -> dict[str, tuple[int, str]]:
    """Return article code → (how many come, why)."""
    said = details.get("short")
    return {
        str(line["code"]): (int(line["delivered"]), str(line.get("reason") or ShortReason.SOLD_OUT))
        for line in (said if isinstance(said, list) else [])
        if isinstance(line, Mapping) and "code" in line and "delivered" in line
    }


_WITH_REQUEST: Final = nothing("An order is part of its request, and goes where the request goes.")
REACTIONS: Final[course.Reactions] = dict.fromkeys(course.PERSON_EVENTS, _WITH_REQUEST) | rows_move("kiosk")
course.declare("kiosk", REACTIONS)
