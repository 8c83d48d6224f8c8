"""What an approved request for a contact sets in motion: the contact, as it was asked for.

It lives here because contacts know no requests, and requests no contacts. Whoever wants another level, fewer
channels or somebody known decides on the page of contacts, and what they decided comes along with the answer.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, Channel, Decided, Level, NewCorrespondent, Terms
from redthread.foundation.actor import Actor
from redthread.requests import public as requests

TYPE_CODE: Final = "contact"
WAYS: Final = {
    "call": (Channel.PHONE,),
    "write": (Channel.MESSAGE, Channel.LETTER),
    "visit": (Channel.VISIT,),
    "video": (Channel.VIDEO,),
}
"""What the form asks for, as channels."""
GROWN: Final = 18
OTHERWISE: Final = "relative"
"""What somebody is to the client when the client wrote it in words of their own."""


class ContactEffect:
    """Approved: the contact is there, as decided or else as asked for. Anything else: nothing."""

    def on_received(self, request: requests.RequestFacts, *, actor: Actor, at: datetime) -> None:
        """Asking opens nothing."""

    def on_decided(self, request: requests.RequestFacts, *, actor: Actor, at: datetime) -> None:
        """Approve the contact; refused alike for every ban, which undoes the approval of the request."""
        if request.status != requests.RequestStatus.APPROVED:
            return
        made = request.details.get("contact")
        if not isinstance(made, Decided):
            made = self._as_asked(request, at)
        contacts.approve_contact(
            actor=actor,
            client_id=request.client_id,
            who=made.who,
            relation=made.relation,
            terms=made.terms,
            known_as=made.known_as,
            request_id=request.id,
            at=at,
        )

    def _as_asked(self, request: requests.RequestFacts, at: datetime) -> Decided:
        answers, rules = request.answers, contacts.rules_for(client_id=request.client_id).pack
        relation = str(answers.get("relation") or OTHERWISE)
        relation = relation if relation in rules.relations else OTHERWISE
        aliases = (
            (AliasKind.PHONE, str(answers.get("number") or "")),
            (AliasKind.ADDRESS, str(answers.get("address") or "")),
        )
        born_on, name = _day(answers.get("born_on")), str(answers.get("name") or "")
        if born_on is not None and _is_child(born_on, at.date()):
            raise contacts.ContactFaultError(
                _("This is a child. Approve it on the page of contacts, with the adult who answers for it.")
            )
        known = contacts.find_correspondent(
            client_id=request.client_id, aliases=[(AliasKind.NAME, name), *aliases], born_on=born_on
        )
        who: int | NewCorrespondent = NewCorrespondent(
            kind=rules.relations[relation].kind, name=name, born_on=born_on, aliases=aliases
        )
        if known and known[0].weighed.is_likely:
            who = known[0].correspondent_id
        with override(request.language):
            grounds = _("Approved as you asked.")
        terms = Terms(channels=_channels(answers), level=Level.ORDINARY, grounds=grounds)
        return Decided(who=who, relation=relation, terms=terms, known_as=name)

    def on_withdrawn(self, request: requests.RequestFacts, *, actor: Actor, at: datetime) -> None:
        """Nothing was opened."""


def register() -> None:
    """Let requests for a contact set this in motion."""
    requests.register_effect(TYPE_CODE, EFFECT)


EFFECT: Final = ContactEffect()


def _channels(answers: Mapping[str, object]) -> list[Channel]:
    asked = answers.get("for")
    return [c for way in (asked if isinstance(asked, list) else []) for c in WAYS.get(str(way), ())]


def _is_child(born_on: date, today: date) -> bool:
    return (today.year - born_on.year, today.month, today.day) < (GROWN, born_on.month, born_on.day)


def _day(answer: object) -> date | None:
    try:
        return date.fromisoformat(str(answer)) if answer else None
    except ValueError:
        return None
