"""`redthread thread`: broken links are named, and anchors find what the database alone cannot."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from redthread.project import chain, postgres
from redthread.project.chain import BrokenLink
from redthread.project.cli import thread
from redthread.project.home import SetupError
from tests.support.cluster import HOME, extra_database

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CLIENTS = (0, 7, 8, 9_000_000)


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A database with four chains of five entries, which this test may break."""
    with extra_database("chain") as name:
        monkeypatch.setenv("REDTHREAD_DATABASE_NAME", name)
        monkeypatch.setenv("REDTHREAD_HOME", str(HOME))
        monkeypatch.setenv("REDTHREAD_ANCHORS", str(tmp_path / "by-the-worker"))
        with postgres.administrator(HOME, dbname=name) as connection:
            connection.execute("INSERT INTO access.actor (kind, name) VALUES ('system', 'clockwork')")
        for client in CLIENTS:
            write(name, client, 5)
        yield name


def write(database: str, client: int, entries: int) -> None:
    """Append entries as a job would."""
    found = postgres.connection_settings("rt_job", HOME) | {"dbname": database}
    with psycopg.connect(**found) as connection:
        connection.execute("SELECT * FROM access.begin_job('clockwork', NULL)")
        for number in range(entries):
            payload = f'{{"note": {number}}}'
            connection.execute("SELECT thread.append(%s, 1, 'tests.noted', %s, now())", [client, payload])


def tamper(database: str, command: str) -> None:
    """Change the tables as their owner could."""
    with postgres.administrator(HOME, dbname=database) as connection:
        connection.execute(command)  # type: ignore[arg-type,unused-ignore]


def test_whole_chains_are_said_to_be_whole(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The count tells that something was looked at."""
    assert thread.main(["verify"]) == 0
    assert "Whole: 20 entries in 4 chains" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "broken"),
    [
        ("UPDATE thread.entry SET payload = '{}' WHERE client_id = 7 AND seq = 2", (7, 2)),
        ("DELETE FROM thread.entry WHERE client_id = 8 AND seq = 3", (8, 4)),
        ("DELETE FROM thread.entry WHERE client_id = 9000000 AND seq > 3", (9_000_000, 3)),
        ("DELETE FROM thread.head WHERE client_id = 9000000", (9_000_000, 5)),
        ("DELETE FROM thread.head WHERE client_id = 0", (0, 5)),
    ],
)
def test_the_first_broken_link_is_named(
    database: str, command: str, broken: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a broken chain: client, entry, what is wrong; exit status 1 for who calls it by the clock."""
    tamper(database, command)
    assert [(link.client_id, link.seq) for link in chain.verify()] == [broken]
    assert thread.main(["verify"]) == 1
    assert f"Broken: client {broken[0]}, entry {broken[1]}: " in capsys.readouterr().out


def test_however_the_work_is_cut_the_same_is_found(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges of one entry, with clients that no head knows."""
    tamper(database, "UPDATE thread.entry SET kind = 'x' WHERE client_id IN (7, 9000000) AND seq = 1")
    monkeypatch.setattr(chain, "ENTRIES_A_RANGE", 1)
    assert [link.client_id for link in chain.verify(jobs=3)] == [7, 9_000_000]


def test_a_tail_cut_off_together_with_its_head_is_found_by_the_anchor(database: str, tmp_path: Path) -> None:
    """The chain alone looks whole; only what was written elsewhere knows better."""
    chain.export_anchor(tmp_path, at=NOON)
    tamper(database, "DELETE FROM thread.entry WHERE client_id = 8 AND seq > 2")
    tamper(
        database,
        "UPDATE thread.head h SET seq = e.seq, hash = e.hash FROM thread.entry e "
        "WHERE h.client_id = 8 AND e.client_id = 8 AND e.seq = 2",
    )
    assert chain.verify() == []
    assert chain.verify_anchors(tmp_path) == [BrokenLink(8, 5, "an anchored entry is gone")]
    assert thread.main(["verify", "--anchors", str(tmp_path)]) == 1


def test_a_chain_rewritten_from_its_middle_is_found_by_the_anchor(database: str, tmp_path: Path) -> None:
    """Who owns the database can hash anew; the anchored head is another then."""
    chain.export_anchor(tmp_path, at=NOON)
    for table in ("entry", "head"):
        tamper(database, f"DELETE FROM thread.{table} WHERE client_id = 7")
    write(database, 7, 5)
    assert chain.verify() == []
    assert chain.verify_anchors(tmp_path) == [BrokenLink(7, 5, "an anchored entry was changed")]


def test_an_anchor_holds_what_moved_since_the_one_before(database: str, tmp_path: Path) -> None:
    """All heads first, then only the one that moved; both are compared."""
    assert chain.export_anchor(tmp_path, at=NOON)[1] == 4
    write(database, 7, 1)
    assert chain.export_anchor(tmp_path, at=NOON.replace(hour=13))[1] == 1
    assert chain.verify_anchors(tmp_path) == []


def test_an_anchor_that_was_changed_or_removed_is_found(database: str, tmp_path: Path) -> None:
    """Each file carries the hash of the one before."""
    first, _heads = chain.export_anchor(tmp_path, at=NOON)
    write(database, 7, 1)
    chain.export_anchor(tmp_path, at=NOON.replace(hour=13))
    kept = first.read_text()
    first.write_text(kept.replace("[8, 5,", "[8, 4,"))
    with pytest.raises(SetupError, match="does not follow"):
        chain.verify_anchors(tmp_path)
    first.unlink()
    with pytest.raises(SetupError, match="does not follow"):
        chain.verify_anchors(tmp_path)


def test_an_anchor_that_cannot_be_written_is_not_remembered(database: str, tmp_path: Path) -> None:
    """The heads are anchored again next time, or there would be a gap for ever."""
    (tmp_path / "anchors").write_text("a file where a folder should be")
    with pytest.raises(SetupError):
        chain.export_anchor(tmp_path / "anchors", at=NOON)
    assert chain.export_anchor(tmp_path / "elsewhere", at=NOON)[1] == 4


def test_anchors_of_a_database_that_is_given_up_do_not_accuse_the_next(database: str, tmp_path: Path) -> None:
    """They are kept beside, under another name."""
    folder = chain.anchors_folder()
    chain.export_anchor(folder, at=NOON)
    tamper(database, "DELETE FROM thread.entry")
    tamper(database, "DELETE FROM thread.head")
    assert thread.main(["verify"]) == 1
    chain.set_anchors_aside(at=NOON)
    assert thread.main(["verify"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["by-the-worker-until-20261121T120000"]


def test_without_anchors_it_says_how_to_make_one(database: str, tmp_path: Path) -> None:
    """An empty folder proves nothing, and must not look as if it did."""
    with pytest.raises(SetupError, match="no anchors"):
        chain.verify_anchors(tmp_path)
