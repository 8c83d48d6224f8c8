"""Requests for tests: a catalogue at both establishments, filled forms, short ways to each step."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from redthread.forms import public as forms
from redthread.foundation.actor import Actor
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import Pack
from redthread.organisations.public import Department
from redthread.requests import public as requests
from tests.factories.world import Member, World

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Ten in the morning in Stockholm, a working day."""

TYPES = ("management", "nurse", "laundry", "visit", "property", "person", "complaint")
ANSWERS: dict[str, dict[str, object]] = {
    "management": {"about": "food", "text": "May I have my meals without pork?"},
    "nurse": {"about": "teeth", "text": "My tooth hurts at night.", "how_bad": 7},
    "laundry": {"what": "wash", "pieces": [{"kind": "socks", "count": 4}]},
    "visit": {"how": "here", "visitors": [{"name": "Ana Lund", "relation": "partner"}], "day": "2026-03-20"},
    "property": {"what": "get", "things": [{"thing": "Shoes"}]},
    "person": {"about": "family", "soon": "week"},
    "complaint": {"about": "treatment", "text": "I was shouted at."},
    "contact": {"name": "Fatima Haddad", "relation": "parent", "number": "070-123 45 67", "for": ["call"]},
}

Acting = Callable[..., AbstractContextManager[Actor]]


@cache
def swedish_pack(*more: str) -> Pack:
    """Return the Swedish pack with the types of :data:`TYPES` and ``more``."""
    pack = load_pack(Path(__file__).parents[2] / "packs" / "se")
    return replace(pack, request_types={code: pack.request_types[code] for code in (*TYPES, *more)})


def arrange_departments(world: World) -> None:
    """Insert the departments of the pack at both establishments. Call as the owner."""
    for establishment_id in world.establishments.values():
        for code, department in swedish_pack().departments.items():
            Department.objects.create(
                establishment_id=establishment_id, code=code, names=department.title.as_dict()
            )


def load_catalogues(acting: Acting, world: World, *more: str) -> None:
    """Publish the pack's forms and load its request types, and ``more``, at both establishments."""
    pack = swedish_pack(*more)
    with acting(world.cast.administrator) as actor:
        wanted = {(t.form, t.form_version) for t in pack.request_types.values()}
        definitions = [pack.forms[key].definition for key in sorted(wanted)]
        forms.load_definitions(actor=actor, definitions=definitions, at=MONDAY)
        for establishment_id in world.establishments.values():
            requests.load_catalogue(actor=actor, establishment_id=establishment_id, pack=pack, at=MONDAY)


def filled(type_code: str = "management", *, id: UUID | None = None, **answers: Any) -> requests.Filled:  # noqa: A002
    """Return a form of the type, filled in as somebody would; ``answers`` replace single ones."""
    said = {**ANSWERS[type_code], **answers}
    return requests.Filled(id=id or uuid4(), type_code=type_code, answers=said, language="ar")


def words(grounds: str = "", next_step: str = "", *codes: str, language: str = "en") -> requests.Words:
    """Return what somebody deciding says."""
    return requests.Words(language=language, grounds=grounds, next_step=next_step, ground_codes=codes)


YES = words(next_step="You get it on Friday.")
NO = words(grounds="The kitchen cannot do it.", next_step="You can ask again in May.")


@dataclass(frozen=True, slots=True)
class Desk:
    """Short ways to each step, each in a context of its own: ``desk.ask(cast.amir)``, ``desk.decline(…)``."""

    acting: Acting
    world: World

    def ask(
        self, who: Member, type_code: str = "management", *, at: datetime = MONDAY, **answers: Any
    ) -> UUID:
        """Hand in a request and return its id."""
        with self.acting(who) as actor:
            receipt = requests.hand_in_request(actor=actor, form=filled(type_code, **answers), at=at)
        return receipt.request.id

    def do(
        self,
        who: Member,
        service: Callable[..., Any],
        request_id: UUID,
        *,
        at: datetime = MONDAY,
        **said: Any,
    ) -> Any:
        """Let somebody take one step with a request."""
        with self.acting(who) as actor:
            return service(actor=actor, request_id=request_id, at=at, **said)

    def approve(self, who: Member, request_id: UUID, *, at: datetime = MONDAY) -> requests.ClientRequest:
        """Say yes."""
        found: requests.ClientRequest = self.do(who, requests.approve_request, request_id, at=at, words=YES)
        return found

    def decline(self, who: Member, request_id: UUID, *, at: datetime = MONDAY) -> requests.ClientRequest:
        """Say no."""
        found: requests.ClientRequest = self.do(who, requests.decline_request, request_id, at=at, words=NO)
        return found

    def own(
        self, who: Member, request_id: UUID, *, now: datetime = MONDAY, language: str = "en"
    ) -> requests.OwnRequest:
        """Return a request as its client sees it."""
        assert who.client_id is not None
        with self.acting(who):
            return requests.get_own_request(
                request_id=request_id, client_id=who.client_id, language=language, now=now
            )

    def get(self, who: Member, request_id: UUID) -> requests.ClientRequest | None:
        """Return a request as somebody may read it, or None."""
        with self.acting(who):
            return requests.find_request(request_id=request_id)
