"""What happens to conversations when something happens to a person.

Threads stay with the person. What was written to a unit or a role follows the role to the new place; a
teacher or programme leader stays; a named member of staff who works elsewhere does not answer any more, and
the client is told to write to the unit. No function used here shows a word (``sql/0003_control.up.sql``).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.custody.public import rules_for
from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.messages.enums import AddresseeKind, CloseReason
from redthread.messages.services.keeping import tell_reopened
from redthread.people.public import rows_move

course.say(
    {
        "messages.follows": EffectWords(
            staff=_("%(count)s conversations with units and roles follow: the new place answers them."),
            client=_("What you wrote to the unit and to staff by role is answered where you are now."),
            pictogram="message",
        ),
        "messages.teacher_stays": EffectWords(
            staff=_("The conversation with %(name)s stays: a teacher keeps their students."),
            client=_("You can still write to %(name)s."),
            pictogram="education",
        ),
        "messages.staff_ends": EffectWords(
            staff=_("The conversation with %(name)s ends: they work at another place."),
            client=_("%(name)s does not work where you are now. Write to your unit instead."),
            pictogram="message",
        ),
        "messages.outside_stays": EffectWords(
            staff=_("%(count)s conversations with people outside stay."),
            client=_("Your messages with people outside stay with you."),
            pictogram="message",
        ),
        "messages.place_ends": EffectWords(
            staff=_("%(count)s conversations with staff of the prison end; the client can still read them."),
            client=_("You can read your messages with the staff here, but not write to them any more."),
            pictogram="message",
        ),
        "messages.closed": EffectWords(
            staff=_("%(count)s conversations with people outside are closed while this holds."),
            client=_(
                "You cannot write to family and others outside now. You can still write to your lawyer."
            ),
            pictogram="private",
        ),
        "messages.opened": EffectWords(
            staff=_("%(count)s conversations with people outside are open again."),
            client=_("You can write to people outside again."),
            pictogram="message",
        ),
        "messages.contact_opened": EffectWords(
            staff=_("They can write messages to each other from now on."),
            client=_("You can write messages to a new contact."),
            pictogram="message",
        ),
        "messages.contact_ended": EffectWords(
            staff=_("Their conversation ends, and what was not seen is not passed on."),
            client=_("You cannot write to one of your contacts any more."),
            pictogram="message",
        ),
        "messages.all_end": EffectWords(
            staff=_("%(count)s conversations end. What was written is kept."), pictogram="message"
        ),
    }
)

_ROLES: Final = (AddresseeKind.UNIT.value, AddresseeKind.ROLE.value)
_PLACE: Final = (*_ROLES, AddresseeKind.STAFF.value, AddresseeKind.TEACHER.value)
_OUTSIDE: Final = (AddresseeKind.PARTNER.value, AddresseeKind.RELATIVE.value)

Plan = Callable[[Any], list[Effect]]


def _open(client_id: int, to: int | None = None) -> list[tuple[str, bool, str, int]]:
    """Return (kind, works at the place, name, number) of the open conversations."""
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.open_kinds(%s, %s::bigint)", [client_id, to])
        return [(str(r[0]), bool(r[1]), str(r[2]), int(r[3])) for r in cursor.fetchall()]


def _line(code: str, tone: Tone, count: int) -> list[Effect]:
    return [Effect(code, tone, count=count)] if count else []


def _counted(rows: list[tuple[str, bool, str, int]], *kinds: str) -> int:
    return sum(n for kind, _there, _name, n in rows if kind in kinds)


def _placed(event: course.ClientTransferred | course.ClientReceived) -> list[Effect]:
    to = event.to_establishment_id if isinstance(event, course.ClientTransferred) else event.establishment_id
    rows = _open(event.client_id, to)
    named = [
        Effect("messages.teacher_stays", Tone.STAYS, {"name": name})
        if kind == AddresseeKind.TEACHER
        else Effect("messages.staff_ends", Tone.ENDS, {"name": name})
        for kind, there, name, _n in rows
        if kind == AddresseeKind.TEACHER or (kind == AddresseeKind.STAFF and not there)
    ]
    return [
        *_line("messages.follows", Tone.FOLLOWS, _counted(rows, *_ROLES)),
        *named,
        *_line(
            "messages.outside_stays", Tone.STAYS, _counted(rows, *_OUTSIDE, AddresseeKind.PRIVILEGED.value)
        ),
    ]


def _released(event: course.ClientReleased) -> list[Effect]:
    rows = _open(event.client_id)
    return [
        *_line("messages.place_ends", Tone.ENDS, _counted(rows, *_PLACE)),
        *_line(
            "messages.outside_stays", Tone.STAYS, _counted(rows, *_OUTSIDE, AddresseeKind.PRIVILEGED.value)
        ),
    ]


def _died(event: course.ClientDied) -> list[Effect]:
    return _line("messages.all_end", Tone.ENDS, sum(n for *_rest, n in _open(event.client_id)))


def _restricted(event: course.RestrictionChanged) -> list[Effect]:
    if "message" not in rules_for(client_id=event.client_id).channels[event.channel].closes:
        return []
    count = _counted(_open(event.client_id), *_OUTSIDE)
    if event.is_closed:
        return _line("messages.closed", Tone.ENDS, count)
    return _line("messages.opened", Tone.FOLLOWS, count)


def _approved(event: course.ContactApproved) -> list[Effect]:
    return _line("messages.contact_opened", Tone.NOTE, 1 if "message" in event.channels else 0)


def _moved(event: course.ClientMoved) -> list[Effect]:
    return _line("messages.follows", Tone.FOLLOWS, _counted(_open(event.client_id), AddresseeKind.UNIT.value))


def _telling(plan: Plan, act: Callable[[Any, datetime], None] | None = None) -> Reaction:
    """Return a reaction whose preview is its plan, and which then acts."""

    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return plan(event)

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        effects = plan(event)
        if act is not None:
            act(event, at)
        return effects

    return Reaction(preview, apply)


def _go_along(event: course.ClientTransferred | course.ClientReceived, at: datetime) -> None:
    if isinstance(event, course.ClientTransferred):
        to, unit = event.to_establishment_id, event.to_unit_id
    else:
        to, unit = event.establishment_id, event.unit_id
    _call("messages.keep_teachers", event.client_id)
    _call("messages.end_kinds", event.client_id, [AddresseeKind.STAFF.value], to, CloseReason.MOVED.value, at)
    _call("messages.follow", event.client_id, to, unit)


def _change_unit(event: course.ClientMoved, at: datetime) -> None:  # noqa: ARG001 - as the others
    _call("messages.follow", event.client_id, event.establishment_id, event.to_unit_id)


def _leave_place(event: course.ClientReleased, at: datetime) -> None:
    _call("messages.end_kinds", event.client_id, list(_PLACE), None, CloseReason.RELEASED.value, at)


def _end_all(event: course.ClientDied, at: datetime) -> None:
    kinds = [k.value for k in AddresseeKind]
    _call("messages.end_kinds", event.client_id, kinds, None, CloseReason.DIED.value, at)


def _reopen(event: course.RestrictionChanged, at: datetime) -> None:
    if not event.is_closed:
        tell_reopened(client_id=event.client_id, at=at)


def _bar(event: course.ContactBarred, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    count = _call("messages.bar", event.client_id, event.correspondent_id, at)
    return _line("messages.contact_ended", Tone.ENDS, int(count or 0))


def _preview_bar(
    event: course.ContactBarred,  # noqa: ARG001 - an Answer
    *,
    actor: Actor,  # noqa: ARG001
    at: datetime,  # noqa: ARG001
) -> list[Effect]:
    return [Effect("messages.contact_ended", Tone.ENDS)]


def _call(function: str, *arguments: Any) -> Any:
    casts = {list: "%s::text[]", type(None): "%s::bigint"}
    places = ", ".join(casts.get(type(a), "%s") for a in arguments)
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({places})", list(arguments))
        return cursor.fetchone()[0]


def _join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    _call("messages.ready_for_merge", event.merge_id, at)
    return _ROWS[course.ClientMerged].apply(event, actor=actor, at=at)


def _part(event: course.ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:
    effects = _ROWS[course.ClientUnmerged].apply(event, actor=actor, at=at)
    _call("messages.after_unmerge", event.merge_id)
    return effects


_ROWS: Final = rows_move("messages")
REACTIONS: Final[course.Reactions] = {
    course.ClientReceived: _telling(_placed, _go_along),
    course.ClientTransferred: _telling(_placed, _go_along),
    course.ClientMoved: _telling(_moved, _change_unit),
    course.ClientReleased: _telling(_released, _leave_place),
    course.ClientDied: _telling(_died, _end_all),
    course.RestrictionChanged: _telling(_restricted, _reopen),
    course.ContactApproved: _telling(_approved),
    course.ContactBarred: Reaction(_preview_bar, _bar),
    course.ClientTemporarilyOut: nothing(
        "Messages wait for the person; whoever wrote sees that they are not seen."
    ),
    course.ClientReturned: nothing("Nothing was changed when the person left for a while."),
    course.SupervisionStarted: nothing(
        "Whom one writes to follows from where one is; nothing has to be moved."
    ),
    course.SupervisionEnded: nothing(
        "Who was written to on supervision keeps the thread; nothing is closed."
    ),
    course.KeepApartChanged: nothing("Two clients never write to each other here."),
    course.ClientMerged: Reaction(_ROWS[course.ClientMerged].preview, _join),
    course.ClientUnmerged: Reaction(_ROWS[course.ClientUnmerged].preview, _part),
}
course.declare("messages", REACTIONS)
