"""What happens to rights at a person event.

Reach of staff is derived from where the person is held: ``access.place_client`` does it in the same
transaction (``foundation/sql/0003_reach.up.sql``). What partners may know follows from the phase, which the
guides enter (:func:`~redthread.sharing.services.grants.enter_phase`); here, who works with the person goes on
or ends, and is told where they have to do something.
"""

from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.people.public import rows_move
from redthread.sharing.enums import HandoverKind
from redthread.sharing.services.handovers import create_handover

C = InformationClass

course.say(
    {
        "sharing.partners_go_on": EffectWords(
            staff=_("%(count)s organisations outside go on working with this person."),
            client=_("Those outside who work with you go on: %(count)s."),
            pictogram="person",
        ),
        "sharing.partners_told": EffectWords(
            staff=_("%(count)s organisations outside are told, and have a task with a clock."),
            client=_("We told those outside who work with you: %(count)s."),
            pictogram="send",
        ),
        "sharing.partners_end": EffectWords(
            staff=_("%(count)s organisations outside see nothing of this person any more."),
            client=_("Those outside who worked with you see nothing about you any more: %(count)s."),
            pictogram="key",
        ),
        "sharing.partners_join": EffectWords(
            staff=_("%(count)s organisations outside now work with this person, as with the other record."),
            client=_("Those outside who worked with your other record now see this one: %(count)s."),
            pictogram="person",
        ),
    }
)


def _count(client_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select sharing_count_links(%s)", [client_id])
        return int(cursor.fetchone()[0])


def _line(code: str, tone: Tone, count: int) -> list[Effect]:
    return [Effect(code, tone, count=count)] if count else []


def _go_on(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    return _line("sharing.partners_go_on", Tone.STAYS, _count(event.client_id))


def _whom(client_id: int, classes: C, kinds: list[str] | None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select * from sharing_whom_to_tell(%s, %s, %s)", [client_id, int(classes), kinds])
        return [row[0] for row in cursor.fetchall()]


def _tells(kind: HandoverKind, classes: C, kinds: list[str] | None = None) -> Reaction:
    """Return the reaction that hands a notice to those who may know it."""

    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return _line("sharing.partners_told", Tone.FOLLOWS, len(_whom(event.client_id, classes, kinds)))

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
        told = _whom(event.client_id, classes, kinds)
        for organisation_id in told:
            create_handover(
                actor=actor,
                client_id=event.client_id,
                organisation_id=organisation_id,
                kind=kind,
                info=classes | C.IDENTITY | C.STAFF_CONTACT,
                at=at,
            )
        return _line("sharing.partners_told", Tone.FOLLOWS, len(told))

    return Reaction(preview, apply)


def _ends(why: str) -> Reaction:
    """Return the reaction that ends everybody's work with the person."""

    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return _line("sharing.partners_end", Tone.ENDS, _count(event.client_id))

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        with connection.cursor() as cursor:
            cursor.execute("select sharing_end_all(%s, %s, %s)", [event.client_id, why, at])
            return _line("sharing.partners_end", Tone.ENDS, int(cursor.fetchone()[0]))

    return Reaction(preview, apply)


_ROWS: Final = rows_move("sharing")


def _would_join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    # The other record may be out of reach: what it has is counted when it is joined.
    return _ROWS[course.ClientMerged].preview(event, actor=actor, at=at)


def _join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    with connection.cursor() as cursor:
        cursor.execute("select sharing_join_partners(%s)", [event.merge_id])
        joined = int(cursor.fetchone()[0])
    rows = _ROWS[course.ClientMerged].apply(event, actor=actor, at=at)
    return [*_line("sharing.partners_join", Tone.CHANGES, joined), *rows]


def _part(event: course.ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:
    with connection.cursor() as cursor:
        cursor.execute("select sharing_part_partners(%s)", [event.merge_id])
    return _ROWS[course.ClientUnmerged].apply(event, actor=actor, at=at)


REACTIONS: Final[course.Reactions] = {
    course.ClientReceived: Reaction(_go_on, _go_on),
    course.ClientMoved: nothing("Rooms and units change nothing in what partners may know."),
    course.ClientTransferred: _tells(HandoverKind.TRANSFER_NOTICE, C.LOCATION),
    course.ClientTemporarilyOut: nothing("Partners go on while somebody is out; leave dates are a class."),
    course.ClientReturned: nothing("Partners went on while somebody was out."),
    course.ClientReleased: Reaction(_go_on, _go_on),
    course.SupervisionStarted: _tells(HandoverKind.SUPERVISION_START, C.PHASE, ["municipality", "probation"]),
    course.SupervisionEnded: _ends("supervision ended"),
    course.RestrictionChanged: nothing("A restriction closes channels, where each message is sent and read."),
    course.KeepApartChanged: nothing("Whom somebody is kept apart from is of a class that no partner reads."),
    course.ContactApproved: nothing("A contact is approved by contacts; it gives no reach here."),
    course.ContactBarred: nothing("A contact is barred by contacts; it had no reach here."),
    course.ClientDied: _ends("died"),
    course.ClientMerged: Reaction(_would_join, _join),
    course.ClientUnmerged: Reaction(_ROWS[course.ClientUnmerged].preview, _part),
}
course.declare("sharing", REACTIONS)
