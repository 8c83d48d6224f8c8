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
        "money.joins": EffectWords(
            staff=_("What is on the accounts of the other record comes onto the accounts of this person."),
            client=_("The money of your other number is on your account now."),
            pictogram="account",
        ),
        "money.returns": EffectWords(
            staff=_("What came from the other record's accounts goes back there."), pictogram="account"
        ),
        "money.missing": EffectWords(
            staff=_("%(amount)s of what came with the merge was spent meanwhile and cannot go back."),
            pictogram="warning",
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


def preview_join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say that there is money to come over."""
    with connection.cursor() as cursor:
        cursor.execute("select money.has_money_to_merge(%s)", [event.merged_client_id])
        return [Effect("money.joins", Tone.FOLLOWS)] if cursor.fetchone()[0] else []


def apply_join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Bring what is on the accounts of the merged record over; open reservations go with their orders."""
    _rows("people_move_rows", event.merge_id)
    moved, _missing = _accounts(event, at, back=False)
    return [Effect("money.joins", Tone.FOLLOWS)] if moved else []


def apply_return(event: course.ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Bring back what came, as far as it is still there."""
    _rows("people_take_rows_back", event.merge_id)
    moved, missing = _accounts(event, at, back=True)
    done = [Effect("money.returns", Tone.FOLLOWS)] if moved else []
    if missing:
        # In minor units over a hundred: the currencies of the packs all have two decimals.
        done.append(Effect("money.missing", Tone.CLASH, {"amount": f"{missing / 100:.2f}"}))
    return done


def nothing_said(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Undoing is one step without a preview: it takes back what the merge did."""
    return []


def _rows(function: str, merge_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s, 'money')", [merge_id])


def _accounts(
    event: course.ClientMerged | course.ClientUnmerged, at: datetime, *, back: bool
) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select moved, missing from money.merge_accounts(%s, %s, %s, %s, %s)",
            [event.merge_id, event.merged_client_id, event.client_id, back, at],
        )
        moved, missing = cursor.fetchone()
    return int(moved), int(missing)


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
    **dict.fromkeys(
        (course.ContactApproved, course.ContactBarred),
        nothing("Money from outside comes through the establishment, not from a contact."),
    ),
    course.KeepApartChanged: nothing("Accounts meet nobody."),
    course.ClientMerged: Reaction(preview_join, apply_join),
    course.ClientUnmerged: Reaction(nothing_said, apply_return),
}
course.declare("money", REACTIONS)
