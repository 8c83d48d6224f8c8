"""From JSON to a definition, or every reason why not, each with the place named.

Three passes: what each item says for itself, what its branch rules compare with, and whether the rules of
different items can hold together (:mod:`.contradictions`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from redthread.forms.enums import EnableBehavior, ItemType, Operator, Reason
from redthread.forms.rules.contradictions import find_contradictions
from redthread.forms.rules.definition import Condition, Definition, Item, Limit, Option, RelativeDay, Value
from redthread.forms.rules.fields import CODE, LANGUAGE, LINK, RELATIVE, Fields, join
from redthread.forms.rules.graph import CompiledForm, FormCycleError
from redthread.forms.rules.problems import N_, DefinitionError, Problem
from redthread.forms.rules.values import Refused, is_unanswered, read_value

_DEEPEST, _MOST_ITEMS = 8, 1000

_T = ItemType
_WORDS = {_T.STRING, _T.TEXT}
_NUMBERS = {_T.INTEGER, _T.DECIMAL, _T.QUANTITY, _T.LINES}
_ORDERED = {_T.INTEGER, _T.DECIMAL, _T.QUANTITY, _T.DATE, _T.TIME}
_CHOICES = {_T.CHOICE, _T.OPEN_CHOICE, _T.LINES}
_QUESTIONS = set(_T) - {_T.GROUP, _T.DISPLAY}
_REPEATABLE = _QUESTIONS - {_T.BOOLEAN, _T.LINES} | {_T.GROUP}
_ALLOWED: dict[str, set[ItemType]] = {
    "required": _QUESTIONS | {_T.GROUP},
    "repeats": _REPEATABLE,
    "readOnly": _QUESTIONS - {_T.ATTACHMENT, _T.LINES},
    "maxLength": _WORDS | {_T.OPEN_CHOICE},
    "minValue": _NUMBERS | {_T.DATE, _T.TIME},
    "maxValue": _NUMBERS | {_T.DATE, _T.TIME},
    "minOccurs": _REPEATABLE | {_T.LINES},
    "maxOccurs": _REPEATABLE | {_T.LINES},
    "answerOption": _CHOICES,
    "answerValueSet": _CHOICES,
    "unitOption": {_T.QUANTITY},
    "initial": _QUESTIONS - {_T.ATTACHMENT, _T.LINES},
    "item": {_T.GROUP},
}
_EVERYWHERE = {"linkId", "type", "text", "help", "pictogram", "enableWhen", "enableBehavior"}
_NEEDS_TEXT = set(_T) - {_T.GROUP}


def parse_definition(raw: object) -> Definition:
    """Return the definition that ``raw`` (decoded JSON) describes.

    Raises:
        DefinitionError: it describes none; ``problems`` has every place and reason.
    """
    return parse_form(raw).definition


def parse_form(raw: object) -> CompiledForm:
    """Return the definition that ``raw`` describes, ready to evaluate.

    Raises:
        DefinitionError: as :func:`parse_definition`.
    """
    definition, places = read_definition(raw)
    try:
        form = CompiledForm(definition)
    except FormCycleError as cycle:
        place, way = join(places[cycle.link_ids[0]], "enableWhen"), " → ".join(cycle.link_ids)
        circle = Problem(place, N_("branch rules go in a circle: %(way)s"), (("way", way),))
        raise DefinitionError([circle]) from None
    if problems := list(find_contradictions(form, places)):
        raise DefinitionError(problems)
    return form


def read_definition(raw: object) -> tuple[Definition, dict[str, str]]:
    """Return the definition, its rules not yet held against each other, and linkId → place in the JSON.

    Raises:
        DefinitionError: an item or a rule cannot be read.
    """
    reader = _Reader()
    definition = reader.definition(raw)
    definition = replace(definition, items=tuple(reader.with_rules(item) for item in definition.items))
    if reader.problems.found:
        raise DefinitionError(reader.problems.found)
    return definition, reader.places


class _Reader(Fields):
    """Reads one definition; goes on after a problem with the nearest harmless value."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.repeating = 0
        """How many repeating groups the item being read lies in."""
        self.places: dict[str, str] = {}
        """linkId → place in the JSON."""
        self.known: dict[str, Item] = {}
        self.rules: dict[str, Mapping[str, object]] = {}
        """linkId → the raw item, whose branch rules wait until every question is known."""

    def definition(self, raw: object) -> Definition:
        known = {"code", "version", "language", "title", "description", "item"}
        data = self.mapping(raw, "", known)
        self.language = self.word(data, "language", "", LANGUAGE, default="en")
        version = data.get("version")
        if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version < 10**6:
            self.problems.add("version", N_("must be a whole number from 1"))
            version = 1
        return Definition(
            code=self.word(data, "code", "", CODE),
            version=version,
            title=self.needed_text(data, "title", ""),
            description=self.text(data, "description", ""),
            language=self.language,
            items=self.items(data, "", depth=1, is_needed=True),
        )

    def items(self, data: Mapping[str, object], at: str, *, depth: int, is_needed: bool) -> tuple[Item, ...]:
        parts = self.parts(data, "item", at, is_needed=is_needed)
        if parts and depth > _DEEPEST:
            self.problems.add(join(at, "item"), N_("groups lie more than %(most)s deep"), most=_DEEPEST)
            return ()
        self.count += len(parts)
        if self.count > _MOST_ITEMS:
            self.problems.add(join(at, "item"), N_("a form has at most %(most)s items"), most=_MOST_ITEMS)
            return ()
        return tuple(self.item(part, f"{join(at, 'item')}[{i}]", depth) for i, part in enumerate(parts))

    def item(self, raw: object, at: str, depth: int) -> Item:
        """Return one item without its branch rules, which wait until every question is known."""
        data = self.mapping(raw, at, _EVERYWHERE | set(_ALLOWED))
        is_repeating = data.get("repeats") is True and data.get("type") == ItemType.GROUP.value
        self.repeating += is_repeating
        kind = self.choice(data, "type", at, ItemType, ItemType.DISPLAY)
        if data.get("type") == kind.value:
            for key, kinds in _ALLOWED.items():
                if key in data and kind not in kinds:
                    self.problems.add(
                        join(at, key), N_("says nothing for an item of type %(kind)s"), kind=kind.value
                    )
        item = Item(
            link_id=self.word(data, "linkId", at, LINK),
            type=kind,
            text=(self.needed_text if kind in _NEEDS_TEXT else self.text)(data, "text", at),
            help=self.text(data, "help", at),
            pictogram=self.word(data, "pictogram", at, LINK, default=""),
            required=self.flag(data, "required", at),
            repeats=self.flag(data, "repeats", at),
            read_only=self.flag(data, "readOnly", at),
            max_length=self.count_of(data, "maxLength", at, most=100_000),
            min_value=self.limit(data, "minValue", at, kind),
            max_value=self.limit(data, "maxValue", at, kind),
            min_occurs=self.count_of(data, "minOccurs", at, least=0),
            max_occurs=self.count_of(data, "maxOccurs", at),
            options=self.options(data, "answerOption", at),
            value_set=self.word(data, "answerValueSet", at, LINK, default=""),
            units=self.options(data, "unitOption", at),
            enable_behavior=self.choice(data, "enableBehavior", at, EnableBehavior, EnableBehavior.ALL),
            items=self.items(data, at, depth=depth + 1, is_needed=kind is ItemType.GROUP),
        )
        self.repeating -= is_repeating
        self.check_item(item, data, at)
        item = self.with_initial(item, data, at)
        if item.initial and not item.read_only and self.repeating:
            words = N_("says nothing within a repeating group, which begins empty")
            self.problems.add(join(at, "initial"), words)
        if item.link_id in self.known:
            self.problems.add(join(at, "linkId"), N_("%(name)s is there twice"), name=repr(item.link_id))
        elif item.link_id:
            self.known[item.link_id], self.places[item.link_id] = item, at
            self.rules[item.link_id] = data
        return item

    def check_item(self, item: Item, data: Mapping[str, object], at: str) -> None:
        """Refuse what one item says against itself."""
        add = self.problems.add
        low, high = item.min_value, item.max_value
        if low is not None and high is not None and type(low) is type(high) and _is_above(low, high):
            add(join(at, "minValue"), N_("is greater than maxValue"))
        if item.min_occurs is not None and item.min_occurs > item.most:
            add(join(at, "minOccurs"), N_("is greater than maxOccurs"))
        if item.min_occurs == 0 and item.required:
            add(join(at, "minOccurs"), N_("is 0, yet the item is required"))
        for key in ("minOccurs", "maxOccurs"):
            if key in data and not item.repeats and item.type is not ItemType.LINES:
                add(join(at, key), N_("says nothing for an item that does not repeat"))
        if item.type in _CHOICES and bool(item.options) == bool(item.value_set):
            add(join(at, "answerOption"), N_("a choice needs either answerOption or answerValueSet"))
        if item.type is ItemType.QUANTITY and not item.units:
            add(join(at, "unitOption"), N_("a quantity needs its units"))
        if len(item.units) > 1 and (low is not None or high is not None):
            add(join(at, "unitOption"), N_("minValue and maxValue have no meaning with several units"))
        rules = data.get("enableWhen")
        if "enableBehavior" in data and not (isinstance(rules, list | tuple) and len(rules) > 1):
            add(join(at, "enableBehavior"), N_("says nothing without several rules in enableWhen"))
        if item.read_only and item.required and "initial" not in data:
            add(join(at, "required"), N_("nobody can answer a read-only item without initial"))

    def with_initial(self, item: Item, data: Mapping[str, object], at: str) -> Item:
        """Return the item with its initial answers, which must be answers it would take."""
        raw = data.get("initial")
        if "initial" not in data or item.type not in _ALLOWED["initial"]:
            return item
        many = raw if isinstance(raw, list | tuple) else [raw]
        if not 1 <= len(many) <= item.most:
            self.problems.add(join(at, "initial"), N_("must be 1 to %(most)s answers"), most=item.most)
            return item
        values: list[Value] = []
        for part in many:
            try:
                if is_unanswered(part):
                    raise Refused(Reason.REQUIRED)  # noqa: TRY301
                values.append(_initial_value(item, part))
            except Refused as reason:
                self.problems.add(
                    join(at, "initial"), N_("is no answer to this item (%(reason)s)"), reason=reason.code
                )
        return replace(item, initial=tuple(values))

    def options(self, data: Mapping[str, object], key: str, at: str) -> tuple[Option, ...]:
        found: list[Option] = []
        for i, part in enumerate(self.parts(data, key, at)):
            place = f"{join(at, key)}[{i}]"
            option = self.mapping(part, place, {"code", "text", "help", "pictogram", "maxValue"})
            code = self.word(option, "code", place, LINK)
            if any(code == other.code for other in found):
                self.problems.add(join(place, "code"), N_("%(name)s is there twice"), name=repr(code))
            found.append(
                Option(
                    code=code,
                    text=self.needed_text(option, "text", place),
                    help=self.text(option, "help", place),
                    pictogram=self.word(option, "pictogram", place, LINK, default=""),
                    max_value=self.count_of(option, "maxValue", place, most=10_000),
                )
            )
            if "maxValue" in option and data.get("type") != ItemType.LINES.value:
                self.problems.add(join(place, "maxValue"), N_("says nothing but for an article of lines"))
        return tuple(found)

    def limit(self, data: Mapping[str, object], key: str, at: str, kind: ItemType) -> Limit | None:
        raw = data.get(key)
        if key not in data or kind not in _ALLOWED[key]:
            return None
        if kind is ItemType.DATE and isinstance(raw, str) and (match := RELATIVE.fullmatch(raw)):
            return RelativeDay(int(match[1] or 0))
        like = {ItemType.QUANTITY: ItemType.DECIMAL, ItemType.LINES: ItemType.INTEGER}.get(kind, kind)
        try:
            found = read_value(_bare(like), raw)
        except Refused as reason:
            self.problems.add(
                join(at, key), N_("is no %(kind)s (%(reason)s)"), kind=like.value, reason=reason.code
            )
            return None
        return found  # type: ignore[return-value]  # the kinds in _ALLOWED[key] read as limits only

    def with_rules(self, item: Item) -> Item:
        """Return the item, and all within it, with branch rules in the types of their questions."""
        place, data = self.places.get(item.link_id, ""), self.rules.get(item.link_id, {})
        rules = tuple(
            rule
            for i, part in enumerate(self.parts(data, "enableWhen", place))
            if (rule := self.condition(part, f"{join(place, 'enableWhen')}[{i}]"))
        )
        return replace(item, enable_when=rules, items=tuple(self.with_rules(part) for part in item.items))

    def condition(self, raw: object, at: str) -> Condition | None:
        """Return one branch rule, or nothing where it cannot be one."""
        data = self.mapping(raw, at, {"question", "operator", "answer"})
        link_id = self.word(data, "question", at, LINK)
        operator = self.choice(data, "operator", at, Operator, Operator.EXISTS)
        question, answer = self.known.get(link_id), data.get("answer")
        if problem := _problem_of_rule(question, operator, answer):
            self.problems.add(join(at, problem.key), problem.words, name=repr(link_id), kind=problem.kind)
            return None
        if operator is Operator.EXISTS or question is None:
            return Condition(link_id, operator, answer is True)
        try:
            if is_unanswered(answer):
                raise Refused(Reason.REQUIRED)  # noqa: TRY301
            # Limits are left to the search for contradictions: "over 100" is well typed where 100 is most.
            return Condition(link_id, operator, _initial_value(_unlimited(question), answer))
        except Refused as reason:
            words = N_("is no answer to %(name)s of type %(kind)s (%(reason)s)")
            kind, name = question.type.value, repr(link_id)
            self.problems.add(join(at, "answer"), words, name=name, kind=kind, reason=reason.code)
            return None


@dataclass(frozen=True, slots=True)
class _Impossible:
    """Why a rule cannot ask this: the key that is wrong, the reason, and the question's type."""

    key: str
    words: str
    kind: str = ""


def _problem_of_rule(question: Item | None, operator: Operator, answer: object) -> _Impossible | None:
    """Return why a rule cannot ask this, if so."""
    if question is None:
        return _Impossible("question", N_("there is no item %(name)s"))
    kind = question.type.value
    if not question.is_question:
        return _Impossible("question", N_("%(name)s is of type %(kind)s, which has no answer"), kind)
    if operator is Operator.EXISTS:
        words = N_("must be true or false for the operator exists")
        return None if isinstance(answer, bool) else _Impossible("answer", words)
    if question.type in {ItemType.ATTACHMENT, ItemType.LINES}:
        return _Impossible("operator", N_("only exists can be asked of type %(kind)s"), kind)
    if operator not in {Operator.EQUAL, Operator.NOT_EQUAL} and question.type not in _ORDERED:
        return _Impossible("operator", N_("type %(kind)s has no order to compare in"), kind)
    return None


def _unlimited(item: Item) -> Item:
    return replace(item, min_value=None, max_value=None)


def _initial_value(item: Item, raw: object) -> Value:
    """Read an answer that stands in the definition; codes of a value set are not known yet."""
    if item.value_set and isinstance(raw, str) and LINK.fullmatch(raw):
        return raw
    return read_value(replace(item, value_set=""), raw)


def _is_above(low: Limit, high: Limit) -> bool:
    if isinstance(low, RelativeDay) and isinstance(high, RelativeDay):
        return low.days > high.days
    return low > high  # type: ignore[operator]  # the caller compares limits of one type


def _bare(kind: ItemType) -> Item:
    return Item("limit", kind)
