"""The plainest reading of FHIR's branch rules: try every rule again until nothing changes any more.

The oracle of the property tests and the reference of ``benchmarks/forms_bench.py``. It shares with the engine
how one answer is read, and nothing else: no graph, no order, no links made beforehand.
"""

import operator
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from redthread.forms.enums import ItemType
from redthread.forms.rules.definition import Condition, Definition, Item, Quantity, Value
from redthread.forms.rules.values import FormContext, Refused, is_unanswered, read_lines, read_value

Place = tuple[tuple[str, int], ...]
"""The repetitions around an item: (linkId of the group, number), outermost first."""

_COMPARE = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}


@dataclass
class Spot:
    """One item in one repetition, with what was sent for it."""

    item: Item
    place: Place
    above: "Spot | None"
    raw: object
    enabled: bool = True
    values: tuple[Value, ...] = field(default=())


def enabled_paths(definition: Definition, raw: object, context: FormContext) -> frozenset[str]:
    """Return the paths of the enabled items, as the engine's ``Checked.enabled`` names them."""
    spots = list(_spots(definition.items, raw if isinstance(raw, dict) else {}, (), None, context))
    changes = True
    while changes:
        changes = False
        for spot in spots:
            now = _is_enabled(spot, spots)
            if now != spot.enabled:
                spot.enabled, changes = now, True
    return frozenset(
        ":".join([*(f"{link}:{number}" for link, number in spot.place), spot.item.link_id])
        for spot in spots
        if spot.enabled
    )


def _spots(
    items: tuple[Item, ...], raw: dict[object, object], place: Place, above: Spot | None, context: FormContext
) -> Iterator[Spot]:
    for item in items:
        sent = raw.get(item.link_id)
        spot = Spot(item, place, above, sent)
        spot.values = tuple(_values(item, sent, context))
        yield spot
        if item.type is ItemType.GROUP and item.repeats:
            many = sent if isinstance(sent, list) else [sent]
            filled = [(i, m) for i, m in enumerate(many) if isinstance(m, dict) and not is_unanswered(m)]
            for i, part in filled[: item.most]:
                yield from _spots(item.items, part, (*place, (item.link_id, i)), spot, context)
        elif item.type is ItemType.GROUP:
            yield from _spots(item.items, raw, place, spot, context)


def _values(item: Item, sent: object, context: FormContext) -> Iterator[Value]:
    if not item.is_question:
        return
    if item.read_only:
        yield from item.initial
        return
    if item.type is ItemType.LINES:
        with suppress(Refused):
            yield from () if is_unanswered(sent) else read_lines(item, sent, context)
        return
    many = sent if isinstance(sent, list) else [sent]
    given = [one for one in many if not is_unanswered(one)]
    if item.repeats and item.type in {ItemType.CHOICE, ItemType.OPEN_CHOICE}:
        given = [one for i, one in enumerate(given) if one not in given[:i]]  # a box is ticked once
    for part in given[: item.most]:
        try:
            yield read_value(item, part, context)
        except Refused:
            continue


def _is_enabled(spot: Spot, spots: list[Spot]) -> bool:
    if spot.above is not None and not spot.above.enabled:
        return False
    holds = [_holds(condition, spot, spots) for condition in spot.item.enable_when]
    if not holds:
        return True
    return all(holds) if spot.item.enable_behavior == "all" else any(holds)


def _holds(condition: Condition, spot: Spot, spots: list[Spot]) -> bool:
    """Ask every repetition of the question that shares the asker's own repetitions."""
    answers: list[Value] = []
    for other in spots:
        if other.item.link_id == condition.question and other.enabled:
            groups = {link for link, _ in spot.place} & {link for link, _ in other.place}
            if all(mine in other.place for mine in spot.place if mine[0] in groups):
                answers.extend(other.values)
    wanted = condition.answer
    if condition.operator == "exists":
        return bool(answers) == wanted
    if condition.operator == "=":
        return wanted in answers
    if condition.operator == "!=":
        return wanted not in answers
    compare = _COMPARE[condition.operator]
    if isinstance(wanted, Quantity):
        return any(
            a.unit == wanted.unit and compare(a.value, wanted.value)
            for a in answers
            if isinstance(a, Quantity)
        )
    return any(compare(answer, wanted) for answer in answers)  # type: ignore[arg-type]  # one type each, by parse
