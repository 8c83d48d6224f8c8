"""What happens to somebody's sign-ins at a person event: who leaves a place is signed out of its tablets."""

from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.people.public import rows_move

course.say(
    {
        "signin.follows": EffectWords(
            staff=_("Card and PIN work on the tablets of the new place; here the person is signed out."),
            client=_("Your card and your PIN work here too."),
            pictogram="key",
        ),
        "signin.ends": EffectWords(
            staff=_("The person is signed out, and tablets here let them in no more."), pictogram="key"
        ),
    }
)


def preview_follows(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say that the keys work at the new place."""
    return [Effect("signin.follows", Tone.FOLLOWS)]


def apply_follows(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
    """Sign the person out of the tablets of the old place."""
    _sign_out(event)
    return preview_follows(event, actor=actor, at=at)


def preview_ends(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say that no tablet lets the person in any more."""
    return [Effect("signin.ends", Tone.ENDS)]


def apply_ends(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
    """Sign the person out everywhere; without a place no tablet lets them in."""
    _sign_out(event)
    return preview_ends(event, actor=actor, at=at)


def _sign_out(event: PersonEvent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access.sign_out_client(%s, %s)", [event.client_id, event.kind])


_ENDS: Final = Reaction(preview_ends, apply_ends)
_KEPT: Final = "Who is out comes back to the same tablet; it locks itself meanwhile."
REACTIONS: Final[course.Reactions] = {
    course.ClientTransferred: Reaction(preview_follows, apply_follows),
    course.ClientReleased: _ENDS,
    course.ClientDied: _ENDS,
    course.ClientReceived: nothing("Card and PIN of an earlier stay work again; who has none is given one."),
    course.ClientMoved: nothing("A tablet of another room is another device: the old one locks itself."),
    course.ClientTemporarilyOut: nothing(_KEPT),
    course.ClientReturned: nothing(_KEPT),
    course.SupervisionStarted: nothing("The own phone comes with the door for people under supervision."),
    course.SupervisionEnded: nothing("Nothing was opened when it began."),
    course.RestrictionChanged: nothing("The tablet stays usable: the channels close, not the door."),
    **dict.fromkeys(
        (course.ContactApproved, course.ContactBarred),
        nothing("The client's own keys do not depend on who is outside."),
    ),
    course.KeepApartChanged: nothing("Signing in meets nobody."),
} | rows_move("signin")
course.declare("signin", REACTIONS)
