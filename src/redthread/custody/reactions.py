"""What custody itself does at a person event: key workers, journeys and times away that end with it."""

from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import ApartLevel
from redthread.custody.models import Absence, KeyWorker, Transfer
from redthread.custody.models.transfer import OPEN
from redthread.custody.queries.key_workers import find_former, name_of
from redthread.custody.services.against import SOMEBODY
from redthread.custody.services.key_workers import begin_key_worker, end_key_worker, find_current
from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.people.public import rows_move

course.say(
    {
        "custody.key_worker_ends": EffectWords(
            staff=_("%(name)s stops being the key worker."),
            client=_("%(name)s is not your key worker any more."),
            pictogram="person",
        ),
        "custody.key_worker_back": EffectWords(
            staff=_("%(name)s, the former key worker there, is the key worker again."),
            client=_("%(name)s is your key worker again."),
            pictogram="person",
        ),
        "custody.key_worker_missing": EffectWords(
            staff=_("There is no key worker at the new place yet: choose one on arrival."),
            client=_("You get a new key worker. You see the name here as soon as it is decided."),
            pictogram="person",
        ),
        "custody.journey_cancelled": EffectWords(
            staff=_("An open transfer is called off."), pictogram="return"
        ),
        "custody.restriction_twice": EffectWords(
            staff=_(
                "Both records have the same restriction (%(count)s): the one that holds longer stays, the "
                "other yields to it."
            ),
            pictogram="private",
        ),
        "custody.pair_twice": EffectWords(
            staff=_(
                "Both records are kept apart from the same person (%(count)s): the stricter one stays, the "
                "other is closed."
            ),
            pictogram="warning",
        ),
        "custody.pair_stays": EffectWords(
            staff=_("Both records are kept apart from %(name)s: “%(stays)s” stays, “%(yields)s” is closed."),
            pictogram="warning",
        ),
        "custody.holds_again": EffectWords(
            staff=_("What had yielded to the same thing of the other record holds again: %(count)s."),
            pictogram="return",
        ),
        "custody.absence_ends": EffectWords(staff=_("The open time away ends."), pictogram="return"),
    }
)


def preview_transfer(event: course.ClientTransferred, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say who stops, and who comes back."""
    current = KeyWorker.objects.filter(client_id=event.client_id, period__endswith=None).first()
    return [
        *_ended(name_of(current.staff_actor_id) if current else None),
        _found(find_former(client_id=event.client_id, establishment_id=event.to_establishment_id)),
    ]


def apply_transfer(event: course.ClientTransferred, *, actor: Actor, at: datetime) -> list[Effect]:
    """Relieve the key worker, and give the former one of the new place back where there is room."""
    current = find_current(event.client_id)
    ended = _ended(end_key_worker(current, actor=actor, at=at) if current else None)
    former = find_former(client_id=event.client_id, establishment_id=event.to_establishment_id)
    if former is not None:
        begin_key_worker(event.client_id, former, actor=actor, at=at)
    return [*ended, _found(former)]


def preview_received(event: course.ClientReceived, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say who comes back."""
    return [_found(find_former(client_id=event.client_id, establishment_id=event.establishment_id))]


def apply_received(event: course.ClientReceived, *, actor: Actor, at: datetime) -> list[Effect]:
    """Give the former key worker of the place back where there is room."""
    former = find_former(client_id=event.client_id, establishment_id=event.establishment_id)
    if former is not None:
        begin_key_worker(event.client_id, former, actor=actor, at=at)
    return [_found(former)]


def preview_end(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say what ends with the stay."""
    current = KeyWorker.objects.filter(client_id=event.client_id, period__endswith=None).first()
    return _ends(event.client_id, name_of(current.staff_actor_id) if current else None)


def apply_end(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
    """End what goes on only while somebody is held."""
    current = find_current(event.client_id)
    name = end_key_worker(current, actor=actor, at=at) if current else None
    done = _ends(event.client_id, name)
    Transfer.objects.filter(client_id=event.client_id, status__in=OPEN).update(status="cancelled")
    for absence in Absence.objects.filter(client_id=event.client_id, period__endswith=None):
        absence.period = (absence.period.lower, at)
        absence.save(update_fields=["period"])
    return done


def _ends(client_id: int, key_worker: str | None) -> list[Effect]:
    found = _ended(key_worker)
    if Transfer.objects.filter(client_id=client_id, status__in=OPEN).exists():
        found.append(Effect("custody.journey_cancelled", Tone.ENDS))
    if Absence.objects.filter(client_id=client_id, period__endswith=None).exists():
        found.append(Effect("custody.absence_ends", Tone.ENDS))
    return found


def _ended(name: str | None) -> list[Effect]:
    return [Effect("custody.key_worker_ends", Tone.ENDS, {"name": name})] if name else []


def _found(former: int | None) -> Effect:
    if former is None:
        return Effect("custody.key_worker_missing", Tone.CHANGES)
    params: dict[str, Any] = {"name": name_of(former)}
    return Effect("custody.key_worker_back", Tone.FOLLOWS, params)


_END: Final = Reaction(preview_end, apply_end)


_MERGE: Final = rows_move("custody")


def preview_merge(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Say what stands in both records, which pair stays to who may read it, and what moves."""
    restrictions, pairs = _ask("custody_count_twice", event.client_id, event.merged_client_id)
    told = _pairs_told(event.client_id, event.merged_client_id) if pairs else []
    return [
        *_twice(restrictions, pairs - len(told)),
        *told,
        *_MERGE[course.ClientMerged].preview(event, actor=actor, at=at),
    ]


def apply_merge(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let what stands in both stand once, move the rows, and place both where their own stays say."""
    twice = _ask("custody_settle_merge", event.merge_id)
    moved = _MERGE[course.ClientMerged].apply(event, actor=actor, at=at)
    _ask("custody_place_by_stays", event.merge_id)
    return [*_twice(*twice), *moved]


def apply_unmerge(event: course.ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Give the rows back, and let what yielded hold again."""
    moved = _MERGE[course.ClientUnmerged].apply(event, actor=actor, at=at)
    (again,) = _ask("custody_unsettle_merge", event.merge_id)
    _ask("custody_place_by_stays", event.merge_id)
    return [*moved, Effect("custody.holds_again", Tone.FOLLOWS, count=again)] if again else moved


def _ask(function: str, *arguments: int) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.callproc(function, arguments)
        return tuple(cursor.fetchone())


def _pairs_told(survivor_id: int, merged_id: int) -> list[Effect]:
    with connection.cursor() as cursor:
        cursor.callproc("custody_name_pairs_twice", [survivor_id, merged_id])
        rows = cursor.fetchall()
    return [
        Effect(
            "custody.pair_stays",
            Tone.CHANGES,
            {
                "name": name or str(SOMEBODY),
                "stays": str(ApartLevel(stays).label),
                "yields": str(ApartLevel(yields).label),
            },
        )
        for stays, yields, name in rows
    ]


def _twice(restrictions: int, pairs: int) -> list[Effect]:
    found = [Effect("custody.restriction_twice", Tone.CHANGES, count=restrictions)] if restrictions else []
    if pairs:
        found.append(Effect("custody.pair_twice", Tone.CHANGES, count=pairs))
    return found


REACTIONS: Final[course.Reactions] = {
    course.ClientReceived: Reaction(preview_received, apply_received),
    course.ClientTransferred: Reaction(preview_transfer, apply_transfer),
    course.ClientReleased: _END,
    course.ClientDied: _END,
    course.ClientMoved: nothing("The key worker is of the establishment, not of the unit."),
    course.ClientTemporarilyOut: nothing("The room and the key worker are kept."),
    course.ClientReturned: nothing("Nothing was given up."),
    course.SupervisionStarted: nothing("The stay has ended before, and everything of it."),
    course.SupervisionEnded: nothing("The stay has ended before, and everything of it."),
    course.RestrictionChanged: nothing("A restriction closes channels, not rooms."),
    **dict.fromkeys(
        (course.ContactApproved, course.ContactBarred),
        nothing("Who may write or visit changes nothing about where somebody lives."),
    ),
    course.KeepApartChanged: nothing("Who lives together already is shown on the board; a person decides."),
    course.ClientMerged: Reaction(preview_merge, apply_merge),
    course.ClientUnmerged: Reaction(_MERGE[course.ClientUnmerged].preview, apply_unmerge),
}
course.declare("custody", REACTIONS)
