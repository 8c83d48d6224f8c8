"""Who somebody outside can be, how they are reached and read, and the limits: ``contacts.toml``."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from redthread.jurisdiction.pack import Provenance
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Layers, PackError, Table, lay_over, read_toml
from redthread.jurisdiction.texts import Text

FILE: Final = "contacts.toml"
CHANNELS: Final = ("message", "letter", "phone", "visit", "video")
LEVELS: Final = ("privileged", "trusted", "ordinary", "reviewed")
CHECKS: Final = ("bar_register", "office_called_back", "seen_in_person", "official_letter", "eid")


@dataclass(frozen=True, slots=True)
class Named:
    """A fixed choice in words; ``pictogram`` and ``explains`` where there is one."""

    code: str
    order: int
    title: Text
    pictogram: str = ""
    explains: Text | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a correspondent is. ``party``: of the restrictions' ``always_open``, "" for none."""

    code: str
    order: int
    title: Text
    is_privileged: bool
    party: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Relation:
    """What a correspondent is to a client, and of which kind that makes them."""

    code: str
    order: int
    title: Text
    kind: str


_T = TypeVar("_T", Named, Kind, Relation)


@dataclass(frozen=True, slots=True)
class ContactRules:
    """The rules of one pack; every mapping by code, in order.

    Attributes:
        most_contacts: open at a time for one client.
    """

    code: str
    kinds: Mapping[str, Kind]
    relations: Mapping[str, Relation]
    channels: Mapping[str, Named]
    levels: Mapping[str, Named]
    checks: Mapping[str, Named]
    most_contacts: int
    provenance: Provenance

    def party_of(self, kind: str) -> str:
        """Return what a kind of correspondent is to the restrictions' rules; the kind itself else."""
        found = self.kinds.get(kind)
        return found.party or kind if found else kind


def load_contact_rules(directory: Path) -> ContactRules:
    """Return the rules of the pack in a folder over those of the pack that it extends.

    Raises:
        PackError: a file or key is missing, unknown or wrong.
    """
    file = Table(_layers(directory, seen=()))
    limits = file.table("limits")
    rules = ContactRules(
        code=directory.name,
        kinds=_read(file, "kind", _kind),
        relations=_read(file, "relation", _relation),
        channels=_read(file, "channel", _named, exactly=CHANNELS),
        levels=_read(file, "level", _named, exactly=LEVELS),
        checks=_read(file, "check", _named, exactly=CHECKS),
        most_contacts=limits.whole("most_contacts", least=1, most=1000),
        provenance=read_provenance(limits),
    )
    limits.done()
    file.done()
    for relation in rules.relations.values():
        if relation.kind not in rules.kinds:
            file.refuse(f"relation.{relation.code}.kind", f"is no kind: {relation.kind!r}")
    return rules


def texts_of_contacts(rules: ContactRules) -> Iterator[tuple[str, Text]]:
    """Yield (place, text) for each text for people."""
    groups: dict[str, Mapping[str, Named] | Mapping[str, Kind] | Mapping[str, Relation]] = {
        "kind": rules.kinds,
        "relation": rules.relations,
        "channel": rules.channels,
        "level": rules.levels,
        "check": rules.checks,
    }
    for name, found in groups.items():
        for each in found.values():
            yield f"contacts {name} {each.code}", each.title
    for level in rules.levels.values():
        if level.explains:
            yield f"contacts level {level.code} explains", level.explains


def _read(
    file: Table, name: str, read: Callable[[str, Table], _T], *, exactly: tuple[str, ...] = ()
) -> dict[str, _T]:
    found = []
    for code, table in file.tables(name):
        found.append(read(code, table))
        table.done()
    if exactly and {each.code for each in found} != set(exactly):
        file.refuse(name, f"must hold exactly {', '.join(exactly)}")
    if not found:
        file.refuse(name, "must name at least one")
    return {each.code: each for each in sorted(found, key=lambda e: (e.order, e.code))}


def _named(code: str, table: Table) -> Named:
    return Named(
        code=code,
        order=table.whole("order"),
        title=table.text("title"),
        pictogram=table.word("pictogram", ""),
        explains=table.text_or_none("explains"),
    )


def _kind(code: str, table: Table) -> Kind:
    return Kind(
        code=code,
        order=table.whole("order"),
        title=table.text("title"),
        is_privileged=table.flag("is_privileged"),
        party=table.word("party"),
        provenance=read_provenance(table),
    )


def _relation(code: str, table: Table) -> Relation:
    return Relation(code, table.whole("order"), table.text("title"), table.word("kind"))


def _layers(directory: Path, *, seen: tuple[str, ...]) -> Layers:
    own = read_toml(directory / FILE)
    parent = read_toml(directory / "pack.toml").data.get("extends", "")
    if not parent:
        return own
    if parent in (*seen, directory.name):
        raise PackError(directory / "pack.toml", "extends", f"goes in a circle: {parent!r}")
    return lay_over(_layers(directory.parent / str(parent), seen=(*seen, directory.name)), own)
