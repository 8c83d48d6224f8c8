"""What a person event does to the legal status: a leave, a way back, a release, supervision, a death."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import Legal
from redthread.custody.queries.sentences import find_sentence, find_status
from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing

INSIDE: Final = (Legal.REMAND, Legal.SENTENCED, Legal.RECALLED, Legal.ON_LEAVE)
RELEASED: Final = "released"
"""Under supervision where the sentence has a trial time, else ended: the database looks."""

course.say(
    {
        "custody.turned_on_leave": EffectWords(staff=_("The legal status becomes: on leave.")),
        "custody.turned_sentenced": EffectWords(staff=_("The legal status becomes: serving a sentence.")),
        "custody.turned_on_supervision": EffectWords(staff=_("The legal status becomes: under supervision.")),
        "custody.turned_ended": EffectWords(staff=_("The legal status becomes: ended.")),
    }
)


def _turns(to: str, before: tuple[Legal, ...], only: Mapping[str, str] | None = None) -> Reaction:
    """Return the reaction that turns one of some statuses into another.

    ``only``: what the event must say, such as ``reason: leave``.
    """

    def fits(event: PersonEvent) -> bool:
        return all(getattr(event, name) == value for name, value in (only or {}).items())

    def before_it(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        status = find_status(client_id=event.client_id)
        if status is None or not fits(event) or Legal(status.status) not in before:
            return []
        target = _after_release(event.client_id, Legal(status.status), at) if to == RELEASED else to
        return [Effect(f"custody.turned_{target}", Tone.NOTE)] if target != status.status else []

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        if not fits(event):
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                "select custody_turn_status(%s, %s, %s, %s, %s)",
                [uuid4(), event.client_id, to, [status.value for status in before], at],
            )
            turned = cursor.fetchone()[0]
        return [Effect(f"custody.turned_{turned}", Tone.NOTE)] if turned else []

    return Reaction(before_it, apply)


def _after_release(client_id: int, status: Legal, at: datetime) -> Legal:
    sentence = find_sentence(client_id=client_id) if status is not Legal.REMAND else None
    ends_on = sentence.supervision_ends_on if sentence else None
    return Legal.ON_SUPERVISION if ends_on is not None and ends_on > at.date() else Legal.ENDED


REACTIONS: Final[course.Reactions] = {
    course.ClientReceived: nothing("Why somebody came is written down by the registry."),
    course.ClientMoved: nothing("A room says nothing about the sentence."),
    course.ClientTransferred: nothing("A place says nothing about the sentence."),
    course.ClientTemporarilyOut: _turns(
        Legal.ON_LEAVE, (Legal.SENTENCED, Legal.RECALLED), {"reason": "leave"}
    ),
    course.ClientReturned: _turns(Legal.SENTENCED, (Legal.ON_LEAVE,), {"reason": "leave"}),
    course.ClientReleased: _turns(RELEASED, INSIDE),
    course.SupervisionStarted: _turns(Legal.ON_SUPERVISION, (*INSIDE, Legal.ENDED)),
    course.SupervisionEnded: _turns(Legal.ENDED, (Legal.ON_SUPERVISION,)),
    course.ClientDied: _turns(Legal.ENDED, (*INSIDE, Legal.ON_SUPERVISION)),
    course.RestrictionChanged: nothing("A restriction closes channels; the status stays."),
    course.KeepApartChanged: nothing("Who is kept apart says nothing about the sentence."),
}
course.declare("custody.legal", REACTIONS)
