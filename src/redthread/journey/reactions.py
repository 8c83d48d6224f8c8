"""What happens to courses at a person event: the phase follows, tasks stay, end or begin.

Every answer is the same reckoning (:mod:`redthread.journey.services.reckoning`); what custody tells the
thread without a person event (a sentence, a legal status, a segregation, an arrival) is followed here too.
"""

from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.foundation import course, thread
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.journey.services.courses import bring_up_to_date
from redthread.people.public import rows_move

FOLLOWED: Final = (
    "custody.arrived",
    "custody.sentence_recorded",
    "custody.sentence_corrected",
    "custody.status_remand",
    "custody.status_sentenced",
    "custody.status_recalled",
    "custody.status_on_leave",
    "custody.status_on_supervision",
    "custody.status_ended",
    "custody.segregation_begun",
    "custody.segregation_ended",
    "custody.restriction_lifted",
    "custody.restriction_withdrawn",
)
"""What custody tells that moves a course and is no person event."""

course.say(
    {
        "journey.goes_on": EffectWords(
            staff=_("The course goes on: %(count)s tasks of the guide stay open at the new place."),
            client=_("Your course goes on at the new place. Nothing begins again."),
            pictogram="thread",
        ),
        "journey.ends": EffectWords(
            staff=_("%(count)s open tasks of the guide end here."),
            pictogram="thread",
        ),
        "journey.begins": EffectWords(
            staff=_("The guide for the arrival begins."),
            client=_("Your course begins. You see here what comes next and who does it."),
            pictogram="thread",
        ),
        "journey.supervision": EffectWords(
            staff=_("The guide for the supervision begins."),
            client=_("A new part of your course begins: the time under supervision."),
            pictogram="thread",
        ),
    }
)


def _open_tasks(client_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select journey.count_open(%s)", [client_id])
        return int(cursor.fetchone()[0])


def _line(code: str, tone: Tone, *, counted: bool) -> Reaction:
    """Return a reaction that says one thing and reckons; a line about no task is not said."""

    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        count = _open_tasks(event.client_id) if counted else 1
        return [Effect(code, tone, count=count)] if count else []

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
        said = preview(event, actor=actor, at=at)
        return said if _reckon(event, actor=actor, at=at) or counted else []

    return Reaction(preview, apply)


def _silent() -> Reaction:
    """Return a reaction that reckons and has nothing to say: the module of the event says it."""

    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return []

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
        _reckon(event, actor=actor, at=at)
        return []

    return Reaction(preview, apply)


def _released(code: str, tone: Tone) -> Reaction:
    """Return the reaction to a release: the time after at once, or supervision with its own event."""

    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        count = _open_tasks(event.client_id)
        return [Effect(code, tone, count=count)] if count else []

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
        said = preview(event, actor=actor, at=at)
        if isinstance(event, course.ClientReleased) and not event.to_supervision:
            _reckon(event, actor=actor, at=at)
        return said

    return Reaction(preview, apply)


def _reckon(event: Any, *, actor: Actor, at: datetime) -> bool:
    return bool(bring_up_to_date([event.client_id], actor=actor, at=at))


def _followed(event: Any, *, actor: Actor, at: datetime) -> None:
    _reckon(event, actor=actor, at=at)


_ROWS: Final = rows_move("journey")


def _join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let courses change owner; where both records have one running, that of the merged one ends."""
    with connection.cursor() as cursor:
        cursor.execute("select journey.before_merge(%s, %s)", [event.merge_id, at])
    done = _ROWS[course.ClientMerged].apply(event, actor=actor, at=at)
    _reckon(event, actor=actor, at=at)
    return done


def _part(event: course.ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Give courses back; the one that had ended for the merge goes on."""
    done = _ROWS[course.ClientUnmerged].apply(event, actor=actor, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select journey.after_unmerge(%s)", [event.merge_id])
    return done


REACTIONS: Final[dict[type[PersonEvent], Reaction]] = {
    course.ClientReceived: _line("journey.begins", Tone.FOLLOWS, counted=False),
    course.ClientMoved: nothing("A room of the same establishment changes nothing in what is to be done."),
    course.ClientTransferred: _line("journey.goes_on", Tone.STAYS, counted=True),
    course.ClientTemporarilyOut: nothing(
        "Who is out for a while is expected back; clocks of the law run on."
    ),
    course.ClientReturned: nothing("Tasks stood open meanwhile; nothing begins again."),
    course.ClientReleased: _released("journey.ends", Tone.ENDS),
    course.SupervisionStarted: _line("journey.supervision", Tone.FOLLOWS, counted=False),
    course.SupervisionEnded: _silent(),
    course.RestrictionChanged: _silent(),
    course.KeepApartChanged: nothing("No guide says it: it would be shown to those who may not know."),
    **dict.fromkeys(
        (course.ContactApproved, course.ContactBarred),
        nothing("Contacts are no part of the guides; their own module answers."),
    ),
    course.ClientDied: _silent(),
    course.ClientMerged: Reaction(_ROWS[course.ClientMerged].preview, _join),
    course.ClientUnmerged: Reaction(_ROWS[course.ClientUnmerged].preview, _part),
}
course.declare("journey", REACTIONS)
thread.follow(FOLLOWED, _followed)
