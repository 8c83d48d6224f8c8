"""What a page of a form shows: a plain tree for a template, every text with the language it is in."""

from dataclasses import dataclass, field

from redthread.jurisdiction.texts import Worded

NO_WORDS = Worded("", "en")


@dataclass(frozen=True, slots=True)
class OptionView:
    """One thing to choose, or one article of an order.

    Attributes:
        value: what the field sends; for an article the name of its own field is ``path``.
        note: a second line, such as a price.
        is_chosen: whether it is chosen now.
        quantity: how many of the article are ordered now, as it was written.
        most: the most of the article in one order.
        error: what is wrong with the quantity.
    """

    value: str
    label: Worded
    note: Worded = NO_WORDS
    pictogram: str = ""
    is_chosen: bool = False
    path: str = ""
    quantity: str = ""
    most: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class InputView:
    """One field to write in: its name, what stands in it, and what is wrong with that.

    ``day``, ``month`` and ``year`` are the parts of a date; ``unit`` is the unit chosen for a quantity.
    """

    path: str
    value: str = ""
    unit: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class TextView:
    """A text that stands between the questions."""

    link_id: str
    text: Worded
    help: Worded = NO_WORDS
    pictogram: str = ""
    kind: str = "display"


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question.

    Attributes:
        kind: the type of the item, as in the definition: which macro draws it.
        path: name of the field, and of its error.
        shown: the answer in words, for a question that is only shown.
        inputs: the fields to write in: one, or one for each answer of a question that repeats.
        other: the words to an open choice; ``is_other`` tells whether they are chosen.
        limit: the most letters.
        can_add: whether another answer may be added.
    """

    kind: str
    path: str
    link_id: str
    label: Worded
    help: Worded = NO_WORDS
    pictogram: str = ""
    is_required: bool = False
    is_read_only: bool = False
    repeats: bool = False
    shown: tuple[str, ...] = ()
    inputs: tuple[InputView, ...] = ()
    options: tuple[OptionView, ...] = ()
    units: tuple[OptionView, ...] = ()
    files: tuple[OptionView, ...] = ()
    other: str = ""
    is_other: bool = False
    limit: int | None = None
    can_add: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """One repetition of a group; ``remove`` is what the button sends that takes it away, if one may."""

    number: int
    nodes: tuple["NodeView", ...]
    remove: str = ""


@dataclass(frozen=True, slots=True)
class GroupView:
    """Questions that belong together; one part, or one for each time it is filled in."""

    path: str
    link_id: str
    label: Worded
    help: Worded = NO_WORDS
    pictogram: str = ""
    repeats: bool = False
    parts: tuple[PartView, ...] = ()
    can_add: bool = False
    error: str = ""
    kind: str = "group"


NodeView = FieldView | GroupView | TextView


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One question with its answers in words, or (without answers) the heading of a group.

    Attributes:
        depth: how deep it lies in groups, from 0.
        page: key of the page it is asked on, to go back to.
    """

    link_id: str
    question: Worded
    answers: tuple[str, ...]
    depth: int
    page: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class FormView:
    """One page of a form.

    Attributes:
        language: the language asked for; texts say themselves which one they are in.
        number, total: which of how many pages this is; both change with the answers.
        is_review: the page shows ``summary`` instead of questions.
        has_more: an answer brought further questions on this page.
        errors: name of the field → sentence, in the order of the page.
        hidden: name → value of the fields that carry the way so far.
        has_files: a file can be sent from this page.
    """

    code: str
    version: int
    language: str
    title: Worded
    description: Worded
    page: str
    number: int
    total: int
    nodes: tuple[NodeView, ...] = ()
    summary: tuple[SummaryRow, ...] = ()
    is_review: bool = False
    is_last: bool = False
    has_more: bool = False
    errors: tuple[tuple[str, str], ...] = ()
    hidden: tuple[tuple[str, str], ...] = field(default=())
    has_files: bool = False
