"""What restrictions close, who can always be reached, and the clocks of segregation: ``custody.toml``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from redthread.jurisdiction.pack import Provenance
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Layers, PackError, Table, lay_over, read_toml
from redthread.jurisdiction.texts import Text

FILE: Final = "custody.toml"
CHANNELS: Final = ("other_inmates", "news", "visits", "letters", "phone", "belongings", "electronic")
"""The seven kinds of restriction (SFS 2010:611 6:1-3)."""
WAYS: Final = ("message", "letter", "phone", "visit", "video")
"""The ways to people outside that a kind may close, as contacts name them."""


@dataclass(frozen=True, slots=True)
class Restricted:
    """What one kind of restriction closes.

    Attributes:
        request_types: the types of requests that are about it.
        closes: ways to people outside, of ``WAYS``; a restriction keeps those of the day it was entered.
    """

    request_types: tuple[str, ...]
    closes: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class AlwaysOpen:
    """Somebody whom no restriction closes off."""

    code: str
    order: int
    title: Text
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody may be segregated, and its clock: exactly one of the three lengths is set.

    Attributes:
        every_days, every_months: it is reviewed at least so often.
        most_days: it ends after so long.
        section: the law, for staff.
    """

    code: str
    order: int
    title: Text
    every_days: int | None
    every_months: int | None
    most_days: int | None
    section: str
    provenance: Provenance


_T = TypeVar("_T", AlwaysOpen, Ground)


@dataclass(frozen=True, slots=True)
class CustodyRules:
    """The rules of one pack.

    Attributes:
        channels: by kind of restriction, what it closes.
        always_open: by code, in order.
        grounds: by code, in order.
        contact_minutes: of meaningful contact a day, below which staff are warned.
        report_days: after which a segregation is shown to the governor every day.
        key_worker_clients: that one key worker has at most.
    """

    code: str
    channels: Mapping[str, Restricted]
    always_open: Mapping[str, AlwaysOpen]
    grounds: Mapping[str, Ground]
    contact_minutes: int
    report_days: int
    key_worker_clients: int
    provenance: Provenance

    def channel_of(self, type_code: str) -> str | None:
        """Return the channel that a type of request is about, if any."""
        return next((c for c, it in self.channels.items() if type_code in it.request_types), None)


def load_custody_rules(directory: Path) -> CustodyRules:
    """Return the rules of the pack in a folder over those of the pack that it extends.

    Raises:
        PackError: a file or key is missing, unknown or wrong.
    """
    file = Table(_layers(directory, seen=()))
    channels = {code: _restricted(table) for code, table in file.tables("channel")}
    if set(channels) != set(CHANNELS):
        file.refuse("channel", f"must hold exactly {', '.join(CHANNELS)}")
    clock, worker = file.table("segregation"), file.table("key_worker")
    rules = CustodyRules(
        code=directory.name,
        channels=channels,
        always_open=_in_order(_always_open(code, table) for code, table in file.tables("always_open")),
        grounds=_in_order(_ground(code, table) for code, table in file.tables("ground")),
        contact_minutes=clock.whole("contact_minutes", least=1, most=1440),
        report_days=clock.whole("report_days", least=1, most=365),
        key_worker_clients=worker.whole("most_clients", least=1, most=100),
        provenance=read_provenance(clock),
    )
    read_provenance(worker)
    clock.done()
    worker.done()
    file.done()
    for name, found in (("always_open", rules.always_open), ("ground", rules.grounds)):
        if not found:
            file.refuse(name, "must name at least one")
    return rules


def texts_of_custody(rules: CustodyRules) -> Iterator[tuple[str, Text]]:
    """Yield (place, text) for each text for people."""
    for party in rules.always_open.values():
        yield f"custody always_open {party.code}", party.title
    for ground in rules.grounds.values():
        yield f"custody ground {ground.code}", ground.title


def _restricted(table: Table) -> Restricted:
    found = Restricted(table.words("request_types"), table.words("closes"), read_provenance(table))
    if unknown := set(found.closes) - set(WAYS):
        table.refuse("closes", f"names no way to people outside: {', '.join(sorted(unknown))}")
    table.done()
    return found


def _in_order(found: Iterator[_T]) -> dict[str, _T]:
    return {each.code: each for each in sorted(found, key=lambda e: (e.order, e.code))}


def _always_open(code: str, table: Table) -> AlwaysOpen:
    found = AlwaysOpen(code, table.whole("order"), table.text("title"), read_provenance(table))
    table.done()
    return found


def _ground(code: str, table: Table) -> Ground:
    found = Ground(
        code=code,
        order=table.whole("order"),
        title=table.text("title"),
        every_days=table.whole_or_none("every_days", least=1, most=365),
        every_months=table.whole_or_none("every_months", least=1, most=12),
        most_days=table.whole_or_none("most_days", least=1, most=365),
        section=table.word("section"),
        provenance=read_provenance(table),
    )
    if sum(n is not None for n in (found.every_days, found.every_months, found.most_days)) != 1:
        table.refuse("every_days", "or every_months or most_days must be there, exactly one of them")
    table.done()
    return found


def _layers(directory: Path, *, seen: tuple[str, ...]) -> Layers:
    own = read_toml(directory / FILE)
    parent = read_toml(directory / "pack.toml").data.get("extends", "")
    if not parent:
        return own
    if parent in (*seen, directory.name):
        raise PackError(directory / "pack.toml", "extends", f"goes in a circle: {parent!r}")
    return lay_over(_layers(directory.parent / str(parent), seen=(*seen, directory.name)), own)
