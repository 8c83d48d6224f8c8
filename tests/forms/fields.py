"""Clean answers as the fields that a page would send: what ``bind`` reads back."""

from typing import Any

from redthread.forms.public import OTHER, CompiledForm
from redthread.forms.rules.evaluate import path_of
from redthread.forms.rules.graph import Node

Sent = dict[str, list[str]]


def fields(form: CompiledForm, answers: dict[str, Any]) -> Sent:
    """Return field name → what is sent."""
    return _level(form, [node for node in form.nodes if node.parent is None], (), answers)


def _level(
    form: CompiledForm, nodes: list[Node], repetition: tuple[int, ...], answers: dict[str, Any]
) -> Sent:
    found: Sent = {}
    for node in nodes:
        inside = [form.nodes[child] for child in node.children]
        value = answers.get(node.item.link_id)
        if node.is_repeating_group:
            for i, part in enumerate(value or []):
                found |= _level(form, inside, (*repetition, i), part)
        elif inside:
            found |= _level(form, inside, repetition, answers)
        elif value is not None and node.item.is_question:
            found |= _question(node, path_of(form, node, repetition), value)
    return found


def _question(node: Node, path: str, value: Any) -> Sent:
    item = node.item
    if item.type == "lines":
        return {f"{path}:{line['code']}": [str(line["quantity"])] for line in value}
    if not item.repeats:
        return _one(path, value)
    if item.type in {"choice", "open-choice"}:
        other = [part["text"] for part in value if isinstance(part, dict)]
        return {path: [part for part in value if isinstance(part, str)]} | (
            {f"{path}:other": other} if other else {}
        )
    return {name: sent for i, part in enumerate(value) for name, sent in _one(f"{path}:{i}", part).items()}


def _one(path: str, value: Any) -> Sent:
    if isinstance(value, bool):
        return {path: ["true" if value else "false"]}
    if not isinstance(value, dict):
        return {path: [str(value)]}
    if "text" in value:
        return {path: [OTHER], f"{path}:other": [value["text"]]}
    return {f"{path}:{part}": [value[part]] for part in ("value", "unit")}
