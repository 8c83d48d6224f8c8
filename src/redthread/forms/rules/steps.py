"""The way through a form, one page after the other, with nothing but POST.

A page is one question or one group of the first level, with the texts that stand before it. The whole way's
answers travel with the page (:func:`pack` in a hidden field, or a draft the caller keeps), so no step depends
on the server remembering anything, and every step is checked anew.
"""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from redthread.forms.enums import ItemType
from redthread.forms.rules.bind import Posted, bind, paths_sent
from redthread.forms.rules.definition import Item, value_to_json
from redthread.forms.rules.evaluate import AnswerError, Checked, check_answers
from redthread.forms.rules.graph import CompiledForm, Node
from redthread.forms.rules.values import NO_CONTEXT, FormContext, is_unanswered

FIELD_PAGE: Final = "_page"
"""Hidden field: which page was shown."""
FIELD_ANSWERS: Final = "_answers"
"""Hidden field: the answers so far, as :func:`pack` wrote them."""
FIELD_ACTION: Final = "_do"
"""Name of the buttons: ``next``, ``back``, ``add:<path>``, ``remove:<path>:<number>``, ``page:<key>``."""

REVIEW: Final = "_review"
"""Key of the page that shows all answers before they are sent."""

_LONGEST_PACK = 256_000
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its key (the linkId of what it asks) and the top-level nodes on it."""

    key: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Where a person stands in a form.

    Attributes:
        page: key of the page to show, :data:`REVIEW`, or empty when the form is complete.
        answers: raw answers so far, to be packed into the page or kept as a draft.
        errors: what is wrong on the page to show; empty where nothing was handed over yet.
        has_more: an answer on the page brought further questions on the same page, which are now shown.
        checked: all answers, clean, once the form is complete.
    """

    page: str
    answers: Mapping[str, object]
    errors: tuple[AnswerError, ...] = ()
    has_more: bool = False
    checked: Checked | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the person has handed in a valid form."""
        return self.checked is not None


def pages_of(form: CompiledForm, *, is_whole: bool = False) -> tuple[Page, ...]:
    """Return all pages, whether enabled or not; with ``is_whole`` the form is one page, as for staff."""
    top = tuple(node for node in form.nodes if node.parent is None)
    if is_whole:
        return (Page(top[0].item.link_id, top),)
    found: list[Page] = []
    texts: tuple[Node, ...] = ()
    for node in top:
        if node.item.type is ItemType.DISPLAY:
            texts = (*texts, node)
        else:
            found.append(Page(node.item.link_id, (*texts, node)))
            texts = ()
    if texts and found:
        last = found.pop()
        found.append(Page(last.key, (*last.nodes, *texts)))
    return tuple(found) or (Page(top[0].item.link_id, texts),)


def pack(answers: Mapping[str, object]) -> str:
    """Return raw answers as text for a hidden field or a draft."""
    return json.dumps(answers, ensure_ascii=True, separators=(",", ":"))


def unpack(packed: str) -> dict[str, object]:
    """Return what :func:`pack` wrote; what cannot be read is nothing."""
    if len(packed) > _LONGEST_PACK:
        return {}
    try:
        found = json.loads(packed)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def start(form: CompiledForm, context: FormContext = NO_CONTEXT, *, is_whole: bool = False) -> Step:
    """Return the first step of an empty form: the answers that stand in it beforehand, and the first page."""
    answers: dict[str, object] = {}
    for node in form.nodes:
        item = node.item
        if item.initial and not item.read_only and not node.scope:
            written = [value_to_json(value) for value in item.initial]
            answers[item.link_id] = written if item.repeats else written[0]
    pages = pages_of(form, is_whole=is_whole)
    return Step(keys_shown(pages, shown_paths(form, answers, context))[0], answers)


def shown_paths(
    form: CompiledForm, answers: Mapping[str, object], context: FormContext = NO_CONTEXT
) -> frozenset[str]:
    """Return the paths of all items to show for ``answers``, including those in a repetition still empty."""
    return check_answers(form, with_blanks(form, answers), context, keeps_blank=True).enabled


def take_step(
    form: CompiledForm,
    posted: Posted,
    context: FormContext = NO_CONTEXT,
    *,
    draft: Mapping[str, object] | None = None,
    uploads: Mapping[str, Sequence[str]] | None = None,
    is_whole: bool = False,
    has_review: bool = False,
) -> Step:
    """Return the step after what a page posted.

    Args:
        form: the definition.
        posted: every field of the page, including the hidden ones.
        context: what the form needs to know of the world.
        draft: raw answers so far where the caller keeps them, instead of those in the hidden field.
        uploads: path → identifiers of files that came with this post.
        is_whole: the form is shown as one page.
        has_review: the answers are shown once more before they are sent.
    """
    sent = {name: values[-1] for name, values in posted.items() if values}
    before = dict(draft) if draft is not None else unpack(sent.get(FIELD_ANSWERS, ""))
    action, _, target = sent.get(FIELD_ACTION, "next").partition(":")
    pages = {page.key: page for page in pages_of(form, is_whole=is_whole)}
    page = pages.get(sent.get(FIELD_PAGE, ""))
    walk = _Walk(form, context, pages, has_review=has_review)
    answers = before
    if page is not None:
        answers = bind(form, posted, before, walk.shown(page, before), uploads)
    if action == "page" and (target in pages or (target == REVIEW and has_review)):
        return walk.go_to(target, answers)
    if action == "add" and page is not None:
        return Step(page.key, with_repetition(form, answers, target))
    if action == "remove" and page is not None:
        return Step(page.key, without_repetition(form, answers, target))
    if action == "back":
        return walk.back(page, answers)
    if page is None:
        is_reviewed = has_review and sent.get(FIELD_PAGE) == REVIEW
        return walk.finish(answers, is_reviewed=is_reviewed)
    return walk.forward(page, before, answers, paths_sent(posted))


class _Walk:
    def __init__(
        self, form: CompiledForm, context: FormContext, pages: dict[str, Page], *, has_review: bool
    ) -> None:
        self.form, self.context, self.pages, self.has_review = form, context, pages, has_review
        self.known: list[tuple[Mapping[str, object], frozenset[str]]] = []

    def shown(self, page: Page, answers: Mapping[str, object]) -> frozenset[str]:
        """Return the paths of the page's items that are enabled by ``answers``."""
        links = _links_on(page)
        return frozenset(path for path in self.all_shown(answers) if _link_of(path) in links)

    def forward(
        self,
        page: Page,
        before: Mapping[str, object],
        answers: Mapping[str, object],
        sent: Container[str],
    ) -> Step:
        checked = check_answers(self.form, answers, self.context)
        links = _links_on(page)
        errors = tuple(error for error in checked.errors if error.link_id in links)
        further = self.shown(page, answers) - self.shown(page, before)
        # A script may have shown a question before; then its field was sent.
        has_more = any(path not in sent and self.is_asked(path) for path in further)
        if has_more:
            # What was not there to be answered is not held against the person yet.
            errors = tuple(error for error in errors if error.path not in further)
        if errors or has_more:
            return Step(page.key, answers, errors, has_more)
        following = [key for key in self.keys(answers) if self.number(key) > self.number(page.key)]
        if following:
            return Step(following[0], answers)
        return self.finish(answers, is_reviewed=not self.has_review)

    def back(self, page: Page | None, answers: Mapping[str, object]) -> Step:
        keys = self.keys(answers)
        earlier = [key for key in keys if page is None or self.number(key) < self.number(page.key)]
        return Step(earlier[-1] if earlier else keys[0], answers)

    def go_to(self, key: str, answers: Mapping[str, object]) -> Step:
        keys = self.keys(answers)
        return Step(key if key in keys or key == REVIEW else keys[0], answers)

    def finish(self, answers: Mapping[str, object], *, is_reviewed: bool) -> Step:
        """Return the completed form, or the first page on which something is wrong."""
        checked = check_answers(self.form, answers, self.context)
        if checked.is_valid:
            return Step("", answers, checked=checked) if is_reviewed else Step(REVIEW, answers)
        for key, page in self.pages.items():
            links = _links_on(page)
            errors = tuple(error for error in checked.errors if error.link_id in links)
            if errors:
                return Step(key, answers, errors)
        raise AssertionError  # every item lies on a page

    def all_shown(self, answers: Mapping[str, object]) -> frozenset[str]:
        for known, paths in self.known:
            if known is answers:
                return paths
        paths = shown_paths(self.form, answers, self.context)
        self.known.append((answers, paths))
        return paths

    def keys(self, answers: Mapping[str, object]) -> list[str]:
        return keys_shown(self.pages.values(), self.all_shown(answers))

    def number(self, key: str) -> int:
        return list(self.pages).index(key)

    def is_asked(self, path: str) -> bool:
        item = self.form.by_link[_link_of(path)].item
        return item.is_question and not item.read_only


def with_blanks(form: CompiledForm, answers: Mapping[str, object]) -> dict[str, object]:
    """Return ``answers`` with empty repetitions in each repeating group that has none, to be shown."""

    def fill(nodes: Sequence[Node], found: dict[str, object]) -> dict[str, object]:
        for node in nodes:
            inside = [form.nodes[child] for child in node.children]
            if node.is_repeating_group:
                there = found.get(node.item.link_id)
                blanks: list[dict[str, object]] = [{}] * node.item.least
                parts = [part for part in there if isinstance(part, dict)] if isinstance(there, list) else []
                found[node.item.link_id] = [fill(inside, dict(part)) for part in parts or blanks]
            elif node.item.type is ItemType.GROUP:
                fill(inside, found)
        return found

    return fill([node for node in form.nodes if node.parent is None], dict(answers))


def with_repetition(form: CompiledForm, answers: Mapping[str, object], path: str) -> dict[str, object]:
    """Return ``answers`` with one more, empty, answer or repetition under ``path``."""
    found, many, node = _at(form, with_blanks(form, answers), path)
    if many is not None and node is not None and len(many) < node.item.most:
        blanks: list[object] = [{}] if node.is_repeating_group else [""]
        # Where nothing is filled in yet, a blank is on the page already.
        many.extend(blanks if many else blanks * 2)
    return found


def without_repetition(form: CompiledForm, answers: Mapping[str, object], path: str) -> dict[str, object]:
    """Return ``answers`` without the answer or repetition that ``path`` ends with the number of."""
    path, _, number = path.rpartition(":")
    found, many, _node = _at(form, with_blanks(form, answers), path)
    if many is not None and (index := _index(number, many)) is not None:
        del many[index]
    return found


def _at(
    form: CompiledForm, answers: dict[str, object], path: str
) -> tuple[dict[str, object], list[object] | None, Node | None]:
    """Return a copy of ``answers``, the list in it that ``path`` names, and the node."""
    found = deepcopy(answers)
    level: object = found
    *groups, link_id = path.split(":")
    for link, number in zip(groups[::2], groups[1::2], strict=False):
        repetitions = level.get(link) if isinstance(level, dict) else None
        index = _index(number, repetitions)
        level = repetitions[index] if isinstance(repetitions, list) and index is not None else None
    node = form.by_link.get(link_id)
    if not isinstance(level, dict) or node is None or not node.item.repeats:
        return found, None, None
    many = level.get(link_id)
    if not isinstance(many, list):
        many = level[link_id] = [] if is_unanswered(many) else [many]
    return found, many, node


def _index(number: str, many: object) -> int | None:
    """Return ``number`` as a place in the list ``many``, if it is one."""
    is_number = number.isdecimal() and len(number) < _DIGITS
    return int(number) if is_number and isinstance(many, list) and int(number) < len(many) else None


def keys_shown(pages: Iterable[Page], shown: frozenset[str]) -> list[str]:
    """Return the keys of the pages that have something to show; the first page where none has."""
    links = {_link_of(path) for path in shown}
    all_pages = list(pages)
    found = [
        page.key
        for page in all_pages
        if any(item.link_id in links and item.type is not ItemType.GROUP for item in _items_on(page))
    ]
    return found or [all_pages[0].key]


def _items_on(page: Page) -> list[Item]:
    return [item for node in page.nodes for item in node.item.walk()]


def _links_on(page: Page) -> frozenset[str]:
    return frozenset(item.link_id for item in _items_on(page))


def _link_of(path: str) -> str:
    return path.rpartition(":")[2]
