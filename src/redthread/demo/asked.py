"""A request while it is being made, and the rows that go with it, in COPY's text format."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from redthread.demo.chains import Chain
from redthread.demo.copying import Ready, ready, stamp
from redthread.demo.people import ClientPlan
from redthread.jurisdiction.pack import RequestType as PackType

NOTHING = ready([])

# fmt: off
COLUMNS = (
    "client_id", "info_class", "establishment_id", "filed_at_establishment_id", "unit_id", "request_type_id",
    "type_code", "allows_several", "is_private", "language", "left_behind",
    "id", "department_id", "number", "number_year", "form_code", "form_version", "answers", "filed_on",
    "filed_by", "appealed_from_id", "status", "received_at", "due_at", "first_read_at", "taken_by",
    "paused_at", "pause_reason", "resumes_on_reply", "escalated_level", "escalated_to", "escalate_at",
    "ended_at", "ended_by", "ended_by_title", "return_reason", "grounds", "grounds_parts", "next_step",
    "next_step_parts", "answer_language", "carried_out_at", "appeal_until", "satisfied", "has_reply",
    "has_news", "seconds_to_find", "seconds_to_fill",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A request type as it stands in the database of one establishment."""

    id: int
    department_id: int
    department: str
    pack: PackType


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer ready for its columns: ``code`` names the ground."""

    code: str
    return_reason: str
    grounds: Ready
    grounds_parts: Ready
    next_step: Ready
    next_step_parts: Ready


SILENT = Answered("", "", Ready(""), NOTHING, Ready(""), NOTHING)


@dataclass(slots=True)
class Asked:
    """A request and where it stands; :mod:`redthread.demo.course` takes its steps."""

    id: UUID
    client: ClientPlan
    kind: TypeRow
    chain: Chain
    number: int
    year: int
    received_at: datetime
    due_at: datetime
    escalate_at: datetime | None
    department_id: int
    department: str
    answers: Ready
    basket: Any
    filed_by: int
    facts: str
    """The end of every payload: number, id and type."""
    filed_on: str = "screen"
    appealed_from: UUID | None = None
    status: str = "received"
    first_read_at: datetime | None = None
    taken_by: int | None = None
    paused_at: datetime | None = None
    pause_reason: str = ""
    resumes_on_reply: bool = False
    escalated_level: int = 0
    escalated_to: str = ""
    ended_at: datetime | None = None
    ended_by: int | None = None
    ended_by_title: str = ""
    answer: Answered = SILENT
    answer_language: str = ""
    carried_out_at: datetime | None = None
    appeal_until: datetime | None = None
    satisfied: bool | None = None
    has_reply: bool = False
    has_news: bool = False
    seconds_to_find: int | None = None
    seconds_to_fill: int | None = None

    @property
    def info_class(self) -> int:
        """The class of the type."""
        return int(self.kind.pack.information_class)

    def line(self, begin: str) -> str:
        """Return the row for COPY; ``begin`` is what :func:`begin_of` returns for client and type."""
        offered = self.kind.pack
        form, version = ("", 0) if self.appealed_from else (offered.form, offered.form_version)
        said = self.answer
        escalate_at = None if self.ended_at else self.escalate_at
        return (
            f"{begin}{self.id}\t{self.department_id}\t{self.number}\t{self.year}\t{form}\t{version}\t"
            f"{self.answers}\t{self.filed_on}\t{self.filed_by}\t"
            f"{self.appealed_from or _NULL}\t{self.status}\t"
            f"{stamp(self.received_at)}\t{stamp(self.due_at)}\t{stamp(self.first_read_at)}\t"
            f"{self.taken_by or _NULL}\t{stamp(self.paused_at)}\t{self.pause_reason}\t"
            f"{self.resumes_on_reply}\t{self.escalated_level}\t{self.escalated_to}\t"
            f"{stamp(escalate_at)}\t{stamp(self.ended_at)}\t"
            f"{self.ended_by or _NULL}\t{self.ended_by_title}\t{said.return_reason}\t{said.grounds}\t"
            f"{said.grounds_parts}\t{said.next_step}\t{said.next_step_parts}\t{self.answer_language}\t"
            f"{stamp(self.carried_out_at)}\t{stamp(self.appeal_until)}\t"
            f"{_NULL if self.satisfied is None else self.satisfied}\t{self.has_reply}\t{self.has_news}\t"
            f"{_number(self.seconds_to_find)}\t{_number(self.seconds_to_fill)}\n"
        )


_NULL = "\\N"


def _number(value: int | None) -> str:
    return _NULL if value is None else str(value)


def begin_of(client: ClientPlan, kind: TypeRow) -> str:
    """Return the columns that are the same in every request of a type by one client."""
    place, offered = client.establishment.id, kind.pack
    return (
        f"{client.client_id}\t{int(offered.information_class)}\t{place}\t{place}\t{client.unit_id}\t{kind.id}\t"
        f"{offered.code}\t{offered.allows_several}\t{offered.is_private}\t{client.person.language}\tf\t"
    )


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


@dataclass(slots=True)
class Beside:
    """Rows of the tables beside the requests, by column."""

    messages: list[tuple[Any, ...]] = field(default_factory=list)
    readings: list[tuple[Any, ...]] = field(default_factory=list)
    pictures: list[tuple[Any, ...]] = field(default_factory=list)

    TABLES: ClassVar = (
        (
            "requests_requestmessage",
            _columns(
                "id request_id client_id info_class at by by_client by_title audience kind language text"
            ),
            "messages",
        ),
        (
            "requests_secondreading",
            _columns(
                "request_id client_id info_class establishment_id drawn_at decided_by read_at read_by "
                "verdict note"
            ),
            "readings",
        ),
        (
            "requests_requestattachment",
            _columns("id request_id client_id info_class at by is_paper_form width height jpeg thumbnail"),
            "pictures",
        ),
    )
