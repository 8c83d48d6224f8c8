"""What a questionnaire is: frozen dataclasses, and their JSON.

The keys of the JSON are those of FHIR R5 Questionnaire where it has one. Ours are: ``text``, ``title``,
``help`` and ``description`` as a mapping from language to text, ``pictogram``, ``minValue``/``maxValue`` and
``minOccurs``/``maxOccurs`` (extensions in FHIR) as plain keys, and the item type ``lines``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from redthread.forms.enums import EnableBehavior, ItemType, Operator
from redthread.jurisdiction.texts import Text

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

MAX_LENGTH_OF_STRING = 255
MAX_LENGTH_OF_TEXT = 5000
MAX_ANSWERS = 50
"""How many answers a repeating item takes where the definition does not say."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the code of its unit."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class FreeText:
    """An answer to an open choice that is none of its options."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One article and how many of it."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A limit counted from the day of answering: ``today+14``."""

    days: int

    def on(self, today: date) -> date:
        """Return the day it means."""
        return today + timedelta(days=self.days)

    def __str__(self) -> str:
        return f"today{self.days:+d}" if self.days else "today"


Value = str | bool | int | Decimal | date | time | Quantity | FreeText | Line
"""One answer. Choices and attachments are their code or identifier as ``str``."""

Limit = int | Decimal | date | time | RelativeDay


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, one unit, or one article of a ``lines`` item."""

    code: str
    text: Text
    help: Text | None = None
    pictogram: str = ""
    max_value: int | None = None
    """For articles: the most of it in one order."""

    def to_json(self) -> JsonValue:
        """Return the option as in ``answerOption``."""
        keys: dict[str, JsonValue] = {
            "code": self.code,
            "text": _text_to_json(self.text),
            "help": _text_to_json(self.help),
            "pictogram": self.pictogram or None,
            "maxValue": self.max_value,
        }
        return {key: value for key, value in keys.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Condition:
    """One branch rule: the answer to ``question`` compared with ``answer``."""

    question: str
    operator: Operator
    answer: Value

    def to_json(self) -> JsonValue:
        """Return the rule as in ``enableWhen``."""
        return {
            "question": self.question,
            "operator": self.operator.value,
            "answer": value_to_json(self.answer),
        }


@dataclass(frozen=True, slots=True)
class Item:
    """A question, a group of items, or a text to show."""

    link_id: str
    type: ItemType
    text: Text | None = None
    help: Text | None = None
    pictogram: str = ""
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    max_length: int | None = None
    min_value: Limit | None = None
    max_value: Limit | None = None
    min_occurs: int | None = None
    max_occurs: int | None = None
    options: tuple[Option, ...] = ()
    value_set: str = ""
    """Name of a set of options that the caller knows at the time, such as the articles of a kiosk."""
    units: tuple[Option, ...] = ()
    initial: tuple[Value, ...] = ()
    enable_when: tuple[Condition, ...] = ()
    enable_behavior: EnableBehavior = EnableBehavior.ALL
    items: tuple["Item", ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether a person answers it."""
        return self.type not in {ItemType.GROUP, ItemType.DISPLAY}

    @property
    def most(self) -> int:
        """How many answers (of a group: how many times, of ``lines``: how many lines) there may be."""
        if self.max_occurs is not None:
            return self.max_occurs
        return MAX_ANSWERS if self.repeats or self.type is ItemType.LINES else 1

    @property
    def least(self) -> int:
        """How many answers there must be once it is answered; a required item must be answered."""
        return max(self.min_occurs or 0, 1)

    @property
    def length_limit(self) -> int:
        """The most code points an answer in words may have."""
        if self.max_length is not None:
            return self.max_length
        return MAX_LENGTH_OF_TEXT if self.type is ItemType.TEXT else MAX_LENGTH_OF_STRING

    def walk(self) -> Iterator["Item"]:
        """Yield the item and all within it, in the order of the form."""
        yield self
        for item in self.items:
            yield from item.walk()

    def to_json(self) -> JsonValue:
        """Return the item as JSON, with only the keys that say something."""
        is_any = bool(self.enable_when) and self.enable_behavior is EnableBehavior.ANY
        keys: dict[str, JsonValue] = {
            "linkId": self.link_id,
            "type": self.type.value,
            "text": _text_to_json(self.text),
            "help": _text_to_json(self.help),
            "pictogram": self.pictogram or None,
            "required": self.required or None,
            "repeats": self.repeats or None,
            "readOnly": self.read_only or None,
            "maxLength": self.max_length,
            "minValue": _limit_to_json(self.min_value),
            "maxValue": _limit_to_json(self.max_value),
            "minOccurs": self.min_occurs,
            "maxOccurs": self.max_occurs,
            "answerOption": [option.to_json() for option in self.options] or None,
            "answerValueSet": self.value_set or None,
            "unitOption": [unit.to_json() for unit in self.units] or None,
            "initial": [value_to_json(value) for value in self.initial] or None,
            "enableWhen": [condition.to_json() for condition in self.enable_when] or None,
            "enableBehavior": self.enable_behavior.value if is_any else None,
            "item": [item.to_json() for item in self.items] or None,
        }
        return {key: value for key, value in keys.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a questionnaire."""

    code: str
    version: int
    title: Text
    language: str
    """The language in which no text is missing."""
    description: Text | None = None
    items: tuple[Item, ...] = ()

    def walk(self) -> Iterator[Item]:
        """Yield every item in the order of the form."""
        for item in self.items:
            yield from item.walk()

    def to_json(self) -> dict[str, JsonValue]:
        """Return the definition as JSON; :func:`parse_definition` reads it back as the same definition."""
        found: dict[str, JsonValue] = {
            "code": self.code,
            "version": self.version,
            "language": self.language,
            "title": _text_to_json(self.title),
        }
        if self.description:
            found["description"] = _text_to_json(self.description)
        found["item"] = [item.to_json() for item in self.items]
        return found


def value_to_json(value: Value) -> JsonValue:  # noqa: PLR0911 - one line a type reads best
    """Return one answer as JSON: days and times in ISO 8601, decimals as text so that no digit is lost."""
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case Quantity():
            return {"value": format(value.value, "f"), "unit": value.unit}
        case FreeText():
            return {"text": value.text}
        case Line():
            return {"code": value.code, "quantity": value.quantity}
    return value


def _limit_to_json(limit: Limit | None) -> JsonValue:
    if limit is None:
        return None
    return str(limit) if isinstance(limit, RelativeDay) else value_to_json(limit)


def _text_to_json(text: Text | None) -> JsonValue:
    return None if text is None else dict(sorted(text.by_language.items()))
