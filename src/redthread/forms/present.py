"""From a form, a step and a language to the tree that a template shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext, override

from redthread.forms.enums import ItemType
from redthread.forms.messages import sentence
from redthread.forms.rules.bind import OTHER
from redthread.forms.rules.definition import Item, Option, value_to_json
from redthread.forms.rules.evaluate import Repetition, path_of
from redthread.forms.rules.graph import CompiledForm, Node
from redthread.forms.rules.steps import (
    FIELD_ANSWERS,
    FIELD_PAGE,
    REVIEW,
    Page,
    Step,
    keys_shown,
    pack,
    pages_of,
    shown_paths,
    with_blanks,
)
from redthread.forms.rules.values import NO_CONTEXT, FormContext
from redthread.forms.summary import answer_in_words, summarise, worded
from redthread.forms.views import (
    FieldView,
    FormView,
    GroupView,
    InputView,
    NodeView,
    OptionView,
    PartView,
    TextView,
)
from redthread.jurisdiction.texts import Text, Worded
from redthread.ui.pictograms import NAMES

_PICTOGRAMS = frozenset(NAMES)


def present(
    form: CompiledForm,
    step: Step,
    *,
    language: str,
    context: FormContext = NO_CONTEXT,
    is_whole: bool = False,
    has_review: bool = False,
    carries_answers: bool = True,
) -> FormView:
    """Return the page that ``step`` leads to.

    Args:
        form: the definition.
        step: where the person stands, from ``start`` or ``take_step``.
        language: of the person; a missing text comes in the definition's own language and says so.
        context: as given to ``take_step``.
        is_whole: as given to ``take_step``.
        has_review: as given to ``take_step``.
        carries_answers: write the answers so far into the page; not where the caller keeps a draft.
    """
    pages = pages_of(form, is_whole=is_whole)
    with override(language):
        presenter = _Presenter(form, step, language, context)
        keys = [*keys_shown(pages, presenter.shown), *([REVIEW] if has_review else [])]
        page = next((page for page in pages if page.key == step.page), None)
        is_review = step.page == REVIEW
        hidden = [(FIELD_PAGE, step.page)]
        if carries_answers:
            hidden.append((FIELD_ANSWERS, pack(step.answers)))
        return FormView(
            code=form.definition.code,
            version=form.definition.version,
            language=language,
            title=presenter.words(form.definition.title),
            description=presenter.words(form.definition.description),
            page=step.page,
            number=keys.index(step.page) + 1 if step.page in keys else 1,
            total=len(keys),
            nodes=presenter.page(page) if page else (),
            summary=summarise(form, step.answers, language, context) if is_review else (),
            is_review=is_review,
            is_last=step.page == keys[-1],
            has_more=step.has_more,
            errors=tuple(presenter.named_errors()),
            hidden=tuple(hidden),
            has_files=page is not None
            and any(i.type is ItemType.ATTACHMENT for node in page.nodes for i in node.item.walk()),
        )


class _Presenter:
    def __init__(self, form: CompiledForm, step: Step, language: str, context: FormContext) -> None:
        self.form, self.step, self.language, self.context = form, step, language, context
        self.answers = with_blanks(form, step.answers)
        self.shown = shown_paths(form, step.answers, context)
        self.errors = {error.path: sentence(error) for error in step.errors}

    def named_errors(self) -> Iterator[tuple[str, str]]:
        """Yield each error with the question it is about, for the list at the head of the page."""
        for error in self.step.errors:
            item = self.form.by_link[error.link_id].item
            label = self.words(item.text)
            if item.type is ItemType.LINES:
                code = error.path.rpartition(":")[2]
                label = next(
                    (self.words(o.text) for o in self.context.options_of(item) if o.code == code), label
                )
            yield error.path, _about(label, self.errors[error.path], self.language)

    def words(self, text: Text | None) -> Worded:
        return worded(text, self.language, self.form.definition)

    def page(self, page: Page) -> tuple[NodeView, ...]:
        return self.level(page.nodes, (), self.answers)

    def level(
        self, nodes: Sequence[Node], repetition: Repetition, answers: Mapping[str, object]
    ) -> tuple[NodeView, ...]:
        found: list[NodeView] = []
        for node in nodes:
            path = path_of(self.form, node, repetition)
            if path not in self.shown:
                continue
            if node.item.type is ItemType.GROUP:
                group = self.group(node, path, repetition, answers)
                if any(part.nodes for part in group.parts):
                    found.append(group)
            elif node.item.type is ItemType.DISPLAY:
                item = node.item
                found.append(
                    TextView(
                        item.link_id, self.words(item.text), self.words(item.help), _pictogram(item.pictogram)
                    )
                )
            else:
                found.append(self.field(node.item, path, answers.get(node.item.link_id)))
        return tuple(found)

    def group(
        self, node: Node, path: str, repetition: Repetition, answers: Mapping[str, object]
    ) -> GroupView:
        item, inside = node.item, [self.form.nodes[child] for child in node.children]
        view = GroupView(
            path=path,
            link_id=item.link_id,
            label=self.words(item.text),
            help=self.words(item.help),
            pictogram=_pictogram(item.pictogram),
            repeats=item.repeats,
            error=self.errors.get(path, ""),
        )
        if not item.repeats:
            return replace(view, parts=(PartView(1, self.level(inside, repetition, answers)),))
        there = answers.get(item.link_id)
        filled = there if isinstance(there, list) else []
        parts = [
            PartView(
                number=i + 1,
                nodes=self.level(inside, (*repetition, i), part),
                remove=f"remove:{path}:{i}" if len(filled) > item.least else "",
            )
            for i, part in enumerate(filled[: item.most])
            if isinstance(part, dict)
        ]
        return replace(view, parts=tuple(parts), can_add=len(parts) < item.most)

    def field(self, item: Item, path: str, raw: object) -> FieldView:
        is_many = item.repeats and item.type not in {
            ItemType.CHOICE,
            ItemType.OPEN_CHOICE,
            ItemType.ATTACHMENT,
        }
        view = FieldView(
            kind=item.type.value,
            path=path,
            link_id=item.link_id,
            label=self.words(item.text),
            help=self.words(item.help),
            pictogram=_pictogram(item.pictogram),
            is_required=item.required,
            is_read_only=item.read_only,
            repeats=item.repeats,
            limit=item.length_limit if item.type in {ItemType.TEXT, ItemType.STRING} else None,
            error=self.errors.get(path, "") or ("" if is_many else self.first_error(path)),
        )
        if item.read_only:
            known = self.context.known.get(item.link_id, [value_to_json(value) for value in item.initial])
            shown = answer_in_words(item, known, self.language, self.form.definition, self.context)
            return replace(view, shown=tuple(shown))
        if item.type is ItemType.LINES:
            return replace(view, options=self.articles(item, path, raw))
        if item.type is ItemType.ATTACHMENT:
            return self.with_files(view, raw, item)
        if item.type in {ItemType.CHOICE, ItemType.OPEN_CHOICE, ItemType.BOOLEAN}:
            return self.with_choices(view, item, raw)
        many = raw if isinstance(raw, list) and raw else [None] * item.least if item.repeats else [raw]
        inputs = [self.input(f"{path}:{i}" if item.repeats else path, part) for i, part in enumerate(many)]
        units = tuple(OptionView(unit.code, self.words(unit.text)) for unit in item.units)
        return replace(
            view, inputs=tuple(inputs), units=units, can_add=item.repeats and len(inputs) < item.most
        )

    def first_error(self, path: str) -> str:
        """Return an error of a part of the field, such as one tick of many."""
        return next((text for name, text in self.errors.items() if name.startswith(f"{path}:")), "")

    def with_choices(self, view: FieldView, item: Item, raw: object) -> FieldView:
        parts = raw if isinstance(raw, list) else [raw]
        chosen = {_written(part) for part in parts}
        if item.type is ItemType.BOOLEAN:
            chosen = {
                {"yes": "true", "1": "true", "no": "false", "0": "false"}.get(word, word) for word in chosen
            }
            yes, no = (Worded(text, self.language) for text in (gettext("Yes"), gettext("No")))
            pairs = (("true", yes), ("false", no))
            options = [OptionView(value, label, is_chosen=value in chosen) for value, label in pairs]
            return replace(view, options=tuple(options))
        options = [
            OptionView(
                option.code,
                self.words(option.text),
                self.words(option.help),
                _pictogram(option.pictogram),
                is_chosen=option.code in chosen,
            )
            for option in self.context.options_of(item)
        ]
        other = next((str(part["text"]) for part in parts if isinstance(part, dict) and part.get("text")), "")
        if item.type is ItemType.OPEN_CHOICE and not item.repeats:
            label = Worded(gettext("Something else"), self.language)
            options.append(OptionView(OTHER, label, is_chosen=bool(other)))
        return replace(view, options=tuple(options), other=other, is_other=bool(other))

    def articles(self, item: Item, path: str, raw: object) -> tuple[OptionView, ...]:
        wanted = raw if isinstance(raw, dict) else {}
        if isinstance(raw, list):
            wanted = {str(part.get("code")): part.get("quantity") for part in raw if isinstance(part, dict)}
        highest = item.max_value if isinstance(item.max_value, int) else None

        def view(option: Option) -> OptionView:
            limits = [limit for limit in (option.max_value, highest) if limit is not None]
            name = f"{path}:{option.code}"
            return OptionView(
                option.code,
                self.words(option.text),
                self.words(option.help),
                _pictogram(option.pictogram),
                path=name,
                quantity=_written(wanted.get(option.code)),
                most=min(limits, default=None),
                error=self.errors.get(name, ""),
            )

        return tuple(view(option) for option in self.context.options_of(item))

    def with_files(self, view: FieldView, raw: object, item: Item) -> FieldView:
        kept = [one for one in (raw if isinstance(raw, list) else [raw]) if isinstance(one, str) and one]
        files = [
            OptionView(one, Worded(self.context.attachments.get(one, gettext("A file")), self.language))
            for one in kept
        ]
        return replace(view, files=tuple(files), can_add=len(files) < item.most)

    def input(self, path: str, raw: object) -> InputView:
        error = self.errors.get(path, "")
        if isinstance(raw, dict):
            return InputView(path, _written(raw.get("value")), unit=_written(raw.get("unit")), error=error)
        text = _written(raw)
        parts = text.split("-")
        if len(parts) != 3:  # noqa: PLR2004 - year, month, day
            return InputView(path, text, error=error)
        year, month, day = (part.removeprefix("0") for part in parts)
        return InputView(path, text, day=day, month=month, year=year, error=error)


def _about(label: Worded, text: str, language: str) -> str:
    """Return what is wrong with the name of what it is about before it."""
    if not label.text:
        return text
    colon = "" if label.text.endswith(("?", "؟", ":", ".", "!")) else ":"
    # Isolated, or a label from left to right would turn an Arabic sentence round.
    name = label.text if label.language == language else f"\u2068{label.text}\u2069"
    return f"{name}{colon} {text}"


def _written(raw: object) -> str:
    """Return a raw answer as it stands in a field."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw) if isinstance(raw, str | int | float) else ""


def _pictogram(name: str) -> str:
    """Return a pictogram that exists; an older or newer pack may name others."""
    return name if name in _PICTOGRAMS else ""
