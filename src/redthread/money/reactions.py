"""What happens to somebody's money at a person event: it is theirs, and goes where they go."""

from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing

course.say(
    {
        "money.follows": EffectWords(
            staff=_("The accounts follow: nothing has to be paid out."),
            client=_("Your money goes with you. You can use it at the new place."),
            pictogram="account",
        ),
        "money.pay_out": EffectWords(
            staff=_(
                "There is money on the accounts: let the accounts office pay it out before the person leaves."
            ),
            client=_("There is money on your account. It stays yours: ask the prison to pay it out to you."),
            pictogram="account",
        ),
    }
)


def _has_money(client_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select money.has_money(%s)", [client_id])
        return bool(cursor.fetchone()[0])


def follows(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say that the accounts are the person's own, wherever they are."""
    return [Effect("money.follows", Tone.FOLLOWS)] if _has_money(event.client_id) else []


def pay_out(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say that something is left to be paid out."""
    return [Effect("money.pay_out", Tone.CLASH)] if _has_money(event.client_id) else []


_LEAVES: Final = Reaction(pay_out, pay_out)
REACTIONS: Final[course.Reactions] = {
    course.ClientTransferred: Reaction(follows, follows),
    course.ClientReleased: _LEAVES,
    course.ClientDied: _LEAVES,
    course.ClientReceived: nothing("Accounts of an earlier stay are there still."),
    course.ClientMoved: nothing("Money does not live in a room."),
    course.ClientTemporarilyOut: nothing("The account stays open."),
    course.ClientReturned: nothing("The account stayed open."),
    course.SupervisionStarted: nothing("The release has said what becomes of the money."),
    course.SupervisionEnded: nothing("Supervision has no accounts."),
    course.RestrictionChanged: nothing("Restrictions are about contact; own money stays usable."),
    course.KeepApartChanged: nothing("Accounts meet nobody."),
}
course.declare("money", REACTIONS)
