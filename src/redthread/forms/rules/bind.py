"""From the fields of an HTML form to raw answers; nothing is judged here.

Field names are the paths of :func:`~redthread.forms.rules.evaluate.path_of`, with these parts behind a colon:

=================  ==========================================================================
``path``           the answer; a choice that repeats sends it once for each option ticked
``path:0`` …       the answers of any other item that repeats
``path:other``     the words to an open choice (whose own field is then empty or ``_other``)
``path:value``     ``path:unit``: the parts of a quantity
``path_day``       ``path_month``, ``path_year``: a day in three fields
``path:<code>``    how many of an article, for ``lines``
``path:remove``    an attachment to be taken away
=================  ==========================================================================
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from redthread.forms.enums import ItemType
from redthread.forms.rules.evaluate import Repetition, path_of
from redthread.forms.rules.graph import CompiledForm, Node

Posted = Mapping[str, Sequence[str]]
"""Field name → what was sent under it, in order (``dict(request.POST.lists())``)."""

OTHER = "_other"
"""What the radio button of an open choice's own words sends."""

_NUMBER = re.compile(r"[0-9]{1,3}")
_MOST_REPETITIONS = 200
_LONGEST_NAME = 1000


def bind(
    form: CompiledForm,
    posted: Posted,
    before: Mapping[str, object],
    shown: Iterable[str],
    uploads: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, object]:
    """Return the raw answers ``before`` with those of the fields that were ``shown`` replaced.

    Args:
        form: the definition.
        posted: what the page sent.
        before: raw answers so far; left as they are.
        shown: paths of the items that stood on the page. A shown item without a field was left blank.
        uploads: path of an attachment item → identifiers of what was uploaded with this post.
    """
    binder = _Binder(form, posted, frozenset(shown), uploads or {})
    return binder.level([node for node in form.nodes if node.parent is None], (), before)


class _Binder:
    def __init__(
        self, form: CompiledForm, posted: Posted, shown: frozenset[str], uploads: Mapping[str, Sequence[str]]
    ) -> None:
        self.form, self.posted, self.shown, self.uploads = form, posted, shown, uploads
        self.sent = paths_sent(posted)

    def level(
        self, nodes: Sequence[Node], repetition: Repetition, before: Mapping[str, object]
    ) -> dict[str, object]:
        """Return the answers of ``nodes`` and all within them that share one level of JSON."""
        found = dict(before)
        for node in nodes:
            link_id, path = node.item.link_id, path_of(self.form, node, repetition)
            inside = [self.form.nodes[child] for child in node.children]
            if node.is_repeating_group:
                if self.was_on_page(path):
                    found[link_id] = self.repetitions(inside, path, repetition, before.get(link_id))
            elif node.item.type is ItemType.GROUP:
                found = self.level(inside, repetition, found)
            elif node.item.is_question and not node.item.read_only and self.was_on_page(path):
                found[link_id] = self.answer(node, path, before.get(link_id))
        return found

    def was_on_page(self, path: str) -> bool:
        """Whether the item was shown, or a script added it; the check drops what should not be there."""
        return path in self.shown or path in self.sent

    def repetitions(
        self, inside: Sequence[Node], path: str, repetition: Repetition, before: object
    ) -> list[object]:
        old = before if isinstance(before, list) else []
        there = [-1, len(old) - 1, *self.numbers(path)]
        found: list[object] = []
        for i in range(min(max(there) + 1, _MOST_REPETITIONS)):
            part = old[i] if i < len(old) and isinstance(old[i], dict) else {}
            found.append(self.level(inside, (*repetition, i), part))
        return found

    def answer(self, node: Node, path: str, before: object) -> object:
        item = node.item
        if item.type is ItemType.LINES:
            return self.parts(path)
        if item.type is ItemType.ATTACHMENT:
            return self.attachments(path, before, is_many=item.repeats)
        if item.repeats and item.type in {ItemType.CHOICE, ItemType.OPEN_CHOICE}:
            ticked: list[object] = [code for code in self.posted.get(path, ()) if code not in {"", OTHER}]
            words = self.one(f"{path}:other")
            return [*ticked, {"text": words}] if words.strip() else ticked
        if item.repeats:
            return [self.single(node, f"{path}:{i}") for i in self.numbers(path)]
        return self.single(node, path)

    def single(self, node: Node, path: str) -> object:
        kind, sent = node.item.type, self.one(path)
        if kind is ItemType.QUANTITY:
            return {"value": self.one(f"{path}:value"), "unit": self.one(f"{path}:unit")}
        if kind is ItemType.OPEN_CHOICE and sent in {"", OTHER}:
            return {"text": self.one(f"{path}:other")}
        if kind is ItemType.DATE and not sent:
            parts = [self.one(f"{path}_{part}").strip() for part in ("year", "month", "day")]
            return "-".join(parts) if any(parts) else ""
        return sent

    def attachments(self, path: str, before: object, *, is_many: bool) -> list[str]:
        """Return those kept and those added; what replaces a single one replaces it."""
        old = before if isinstance(before, list) else [before]
        removed = set(self.posted.get(f"{path}:remove", ()))
        kept = [one for one in old if isinstance(one, str) and one and one not in removed]
        added = [one for one in self.uploads.get(path, ()) if one not in kept]
        return [*kept, *added] if is_many or not added else added[-1:]

    def one(self, name: str) -> str:
        sent = self.posted.get(name, ())
        return sent[-1] if sent else ""

    def parts(self, path: str) -> dict[str, object]:
        prefix = f"{path}:"
        return {name.removeprefix(prefix): self.one(name) for name in self.posted if name.startswith(prefix)}

    def numbers(self, path: str) -> list[int]:
        """Return which numbered fields were sent under ``path``."""
        prefix = f"{path}:"
        found = {name[len(prefix) :].partition(":")[0] for name in self.posted if name.startswith(prefix)}
        return sorted(int(number) for number in found if _NUMBER.fullmatch(number))


def paths_sent(posted: Posted) -> frozenset[str]:
    """Return every path that a field was sent for: its name, and what the name begins with."""
    names = [name for name in posted if len(name) <= _LONGEST_NAME]
    ends = ((name, i) for name in names for i, sign in enumerate(name) if sign in ":_")
    return frozenset({*names, *(name[:end] for name, end in ends)})
