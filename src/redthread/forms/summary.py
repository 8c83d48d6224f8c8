"""Answers in words: for the person before sending, for whoever decides, for the receipt."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext, override

from redthread.forms.enums import ItemType
from redthread.forms.messages import day_in_full, number_in_words
from redthread.forms.rules.definition import Definition, Item, Option
from redthread.forms.rules.graph import CompiledForm
from redthread.forms.rules.steps import pages_of
from redthread.forms.rules.values import NO_CONTEXT, FormContext, is_unanswered
from redthread.forms.views import NO_WORDS, SummaryRow
from redthread.jurisdiction.texts import Text, Worded


def summarise(
    form: CompiledForm, answers: Mapping[str, object], language: str, context: FormContext = NO_CONTEXT
) -> tuple[SummaryRow, ...]:
    """Return the clean ``answers`` in words, in the order of the form; what was not answered is left out.

    Reads answers of long ago as well: an article that is gone from its list is shown by its code.
    """
    with override(language):
        return tuple(
            row
            for page in pages_of(form)
            for node in page.nodes
            for row in _rows(form.definition, node.item, answers, language, context, 0, page.key)
        )


def _rows(
    definition: Definition,
    item: Item,
    answers: Mapping[str, object],
    language: str,
    context: FormContext,
    depth: int,
    page: str,
) -> Iterator[SummaryRow]:
    label = worded(item.text, language, definition)
    raw = answers.get(item.link_id)
    if item.type is ItemType.GROUP:
        repetitions = raw if isinstance(raw, list) else []
        parts = [part for part in repetitions if isinstance(part, dict)] if item.repeats else [answers]
        for part in parts:
            inside = [
                row
                for child in item.items
                for row in _rows(definition, child, part, language, context, depth + 1, page)
            ]
            if inside:
                yield SummaryRow(item.link_id, label, (), depth, page, is_heading=True)
                yield from inside
    elif item.is_question and not is_unanswered(raw):
        written = tuple(answer_in_words(item, raw, language, definition, context))
        yield SummaryRow(item.link_id, label, written, depth, page)


def worded(text: Text | None, language: str, definition: Definition) -> Worded:
    """Return a text of the definition in ``language``, else in the definition's own."""
    return text.worded(language, fallback=(definition.language,)) if text else NO_WORDS


def answer_in_words(
    item: Item, raw: object, language: str, definition: Definition, context: FormContext
) -> Iterator[str]:
    """Yield each answer to ``item`` in words, in the active language."""
    names = {option.code: option for option in _options(item, context)}
    if item.type is ItemType.LINES and isinstance(raw, Mapping):
        wanted = (
            (code, quantity) for code, quantity in raw.items() if str(quantity).strip() not in {"", "0"}
        )
        raw = [{"code": code, "quantity": quantity} for code, quantity in wanted]
    for part in raw if isinstance(raw, list) else [raw]:
        if not is_unanswered(part):
            yield _in_words(item, part, names, language, definition, context)


def _in_words(  # noqa: PLR0911 - one line a type reads best
    item: Item,
    part: object,
    names: Mapping[str, Option],
    language: str,
    definition: Definition,
    context: FormContext,
) -> str:
    def named(code: object) -> str:
        option = names.get(str(code))
        return worded(option.text, language, definition).text if option else str(code)

    match item.type, part:
        case _, {"text": words}:
            return str(words)
        case ItemType.LINES, {"code": code, "quantity": quantity}:
            return f"{quantity} × {named(code)}"
        case ItemType.QUANTITY, {"value": value}:
            unit = part.get("unit") if isinstance(part, Mapping) else ""
            return f"{_number(value)} {named(unit)}"
        case ItemType.BOOLEAN, _:
            return gettext("Yes") if part in {True, "true", "yes", "1", "on"} else gettext("No")
        case ItemType.ATTACHMENT, _:
            return context.attachments.get(str(part)) or gettext("A file")
        case ItemType.DATE, _:
            return _day(str(part))
        case ((ItemType.INTEGER | ItemType.DECIMAL), _):
            return _number(part)
    return named(part)


def _options(item: Item, context: FormContext) -> Sequence[Option]:
    return (*item.options, *item.units, *context.value_sets.get(item.value_set, ()))


def _day(text: str) -> str:
    try:
        return day_in_full(date.fromisoformat(text))
    except ValueError:
        return text


def _number(value: object) -> str:
    try:
        return number_in_words(str(value))
    except (ValueError, ArithmeticError):
        return str(value)
