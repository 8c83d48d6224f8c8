"""Which items are enabled by these answers, which answers are kept, and what is wrong with the others.

FHIR semantics: a disabled item has no answer, whatever was sent; an answer that cannot be
taken counts as none. So checking what came out of a check gives the same again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from redthread.forms.enums import ItemType, Reason
from redthread.forms.rules.definition import JsonValue, Value, value_to_json
from redthread.forms.rules.graph import CompiledForm, Node
from redthread.forms.rules.values import (
    NO_CONTEXT,
    FormContext,
    Refused,
    is_unanswered,
    read_lines,
    read_value,
)

_MOST_REPETITIONS = 2000
_MOST_GIVEN = 1000

Repetition = tuple[int, ...]
"""Which repetition of each repeating group around an item, outermost first."""


@dataclass(frozen=True, slots=True)
class AnswerError:
    """What is wrong with one answer.

    Attributes:
        path: the field: ``reason``, ``contacts:1:phone`` (second contact), ``languages:2`` (third answer).
        link_id: the item.
        code: which sentence says it (:mod:`redthread.forms.messages`).
        params: numbers and days for the sentence.
    """

    path: str
    link_id: str
    code: Reason
    params: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check.

    Attributes:
        answers: clean JSON: linkId → answer, or list of answers where the item repeats; a group that does not
            repeat adds no level, one that does is a list of objects. Only enabled items.
        errors: everything that is wrong, in the order of the form.
        enabled: the paths of all enabled items.
    """

    answers: dict[str, JsonValue]
    errors: tuple[AnswerError, ...]
    enabled: frozenset[str]

    @property
    def is_valid(self) -> bool:
        """Whether the form may be handed in like this."""
        return not self.errors


def path_of(form: CompiledForm, node: Node, repetition: Repetition, answer: int | None = None) -> str:
    """Return the name of a field: that of the innermost repetition, the item, the number of the answer."""
    parts: list[str] = []
    for group, number in zip(node.scope, repetition, strict=True):
        parts += [form.nodes[group].item.link_id, str(number)]
    parts.append(node.item.link_id)
    if answer is not None:
        parts.append(str(answer))
    return ":".join(parts)


def check_answers(
    form: CompiledForm, raw: object, context: FormContext = NO_CONTEXT, *, keeps_blank: bool = False
) -> Checked:
    """Return which items ``raw`` enables, its clean answers, and everything that is wrong with it.

    Args:
        form: the definition the answers belong to.
        raw: decoded JSON or the outcome of :func:`~redthread.forms.rules.bind.bind`; anything is borne.
        context: what the form needs to know of the world.
        keeps_blank: count repetitions in which nothing is filled in as there, to show them.

    Raises:
        ValueSetMissingError: ``context`` lacks a value set that an enabled item needs.
    """
    return _Run(form, context, keeps_blank=keeps_blank).check(raw)


class _Run:
    """One check: a pass over the nodes in the order of their dependencies."""

    def __init__(self, form: CompiledForm, context: FormContext, *, keeps_blank: bool) -> None:
        self.form, self.context, self.keeps_blank = form, context, keeps_blank
        count = len(form.nodes)
        self.enabled: list[set[Repetition]] = [set() for _ in range(count)]
        self.values: list[dict[Repetition, tuple[Value, ...]]] = [{} for _ in range(count)]
        self.repetitions: list[dict[Repetition, Mapping[object, object]]] = [{} for _ in range(count)]
        """For each repeating group: which repetitions there are, with the raw answers of each."""
        self.parts: list[dict[Repetition, list[Repetition]]] = [{} for _ in range(count)]
        """For each repeating group: its repetitions within each repetition of what lies around it."""
        self.root: dict[Repetition, Mapping[object, object]] = {}
        self.errors: list[tuple[int, Repetition, AnswerError]] = []
        self.repetitions_left = _MOST_REPETITIONS
        self.is_cut = False

    def check(self, raw: object) -> Checked:
        self.root = {(): raw if isinstance(raw, Mapping) else {}}
        for node in self.form.order:
            scopes = self.repetitions[node.scope[-1]] if node.scope else self.root
            for repetition, answers in scopes.items():
                if self.is_enabled(node, repetition):
                    self.enabled[node.index].add(repetition)
                    self.read(node, repetition, answers)
        clean = self.collect([node for node in self.form.nodes if node.parent is None], ())
        for node in reversed(self.form.nodes):
            if node.item.type is ItemType.GROUP:
                self.check_group(node)
        self.errors.sort(key=lambda found: found[:2])
        paths = frozenset(
            path_of(self.form, node, repetition)
            for node in self.form.nodes
            for repetition in self.enabled[node.index]
        )
        return Checked(clean, tuple(error for _, _, error in self.errors), paths)

    def is_enabled(self, node: Node, repetition: Repetition) -> bool:
        if node.parent is not None:
            depth = len(self.form.nodes[node.parent].scope)
            if repetition[:depth] not in self.enabled[node.parent]:
                return False
        if not node.rules:
            return True
        for rule in node.rules:
            values = self.values[rule.question]
            if rule.is_exact:
                answers: Sequence[Value] = values.get(repetition[: rule.depth], ())
            else:
                shared = repetition[: rule.depth]
                answers = [
                    one for where, found in values.items() if where[: rule.depth] == shared for one in found
                ]
            if rule.test(answers) is not node.needs_all:
                return not node.needs_all
        return node.needs_all

    def read(self, node: Node, repetition: Repetition, answers: Mapping[object, object]) -> None:
        item = node.item
        if node.is_repeating_group:
            self.read_repetitions(node, repetition, answers.get(item.link_id))
        elif item.is_question:
            raw = answers.get(item.link_id)
            if item.read_only:
                given = [value_to_json(value) for value in item.initial]
                raw = self.context.known.get(item.link_id, given)
            self.values[node.index][repetition] = self.read_question(node, repetition, raw)

    def read_question(self, node: Node, repetition: Repetition, raw: object) -> tuple[Value, ...]:
        item = node.item
        if item.type is ItemType.LINES:
            try:
                lines = () if is_unanswered(raw) else read_lines(item, raw, self.context)
            except Refused as reason:
                return self.refuse(node, repetition, None, reason)
            return self.counted(node, repetition, lines, len(lines))
        many = list(raw[:_MOST_GIVEN]) if isinstance(raw, list | tuple) else [raw]
        given = [(i, part) for i, part in enumerate(many) if not is_unanswered(part)]
        is_ticked = item.repeats and item.type in {ItemType.CHOICE, ItemType.OPEN_CHOICE}
        if is_ticked:
            # The same box ticked twice is one answer.
            given = [(i, part) for i, part in given if part not in many[:i]]
        found: list[Value] = []
        for i, part in given[: item.most]:
            try:
                found.append(read_value(item, part, self.context))
            except Refused as reason:
                self.refuse(node, repetition, i if item.repeats else None, reason)
        if is_ticked:
            # Ticks have no order of their own; that of the options makes equal answers equal.
            codes = [option.code for option in self.context.options_of(item)]
            found.sort(key=lambda value: codes.index(value) if isinstance(value, str) else len(codes))
        return self.counted(node, repetition, found, len(given))

    def counted(
        self, node: Node, repetition: Repetition, found: Sequence[Value], given: int
    ) -> tuple[Value, ...]:
        item = node.item
        if given == 0 and item.required:
            self.refuse(node, repetition, None, Refused(Reason.REQUIRED))
        elif given > item.most:
            self.refuse(node, repetition, None, Refused(Reason.TOO_MANY, limit=item.most, count=given))
        elif 0 < len(found) == given < item.least:
            self.refuse(node, repetition, None, Refused(Reason.TOO_FEW, limit=item.least, count=given))
        return tuple(found)

    def read_repetitions(self, node: Node, repetition: Repetition, raw: object) -> None:
        item = node.item
        if self.repetitions_left <= 0:
            if raw and not self.is_cut:
                self.is_cut = True
                most = _MOST_REPETITIONS
                self.refuse(node, repetition, None, Refused(Reason.TOO_MANY, limit=most, count=most + 1))
            return
        many = list(raw[:_MOST_GIVEN]) if isinstance(raw, list | tuple) else [raw]
        there = [
            (i, part)
            for i, part in enumerate(many)
            if isinstance(part, Mapping) and (self.keeps_blank or not is_unanswered(part))
        ]
        most = min(item.most, self.repetitions_left)
        self.repetitions_left -= min(most, len(there))
        for i, part in there[:most]:
            self.repetitions[node.index][(*repetition, i)] = part
            self.parts[node.index].setdefault(repetition, []).append((*repetition, i))
        if len(there) > most:
            self.refuse(node, repetition, None, Refused(Reason.TOO_MANY, limit=most, count=len(there)))
        elif 0 < len(there) < item.least:
            self.refuse(node, repetition, None, Refused(Reason.TOO_FEW, limit=item.least, count=len(there)))

    def check_group(self, node: Node) -> None:
        """A required group needs an answer somewhere within; a display or a read-only item is none."""
        if node.item.required:
            for repetition in self.enabled[node.index]:
                if not self.has_answer(node, repetition) and not self.has_error(node, repetition):
                    self.refuse(node, repetition, None, Refused(Reason.GROUP_REQUIRED))

    def has_answer(self, node: Node, repetition: Repetition) -> bool:
        if node.item.is_question:
            found = any(
                answers
                for where, answers in self.values[node.index].items()
                if where[: len(repetition)] == repetition
            )
            return found and not node.item.read_only
        return any(self.has_answer(self.form.nodes[child], repetition) for child in node.children)

    def has_error(self, node: Node, repetition: Repetition) -> bool:
        """Whether something within the group is wrong already; saying it twice helps nobody."""
        inside = {part.link_id for part in node.item.walk()}
        return any(
            error.link_id in inside and where[: len(repetition)] == repetition
            for _, where, error in self.errors
        )

    def refuse(
        self, node: Node, repetition: Repetition, answer: int | None, reason: Refused
    ) -> tuple[Value, ...]:
        path = path_of(self.form, node, repetition, answer) + (f":{reason.part}" if reason.part else "")
        error = AnswerError(path, node.item.link_id, reason.code, reason.params)
        self.errors.append((node.index, (*repetition, *(() if answer is None else (answer,))), error))
        return ()

    def collect(self, nodes: Sequence[Node], repetition: Repetition) -> dict[str, JsonValue]:
        """Return the clean answers of ``nodes`` and what lies within them."""
        clean: dict[str, JsonValue] = {}
        for node in nodes:
            inside = [self.form.nodes[child] for child in node.children]
            if node.is_repeating_group:
                found: list[JsonValue] = [
                    part
                    for where in self.parts[node.index].get(repetition, ())
                    if (part := self.collect(inside, where))
                ]
                if found:
                    clean[node.item.link_id] = found
            elif node.item.type is ItemType.GROUP:
                clean.update(self.collect(inside, repetition))
            elif answers := self.values[node.index].get(repetition):
                written = [value_to_json(value) for value in answers]
                is_list = node.item.repeats or node.item.type is ItemType.LINES
                clean[node.item.link_id] = written if is_list else written[0]
        return clean
