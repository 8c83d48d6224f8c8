"""Reading what is booked, and what gives way to what."""

from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.pack import BookingDays, BookingKind, BookingOnTransfer, BookingWhenOut, Timetable
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Table


def read_timetable(file: Table) -> Timetable:
    """Return kinds of bookings and their order.

    Raises:
        PackError: a kind of an unknown priority or class, or one that closes before it opens.
    """
    order = file.words("order")
    kinds = {}
    for code, table in file.tables("kind"):
        kind = _kind(code, table)
        if kind.priority not in order:
            table.refuse("priority", f"is not in the order: {kind.priority!r}")
        if kind.opens >= kind.closes:
            table.refuse("closes", "must be after opens")
        table.done()
        kinds[code] = kind
    return Timetable(
        order=order,
        kinds=kinds,
        step_minutes=file.whole("step_minutes", least=5, most=60),
        series_days=file.whole("series_days", least=7, most=3660),
        series_occurrences=file.whole("series_occurrences", least=1, most=5000),
        provenance=read_provenance(file),
    )


def _kind(code: str, table: Table) -> BookingKind:
    named = table.word("info_class")
    if named not in InformationClass.__members__:
        table.refuse("info_class", "there is no such information class")
    return BookingKind(
        code=code,
        title=table.text("title"),
        priority=table.word("priority"),
        info_class=InformationClass[named],
        pictogram=table.word("pictogram"),
        room_uses=table.words("room_uses"),
        on_transfer=table.one_of("on_transfer", BookingOnTransfer),
        when_out=table.one_of("when_out", BookingWhenOut),
        channel=table.word("channel"),
        days=table.one_of("days", BookingDays),
        opens=table.clock("opens"),
        closes=table.clock("closes"),
        minutes=table.whole("minutes", least=5, most=720),
    )
