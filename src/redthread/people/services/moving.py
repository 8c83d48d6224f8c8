"""The answer of most modules to a merge: their rows change owner, and change back when it is undone."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import (
    ClientMerged,
    ClientUnmerged,
    Effect,
    EffectWords,
    PersonEvent,
    Reaction,
    Tone,
)

course.say(
    {
        "people.rows_join": EffectWords(
            staff=_("%(count)s entries of the other record belong to this person from then on (%(module)s)."),
            pictogram="people",
        ),
        "people.rows_return": EffectWords(
            staff=_("%(count)s entries went back to the other record (%(module)s)."), pictogram="return"
        ),
    }
)


def rows_move(module: str) -> dict[type[PersonEvent], Reaction]:
    """Return what a module declares whose tables (``<module>_…``) simply change owner at a merge.

    Every column that names a client changes, found in the database's own catalogue, so that a table added
    later is moved too.
    """

    def count(event: ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return _line("people.rows_join", "people_count_rows", event.merged_client_id, module)

    def join(event: ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return _line("people.rows_join", "people_move_rows", event.merge_id, module)

    def nothing_yet(event: ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001
        return []

    def back(event: ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return _line("people.rows_return", "people_take_rows_back", event.merge_id, module)

    return {ClientMerged: Reaction(count, join), ClientUnmerged: Reaction(nothing_yet, back)}


def _line(code: str, function: str, subject: int, module: str) -> list[Effect]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s, %s)", [subject, module])
        count = int(cursor.fetchone()[0])
    return [Effect(code, Tone.FOLLOWS, {"module": module}, count=count)] if count else []
