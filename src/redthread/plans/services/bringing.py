"""Bringing a partner's running plan in: looked at first, then kept; the same twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind
from redthread.people.public import Client
from redthread.plans.enums import (
    CLASS_OF,
    ActionStatus,
    Continues,
    DoubleAnswer,
    LifeArea,
    Owner,
    Source,
)
from redthread.plans.events import ActionsBroughtIn
from redthread.plans.models import Action, DoubleEffort, Plan
from redthread.plans.rules.bringing.person import Fit, Person, fit_all
from redthread.plans.rules.bringing.table import (
    MOST_ROWS,
    Row,
    TableFault,
    UnreadableTableError,
    read_table,
    reference_of,
)
from redthread.plans.rules.bringing.text import TextFault, UnreadableTextError, decode, rows_of
from redthread.plans.rules.double import Effort
from redthread.plans.services.actions import (
    ActionText,
    DoubleReply,
    check,
    doubles_of,
    is_continued,
    keep_answers,
)
from redthread.plans.services.errors import (
    BringingRefusedError,
    DoubleEffortError,
    DoubleEffortsInFileError,
    PlanRefusedError,
    WrongPersonError,
)
from redthread.plans.services.steps import admit_writer, label, lock_plan, opened_plan, who_of

_TEXT_FAULTS: Final[dict[TextFault, str | Promise]] = {
    TextFault.EMPTY: _("The file is empty."),
    TextFault.TOO_LARGE: _("The file is too large. One person's plan has at most 300 rows."),
    TextFault.NOT_TEXT: _("This file is no table of text. Save it as CSV in your office program."),
}
_OTHERS: Final[dict[Fit, str | Promise]] = {
    Fit.OTHER_NUMBER: _(
        "The number in the file is not this person's. Nothing was brought in. Check whose plan it is."
    ),
    Fit.OTHER_BIRTH_DATE: _(
        "The birth date in the file is not this person's. Nothing was brought in. Check whose plan it is."
    ),
    Fit.OTHER_NAME: _(
        "The name in the file is not this person's. Nothing was brought in. Check whose plan it is."
    ),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, before anything is kept. ``is_sure``: the file itself says that it is about them."""

    rows: list[Row]
    is_sure: bool
    text: str


@dataclass(frozen=True, slots=True)
class Brought:
    """One action to be brought in, as it was looked at; ``reply`` where somebody else does this already."""

    text: ActionText
    reference: str
    reply: DoubleReply | None = None


@dataclass(slots=True)
class BroughtIn:
    """What came of it. ``known``: was there already; ``continued``: another's action goes on instead."""

    new: list[Action] = field(default_factory=list)
    known: int = 0
    continued: int = 0


def preview_file(*, client: Client, data: bytes) -> Preview:
    """Read a file that is said to be a client's running plan; nothing is kept.

    Raises:
        BringingRefusedError: it cannot be read, or holds nothing, or more than one person's plan.
        WrongPersonError: it is about somebody else.
    """
    try:
        text = decode(data)
        rows = read_table(rows_of(text))
    except UnreadableTextError as error:
        raise BringingRefusedError(_TEXT_FAULTS[error.fault]) from error
    except UnreadableTableError as error:
        raise BringingRefusedError(_table_fault(error)) from error
    person = Person(client.number, client.given_name, client.family_name, client.born_on)
    whose = fit_all(person, (row.named for row in rows))
    if whose.is_other:
        raise WrongPersonError(_OTHERS[whose])
    return Preview(rows, whose is Fit.FITS, text)


def _table_fault(error: UnreadableTableError) -> str | Promise:
    if error.fault is TableFault.TOO_MANY:
        return _(
            "The file has %(count)s rows; one person's plan has at most %(most)s. Is it a list of many "
            "people? Nothing was brought in."
        ) % {"count": error.count, "most": MOST_ROWS}
    if error.fault is TableFault.NO_ROWS:
        return _("The file has a heading and no rows.")
    return _(
        "The first row must name the columns, at least what is done and the first day. "
        "Nothing was brought in."
    )


def brought_by_form(text: ActionText, reply: DoubleReply | None = None) -> Brought:
    """Return an action that was typed into the form, known again by its words, area and first day."""
    return Brought(text, reference_of("", text.words.strip(), text.area, text.starts_on), reply)


@transaction.atomic
def import_actions(
    *,
    actor: Actor,
    client_id: int,
    organisation_id: int | None,
    entries: Sequence[Brought],
    source: Source,
    at: datetime,
) -> BroughtIn:
    """Bring in a partner's actions, all or none; what is there already stays as it is.

    Args:
        organisation_id: whose plan it is; a partner brings in their own organisation's only.

    Raises:
        OutOfReachError: one of the areas is not the actor's to write.
        PlanRefusedError: a row is incomplete.
        BringingRefusedError: nothing, too much, or nobody's.
        DoubleEffortsInFileError: others do some of this already, and it was not said what to do.
    """
    if actor.kind is ActorKind.PARTNER:
        organisation_id = actor.organisation_id
    if organisation_id is None:
        raise BringingRefusedError(_("Choose the organisation whose plan it is."))
    if not entries:
        raise BringingRefusedError(_("There is nothing to bring in."))
    if len(entries) > MOST_ROWS:
        raise BringingRefusedError(_table_fault(UnreadableTableError(TableFault.TOO_MANY, len(entries))))
    admitted = {
        area: admit_writer(actor, client_id=client_id, area=area) for area in {e.text.area for e in entries}
    }
    plan = opened_plan(actor=actor, client_id=client_id, at=at)
    lock_plan(plan)
    bringing = _Bringing(actor, plan, organisation_id, source, at)
    for entry in entries:
        bringing.take(entry, admitted[entry.text.area])
    return bringing.finish()


class _Bringing:
    """One import: rows are taken one by one, and written together."""

    def __init__(self, actor: Actor, plan: Plan, organisation_id: int, source: Source, at: datetime) -> None:
        self.actor, self.plan, self.organisation_id = actor, plan, organisation_id
        self.source, self.at, self.result = source, at, BroughtIn()
        self.known = set(
            Action.objects.filter(plan=plan, organisation_id=organisation_id)
            .exclude(reference="")
            .values_list("reference", flat=True)
        )
        given_way = DoubleEffort.objects.filter(
            client_id=plan.client_id, organisation_id=organisation_id, answer=DoubleAnswer.CONTINUE
        )
        self.given_way = set(given_way.values_list("info_class", "words"))
        self.unanswered: dict[str, list[Action]] = {}
        self.answers: list[tuple[list[Action], Action | None, DoubleReply | None, str]] = []

    def take(self, entry: Brought, area: LifeArea) -> None:
        fields = check(entry.text, client_id=self.plan.client_id, area=area)
        info_class = int(CLASS_OF[area])
        if entry.reference in self.known or (info_class, fields["words"]) in self.given_way:
            self.result.known += 1
            return
        self.known.add(entry.reference)
        # What waits or ends inside starts nothing beside anybody.
        status = {Continues.PAUSE: ActionStatus.PAUSED, Continues.STOP: ActionStatus.STOPPED}.get(
            entry.text.continues or Continues.CONTINUE,  # type: ignore[call-overload]
            fields["status"],
        )
        fields |= {"status": status, "continues": entry.text.continues or Continues.CONTINUE, "goal_id": None}
        new_id = uuid4()
        effort = Effort(
            new_id,
            area,
            Owner.PARTNER,
            self.organisation_id,
            "stopped" if status == ActionStatus.PAUSED else status,
            fields["starts_on"],
            fields["ends_on"],
        )
        doubles = doubles_of(effort, client_id=self.plan.client_id)
        try:
            if is_continued(doubles, entry.reply):
                self.answers.append((doubles, None, entry.reply, fields["words"]))
                self.result.continued += 1
                return
        except (DoubleEffortError, PlanRefusedError):
            self.unanswered[entry.reference] = doubles
            return
        action = Action(
            id=new_id,
            plan=self.plan,
            client_id=self.plan.client_id,
            area=area,
            info_class=info_class,
            owner=Owner.PARTNER,
            organisation_id=self.organisation_id,
            language=self.actor.language,
            source=self.source,
            reference=entry.reference,
            made_by=self.actor.id,
            made_at=self.at,
            changed_by=self.actor.id,
            changed_at=self.at,
            **fields,
        )
        self.result.new.append(action)
        self.answers.append((doubles, action, entry.reply, action.words))

    def finish(self) -> BroughtIn:
        if self.unanswered:
            raise DoubleEffortsInFileError(self.unanswered)
        Action.objects.bulk_create(self.result.new)
        for doubles, action, reply, words in self.answers:
            keep_answers(
                self.actor,
                doubles,
                action,
                reply,
                words=words,
                at=self.at,
                owned=(Owner.PARTNER, self.organisation_id),
            )
        who = who_of(self.organisation_id)
        for area in LifeArea:
            if count := sum(a.area == area for a in self.result.new):
                told = ActionsBroughtIn(
                    client_id=self.plan.client_id,
                    info_class=CLASS_OF[area],
                    area=label(area.label),
                    who=who,
                    times=count,
                )
                thread.record(self.actor, told, at=self.at)
        return self.result
