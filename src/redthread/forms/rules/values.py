"""From what came in (JSON, or the strings of an HTML form) to one typed answer, or the reason why not.

A reason is a code with parameters; :mod:`redthread.forms.messages` says it in the person's language.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from redthread.forms.enums import ItemType, Reason
from redthread.forms.rules.definition import (
    FreeText,
    Item,
    JsonValue,
    Limit,
    Line,
    Option,
    Quantity,
    RelativeDay,
    Value,
)
from redthread.forms.rules.text import clean_line, clean_text, is_blank

_INTEGER = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?", re.ASCII)
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d)")
_LONGEST_NUMBER = 40
_DEEPEST = 40
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_YES, _NO = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "0", "off"})


class Refused(Exception):  # noqa: N818 - never leaves the engine; callers see an AnswerError
    """An answer that cannot be taken, with the code of the sentence that says why."""

    def __init__(self, code: Reason, **params: JsonValue) -> None:
        super().__init__(code)
        self.code, self.params = code, params
        self.part = ""
        """Which article of an order it is about."""


class ValueSetMissingError(LookupError):
    """The form refers to a value set that the caller did not bring along: a mistake in the program."""


@dataclass(frozen=True, slots=True)
class FormContext:
    """What the form needs to know of the world; everything has a safe default.

    Attributes:
        today: the day that limits such as ``today+14`` count from.
        value_sets: options by the name a definition gives in ``answerValueSet``.
        attachments: identifiers of the uploads this person may refer to → file name.
        known: linkId → answer, for read-only items that the service fills in (stronger than ``initial``).
    """

    today: date | None = None
    value_sets: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, object] = field(default_factory=dict)

    def options_of(self, item: Item) -> Sequence[Option]:
        """Return what may be chosen in ``item``.

        Raises:
            ValueSetMissingError: the definition names a set that is not in ``value_sets``.
        """
        if not item.value_set:
            return item.options
        try:
            return self.value_sets[item.value_set]
        except KeyError:
            message = f"{item.link_id}: the value set {item.value_set!r} was not given"
            raise ValueSetMissingError(message) from None


NO_CONTEXT = FormContext()


def is_unanswered(raw: object, depth: int = 0) -> bool:
    """Tell whether ``raw`` says nothing: missing, empty, or only what cannot be seen."""
    if raw is None:
        return True
    if isinstance(raw, str):
        return is_blank(raw)
    if depth > _DEEPEST:
        return False
    if isinstance(raw, Mapping):
        return all(is_unanswered(part, depth + 1) for key, part in raw.items() if key != "unit")
    if isinstance(raw, Sequence):
        return all(is_unanswered(part, depth + 1) for part in raw)
    return False


def read_value(item: Item, raw: object, context: FormContext = NO_CONTEXT) -> Value:
    """Return the one typed answer that ``raw`` is to ``item``.

    Raises:
        Refused: it is none, with the code of the reason.
    """
    value = _READERS[item.type](item, raw, context)
    if isinstance(value, Quantity):
        _check_limits(item, value.value, context)
    elif item.min_value is not None or item.max_value is not None:
        _check_limits(item, value, context)
    return value


def read_lines(item: Item, raw: object, context: FormContext) -> tuple[Line, ...]:
    """Return the lines of an order in the order of the articles; nothing ordered is no line.

    Takes ``{"bread": 2}`` or ``[{"code": "bread", "quantity": 2}]``; the same article twice counts together.
    """
    options = {option.code: option for option in context.options_of(item)}
    wanted: dict[str, int] = {}
    for code, amount in _pairs(raw):
        if is_unanswered(amount):
            continue
        if code not in options:
            raise Refused(Reason.NOT_AN_OPTION)
        with _about(code):
            quantity = _integer(item, amount, context)
            if quantity < 0:
                raise Refused(Reason.TOO_SMALL, limit=0)
        wanted[code] = wanted.get(code, 0) + quantity
    lines = tuple(Line(code, wanted[code]) for code in options if wanted.get(code))
    for line in lines:
        most = options[line.code].max_value
        with _about(line.code):
            _check_limits(item, line.quantity, context)
            if most is not None and line.quantity > most:
                raise Refused(Reason.TOO_LARGE, limit=most)
    return lines


@contextmanager
def _about(article: str) -> Iterator[None]:
    """Let a refusal say which article it is about."""
    try:
        yield
    except Refused as reason:
        reason.part = article
        raise


def as_day(limit: RelativeDay | date, context: FormContext) -> date | None:
    """Return the day a limit means; without a day of answering, a relative one means none."""
    if not isinstance(limit, RelativeDay):
        return limit
    return limit.on(context.today) if context.today else None


def _pairs(raw: object) -> list[tuple[str, object]]:
    if isinstance(raw, Mapping):
        return [(code, amount) for code, amount in raw.items() if isinstance(code, str)]
    if not isinstance(raw, list | tuple):
        raise Refused(Reason.MALFORMED)
    pairs = []
    for line in raw:
        if not isinstance(line, Mapping) or not isinstance(code := line.get("code"), str):
            raise Refused(Reason.MALFORMED)
        pairs.append((code, line.get("quantity")))
    return pairs


def _check_limits(item: Item, value: Value, context: FormContext) -> None:
    low, high = (_resolved(limit, context) for limit in (item.min_value, item.max_value))
    too_low, too_high = Reason.TOO_SMALL, Reason.TOO_LARGE
    if isinstance(value, date | time):
        too_low, too_high = Reason.TOO_EARLY, Reason.TOO_LATE
    # Limits and answers of one item have one type: the parser saw to that.
    if low is not None and value < low:  # type: ignore[operator]
        raise Refused(too_low, limit=_limit_text(low))
    if high is not None and value > high:  # type: ignore[operator]
        raise Refused(too_high, limit=_limit_text(high))


def _resolved(limit: Limit | None, context: FormContext) -> Limit | None:
    return as_day(limit, context) if isinstance(limit, RelativeDay) else limit


def _limit_text(limit: Limit) -> JsonValue:
    if isinstance(limit, time):
        return limit.isoformat("minutes")
    return limit if isinstance(limit, int) else str(limit)


def _words(item: Item, raw: object, _context: FormContext) -> str:
    if not isinstance(raw, str):
        raise Refused(Reason.NOT_TEXT)
    text = clean_text(raw) if item.type is ItemType.TEXT else clean_line(raw)
    if len(text) > item.length_limit:
        raise Refused(Reason.TOO_LONG, limit=item.length_limit, length=len(text))
    return text


def _number_text(raw: object, code: Reason) -> str:
    """Write a number as Python does: any script's digits, comma or point, blanks between thousands."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        raise Refused(code)
    if isinstance(raw, int) and abs(raw) >= 10**15:
        raise Refused(code)
    if isinstance(raw, str) and len(raw) > _LONGEST_NUMBER:
        raise Refused(code)
    text = format(Decimal(repr(raw)), "f") if isinstance(raw, float) else str(raw)
    text = _SPACES.sub("", clean_line(text))
    return text.replace("\u2212", "-").replace(",", ".").replace("\u066b", ".")


def _integer(_item: Item, raw: object, _context: FormContext) -> int:
    text = _number_text(raw, Reason.NOT_WHOLE_NUMBER)
    if not _INTEGER.fullmatch(text):
        raise Refused(Reason.NOT_WHOLE_NUMBER)
    return int(text)


def _decimal(_item: Item, raw: object, _context: FormContext) -> Decimal:
    text = _number_text(raw, Reason.NOT_NUMBER)
    if not _DECIMAL.fullmatch(text):
        raise Refused(Reason.NOT_NUMBER)
    return Decimal(text)


def _boolean(_item: Item, raw: object, _context: FormContext) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word not in _YES | _NO:
        raise Refused(Reason.NOT_YES_NO)
    return word in _YES


def _western(raw: object, code: Reason) -> str:
    """Return a short text with the digits of any script as 0–9."""
    if not isinstance(raw, str) or len(raw) > _LONGEST_NUMBER:
        raise Refused(code)
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in clean_line(raw))


def _date(_item: Item, raw: object, _context: FormContext) -> date:
    text = _western(raw, Reason.NOT_DATE)
    if not _DATE.fullmatch(text):
        raise Refused(Reason.NOT_DATE)
    year, month, day = (int(part) for part in text.split("-"))
    try:
        found = date(year, month, day)
    except ValueError:
        raise Refused(Reason.NOT_DATE) from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refused(Reason.NOT_DATE)
    return found


def _time(_item: Item, raw: object, _context: FormContext) -> time:
    match = _TIME.fullmatch(_western(raw, Reason.NOT_TIME))
    if not match:
        raise Refused(Reason.NOT_TIME)
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        raise Refused(Reason.NOT_TIME) from None


def _choice(item: Item, raw: object, context: FormContext) -> str:
    if not isinstance(raw, str) or all(raw != option.code for option in context.options_of(item)):
        raise Refused(Reason.NOT_AN_OPTION)
    return raw


def _open_choice(item: Item, raw: object, context: FormContext) -> str | FreeText:
    if isinstance(raw, Mapping) and set(raw) == {"text"}:
        return FreeText(_words(item, raw["text"], context))
    return _choice(item, raw, context)


def _quantity(item: Item, raw: object, context: FormContext) -> Quantity:
    if not isinstance(raw, Mapping) or not set(raw) <= {"value", "unit"}:
        raise Refused(Reason.NOT_NUMBER)
    unit = raw.get("unit")
    if is_unanswered(unit) and len(item.units) == 1:
        unit = item.units[0].code
    value = _decimal(item, raw.get("value"), context)
    if not isinstance(unit, str) or all(unit != option.code for option in item.units):
        raise Refused(Reason.UNIT_UNKNOWN)
    return Quantity(value, unit)


def _attachment(_item: Item, raw: object, context: FormContext) -> str:
    if not isinstance(raw, str) or raw not in context.attachments:
        raise Refused(Reason.ATTACHMENT_UNKNOWN)
    return raw


_READERS: dict[ItemType, Callable[[Item, object, FormContext], Value]] = {
    ItemType.STRING: _words,
    ItemType.TEXT: _words,
    ItemType.INTEGER: _integer,
    ItemType.DECIMAL: _decimal,
    ItemType.BOOLEAN: _boolean,
    ItemType.DATE: _date,
    ItemType.TIME: _time,
    ItemType.CHOICE: _choice,
    ItemType.OPEN_CHOICE: _open_choice,
    ItemType.QUANTITY: _quantity,
    ItemType.ATTACHMENT: _attachment,
}
