"""Reads of legal status and sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from redthread.custody.models import LegalStatus, Sentence, Stay
from redthread.custody.rules.dates import Facts, Interruption, Part, Runs, SentenceDates, compute
from redthread.estate.public import Establishment
from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.sentences import Length, SentenceRules, load_sentence_rules


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Whose rules and whose days count for a client."""

    pack: str
    timezone: str

    def today(self, at: datetime) -> date:
        """Return the local day of an instant."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def start_of(self, day: date) -> datetime:
        """Return the instant at which a local day begins."""
        return datetime.combine(day, time.min, tzinfo=ZoneInfo(self.timezone))


@lru_cache(maxsize=16)
def sentence_rules(pack: str) -> SentenceRules:
    """Return how a pack counts the time of a sentence; a changed pack is read at the next start."""
    return load_sentence_rules(settings.PACKS / pack)


@lru_cache(maxsize=16)
def _calendar(pack: str) -> WorkingCalendar:
    return calendar_of(load_pack(settings.PACKS / pack))


def find_jurisdiction(*, client_id: int) -> Jurisdiction | None:
    """Return that of the establishment where a client is, or was last; None for who was never held."""
    last = (
        Stay.objects.filter(client_id=client_id)
        .order_by("-period")
        .values_list("establishment__pack", "establishment__timezone")
        .first()
    )
    return Jurisdiction(*last) if last else None


def jurisdiction_of(*, establishment: Establishment) -> Jurisdiction:
    """Return that of an establishment, for somebody who was never held anywhere."""
    return Jurisdiction(establishment.pack, establishment.timezone)


def compute_dates(*, pack: str, facts: Facts) -> SentenceDates:
    """Return the dates of facts that are free of contradictions, with their steps; nothing is kept."""
    return compute(facts, sentence_rules(pack), _calendar(pack).is_working_day)


def find_sentence(*, client_id: int) -> Sentence | None:
    """Return a client's current sentence with its parts and interruptions, None where none is to be seen."""
    return (
        Sentence.objects.filter(client_id=client_id, is_current=True, is_set_aside=False)
        .prefetch_related("parts", "interruptions")
        .first()
    )


def list_versions(*, client_id: int) -> list[Sentence]:
    """Return every statement of a client's sentences, newest first."""
    return list(
        Sentence.objects.filter(client_id=client_id)
        .prefetch_related("parts", "interruptions")
        .order_by("-recorded_at", "-is_current")
    )


def facts_of(sentence: Sentence) -> Facts:
    """Return what a kept sentence states, for the rules."""
    parts = sorted(sentence.parts.all(), key=lambda p: p.number)
    away = sorted(sentence.interruptions.all(), key=lambda i: i.begins_on)
    return Facts(
        starts_on=sentence.starts_on,
        parts=tuple(
            Part(
                None if p.is_life else Length(p.years, p.months, p.days),
                p.judged_on,
                p.final_on,
                Runs(p.runs),
                p.case,
            )
            for p in parts
        ),
        remand_days=sentence.remand_days,
        interruptions=tuple(Interruption(i.begins_on, i.ends_on, i.why) for i in away),
        postponed_days=sentence.postponed_days,
        is_repeat=sentence.is_repeat,
    )


def dates_of(sentence: Sentence) -> SentenceDates:
    """Return the dates of a kept sentence as the rules give them today."""
    return compute_dates(pack=sentence.pack, facts=facts_of(sentence))


def release_dates(*, client_ids: Iterable[int]) -> dict[int, date]:
    """Return when each client is released as far as it is known and may be read, by client."""
    found = Sentence.objects.filter(
        client_id__in=list(client_ids), is_current=True, is_set_aside=False, release_on__isnull=False
    )
    return {client_id: on for client_id, on in found.values_list("client_id", "release_on") if on}


def list_statuses(*, client_id: int) -> list[LegalStatus]:
    """Return a client's legal statuses that hold or held, newest first; withdrawn ones are left out."""
    return list(
        LegalStatus.objects.filter(client_id=client_id, withdrawn_at=None, is_set_aside=False).order_by(
            "-period"
        )
    )


def list_withdrawn_statuses(*, client_id: int) -> list[LegalStatus]:
    """Return the statuses that were withdrawn, or set aside at a merge of two records, newest first."""
    return list(
        LegalStatus.objects.filter(
            Q(withdrawn_at__isnull=False) | Q(is_set_aside=True), client_id=client_id
        ).order_by("-recorded_at")
    )


def find_status(*, client_id: int) -> LegalStatus | None:
    """Return the legal status that holds now, None where none is to be seen."""
    return LegalStatus.objects.filter(
        client_id=client_id, withdrawn_at=None, is_set_aside=False, period__endswith=None
    ).first()
