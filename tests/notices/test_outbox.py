"""A notice says that something waits and nothing more; it is tried until it arrives or is looked at."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.session import signing_in
from redthread.notices import public as notices
from redthread.notices import rules
from redthread.notices.public import NotDeliveredError, NoticeKind
from redthread.project import outside
from redthread.sharing import public as sharing
from redthread.sharing.public import HandoverKind
from tests.edges.mail.smtp import Letterbox, serving
from tests.factories.world import Cast, World
from tests.notices.arrange import Basket, send_all, use
from tests.signin.arrange import Keys

LANGUAGES = ("en", "sv", "da", "nl", "fr", "ar")
DESK = "desk@umea.example"


@pytest.fixture
def keys(world: World, as_owner: Any) -> Keys:
    """Give what looks into tables as the owner."""
    return Keys(world, as_owner)


def tell(about: str = "handover:1", *, at: datetime | None = None, **more: Any) -> bool:
    found = {"address": DESK, "language": "sv", "kind": "task", "about": about} | more
    with signing_in() as cursor, transaction.atomic(using="signin"):
        return notices.tell(cursor=cursor, at=at or datetime.now(UTC), **found)


@given(
    kind=st.sampled_from(list(NoticeKind)),
    language=st.sampled_from(LANGUAGES),
    what=st.just("https://redthread.example/partner/"),
)
def test_a_mail_is_one_of_a_few_fixed_texts(kind: NoticeKind, language: str, what: str) -> None:
    text = notices.text_of(kind, language, what)
    assert what in text
    assert text == notices.text_of(kind, language, what)
    assert "%" not in text + notices.subject_of(kind, language)


@settings(max_examples=25, deadline=None)
@given(
    given_name=st.text(alphabet=st.characters(categories=["L"]), min_size=4, max_size=20),
    number=st.from_regex(r"[A-Z][0-9]{6}", fullmatch=True),
    language=st.sampled_from(LANGUAGES),
    kind=st.sampled_from(list(NoticeKind)),
)
def test_no_clients_name_number_or_birth_date_can_be_in_a_mail(
    given_name: str, number: str, language: str, kind: NoticeKind
) -> None:
    """Whatever a client is called: a mail is made of its kind, the language and an address of the house."""
    house = "https://redthread.example/partner/"
    mail = notices.subject_of(kind, language) + notices.text_of(kind, language, house)
    fixed = {notices.subject_of(kind, code) + notices.text_of(kind, code, house) for code in LANGUAGES}
    assert mail in fixed
    assert number not in mail
    assert "1990" not in mail
    if given_name.lower() not in " ".join(fixed).lower():
        assert given_name not in mail


@pytest.mark.django_db
def test_everything_that_leaves_about_everybody_names_nobody(
    cast: Cast, world: World, acting: Any, keys: Keys
) -> None:
    """Each client with each kind of handover, to a server that really takes it; then every byte is read."""
    box, now = Letterbox(), datetime.now(UTC)
    with acting(cast.governor) as actor:
        for kind in HandoverKind:
            sharing.create_handover(
                actor=actor,
                client_id=cast.amir.client_id,
                organisation_id=world.partners["umea"],
                kind=kind,
                info=C.IDENTITY | C.PHASE,
                at=now,
            )
    people = keys.value(
        "select array_agg(x) from people_client, lateral (values (given_name), (family_name), (number), "
        "(born_on::text), (to_char(born_on, 'YYYYMMDD'))) v(x)"
    )
    with serving(box) as port:
        notices.connect_outgoing(outside.outgoing(server=f"smtp://127.0.0.1:{port}?tls=none"))
        assert send_all() >= 1
    assert {m["To"] for m in box.arrived} >= {DESK}
    for message in box.arrived:
        said = str(message["Subject"]) + message.get_content()  # type: ignore[attr-defined]
        assert "/partner/" in said
        for word in (*people, "intake", "Anstalten", "Kriminalvården", *(str(k.label) for k in HandoverKind)):
            assert word not in said
        for name in message:
            assert not any(word in str(message[name]) for word in people)


@pytest.mark.django_db
def test_the_same_is_told_once_and_many_things_in_one_mail(cast: Cast, acting: Any) -> None:
    basket = Basket()
    use(basket)
    with acting(cast.officer):
        assert tell("handover:1")
        assert not tell("handover:1")
        assert tell("handover:2")
        assert tell("handover:3", address="other@umea.example")
        assert tell("handover:4", kind="reminder")
    assert send_all() == 3
    assert sorted(m.address for m in basket.mails) == [DESK, DESK, "other@umea.example"]
    assert send_all() == 0
    with acting(cast.officer):
        assert tell("handover:1")


@pytest.mark.django_db
def test_nothing_but_a_number_is_what_a_notice_is_about(cast: Cast, acting: Any) -> None:
    for about in ("Amir Rahmani", "handover:Amir", "handover 1", "", "1990-05-17 Amir"):
        with pytest.raises(IntegrityError), acting(cast.officer), transaction.atomic():
            tell(about)
    with pytest.raises(ValueError, match="address"), acting(cast.officer):
        tell(address="")
    with pytest.raises(ValueError, match="not a valid"), acting(cast.officer):
        tell(kind="Amir waits")


@pytest.mark.django_db
def test_a_link_is_sealed_until_it_leaves_and_gone_then(cast: Cast, acting: Any, keys: Keys) -> None:
    basket = Basket()
    use(basket)
    with acting(cast.administrator):
        tell("invitation:1", kind="invitation", secret="invitation/s3cret")
    assert "s3cret" not in keys.value("select secret from notices_notice")
    send_all()
    assert basket.mails[0].text.count("/partner/invitation/s3cret") == 1
    assert keys.value("select secret from notices_notice") == ""


def test_tries_are_further_apart_each_time_and_end() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    waits, tries = [], 0
    while (due := rules.next_try(tries=(tries := tries + 1), at=at, is_final=False)) is not None:
        waits.append(due - at)
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) > timedelta(days=1)
    assert len(waits) == len(rules.PAUSES)
    assert rules.next_try(tries=1, at=at, is_final=True) is None


@pytest.mark.django_db
def test_a_mail_server_that_is_down_loses_nothing(cast: Cast, acting: Any, keys: Keys) -> None:
    basket, at = Basket(refusal=NotDeliveredError("away", is_server=True)), datetime.now(UTC)
    use(basket)
    with acting(cast.officer):
        tell("handover:1", at=at)
        tell("handover:2", at=at, address="other@umea.example")
    assert send_all(at=at) == 0
    assert keys.value("select count(*) from notices_notice where tries = 1") == 1
    basket.refusal = None
    assert send_all(at=at + timedelta(minutes=2)) == 2


@pytest.mark.django_db
def test_what_cannot_be_delivered_becomes_a_dead_letter_that_somebody_looks_at(
    cast: Cast, acting: Any, keys: Keys
) -> None:
    basket, at = Basket(refusal=NotDeliveredError("550 no such user", is_final=True)), datetime.now(UTC)
    use(basket)
    with acting(cast.officer):
        tell("handover:1", at=at)
        tell("handover:2", at=at, address="second@umea.example")
    assert send_all(at=at) == 2
    assert len(keys.events("notices.given_up")) == 2
    with acting(cast.officer) as officer, pytest.raises(PermissionDeniedError):
        notices.list_dead_letters(actor=officer)
    with acting(cast.administrator) as actor:
        first, second = sorted(notices.list_dead_letters(actor=actor), key=lambda n: n.address)
        assert first.error == "550 no such user"
        assert notices.find_told(about=["handover:1"])["handover:1"].failed_at is not None
        notices.try_again(actor=actor, notice_id=first.id, at=at, address="right@umea.example")
        notices.put_away(actor=actor, notice_id=second.id, at=at)
        assert notices.list_dead_letters(actor=actor) == []
        assert notices.count_waiting(actor=actor) == 1
    basket.refusal = None
    assert send_all(at=at) == 1
    assert basket.mails[0].address == "right@umea.example"
    assert len(keys.events("notices.handled")) == 2


@pytest.mark.django_db
def test_after_the_last_try_it_is_given_up(cast: Cast, acting: Any, keys: Keys) -> None:
    basket, at = Basket(refusal=NotDeliveredError("451 later")), datetime.now(UTC) - timedelta(days=12)
    use(basket)
    with acting(cast.officer):
        tell(at=at)
    for _ in range(len(rules.PAUSES) + 1):
        send_all(at=at)
        at += timedelta(days=1)
    assert keys.value("select failed_at from notices_notice") is not None
    assert send_all(at=at) == 0


@pytest.mark.django_db
def test_what_was_sent_is_forgotten_after_a_month(cast: Cast, acting: Any, keys: Keys) -> None:
    from redthread.foundation.session import acting_as_system

    use(Basket())
    at = datetime.now(UTC)
    with acting(cast.officer):
        tell(at=at)
    send_all(at=at)
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    with acting_as_system("notices") as actor:
        assert notices.forget_sent(actor=actor, at=at + timedelta(days=29)) == 0
        assert notices.forget_sent(actor=actor, at=at + timedelta(days=31)) == 1
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")


@pytest.mark.django_db
def test_the_outbox_of_others_is_not_read_and_nothing_else_is_written(cast: Cast, acting: Any) -> None:
    with acting(cast.officer):
        tell()
    for member in (cast.officer, cast.amir, cast.caseworker):
        with acting(member):
            assert notices.Notice.objects.count() == 0
            assert notices.Notice.objects.update(address="thief@example.org") == 0
    for member in (cast.amir, cast.caseworker):
        with pytest.raises(DatabaseError), acting(member), transaction.atomic():
            notices.find_told(about=["handover:1"])
    with pytest.raises(DatabaseError), acting(cast.administrator), transaction.atomic():
        notices.Notice.objects.create(
            id=uuid4(), address=DESK, language="en", door="staff", kind="task", about="x",
            created_at=datetime.now(UTC), next_try_at=datetime.now(UTC),
        )  # fmt: skip


@pytest.mark.django_db
def test_without_a_mail_server_mails_lie_in_the_folder(cast: Cast, acting: Any, tmp_path: Path) -> None:
    notices.connect_outgoing(outside.outgoing(server="", folder=tmp_path))
    with acting(cast.officer):
        tell()
    assert send_all() == 1
    assert len(list(tmp_path.glob("*.eml"))) == 1


@pytest.mark.django_db
def test_the_job_sends_what_is_due_and_forgets(cast: Cast, acting: Any, keys: Keys) -> None:
    from redthread.notices import jobs

    basket = Basket()
    use(basket)
    with acting(cast.officer):
        tell("handover:1")
        tell("handover:2", address="other@umea.example")
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    assert jobs.send_due(0) == 2
    assert jobs.send_due(0) == 0
    assert jobs.forget_sent(0) == 0
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")
    assert len(basket.mails) == 2
