"""Legal status and sentences are dated facts: added to, never written over, read by whom they concern."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from redthread.custody.enums import AbsenceReason
from redthread.custody.public import (
    ContradictorySentenceError,
    Facts,
    Interruption,
    Jurisdiction,
    Legal,
    LegalStatus,
    ReasonMissingError,
    Sentence,
    SentenceServedError,
    StaleSentenceError,
    StatusContradictsError,
    StatusOverlapsError,
    StatusReasonMissingError,
    StatusStaleError,
    correct_sentence,
    correct_status,
    dates_of,
    facts_of,
    find_sentence,
    find_status,
    let_out,
    list_statuses,
    list_versions,
    list_withdrawn_statuses,
    move_client,
    record_sentence,
    record_status,
    release_client,
    release_dates,
    take_back,
)
from redthread.foundation import clock, thread
from redthread.foundation.actor import Actor, PermissionDeniedError
from redthread.jurisdiction.sentences import DateKind, Length
from tests.custody.sentence_facts import part
from tests.factories.world import Acting, AsOwner, Cast, World

NOW = clock.now()
TODAY = NOW.date()
HELD_FROM = NOW - timedelta(days=300)
JUDGED = TODAY - timedelta(days=290)
STARTED = TODAY - timedelta(days=260)
HERE = Jurisdiction("se", "Europe/Stockholm")
YEARS = Facts(STARTED, (part(3, judged=JUDGED),), remand_days=49)
"""Three years, begun 260 days ago: two years of them to serve."""


def sentence(actor: Actor, cast: Cast, facts: Facts = YEARS, at: datetime = NOW, **more: Any) -> Sentence:
    return record_sentence(
        actor=actor,
        sentence_id=uuid4(),
        client_id=cast.amir.client_id,
        jurisdiction=HERE,
        facts=facts,
        at=at,
        **more,
    )


def corrected(actor: Actor, before: Sentence, facts: Facts, reason: str = "Appeal", **more: Any) -> Sentence:
    return correct_sentence(
        actor=actor,
        sentence_id=uuid4(),
        corrects=before.id,
        client_id=before.client_id,
        facts=facts,
        reason=reason,
        at=NOW,
        **more,
    )


def status(
    actor: Actor, cast: Cast, to: Legal, begins: datetime, follows: UUID | None = None, **more: Any
) -> LegalStatus:
    return record_status(
        actor=actor,
        status_id=more.pop("status_id", None) or uuid4(),
        client_id=cast.amir.client_id,
        follows=follows,
        status=to,
        begins_at=begins,
        basis="Svea hovrätt B 1234-26",
        at=NOW,
    )


@pytest.fixture
def kinds(acting: Acting, cast: Cast) -> Callable[[], list[str]]:
    """Return what the client reads of all this in their own thread, newest first."""

    def read() -> list[str]:
        with acting(cast.amir, focus=cast.amir.client_id):
            return [e.kind for e in thread.list_entries(client_id=cast.amir.client_id, kinds=("custody.",))]

    return read


def test_a_sentence_keeps_its_facts_and_dates(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        kept = sentence(actor, cast)
        found = find_sentence(client_id=cast.amir.client_id)
        assert found is not None
        assert facts_of(found) == YEARS
        assert kept.release_on == dates_of(found).on(DateKind.RELEASE)
        assert release_dates(client_ids=[cast.amir.client_id]) == {cast.amir.client_id: kept.release_on}


def test_who_waited_in_remand_serves_from_the_start_of_the_sentence(
    acting: Acting, cast: Cast, kinds
) -> None:
    with acting(cast.governor) as actor:
        status(actor, cast, Legal.REMAND, HELD_FROM)
        sentence(actor, cast)
        now, before = list_statuses(client_id=cast.amir.client_id)
        assert (before.status, now.status) == (Legal.REMAND, Legal.SENTENCED)
        assert before.period.upper == now.period.lower == HERE.start_of(STARTED)
    assert kinds() == ["custody.status_sentenced", "custody.sentence_recorded", "custody.status_remand"]


def test_the_same_form_sent_twice_is_one_sentence(acting: Acting, cast: Cast, kinds) -> None:
    again = uuid4()
    with acting(cast.governor) as actor:
        for _ in range(2):
            record_sentence(
                actor=actor,
                sentence_id=again,
                client_id=cast.amir.client_id,
                jurisdiction=HERE,
                facts=YEARS,
                at=NOW,
            )
        assert [v.id for v in list_versions(client_id=cast.amir.client_id)] == [again]
    assert kinds().count("custody.sentence_recorded") == 1


def test_a_correction_adds_and_the_old_statement_stays_readable(acting: Acting, cast: Cast, kinds) -> None:
    with acting(cast.governor) as actor:
        before = sentence(actor, cast)
        after = corrected(actor, before, replace(YEARS, parts=(part(2, 6, judged=JUDGED),)))
        versions = list_versions(client_id=cast.amir.client_id)
        assert [(v.id, v.is_current) for v in versions if v.is_current] == [(after.id, True)]
        assert {v.id for v in versions} == {before.id, after.id}
        assert after.supersedes_id == before.id
        assert after.release_on is not None
        assert before.release_on is not None
        assert after.release_on < before.release_on
    assert kinds()[0] == "custody.sentence_corrected"


def test_of_two_forms_opened_at_once_the_second_is_refused(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        before = sentence(actor, cast)
        after = corrected(actor, before, replace(YEARS, remand_days=60))
        with pytest.raises(StaleSentenceError, match="meanwhile"):
            corrected(actor, before, replace(YEARS, remand_days=70))
        found = find_sentence(client_id=cast.amir.client_id)
        assert found is not None
        assert (found.id, found.remand_days) == (after.id, 60)


def test_a_second_sentence_beside_one_that_is_owed_is_refused(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        sentence(actor, cast)
        with pytest.raises(StaleSentenceError, match="already"):
            sentence(actor, cast)


def test_after_everything_ended_a_new_sentence_begins(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        first = sentence(actor, cast)
        held = find_status(client_id=cast.amir.client_id)
        assert held is not None
        status(actor, cast, Legal.ENDED, NOW - timedelta(days=1), follows=held.id)
        second = sentence(
            actor, cast, Facts(TODAY - timedelta(days=2), (part(1, judged=TODAY - timedelta(days=30)),))
        )
        found = find_sentence(client_id=cast.amir.client_id)
        assert found is not None
        assert found.id == second.id != first.id
        assert second.supersedes_id is None


def test_a_sentence_shortened_below_the_time_served_needs_a_clear_yes(
    acting: Acting, cast: Cast, kinds
) -> None:
    """Nobody is released by a slip of the keyboard, and nobody kept because it was not noticed."""
    shorter = replace(YEARS, parts=(part(0, 3, judged=JUDGED),))
    with acting(cast.governor) as actor:
        before = sentence(actor, cast)
        with pytest.raises(SentenceServedError, match="released at once"):
            corrected(actor, before, shorter)
        after = corrected(actor, before, shorter, may_be_served=True)
        assert after.release_on is not None
        assert after.release_on < NOW.date()
    assert kinds()[:2] == ["custody.sentence_served", "custody.sentence_corrected"]


def test_a_correction_says_why(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        before = sentence(actor, cast)
        with pytest.raises(ReasonMissingError):
            corrected(actor, before, YEARS, reason="  ")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(YEARS, parts=()), "at least one judgment"),
        (replace(YEARS, starts_on=JUDGED - timedelta(days=1)), "before the first judgment"),
        (
            replace(
                YEARS, interruptions=(Interruption(TODAY - timedelta(days=2), TODAY - timedelta(days=9)),)
            ),
            "Absence 1 ends before",
        ),
        (
            replace(YEARS, parts=(replace(YEARS.parts[0], final_on=JUDGED - timedelta(days=1)),)),
            "final before it was given",
        ),
        (replace(YEARS, parts=(replace(YEARS.parts[0], length=Length()),)), "has no length"),
    ],
)
def test_what_contradicts_itself_is_said_clearly(
    acting: Acting, cast: Cast, wrong: Facts, words: str
) -> None:
    with acting(cast.governor) as actor:
        with pytest.raises(ContradictorySentenceError, match=words):
            sentence(actor, cast, wrong)
        assert find_sentence(client_id=cast.amir.client_id) is None


def test_a_status_ends_when_the_next_begins(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        remand = status(actor, cast, Legal.REMAND, HELD_FROM)
        status(actor, cast, Legal.SENTENCED, NOW - timedelta(days=3), follows=remand.id)
        held = find_status(client_id=cast.amir.client_id)
        assert held is not None
        assert held.status == Legal.SENTENCED


def test_a_status_is_not_recorded_over_one_that_changed_meanwhile(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        remand = status(actor, cast, Legal.REMAND, HELD_FROM)
        status(actor, cast, Legal.SENTENCED, NOW - timedelta(days=3), follows=remand.id)
        with pytest.raises(StatusStaleError):
            status(actor, cast, Legal.ENDED, NOW, follows=remand.id)


@pytest.mark.parametrize(
    ("to", "begins", "words"),
    [
        (Legal.SENTENCED, NOW + timedelta(days=1), "future"),
        (Legal.SENTENCED, HELD_FROM - timedelta(days=1), "later than that"),
        (Legal.REMAND, NOW, "already"),
    ],
)
def test_times_of_a_status_that_cannot_be_are_refused(
    acting: Acting, cast: Cast, to: Legal, begins: datetime, words: str
) -> None:
    with acting(cast.governor) as actor:
        remand = status(actor, cast, Legal.REMAND, HELD_FROM)
        with pytest.raises(StatusContradictsError, match=words):
            status(actor, cast, to, begins, follows=remand.id)


def test_a_wrong_status_is_withdrawn_with_a_reason_and_stays_readable(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        remand = status(actor, cast, Legal.REMAND, HELD_FROM)
        right = correct_status(
            actor=actor,
            status_id=uuid4(),
            corrects=remand.id,
            client_id=cast.amir.client_id,
            status=Legal.RECALLED,
            begins_at=HELD_FROM,
            reason="It was a recall",
            at=NOW,
        )
        assert [s.id for s in list_statuses(client_id=cast.amir.client_id)] == [right.id]
        assert [s.withdrawn_reason for s in list_withdrawn_statuses(client_id=cast.amir.client_id)] == [
            "It was a recall"
        ]
        with pytest.raises(StatusStaleError):
            correct_status(
                actor=actor,
                status_id=uuid4(),
                corrects=remand.id,
                client_id=cast.amir.client_id,
                status=Legal.SENTENCED,
                begins_at=HELD_FROM,
                reason="Once more",
                at=NOW,
            )
        with pytest.raises(StatusReasonMissingError):
            correct_status(
                actor=actor,
                status_id=uuid4(),
                corrects=right.id,
                client_id=cast.amir.client_id,
                status=Legal.SENTENCED,
                begins_at=HELD_FROM,
                reason="",
                at=NOW,
            )


def test_a_corrected_status_never_reaches_into_another(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        remand = status(actor, cast, Legal.REMAND, HELD_FROM)
        serving = status(actor, cast, Legal.SENTENCED, NOW - timedelta(days=9), follows=remand.id)
        with pytest.raises(StatusOverlapsError):
            correct_status(
                actor=actor,
                status_id=uuid4(),
                corrects=serving.id,
                client_id=cast.amir.client_id,
                status=Legal.SENTENCED,
                begins_at=HELD_FROM + timedelta(days=1),
                reason="Earlier",
                at=NOW,
            )


def test_statuses_never_overlap_even_for_the_owner(acting: Acting, as_owner: AsOwner, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        status(actor, cast, Legal.REMAND, HELD_FROM)
    with (
        as_owner(),
        pytest.raises(IntegrityError, match="overlap"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(
            "insert into custody_legalstatus (id, client_id, status, period, basis, recorded_at, "
            "recorded_by, withdrawn_reason) select gen_random_uuid(), client_id, 'ended', "
            "tstzrange(%s, null), '', recorded_at, recorded_by, '' from custody_legalstatus",
            [NOW],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "update custody_sentence set remand_days = 9999",
        "update custody_sentence set release_on = current_date",
        "update custody_legalstatus set status = 'ended'",
        "update custody_legalstatus set recorded_by = 1",
        "update custody_sentencepart set years = 1",
        "delete from custody_sentence",
        "delete from custody_legalstatus",
    ],
)
def test_facts_are_not_written_over_even_by_who_may_correct(
    acting: Acting, cast: Cast, statement: str
) -> None:
    with acting(cast.governor) as actor:
        status(actor, cast, Legal.REMAND, HELD_FROM)
        sentence(actor, cast)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_who_reads_a_sentence(acting: Acting, cast: Cast) -> None:
    """The unit manager reads dates, the officer the status alone, another prison nothing, the client all."""
    with acting(cast.governor) as actor:
        sentence(actor, cast)

    def seen(member: Any) -> tuple[int, int]:
        with acting(member, focus=cast.amir.client_id):
            return Sentence.objects.count(), LegalStatus.objects.count()

    assert seen(cast.manager) == (1, 1)
    assert seen(cast.officer) == (0, 1)
    assert seen(cast.kiosk_clerk) == (0, 0)
    assert seen(cast.officer_elsewhere) == (0, 0)
    assert seen(cast.amir) == (1, 1)
    assert seen(cast.jonas) == (0, 0)


def test_only_who_keeps_sentences_records_one(acting: Acting, cast: Cast) -> None:
    for member in (cast.manager, cast.officer, cast.amir):
        with acting(member, focus=cast.amir.client_id) as actor:
            with pytest.raises(PermissionDeniedError):
                sentence(actor, cast)
            with pytest.raises(PermissionDeniedError):
                status(actor, cast, Legal.REMAND, HELD_FROM)


def test_a_manager_cannot_write_one_past_the_program(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        kept = sentence(actor, cast)
    with acting(cast.manager, focus=cast.amir.client_id):
        assert Sentence.objects.filter(id=kept.id).update(is_current=False) == 0


def test_a_leave_turns_the_status_and_the_way_back_turns_it_again(acting: Acting, cast: Cast) -> None:
    with acting(cast.governor) as actor:
        sentence(actor, cast)
    with acting(cast.governor) as actor:
        let_out(
            actor=actor,
            client_id=cast.amir.client_id,
            reason=AbsenceReason.LEAVE,
            place="Home",
            expected_back_at=NOW + timedelta(hours=1),
            at=NOW - timedelta(hours=8),
        )
        assert _held(cast) == Legal.ON_LEAVE
        take_back(actor=actor, client_id=cast.amir.client_id, at=NOW - timedelta(hours=1))
        assert _held(cast) == Legal.SENTENCED


def test_a_conditional_release_leads_to_supervision_and_one_from_remand_ends(
    acting: Acting, cast: Cast, as_owner: AsOwner
) -> None:
    with acting(cast.governor) as actor:
        sentence(actor, cast)
        record_status(
            actor=actor,
            status_id=uuid4(),
            client_id=cast.jonas.client_id,
            follows=None,
            status=Legal.REMAND,
            begins_at=HELD_FROM,
            basis="",
            at=NOW,
        )
    with acting(cast.manager) as actor:
        for client in (cast.amir, cast.jonas):
            release_client(actor=actor, client_id=client.client_id, at=NOW)
    with as_owner():
        now = dict(LegalStatus.objects.filter(period__endswith=None).values_list("client_id", "status"))
    assert now == {cast.amir.client_id: Legal.ON_SUPERVISION, cast.jonas.client_id: Legal.ENDED}


def _held(cast: Cast) -> str | None:
    found = find_status(client_id=cast.amir.client_id)
    return found.status if found else None


def test_a_room_change_leaves_the_status_alone(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.governor) as actor:
        sentence(actor, cast)
    with acting(cast.manager) as actor:
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["C203"], at=NOW)
        assert _held(cast) == Legal.SENTENCED


def test_two_records_of_one_person_keep_one_status_and_sentence_and_part_again(
    acting: Acting, cast: Cast, as_owner: AsOwner
) -> None:
    """What a merge does to the rows: those of the other record are set aside, and come back."""
    with acting(cast.governor) as actor:
        for client in (cast.amir, cast.jonas):
            record_sentence(
                actor=actor,
                sentence_id=uuid4(),
                client_id=client.client_id,
                jurisdiction=HERE,
                facts=YEARS,
                at=NOW,
            )

    def owned_by(new: int, old: int, ids: list[UUID]) -> tuple[int, int]:
        with as_owner():
            LegalStatus.objects.filter(client_id=old, id__in=ids).update(client_id=new)
            Sentence.objects.filter(client_id=old, id__in=ids).update(client_id=new)
            return (
                LegalStatus.objects.filter(client_id=cast.amir.client_id, is_set_aside=False).count(),
                Sentence.objects.filter(client_id=cast.amir.client_id, is_set_aside=False).count(),
            )

    with as_owner():
        ids = [
            *LegalStatus.objects.filter(client_id=cast.jonas.client_id).values_list("id", flat=True),
            *Sentence.objects.filter(client_id=cast.jonas.client_id).values_list("id", flat=True),
        ]
    assert owned_by(cast.amir.client_id, cast.jonas.client_id, ids) == (1, 1)
    with acting(cast.governor):
        assert len(list_statuses(client_id=cast.amir.client_id)) == 1
        assert len(list_withdrawn_statuses(client_id=cast.amir.client_id)) == 1
    owned_by(cast.jonas.client_id, cast.amir.client_id, ids)
    with acting(cast.governor):
        assert find_sentence(client_id=cast.jonas.client_id) is not None
        assert len(list_statuses(client_id=cast.jonas.client_id)) == 1
