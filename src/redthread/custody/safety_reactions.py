"""What a person event does to restrictions and segregation: they end with the stay or the place."""

from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.custody.models import Restriction, Segregation
from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing

course.say(
    {
        "custody.segregation_ends": EffectWords(
            staff=_("The segregation ends. At another place somebody has to decide anew."),
            client=_("You are no longer held apart from others."),
            pictogram="private",
        ),
        "custody.restrictions_end": EffectWords(
            staff=_("The restrictions end with the stay: %(count)s."),
            client=_("Your restrictions have ended."),
            pictogram="private",
        ),
        "custody.restrictions_follow": EffectWords(
            staff=_("The restrictions go on at the new place: %(count)s."),
            client=_("Your restrictions go on here."),
            pictogram="private",
        ),
    }
)


def _held(client_id: int, at: datetime) -> int:
    rows = Restriction.objects.filter(client_id=client_id, withdrawn_at=None, period__contains=at)
    return rows.count()


def _effects(segregations: int, restrictions: int) -> list[Effect]:
    found = [Effect("custody.segregation_ends", Tone.ENDS)] if segregations else []
    if restrictions:
        found.append(Effect("custody.restrictions_end", Tone.ENDS, count=restrictions))
    return found


def _end(*, with_restrictions: bool) -> Reaction:
    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        goes_on = Segregation.objects.filter(client_id=event.client_id, period__endswith=None).count()
        held = _held(event.client_id, at)
        return [*_effects(goes_on, held if with_restrictions else 0), *_following(held)]

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        held = _held(event.client_id, at)
        with connection.cursor() as cursor:
            cursor.execute(
                "select segregations, restrictions from custody_end_safety(%s, %s, %s)",
                [event.client_id, at, with_restrictions],
            )
            done = cursor.fetchone()
        return [*_effects(*done), *_following(held)]

    def _following(held: int) -> list[Effect]:
        if with_restrictions or not held:
            return []
        return [Effect("custody.restrictions_follow", Tone.FOLLOWS, count=held)]

    return Reaction(preview, apply)


REACTIONS: Final[course.Reactions] = {
    course.ClientReceived: nothing(
        "Whoever comes in has the restrictions that a prosecutor decides from now on."
    ),
    course.ClientMoved: nothing("Restrictions and segregation are of the person, not of the room."),
    course.ClientTransferred: _end(with_restrictions=False),
    course.ClientTemporarilyOut: nothing("Restrictions hold on the way and at court, too."),
    course.ClientReturned: nothing("Nothing was given up."),
    course.ClientReleased: _end(with_restrictions=True),
    course.SupervisionStarted: nothing("The stay has ended before, and everything of it."),
    course.SupervisionEnded: nothing("The stay has ended before, and everything of it."),
    course.RestrictionChanged: nothing("This is where it comes from."),
    course.KeepApartChanged: nothing("Who is kept apart is looked at when somebody is given a room."),
    course.ClientDied: _end(with_restrictions=True),
}
course.declare("custody.safety", REACTIONS)
