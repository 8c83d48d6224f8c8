"""A definition made ready to evaluate: every rule linked to its question, every item in its turn.

An item depends on the group it lies in and on the questions of its branch rules. In an order where
nothing comes before what it depends on, one pass settles which items are enabled, however long chains are.
"""

import operator as op
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from redthread.forms.enums import EnableBehavior, ItemType, Operator
from redthread.forms.rules.definition import Condition, Definition, Item, Quantity, Value

Test = Callable[[Sequence[Value]], bool]

_ORDER: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.GREATER: op.gt,
    Operator.LESS: op.lt,
    Operator.GREATER_OR_EQUAL: op.ge,
    Operator.LESS_OR_EQUAL: op.le,
}


class FormCycleError(ValueError):
    """Branch rules that depend on each other in a circle; ``link_ids`` begins and ends with the same item."""

    def __init__(self, link_ids: Sequence[str]) -> None:
        super().__init__(" → ".join(link_ids))
        self.link_ids = tuple(link_ids)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A branch rule linked to its question.

    Attributes:
        question: index of the node it asks.
        depth: how many repetitions the asker and the question share.
        is_exact: whether that names one answer set; otherwise any repetition may fulfil the rule.
        test: tells from the answers whether the rule holds.
    """

    question: int
    depth: int
    is_exact: bool
    test: Test
    condition: Condition


@dataclass(slots=True)
class Node:
    """An item in its place.

    Attributes:
        index: its number in the order of the form.
        parent: index of the group it lies in.
        scope: indices of the repeating groups it lies in, outermost first.
    """

    index: int
    item: Item
    parent: int | None
    scope: tuple[int, ...]
    children: list[int] = field(default_factory=list)
    rules: tuple[Rule, ...] = ()
    needs_all: bool = True

    @property
    def is_repeating_group(self) -> bool:
        """Whether it is a group that may be filled in several times."""
        return self.item.type is ItemType.GROUP and self.item.repeats


class CompiledForm:
    """A definition with its dependency graph; immutable, to be kept and shared between requests."""

    def __init__(self, definition: Definition) -> None:
        """Link every rule.

        Raises:
            FormCycleError: rules depend on each other in a circle.
        """
        self.definition = definition
        self.nodes: list[Node] = []
        for item in definition.items:
            self._add(item, None, ())
        self.by_link = {node.item.link_id: node for node in self.nodes}
        for node in self.nodes:
            node.rules = tuple(self._rule(node, condition) for condition in node.item.enable_when)
            node.needs_all = node.item.enable_behavior is EnableBehavior.ALL
        self.order = self._in_order()
        """Every node after what it depends on."""

    def _add(self, item: Item, parent: Node | None, scope: tuple[int, ...]) -> None:
        node = Node(len(self.nodes), item, parent.index if parent else None, scope)
        self.nodes.append(node)
        if parent:
            parent.children.append(node.index)
        inner = (*scope, node.index) if node.is_repeating_group else scope
        for child in item.items:
            self._add(child, node, inner)

    def _rule(self, asker: Node, condition: Condition) -> Rule:
        question = self.by_link[condition.question]
        depth = 0
        for ours, theirs in zip(asker.scope, question.scope, strict=False):
            if ours != theirs:
                break
            depth += 1
        return Rule(question.index, depth, depth == len(question.scope), make_test(condition), condition)

    def _in_order(self) -> tuple[Node, ...]:
        done: dict[int, bool] = {}
        order: list[Node] = []
        for start in self.nodes:
            # An own stack: chains may be longer than Python's.
            path: list[tuple[Node, list[int]]] = [] if start.index in done else [(start, _needs(start))]
            while path:
                node, needs = path[-1]
                done[node.index] = False
                if not needs:
                    done[node.index] = True
                    order.append(node)
                    path.pop()
                    continue
                needed = needs.pop()
                if done.get(needed) is False:
                    links = [step.item.link_id for step, _ in path]
                    first = links.index(self.nodes[needed].item.link_id)
                    raise FormCycleError([*links[first:], links[first]])
                if needed not in done:
                    path.append((self.nodes[needed], _needs(self.nodes[needed])))
        return tuple(order)


def _needs(node: Node) -> list[int]:
    parent = [] if node.parent is None else [node.parent]
    return [*parent, *(rule.question for rule in node.rules)]


def make_test(condition: Condition) -> Test:
    """Return the test of a branch rule on the answers to its question (FHIR R5, ``!=`` negates ``=``)."""
    wanted = condition.answer
    if condition.operator is Operator.EXISTS:
        return bool if wanted else op.not_
    if condition.operator is Operator.EQUAL:
        return lambda answers: wanted in answers
    if condition.operator is Operator.NOT_EQUAL:
        return lambda answers: wanted not in answers
    compare = _ORDER[condition.operator]
    if isinstance(wanted, Quantity):
        unit, amount = wanted.unit, wanted.value
        return lambda answers: any(
            isinstance(answer, Quantity) and answer.unit == unit and compare(answer.value, amount)
            for answer in answers
        )
    return lambda answers: any(compare(answer, wanted) for answer in answers)
