"""What happens to bookings when something happens to a person.

It is said before, done with the event, and told after. Whoever moves a client may not read all of their
bookings: the database functions used here show and change no word of what they are about
(``sql/0002_timetable.up.sql``).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redthread.foundation import course, thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.jurisdiction.pack import BookingKind
from redthread.people.public import rows_move
from redthread.timetable.enums import EndCode
from redthread.timetable.events import BookingCancelled, BookingFollowed, BookingOffered
from redthread.timetable.queries.kinds import House, get_house, title_of
from redthread.timetable.queries.rooms import uses_there
from redthread.timetable.rules.course import (
    Ahead,
    Outcome,
    on_transfer,
    when_out,
    when_released,
    when_restricted,
)

UNKNOWN_RETURN: Final = timedelta(hours=24)
"""How long somebody is taken to be out when nobody said until when."""

ESCAPED: Final = "escaped"
NO_RETURN: Final = timedelta(days=3660)
"""Nobody waits for somebody who escaped: all that lies ahead is given up."""

course.say(
    {
        "timetable.follows": EffectWords(
            staff=_("%(title)s on %(on)s at %(time)s follows: the new place takes the person there."),
            client=_("%(title)s on %(on)s at %(time)s stays. Your new place takes you there."),
            pictogram="calendar",
        ),
        "timetable.ends": EffectWords(
            staff=_("%(title)s: %(count)s times from %(on)s on are cancelled."),
            client=_("%(title)s from %(on)s on is cancelled."),
            pictogram="calendar",
        ),
        "timetable.reoffered": EffectWords(
            staff=_("%(title)s: %(count)s times from %(on)s on end here and are offered again."),
            client=_("%(title)s from %(on)s on ends. You will be offered a new time."),
            pictogram="calendar",
        ),
        "timetable.private": EffectWords(
            staff=_("%(count)s bookings that you may not read; first on %(on)s. Their own staff are told."),
            pictogram="private",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A booking that lies ahead, without a word of what it is about unless the actor may read it."""

    id: UUID
    kind: str
    status: str
    info_class: int
    establishment_id: int
    series_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    others: int
    titles: dict[str, str] | None
    may_read: bool
    house: House

    @property
    def kind_of(self) -> BookingKind:
        """The pack's words and rules for it."""
        return self.house.timetable.kinds[self.kind]

    @property
    def rule(self) -> Ahead:
        """What the rules look at."""
        return Ahead(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            establishment_id=self.establishment_id,
            on_transfer=self.kind_of.on_transfer.value,
            when_out=self.kind_of.when_out.value,
            channel=self.kind_of.channel,
        )

    @property
    def title(self) -> str:
        """What it is called in the active language."""
        return title_of(self.kind_of, self.titles or {}, self.kind)

    @property
    def words(self) -> dict[str, Any]:
        """Title in every language (a receipt is read in the person's), and wall day and time where it is."""
        local = self.starts_at.astimezone(self.house.zone)
        titles = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                titles[code] = self.title
        return {"title": titles, "on": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}


Decided = tuple[_Row, Outcome]
Plan = Callable[[Any, datetime], "Iterator[Decided]"]


def _placed(event: course.ClientTransferred | course.ClientReceived, at: datetime) -> Iterator[Decided]:
    """Decide at a new place; what was booked at a place of an earlier stay is treated alike."""
    to = _destination(event) or 0
    there = uses_there(establishment_id=to)
    for row in _ahead(event.client_id, at):
        needs = {*row.kind_of.room_uses}
        yield row, on_transfer(row.rule, to=to, has_it_there=not needs or bool(there & needs))


def _out(event: course.ClientTemporarilyOut, at: datetime) -> Iterator[Decided]:
    until = event.expected_back_at or at + (NO_RETURN if event.reason == ESCAPED else UNKNOWN_RETURN)
    for row in _ahead(event.client_id, at):
        yield row, when_out(row.rule, until=until)


def _released(event: PersonEvent, at: datetime) -> Iterator[Decided]:
    for row in _ahead(event.client_id, at):
        yield row, when_released(row.rule)


def _died(event: PersonEvent, at: datetime) -> Iterator[Decided]:
    for row in _ahead(event.client_id, at):
        yield row, Outcome.ENDS


def _restricted(event: course.RestrictionChanged, at: datetime) -> Iterator[Decided]:
    if not event.is_closed:
        return
    for row in _ahead(event.client_id, at):
        yield row, when_restricted(row.rule, channel=event.channel, until=event.until)


def _reaction(plan: Plan, code: EndCode) -> Reaction:
    """Return the reaction that follows a plan: what it shows before, and what it does."""

    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return list(_effects(plan(event, at)))

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
        decided = list(plan(event, at))
        _end(event, decided, code, actor=actor, at=at)
        _let_follow(event, decided, actor=actor, at=at)
        _offer(event, decided, actor=actor, at=at)
        return list(_effects(decided))

    return Reaction(preview, apply)


_ROWS: Final = rows_move("timetable")


def _join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let bookings change owner; of a group that both records were in, the merged one leaves first."""
    _call("timetable.before_merge(%s, %s)", event.merge_id, at)
    return _ROWS[course.ClientMerged].apply(event, actor=actor, at=at)


def _part(event: course.ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Give bookings back, and the place in a group that was left for the merge."""
    done = _ROWS[course.ClientUnmerged].apply(event, actor=actor, at=at)
    _call("timetable.after_unmerge(%s)", event.merge_id)
    return done


REACTIONS: Final[dict[type[PersonEvent], Reaction]] = {
    course.ClientReceived: _reaction(_placed, EndCode.TRANSFER),
    course.ClientMoved: nothing("Bookings stand in rooms of the establishment; the way there is another."),
    course.ClientTransferred: _reaction(_placed, EndCode.TRANSFER),
    course.ClientTemporarilyOut: _reaction(_out, EndCode.AWAY),
    course.ClientReturned: nothing("What was cancelled while out is booked anew by whoever wants it still."),
    course.ClientReleased: _reaction(_released, EndCode.RELEASE),
    course.SupervisionStarted: nothing("Supervision books its own appointments."),
    course.SupervisionEnded: nothing("The court and health appointments of a free person are theirs."),
    course.RestrictionChanged: _reaction(_restricted, EndCode.RESTRICTION),
    **dict.fromkeys(
        (course.ContactApproved, course.ContactBarred),
        nothing("Bookings name no contacts yet: visits and calls will."),
    ),
    course.KeepApartChanged: nothing(
        "Groups are checked when they are booked; the pair is never shown here."
    ),
    course.ClientDied: _reaction(_died, EndCode.DEATH),
    course.ClientMerged: Reaction(_ROWS[course.ClientMerged].preview, _join),
    course.ClientUnmerged: Reaction(_ROWS[course.ClientUnmerged].preview, _part),
}
course.declare("timetable", REACTIONS)


def _ahead(client_id: int, at: datetime) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute("select * from timetable.ahead_of(%s, %s)", [client_id, at])
        rows = cursor.fetchall()
    houses = {id_: get_house(establishment_id=id_) for id_ in {row[_PLACE] for row in rows}}
    return [_read(houses[row[_PLACE]], *row) for row in rows]


def _read(house: House, *values: Any) -> _Row:
    row = [*values, house]
    row[-3] = json.loads(row[-3]) if row[-3] else None
    return _Row(*row)


_PLACE: Final = 4
"""Which column of ``ahead_of`` is the establishment."""
_TONES: Final = {
    Outcome.ENDS: ("timetable.ends", Tone.ENDS),
    Outcome.REOFFERED: ("timetable.reoffered", Tone.CHANGES),
}


def _effects(decided: Iterable[Decided]) -> Iterator[Effect]:
    """Yield a line for each court date, and one for each thing that repeats or comes several times."""
    hidden: list[_Row] = []
    together: dict[tuple[str, Outcome], list[_Row]] = {}
    for row, outcome in decided:
        if outcome is Outcome.STAYS:
            continue
        if not row.may_read:
            hidden.append(row)
        elif outcome is Outcome.FOLLOWS:
            yield Effect("timetable.follows", Tone.FOLLOWS, row.words, about=("booking", str(row.id)))
        else:
            together.setdefault((row.title, outcome), []).append(row)
    for (_key, outcome), rows in together.items():
        code, tone = _TONES[outcome]
        about = ("booking", str(rows[0].id)) if len(rows) == 1 else None
        yield Effect(code, tone, rows[0].words, count=len(rows), about=about)
    if hidden:
        yield Effect("timetable.private", Tone.ENDS, {"on": hidden[0].words["on"]}, count=len(hidden))


def _of(row: _Row, client_id: int) -> dict[str, Any]:
    words = row.words
    return {
        "client_id": client_id,
        "info_class": InformationClass(row.info_class),
        "booking_id": row.id,
        "kind_code": row.kind,
        "on": words["on"],
        "time": words["time"],
    }


def _end(event: PersonEvent, decided: list[Decided], code: EndCode, *, actor: Actor, at: datetime) -> None:
    ending = [row for row, outcome in decided if outcome in {Outcome.ENDS, Outcome.REOFFERED}]
    if not ending:
        return
    _call("timetable.leave(%s, %s::uuid[], %s, %s)", event.client_id, [r.id for r in ending], code.value, at)
    told: set[UUID] = set()
    for row in ending:
        # Of a series, one entry: fifty times "cancelled" would hide what matters.
        if row.series_id in told:
            continue
        if row.series_id is not None:
            told.add(row.series_id)
        thread.record(actor, BookingCancelled(**_of(row, event.client_id), code=code.value), at=at)


def _let_follow(event: PersonEvent, decided: list[Decided], *, actor: Actor, at: datetime) -> None:
    to = _destination(event)
    following = [row for row, outcome in decided if outcome is Outcome.FOLLOWS]
    if to is None or not following:
        return
    _call("timetable.follow(%s, %s::uuid[], %s)", event.client_id, [r.id for r in following], to)
    for row in following:
        thread.record(actor, BookingFollowed(**_of(row, event.client_id)), at=at)


def _offer(event: PersonEvent, decided: list[Decided], *, actor: Actor, at: datetime) -> None:
    """Offer each thing once: the first of a series stands for all of it."""
    once: Counter[tuple[str, UUID]] = Counter()
    for row, outcome in decided:
        key = (row.kind, row.series_id or row.id)
        once[key] += 1
        if outcome is not Outcome.REOFFERED or once[key] > 1:
            continue
        new, starts_at, ends_at = uuid4(), *_offered_time(event, row)
        _call(
            "timetable.offer(%s, %s, %s, %s, %s, %s, %s)",
            event.client_id,
            row.id,
            new,
            _destination(event) or row.establishment_id,
            starts_at,
            ends_at,
            at,
        )
        offered = BookingOffered(**(_of(row, event.client_id) | {"booking_id": new}), instead_of=row.id)
        thread.record(actor, offered, at=at)


def _offered_time(event: PersonEvent, row: _Row) -> tuple[datetime, datetime]:
    """Return when something is offered: the same weekday and hour, after a restriction ends."""
    starts_at, ends_at = row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC)
    if isinstance(event, course.RestrictionChanged) and event.until is not None:
        weeks = max(-((starts_at - event.until) // timedelta(days=7)), 0)
        return starts_at + timedelta(days=7 * weeks), ends_at + timedelta(days=7 * weeks)
    return starts_at, ends_at


def _destination(event: PersonEvent) -> int | None:
    match event:
        case course.ClientTransferred():
            return event.to_establishment_id
        case course.ClientReceived():
            return event.establishment_id
    return None


def _call(statement: str, *arguments: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select {statement}", list(arguments))
