"""What partners may know by kind and phase, and the clocks of handovers: ``sharing.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from redthread.foundation.classes import PARTNER_NEVER, PARTNER_SHARED, InformationClass
from redthread.foundation.phases import Phase
from redthread.jurisdiction.pack import Provenance
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Layers, PackError, Table, lay_over, read_toml

FILE: Final = "sharing.toml"
HANDOVERS: Final = (
    "intake_notice",
    "plan",
    "release_notice",
    "transfer_notice",
    "supervision_start",
    "question",
)
PARTNERS: Final = (
    "municipality",
    "employment",
    "health",
    "school",
    "lawyer",
    "court",
    "police",
    "probation",
    "ngo",
)
PURPOSES: Final = (
    "know_of_stay",
    "plan",
    "release",
    "supervision",
    "work",
    "school",
    "care",
    "legal_help",
    "decision",
)


class Ground(StrEnum):
    """What a line rests on; only a consent is the person's to withdraw."""

    LAW = "law"
    CONSENT = "consent"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class GrantLine:
    """What one kind of partner may read and write in some phases, for one purpose, on one ground."""

    code: str
    partner: str
    phases: tuple[Phase, ...]
    reads: InformationClass
    writes: InformationClass
    purpose: str
    ground: Ground
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class StepDays:
    """Working days until each step of a kind of handover is due, counted from its creation."""

    fetch: int
    acknowledge: int
    act: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class SharingRules:
    """The rules of one pack: lines by code, clocks by kind of handover."""

    code: str
    lines: Mapping[str, GrantLine]
    clocks: Mapping[str, StepDays]


def load_sharing_rules(directory: Path) -> SharingRules:
    """Return the rules of the pack in a folder over those of the pack that it extends.

    A line without phases takes away the parent's of the same code.

    Raises:
        PackError: a file or key is missing, unknown or wrong, or a class is never a partner's.
    """
    file = Table(_layers(directory, seen=()))
    lines = {code: _line(code, table) for code, table in file.tables("line")}
    clocks = {code: _clock(table) for code, table in file.tables("clock")}
    if set(clocks) != set(HANDOVERS):
        file.refuse("clock", f"must hold exactly {', '.join(HANDOVERS)}")
    file.done()
    return SharingRules(directory.name, {c: line for c, line in lines.items() if line.phases}, clocks)


def _line(code: str, table: Table) -> GrantLine:
    reads, writes = _classes(table, "reads"), _classes(table, "writes")
    if writes & ~reads:
        table.refuse("writes", "must be read too")
    partner, purpose = table.word("partner"), table.word("purpose")
    for key, value, known in (("partner", partner, PARTNERS), ("purpose", purpose, PURPOSES)):
        if value not in known:
            table.refuse(key, f"must be one of {', '.join(known)}; is {value!r}")
    phases = table.words("phases")
    for phase in phases:
        if phase not in set(Phase):
            table.refuse("phases", f"there is no phase {phase!r}")
    found = GrantLine(
        code=code,
        partner=partner,
        phases=tuple(Phase(phase) for phase in phases),
        reads=reads,
        writes=writes,
        purpose=purpose,
        ground=table.one_of("ground", Ground),
        provenance=read_provenance(table),
    )
    table.done()
    return found


def _classes(table: Table, key: str) -> InformationClass:
    found = InformationClass(0)
    for name in table.words(key):
        if name not in InformationClass.__members__:
            table.refuse(key, f"there is no information class {name!r}")
        if InformationClass[name] & PARTNER_NEVER:
            table.refuse(key, f"{name} is never a partner's")
        if not InformationClass[name] & PARTNER_SHARED:
            table.refuse(key, f"{name} is on no page of a partner yet: a grant of it would promise nothing")
        found |= InformationClass[name]
    return found


def _clock(table: Table) -> StepDays:
    found = StepDays(
        fetch=table.whole("fetch_days", least=1, most=400),
        acknowledge=table.whole("acknowledge_days", least=1, most=400),
        act=table.whole("act_days", least=1, most=400),
        provenance=read_provenance(table),
    )
    if not found.fetch <= found.acknowledge <= found.act:
        table.refuse("act_days", "must not come before acknowledge_days, nor these before fetch_days")
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
