"""From the files of a pack to a frozen :class:`~.pack.Pack`, or an error that names file and key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from redthread.jurisdiction.catalogue import (
    read_classes,
    read_departments,
    read_grounds,
    read_groups,
    read_request_types,
    read_roles,
)
from redthread.jurisdiction.kiosk import read_kiosk
from redthread.jurisdiction.pack import (
    AppealRoute,
    ClosingDay,
    Form,
    HolidayRules,
    OfficeHours,
    Pack,
    Parameter,
)
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Layers, PackError, Table, lay_over, read_toml
from redthread.jurisdiction.texts import Text
from redthread.jurisdiction.timetable import read_timetable

FILES = (
    "pack",
    "information_classes",
    "departments",
    "roles",
    "catalogue",
    "grounds",
    "kiosk",
    "prices",
    "holidays",
    "timetable",
)


@dataclass(frozen=True, slots=True)
class _Sources:
    """The files of a pack laid over those of its parents, and its forms by code and version."""

    toml: dict[str, Layers]
    forms: dict[tuple[str, int], Form]


def list_pack_directories(packs: Path) -> list[Path]:
    """Return the folders under ``packs`` that hold a pack, in order of their code."""
    return sorted(file.parent for file in packs.glob("*/pack.toml"))


def load_packs(packs: Path) -> dict[str, Pack]:
    """Return every pack under a folder by its code.

    Raises:
        PackError: the first thing that is wrong in any of them.
    """
    return {pack.code: pack for pack in map(load_pack, list_pack_directories(packs))}


def load_pack(directory: Path) -> Pack:
    """Return the pack in a folder, with what it takes from the pack that it extends.

    Raises:
        PackError: a file or key is missing, unknown or wrong, or names something that is not there.
    """
    sources = _gather(directory, seen=())
    files = {name: Table(layers) for name, layers in sources.toml.items()}
    head = files["pack"]
    if head.word("code") != directory.name:
        head.refuse("code", f"must be the name of the folder, {directory.name!r}")
    appeals = dict(_appeals(head))
    roles = read_roles(files["roles"])
    departments = read_departments(files["departments"], roles)
    groups = read_groups(files["catalogue"])
    types = read_request_types(files["catalogue"], groups, departments, roles, appeals, sources.forms)
    holidays = _holidays(files["holidays"], head.word("country"))
    pack = Pack(
        code=directory.name,
        title=head.text("title"),
        country=head.word("country"),
        languages=head.words("languages"),
        timezone=_timezone(head),
        currency=head.word("currency"),
        office_hours=_office_hours(head.table("office_hours")),
        parameters=dict(_parameters(head)),
        appeals=appeals,
        information_classes=read_classes(files["information_classes"]),
        departments=departments,
        roles=roles,
        groups=groups,
        request_types=types,
        forms=sources.forms,
        grounds=read_grounds(files["grounds"], types),
        kiosk=read_kiosk(files["kiosk"], files["prices"]),
        holidays=holidays,
        timetable=read_timetable(files["timetable"]),
    )
    head.word("extends", "")
    for file in files.values():
        file.done()
    if not pack.languages:
        head.refuse("languages", "must name at least one language")
    return pack


def _gather(directory: Path, *, seen: tuple[str, ...]) -> _Sources:
    """Read a pack's own files over those of its parents."""
    own = {name: read_toml(directory / f"{name}.toml") for name in FILES}
    if not own["pack"].data:
        raise PackError(directory / "pack.toml", "", "is missing or empty")
    parent = own["pack"].data.get("extends", "")
    forms = {(form.code, form.version): form for form in _forms(directory / "forms")}
    if not parent:
        return _Sources(own, forms)
    if parent in (*seen, directory.name):
        raise PackError(directory / "pack.toml", "extends", f"goes in a circle: {parent!r}")
    below = _gather(directory.parent / str(parent), seen=(*seen, directory.name))
    if not own["prices"].data and _currency(own, below) != below.toml["pack"].data.get("currency"):
        raise PackError(directory / "prices.toml", "", f"is missing: {parent!r} has another currency")
    toml = {name: lay_over(below.toml[name], own[name]) for name in FILES}
    if own["prices"].data:
        # Prices are never mixed: half a list in another currency would be wrong without anybody seeing it.
        toml["prices"] = own["prices"]
    return _Sources(toml, {**below.forms, **forms})


def _currency(own: dict[str, Layers], below: _Sources) -> object:
    return own["pack"].data.get("currency", below.toml["pack"].data.get("currency"))


def _forms(directory: Path) -> Iterator[Form]:
    for file in sorted(directory.glob("*.json")):
        try:
            raw: Any = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as problem:
            raise PackError(file, "", f"is not JSON: {problem}") from None
        if not isinstance(raw, dict):
            raise PackError(file, "", "must be an object")
        code, version, title = raw.get("code"), raw.get("version"), raw.get("title")
        if not isinstance(code, str) or not file.stem.startswith(code):
            raise PackError(file, "code", "must begin the name of the file")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise PackError(file, "version", "must be a whole number from 1")
        if not isinstance(title, dict) or not title:
            raise PackError(file, "title", "must be an object of language: words")
        yield Form(code, version, Text(title), raw, file)


def _timezone(head: Table) -> str:
    name = head.word("timezone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        head.refuse("timezone", f"is no timezone: {name!r}")
    return name


def _office_hours(table: Table) -> OfficeHours:
    hours = OfficeHours(table.clock("opens"), table.clock("closes"), read_provenance(table))
    if hours.opens >= hours.closes:
        table.refuse("closes", "must be after opens")
    table.done()
    return hours


def _parameters(head: Table) -> Iterator[tuple[str, Parameter]]:
    for code, table in head.tables("parameter"):
        found = Parameter(
            code=code,
            value=table.scalar("value"),
            unit=table.word("unit"),
            explains=table.word("explains"),
            provenance=read_provenance(table),
        )
        table.done()
        yield code, found


def _appeals(head: Table) -> Iterator[tuple[str, AppealRoute]]:
    for code, table in head.tables("appeal"):
        found = AppealRoute(
            code=code,
            days=table.whole("days", least=1, most=730),
            on_silence=table.flag("on_silence"),
            to=table.text("to"),
            then=table.text_or_none("then"),
            provenance=read_provenance(table),
        )
        table.done()
        yield code, found


def _holidays(file: Table, country: str) -> HolidayRules:
    if file.word("country") != country:
        file.refuse("country", f"must be that of the pack, {country!r}")
    days = []
    for table in file.listed("closing_day"):
        found = ClosingDay(
            name=table.word("name"),
            month=table.whole("month", least=1, most=12),
            day=table.whole("day", least=1, most=31),
            year=table.whole_or_none("year", least=2000, most=2200),
            provenance=read_provenance(table),
        )
        table.done()
        days.append(found)
    return HolidayRules(country, file.words("categories"), tuple(days))
