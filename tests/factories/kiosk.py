"""A kiosk for tests: the Swedish assortment at both establishments, and short ways to order."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from redthread.forms import public as forms
from redthread.foundation.actor import Actor
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import Pack
from redthread.kiosk import public as kiosk
from redthread.requests import public as requests
from tests.factories.money import deposit, number_of
from tests.factories.requests import MONDAY, NO, YES
from tests.factories.world import Member, World

WEDNESDAY = datetime.fromisoformat("2026-03-04T09:00:00+00:00")
"""The Swedish kiosk takes orders from Thursday noon to Tuesday noon."""

COFFEE, TEA, PEN = "coffee", "tea", "pen"
"""69.90 kr and two a week; 22.90 kr and four a week; 9.90 kr and three a week. 500 kr a week in all."""


@cache
def kiosk_pack() -> Pack:
    """Return the Swedish pack with the kiosk as its only type."""
    pack = load_pack(Path(__file__).parents[2] / "packs" / "se")
    return replace(pack, request_types={"kiosk": pack.request_types["kiosk"]})


def load_kiosks(acting: Callable[..., AbstractContextManager[Actor]], world: World) -> None:
    """Load form, type, articles and accounts at both establishments; departments must stand."""
    pack = kiosk_pack()
    with acting(world.cast.administrator) as actor:
        form = pack.request_types["kiosk"]
        definition = pack.forms[(form.form, form.form_version)].definition
        forms.load_definitions(actor=actor, definitions=[definition], at=MONDAY)
        for establishment_id in world.establishments.values():
            requests.load_catalogue(actor=actor, establishment_id=establishment_id, pack=pack, at=MONDAY)
            kiosk.load_assortment(
                actor=actor, establishment_id=establishment_id, kiosk=pack.kiosk, currency="SEK", at=MONDAY
            )


@dataclass(frozen=True, slots=True)
class Till:
    """Short ways at the kiosk of Hall, each in a context of its own."""

    acting: Callable[..., AbstractContextManager[Actor]]
    world: World

    @property
    def hall(self) -> int:
        """The establishment."""
        return self.world.establishments["hall"]

    def give(self, client: Member, amount: int) -> None:
        """Book money in for a client."""
        deposit(self.acting, self.world, client, amount, at=MONDAY)

    def order(
        self, client: Member, wanted: dict[str, int], *, at: datetime = MONDAY, form_id: UUID | None = None
    ) -> UUID:
        """Hand in an order as the client and return the request's id."""
        with self.acting(client) as actor:
            form = filled_order(self.hall, wanted, at=at, form_id=form_id)
            return requests.hand_in_request(actor=actor, form=form, at=at).request.id

    def approve(self, request_id: UUID, *, at: datetime = MONDAY, **details: Any) -> None:
        """Let the kiosk clerk say yes."""
        with self.acting(self.world.cast.kiosk_clerk) as actor:
            requests.approve_request(actor=actor, request_id=request_id, words=YES, details=details, at=at)

    def decline(self, request_id: UUID) -> None:
        """Let the kiosk clerk say no."""
        with self.acting(self.world.cast.kiosk_clerk) as actor:
            requests.decline_request(actor=actor, request_id=request_id, words=NO, at=MONDAY)

    def pack(self, request_id: UUID, code: str, delivered: int, reason: str = "") -> kiosk.OrderLine:
        """Let the kiosk clerk say how many of an article come."""
        with self.acting(self.world.cast.kiosk_clerk) as actor:
            return kiosk.pack_line(
                actor=actor,
                request_id=request_id,
                article_id=self.article(code).id,
                delivered=delivered,
                reason=reason,
                at=MONDAY,
            )

    def see(self, client: Member, request_id: UUID) -> kiosk.Order:
        """Return an order as its client sees it."""
        with self.acting(client):
            order = kiosk.get_order(request_id=request_id)
        assert order is not None
        return order

    def shop(self, client: Member, *, at: datetime = MONDAY) -> kiosk.Shop:
        """Return the shop as a client sees it."""
        with self.acting(client) as actor:
            shop = kiosk.get_shop(actor=actor, client_id=number_of(client), establishment_id=self.hall, at=at)
        assert shop is not None
        return shop

    def article(self, code: str) -> kiosk.Article:
        """Return an article of Hall; call it in a context."""
        return kiosk.Article.objects.get(assortment__establishment_id=self.hall, code=code)


def filled_order(
    establishment_id: int, wanted: dict[str, int], *, at: datetime, form_id: UUID | None = None
) -> requests.Filled:
    """Return the order form, filled in; call it in a context."""
    options = kiosk.list_options(establishment_id=establishment_id, at=at)
    return requests.Filled(
        id=form_id or uuid4(),
        type_code="kiosk",
        answers={"order": [{"code": code, "quantity": n} for code, n in wanted.items()]},
        language="sv",
        context=forms.FormContext(value_sets={"kiosk": options}),
    )
