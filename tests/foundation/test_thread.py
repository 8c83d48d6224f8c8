"""The thread is append-only and chained; whatever is changed behind its back is found and named."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation import clock, thread
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.events import ThreadEvent
from redthread.project import chain
from tests.factories.world import Acting, AsOwner, Cast


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteMade(ThreadEvent):
    kind: ClassVar[str] = "tests.note_made"
    text: str


def note(client_id: int, text: str = "å ä ö مرحبا", info_class: C = C.REQUESTS) -> NoteMade:
    return NoteMade(client_id=client_id, info_class=info_class, text=text)


def text_of(entry: thread.ThreadEntry) -> str:
    assert entry.payload is not None
    return str(entry.payload["text"])


@pytest.fixture
def written(acting: Acting, cast: Cast) -> Cast:
    """Five entries for Amir and three for Jonas, by the officer."""
    with acting(cast.officer) as actor:
        for n in range(5):
            thread.record(actor, note(cast.amir.client_id, f"note {n}"), at=clock.now())
        for n in range(3):
            thread.record(actor, note(cast.jonas.client_id, f"note {n}"), at=clock.now())
    return cast


def verify() -> list[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("select * from thread.verify()")
        return list(cursor.fetchall())


def test_an_untouched_chain_verifies(written: Cast, as_owner: AsOwner) -> None:
    with as_owner():
        assert verify() == []


TAMPERING = {
    "a changed payload": "update thread.entry set payload = '{}' where client_id = {c} and seq = 3",
    "a changed kind": "update thread.entry set kind = 'x' where client_id = {c} and seq = 3",
    "a changed actor": "update thread.entry set actor_id = actor_id + 1 where client_id = {c} and seq = 3",
    "a changed time": "update thread.entry set at = at - interval '1 hour' where client_id = {c} and seq = 3",
    "a changed class": "update thread.entry set info_class = 1 where client_id = {c} and seq = 3",
    "a deleted entry": "delete from thread.entry where client_id = {c} and seq = 3",
    "a first entry deleted": "delete from thread.entry where client_id = {c} and seq = 1",
    "two entries swapped": "update thread.entry set seq = case seq when 2 then 103 when 3 then 102 end "
    "where client_id = {c} and seq in (2, 3); update thread.entry set seq = seq - 100 where client_id = "
    "{c} and seq > 100",
    "an entry inserted": "insert into thread.entry "
    "select client_id, 6, at, recorded_at, info_class, kind, actor_id, payload, "
    "payload_hash, hash from thread.entry where client_id = {c} and seq = 5",
    "an entry moved to another client": "update thread.entry set client_id = {c}, seq = 6 "
    "where client_id = {other} and seq = 3",
    "the tail cut off": "delete from thread.entry where client_id = {c} and seq > 3",
    "all of a thread deleted": "delete from thread.entry where client_id = {c}",
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_as_owner_is_found(written: Cast, as_owner: AsOwner, what: str) -> None:
    sql = (
        TAMPERING[what]
        .replace("{c}", str(written.amir.client_id))
        .replace("{other}", str(written.jonas.client_id))
    )
    with as_owner(), connection.cursor() as cursor:
        for statement in sql.split(";"):
            cursor.execute(statement)
        broken = verify()
    assert broken
    assert broken[0][0] == written.amir.client_id


@contextmanager
def same_connection() -> Iterator[Any]:
    yield connection.connection


def test_a_tail_cut_with_the_head_rewritten_is_found_by_the_anchor(
    written: Cast, as_owner: AsOwner, tmp_path: Path
) -> None:
    """Who owns the database can rewrite the head too; the anchor was somewhere else by then."""
    with as_owner():
        _, heads = chain.export_anchor(tmp_path, at=clock.now(), connect=same_connection)
        assert heads == 2
        assert chain.verify_anchors(tmp_path, connect=same_connection) == []
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from thread.entry where client_id = %s and seq > 3", [written.amir.client_id]
            )
            cursor.execute(
                "update thread.head h set seq = e.seq, hash = e.hash from thread.entry e "
                "where e.client_id = h.client_id and h.client_id = %s and e.seq = 3",
                [written.amir.client_id],
            )
        assert verify() == []
        found = chain.verify_anchors(tmp_path, connect=same_connection)
    assert [(b.client_id, b.seq) for b in found] == [(written.amir.client_id, 5)]


def test_a_lawful_erasure_still_verifies(written: Cast, as_owner: AsOwner) -> None:
    """The payload is hashed apart: erasing it leaves the chain whole."""
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute(
                "update thread.entry set payload = null where client_id = %s and seq = 2",
                [written.amir.client_id],
            )
        assert verify() == []


def test_entries_are_read_by_class(written: Cast, acting: Acting, cast: Cast) -> None:
    with acting(cast.nurse) as nurse:
        thread.record(nurse, note(cast.amir.client_id, "a health matter", C.HEALTH), at=clock.now())
    with acting(cast.officer):
        assert "a health matter" not in [
            text_of(e) for e in thread.list_entries(client_id=cast.amir.client_id)
        ]
    with acting(cast.nurse):
        assert [text_of(e) for e in thread.list_entries(client_id=cast.amir.client_id)] == ["a health matter"]
    with acting(cast.amir):
        assert len(thread.list_entries(client_id=cast.amir.client_id)) == 6
        assert thread.list_entries(client_id=cast.jonas.client_id) == []


def test_an_entry_names_who_acted(written: Cast, acting: Acting, cast: Cast) -> None:
    with acting(cast.amir):
        entry = thread.list_entries(client_id=cast.amir.client_id, limit=1)[0]
    assert (entry.actor_name, entry.seq, entry.kind) == ("Karin Lund", 5, "tests.note_made")


def test_entries_of_one_matter_are_found(written: Cast, acting: Acting, cast: Cast) -> None:
    with acting(cast.officer):
        found = thread.list_entries(client_id=cast.amir.client_id, kinds=["tests."], about=("text", "note 2"))
    assert [e.seq for e in found] == [3]


def test_the_future_is_refused(acting: Acting, cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="future"), transaction.atomic(), acting(cast.officer) as actor:
        thread.record(actor, note(cast.amir.client_id), at=clock.now() + timedelta(hours=1))


LOOK_TAMPERING = {
    "a look removed": "delete from access.read_audit where id = (select max(id) from access.read_audit)",
    "a look changed": "update access.read_audit set route = 'staff:home'",
    "a look slipped in": "insert into access.read_audit (xid, actor_id, classes, route) "
    "select xid, actor_id, 1, 'x' from access.read_audit limit 1",
    "a seal changed": "update thread.look_seal set hash = sha256('x')",
}


@pytest.mark.parametrize("what", LOOK_TAMPERING)
def test_tampering_with_looks_is_found(acting: Acting, cast: Cast, as_owner: AsOwner, what: str) -> None:
    """Looks are sealed in bundles: who removes the trace of having looked breaks the seal."""
    with acting(cast.officer, focus=cast.amir.client_id):
        pass
    with as_owner(), connection.cursor() as cursor:
        # Inside a test's one open transaction nothing has "ended" yet: seal as if it had.
        cursor.execute("update access.read_audit set xid = '3'")
        cursor.execute("select n from thread.seal_looks()")
        cursor.execute("select * from thread.verify_looks()")
        assert cursor.fetchall() == []
        cursor.execute(LOOK_TAMPERING[what])
        cursor.execute("select n from thread.verify_looks()")
        assert cursor.fetchall() == [(1,)]
