"""What happens to plans at a person event: the plan stays; it is the thread that does not break."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.foundation import course, thread
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.people.public import rows_move
from redthread.plans.enums import PLAN_CLASS, CloseCode
from redthread.plans.events import PlanClosed

course.say(
    {
        "plans.follows": EffectWords(
            staff=_("The plan follows: %(goals)s goals and %(count)s actions; nobody starts again."),
            client=_("Your plan comes with you. Nobody starts again from the beginning."),
            pictogram="thread",
        ),
        "plans.stays": EffectWords(
            staff=_(
                "The plan stays open: %(goals)s goals and %(count)s actions. Give it back to the partners."
            ),
            client=_("Your plan goes on outside."),
            pictogram="thread",
        ),
        "plans.closes": EffectWords(
            staff=_("The plan is closed; it can still be read. Open actions: %(count)s."),
            client=_("Your plan is over. You can still read it."),
            pictogram="thread",
        ),
    }
)
Size = tuple[Any, int, int]


def _size(client_id: int) -> Size | None:
    with connection.cursor() as cursor:
        cursor.execute("select * from plans.size_of(%s)", [client_id])
        row = cursor.fetchone()
    return (row[0], int(row[1]), int(row[2])) if row else None


def _told(code: str, tone: Tone) -> Callable[..., list[Effect]]:
    def tell(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        size = _size(event.client_id)
        return [Effect(code, tone, {"goals": size[1]}, count=size[2])] if size else []

    return tell


def _stays(code: str, tone: Tone) -> Reaction:
    """Return the reaction of a plan that stands as it is, and says so."""
    return Reaction(_told(code, tone), _told(code, tone))


def _ends(code: CloseCode) -> Reaction:
    """Return the reaction that closes the plan."""
    preview = _told("plans.closes", Tone.ENDS)

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
        size = _size(event.client_id)
        if size is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute("select plans.close_plan(%s, %s, %s)", [event.client_id, code.value, at])
        closed = PlanClosed(
            client_id=event.client_id, info_class=PLAN_CLASS, plan_id=size[0], code=code.value
        )
        thread.record(actor, closed, at=at)
        return [Effect("plans.closes", Tone.ENDS, {"goals": size[1]}, count=size[2])]

    return Reaction(preview, apply)


_ROWS: Final = rows_move("plans")


def _join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let rows change owner; of two open plans, the merged record's goes on inside the survivor's."""
    with connection.cursor() as cursor:
        cursor.execute("select plans.before_merge(%s, %s)", [event.merge_id, at])
    return _ROWS[course.ClientMerged].apply(event, actor=actor, at=at)


def _part(event: course.ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Give rows back, and open the plan that went on inside another's."""
    done = _ROWS[course.ClientUnmerged].apply(event, actor=actor, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select plans.after_unmerge(%s)", [event.merge_id])
    return done


REACTIONS: Final[dict[type[PersonEvent], Reaction]] = {
    course.ClientReceived: _stays("plans.follows", Tone.FOLLOWS),
    course.ClientMoved: nothing("A plan stands in no room; its actions and their owners stay."),
    course.ClientTransferred: _stays("plans.follows", Tone.FOLLOWS),
    course.ClientTemporarilyOut: nothing("A plan goes on while somebody is out for a day."),
    course.ClientReturned: nothing("A plan went on while somebody was out."),
    course.ClientReleased: _stays("plans.stays", Tone.STAYS),
    course.SupervisionStarted: _stays("plans.follows", Tone.FOLLOWS),
    course.SupervisionEnded: _ends(CloseCode.COURSE_OVER),
    course.RestrictionChanged: nothing("A plan is no contact: what a restriction closes is not done in it."),
    course.KeepApartChanged: nothing("A plan names no other client, and the pair is never shown here."),
    course.ContactApproved: nothing("A plan names organisations, not contacts."),
    course.ContactBarred: nothing("A plan names organisations, not contacts."),
    course.ClientDied: _ends(CloseCode.DEATH),
    course.ClientMerged: Reaction(_ROWS[course.ClientMerged].preview, _join),
    course.ClientUnmerged: Reaction(_ROWS[course.ClientUnmerged].preview, _part),
}
course.declare("plans", REACTIONS)
