"""Find items that can never be shown: branch rules that cannot hold together.

What must be true for an item to be enabled follows from its own rules, from its group's, and, since a
disabled question has no answer, from those of every question whose answer it needs. For each question the
facts gathered are tried on *witnesses*: answers at and around every value that is compared with. If no
witness and no silence fulfils them, nobody can ever see the item. Only what is certain is refused: rules
between different questions are followed, but not solved as equations.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

from redthread.forms.enums import ItemType, Operator
from redthread.forms.rules.definition import FreeText, Item, Limit, Quantity, Value
from redthread.forms.rules.graph import CompiledForm, Node, Rule
from redthread.forms.rules.problems import N_, Problem

_Facts = frozenset[Rule]
_NOTHING: _Facts = frozenset()
_OTHER = "\0none of those"


def find_contradictions(form: CompiledForm, places: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each item that no answers can enable; ``places`` is linkId → place in the JSON.

    What lies within such an item, or depends on it alone, is not reported again.
    """
    facts: list[_Facts | None] = [_NOTHING] * len(form.nodes)
    """What must hold for the node to be enabled; None: it never is."""
    for node in form.order:
        inherited = _NOTHING if node.parent is None else facts[node.parent]
        if inherited is None:
            facts[node.index] = None
            continue
        facts[node.index], culprit = _facts_of(form, node, inherited, facts)
        if facts[node.index] is None and culprit is not None:
            place = f"{places[node.item.link_id]}.enableWhen{culprit}"
            words = (
                N_("%(name)s is required but can never be shown: no answers fulfil its rules")
                if node.item.required
                else N_("%(name)s can never be shown: no answers fulfil its rules")
            )
            yield Problem(place, words, (("name", repr(node.item.link_id)),))


def _facts_of(
    form: CompiledForm, node: Node, inherited: _Facts, facts: list[_Facts | None]
) -> tuple[_Facts | None, str | None]:
    """Return what must hold for ``node``, or None with the place of the rule that cannot."""
    branches: list[_Facts] = []
    is_dead_by_others = False
    for i, rule in enumerate(node.rules):
        branch = _facts_of_rule(rule, facts)
        possible = branch is not None and _can_hold(form, inherited | branch, branch)
        if branch is None:
            is_dead_by_others = True
        if node.needs_all and not possible:
            return None, None if branch is None else f"[{i}]"
        if branch is not None and possible:
            branches.append(branch)
    if not node.rules:
        return inherited, None
    if node.needs_all:
        together = inherited.union(*branches)
        return (together, None) if _can_hold(form, together, together - inherited) else (None, "")
    if not branches:
        return None, None if is_dead_by_others else ""
    return inherited | branches[0].intersection(*branches), None


def _facts_of_rule(rule: Rule, facts: list[_Facts | None]) -> _Facts | None:
    needs_answer = not rule.test(())
    behind = facts[rule.question]
    if behind is None:
        # A question that is never shown is never answered.
        return None if needs_answer else _NOTHING
    if not needs_answer or not rule.is_exact:
        return frozenset({rule})
    return behind | {rule}


def _can_hold(form: CompiledForm, facts: _Facts, new: _Facts) -> bool:
    """Tell whether ``facts`` may hold together, given that they did without the ``new`` ones."""
    asked = {rule.question for rule in new}
    by_question: dict[int, list[Rule]] = {}
    for rule in facts:
        if rule.question in asked:
            by_question.setdefault(rule.question, []).append(rule)
    for index, rules in by_question.items():
        item = form.nodes[index].item
        # Several repetitions may each fulfil one rule; the answers of one must fulfil all.
        exact = [rule for rule in rules if rule.is_exact]
        groups = [exact, *([rule] for rule in rules if not rule.is_exact)]
        if not all(_has_witness(item, group) for group in groups if group):
            return False
    return True


def _has_witness(item: Item, rules: list[Rule]) -> bool:
    witnesses = _witnesses(item, rules)
    if not item.repeats:
        return any(all(rule.test(answers) for rule in rules) for answers in [(), *((w,) for w in witnesses)])
    # With several answers a rule either grows true with more of them, or (true in silence) is broken by some.
    silent = [rule for rule in rules if rule.test(())]
    harmless = tuple(w for w in witnesses if all(rule.test((w,)) for rule in silent))
    return all(rule.test(harmless) for rule in rules if rule not in silent)


def _witnesses(item: Item, rules: list[Rule]) -> list[Value]:
    """Return answers that stand for all that the rules can tell apart, within the item's own limits."""
    wanted = [rule.condition.answer for rule in rules if rule.condition.operator is not Operator.EXISTS]
    if item.type is ItemType.BOOLEAN:
        return [True, False]
    if item.type in {ItemType.CHOICE, ItemType.OPEN_CHOICE} and not item.value_set:
        others: list[Value] = [FreeText(_OTHER)] if item.type is ItemType.OPEN_CHOICE else []
        return [
            *(option.code for option in item.options),
            *others,
            *(w for w in wanted if isinstance(w, FreeText)),
        ]
    units = [unit.code for unit in item.units] or [""]
    if item.type in _ORDERED:
        return [
            value
            for place in _around(item, wanted)
            for unit in units
            if (value := _value(item, place, unit)) is not None
        ]
    return [*wanted, _OTHER]


_ORDERED = {ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY, ItemType.DATE, ItemType.TIME}
_DENSE = {ItemType.DECIMAL, ItemType.QUANTITY}
_SOMEWHERE = Decimal(43_200)
_DAY = 86_400


def _around(item: Item, wanted: list[Value]) -> Iterator[Decimal]:
    """Yield places on the item's scale: each value compared with, its neighbours, and between."""
    low, high = (_place(limit) for limit in (item.min_value, item.max_value))
    points = sorted(
        {place for value in (*wanted, item.min_value, item.max_value) if (place := _place(value)) is not None}
    )
    points = points or [_SOMEWHERE]
    middles = [(a + b) / 2 for a, b in pairwise(points)] if item.type in _DENSE else []
    for place in [*(point + step for point in points for step in (-1, 0, 1)), *middles]:
        if (low is None or place >= low) and (high is None or place <= high):
            yield place


def _place(value: Value | Limit | None) -> Decimal | None:
    """Return where a value lies: numbers as they are, days and seconds counted."""
    if isinstance(value, Quantity):
        return value.value
    if isinstance(value, date):
        return Decimal(value.toordinal())
    if isinstance(value, time):
        return Decimal((value.hour * 60 + value.minute) * 60 + value.second)
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return None


def _value(item: Item, place: Decimal, unit: str) -> Value | None:
    """Return the answer that lies there, or nothing beyond the ends of the scale."""
    if item.type is ItemType.QUANTITY:
        return Quantity(place, unit)
    if item.type is ItemType.DECIMAL:
        return place
    whole = int(place)
    if item.type is ItemType.INTEGER:
        return whole
    if item.type is ItemType.DATE:
        return date.fromordinal(whole) if 1 <= whole <= date.max.toordinal() else None
    return time(whole // 3600, whole // 60 % 60, whole % 60) if 0 <= whole < _DAY else None
