"""Writes of sentences: recorded once, corrected by a further statement with a reason."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import Legal
from redthread.custody.events import SentenceCorrected, SentenceRecorded, SentenceServed
from redthread.custody.models import Sentence, SentenceInterruption, SentencePart
from redthread.custody.permissions import Permission
from redthread.custody.queries.sentences import (
    Jurisdiction,
    compute_dates,
    find_jurisdiction,
    find_sentence,
    find_status,
    sentence_rules,
)
from redthread.custody.rules.dates import (
    Contradiction,
    ContradictionError,
    Facts,
    SentenceDates,
    refuse_contradictions,
)
from redthread.custody.services.statuses import begin_status
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.jurisdiction.sentences import DateKind
from redthread.ui.words import date_long

LONGEST_TEXT: Final = 300
_NOWHERE_ZONE: Final = "UTC"
"""Of somebody who was never held: their days are those of the world's clock."""


class ContradictorySentenceError(DomainError):
    """Two facts of a sentence cannot both be true; ``number`` is the part or interruption, from 1, or 0."""

    status = 422

    def __init__(self, found: ContradictionError) -> None:
        """Say it in words."""
        super().__init__(_WORDS[found.what] % {"n": found.number})
        self.what, self.number = found.what, found.number


class StaleSentenceError(DomainError):
    """Somebody else recorded or corrected the sentence since the form was opened."""


class SentenceServedError(DomainError):
    """With these facts the release has come or is past, and nobody said that this is right."""

    status = 422


class ReasonMissingError(DomainError):
    """A correction says why."""

    status = 422


_WORDS = {
    Contradiction.NO_PART: _("Enter at least one judgment."),
    Contradiction.NO_LENGTH: _("Judgment %(n)s has no length. Enter years, months or days, or choose life."),
    Contradiction.TOO_LONG: _("Judgment %(n)s is longer than can be. Check years, months and days."),
    Contradiction.FINAL_BEFORE_JUDGED: _(
        "Judgment %(n)s cannot be final before it was given. Check both dates."
    ),
    Contradiction.JUDGED_LATER: _("Judgment %(n)s lies in the future. Check the date."),
    Contradiction.STARTS_BEFORE_JUDGED: _(
        "The sentence cannot start before the first judgment. Check both dates."
    ),
    Contradiction.STARTS_LATE: _("The start lies too far in the future. Check the date."),
    Contradiction.FIRST_TOGETHER: _("The first judgment has none before it that it could run together with."),
    Contradiction.REMAND_WRONG: _("The days in remand cannot be right. Check the number."),
    Contradiction.INTERRUPTION_BACKWARDS: _("Absence %(n)s ends before it begins. Check both dates."),
    Contradiction.INTERRUPTION_OUTSIDE: _(
        "Absence %(n)s must lie between the start of the sentence and today. Check both dates."
    ),
    Contradiction.INTERRUPTIONS_OVERLAP: _("Absence %(n)s begins before the one before it has ended."),
    Contradiction.POSTPONED_TOO_LONG: _("The release cannot be postponed by so many days. Check the number."),
}


def check_sentence(*, jurisdiction: Jurisdiction, facts: Facts, at: datetime) -> SentenceDates:
    """Return the dates that facts would give; nothing is kept (the preview of the form).

    Raises:
        ContradictorySentenceError: two facts cannot both be true.
    """
    rules = sentence_rules(jurisdiction.pack)
    try:
        refuse_contradictions(facts, rules, today=jurisdiction.today(at))
    except ContradictionError as found:
        raise ContradictorySentenceError(found) from None
    return compute_dates(pack=jurisdiction.pack, facts=facts)


@transaction.atomic
def record_sentence(
    *,
    actor: Actor,
    sentence_id: UUID,
    client_id: int,
    jurisdiction: Jurisdiction,
    facts: Facts,
    may_be_served: bool = False,
    at: datetime,
) -> Sentence:
    """Record a client's sentence; the same ``sentence_id`` again is the same sentence.

    Who was in remand, or had no status, is serving a sentence from its start.

    Raises:
        ContradictorySentenceError: two facts cannot both be true.
        SentenceServedError: the release has come already; ``may_be_served`` says that this is right.
        StaleSentenceError: there is a sentence already; correct that one.
    """
    require(actor, Permission.SENTENCE)
    if (again := _replayed(sentence_id, client_id)) is not None:
        return again
    dates = check_sentence(jurisdiction=jurisdiction, facts=facts, at=at)
    is_served = _refuse_served(dates, jurisdiction, at, may_be_served=may_be_served)
    before = find_sentence(client_id=client_id)
    if before is not None:
        if _is_owed(client_id):
            raise StaleSentenceError(
                _("This person has a sentence already. Look at it and correct that one.")
            )
        Sentence.objects.filter(id=before.id).update(is_current=False)
    sentence = _keep(actor, sentence_id, client_id, jurisdiction, facts, dates, at=at)
    event = SentenceRecorded(
        client_id=client_id,
        info_class=InformationClass.RELEASE_DATES,
        sentence_id=sentence.id,
        release_on=sentence.release_on,
        ends_on=sentence.ends_on,
    )
    thread.record(actor, event, at=at)
    _begin_serving(actor, sentence, jurisdiction, at)
    if is_served:
        _tell_served(actor, sentence, at)
    return sentence


@transaction.atomic
def correct_sentence(
    *,
    actor: Actor,
    sentence_id: UUID,
    corrects: UUID,
    client_id: int,
    facts: Facts,
    reason: str,
    may_be_served: bool = False,
    at: datetime,
) -> Sentence:
    """State a sentence anew: a correction, a further judgment, an absence, a postponement.

    ``corrects`` is the statement that the person had before them when they opened the form.

    Raises:
        ReasonMissingError: no reason.
        ContradictorySentenceError: two facts cannot both be true.
        SentenceServedError: it is shortened below the time served; ``may_be_served`` says that this is right.
        StaleSentenceError: somebody else changed it meanwhile.
    """
    require(actor, Permission.SENTENCE)
    if (again := _replayed(sentence_id, client_id)) is not None:
        return again
    if not reason.strip():
        raise ReasonMissingError(_("Write why the sentence is changed. The person reads it."))
    before = Sentence.objects.select_for_update().filter(id=corrects, client_id=client_id).first()
    if before is None or not before.is_current:
        raise StaleSentenceError(
            _(
                "Somebody else changed this sentence meanwhile. Nothing was kept. Look at it and enter yours "
                "again."
            )
        )
    jurisdiction = Jurisdiction(before.pack, _timezone(before))
    dates = check_sentence(jurisdiction=jurisdiction, facts=facts, at=at)
    is_served = _refuse_served(dates, jurisdiction, at, may_be_served=may_be_served)
    Sentence.objects.filter(id=before.id).update(is_current=False)
    sentence = _keep(
        actor, sentence_id, client_id, jurisdiction, facts, dates, at=at, before=before, reason=reason.strip()
    )
    event = SentenceCorrected(
        client_id=client_id,
        info_class=InformationClass.RELEASE_DATES,
        sentence_id=sentence.id,
        corrects=before.id,
        reason=sentence.reason,
        release_on=sentence.release_on,
        release_before=before.release_on,
        ends_on=sentence.ends_on,
    )
    thread.record(actor, event, at=at)
    if is_served:
        _tell_served(actor, sentence, at)
    return sentence


def _replayed(sentence_id: UUID, client_id: int) -> Sentence | None:
    return Sentence.objects.filter(id=sentence_id, client_id=client_id).first()


def _is_owed(client_id: int) -> bool:
    """Say whether the last sentence still holds: a new one begins only after everything ended."""
    status = find_status(client_id=client_id)
    return status is not None and status.status not in {Legal.ENDED, Legal.REMAND}


def _timezone(sentence: Sentence) -> str:
    found = find_jurisdiction(client_id=sentence.client_id)
    return found.timezone if found else _NOWHERE_ZONE


def _refuse_served(
    dates: SentenceDates, jurisdiction: Jurisdiction, at: datetime, *, may_be_served: bool
) -> bool:
    if not dates.is_served(jurisdiction.today(at)):
        return False
    if not may_be_served:
        raise SentenceServedError(
            _(
                "With this the time is served: the day of release would be %(day)s. Check the facts. If they "
                "are right, say so below: the person must then be released at once."
            )
            % {"day": date_long(dates.found[DateKind.RELEASE].on, tz=jurisdiction.timezone, year=True)}
        )
    return True


def _keep(
    actor: Actor,
    sentence_id: UUID,
    client_id: int,
    jurisdiction: Jurisdiction,
    facts: Facts,
    dates: SentenceDates,
    *,
    at: datetime,
    before: Sentence | None = None,
    reason: str = "",
) -> Sentence:
    sentence = Sentence(
        id=sentence_id,
        client_id=client_id,
        pack=jurisdiction.pack,
        starts_on=facts.starts_on,
        remand_days=facts.remand_days,
        postponed_days=facts.postponed_days,
        is_repeat=facts.is_repeat,
        release_on=dates.on(DateKind.RELEASE),
        ends_on=dates.on(DateKind.END),
        supervision_ends_on=dates.on(DateKind.SUPERVISION_END),
        supersedes=before,
        reason=reason[:LONGEST_TEXT],
        recorded_at=at,
        recorded_by=actor.id,
    )
    try:
        with transaction.atomic():
            sentence.save(force_insert=True)
    except IntegrityError:
        raise StaleSentenceError(
            _("Somebody else recorded this sentence at the same moment. Nothing of yours was kept.")
        ) from None
    _keep_parts(sentence, facts)
    return sentence


def _keep_parts(sentence: Sentence, facts: Facts) -> None:
    SentencePart.objects.bulk_create(
        SentencePart(
            sentence=sentence,
            client_id=sentence.client_id,
            number=number,
            case=part.case[:80],
            judged_on=part.judged_on,
            final_on=part.final_on,
            is_life=part.length is None,
            years=part.length.years if part.length else 0,
            months=part.length.months if part.length else 0,
            days=part.length.days if part.length else 0,
            runs=part.runs.value,
        )
        for number, part in enumerate(facts.parts, 1)
    )
    SentenceInterruption.objects.bulk_create(
        SentenceInterruption(
            sentence=sentence,
            client_id=sentence.client_id,
            begins_on=away.begins_on,
            ends_on=away.ends_on,
            why=away.why[:120],
        )
        for away in facts.interruptions
    )


def _begin_serving(actor: Actor, sentence: Sentence, jurisdiction: Jurisdiction, at: datetime) -> None:
    """Let whoever waited in remand serve from the start, or from now where the wait began later."""
    status = find_status(client_id=sentence.client_id)
    if sentence.starts_on > jurisdiction.today(at) or (status and status.status != Legal.REMAND):
        return
    begins = jurisdiction.start_of(sentence.starts_on)
    if status is not None and begins <= status.period.lower:
        begins = at
    case = next((p.case for p in sentence.parts.all() if p.case), "")
    begin_status(
        actor=actor, client_id=sentence.client_id, status=Legal.SENTENCED, begins_at=begins, basis=case, at=at
    )


def _tell_served(actor: Actor, sentence: Sentence, at: datetime) -> None:
    if sentence.release_on is None:
        return
    event = SentenceServed(
        client_id=sentence.client_id,
        info_class=InformationClass.RELEASE_DATES,
        sentence_id=sentence.id,
        release_on=sentence.release_on,
    )
    thread.record(actor, event, at=at)
