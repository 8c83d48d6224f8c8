"""A definition in words for the person who keeps it: an outline, what changed, which texts are missing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from redthread.forms.enums import EnableBehavior
from redthread.forms.rules.definition import Condition, Definition, Item, JsonValue, Option
from redthread.jurisdiction.texts import LANGUAGES, Text


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One item in words.

    Attributes:
        depth: how deep it lies in groups, from 0.
        link_id: the item.
        kind: its type.
        text: what it asks, in the language asked for.
        notes: what else holds, such as ``must be answered`` or ``only if "What do you need?" is "Wash"``.
    """

    depth: int
    link_id: str
    kind: str
    text: str
    notes: tuple[str, ...]

    def __str__(self) -> str:
        notes = f" ({'; '.join(self.notes)})" if self.notes else ""
        return f"{'  ' * self.depth}{self.text or self.link_id} [{self.kind}]{notes}"


@dataclass(frozen=True, slots=True)
class MissingText:
    """A text that people of some languages would read in another one.

    Attributes:
        path: the linkId and the key, such as ``reason.help`` or ``what.answerOption.wash.text``.
        languages: those it lacks.
        text: the words in the definition's own language.
    """

    path: str
    languages: tuple[str, ...]
    text: str


def outline(definition: Definition, language: str, gettext: Callable[[str], str] = str) -> list[OutlineLine]:
    """Return every item in words, in the order of the form.

    Args:
        definition: the form.
        language: in which its own texts are shown.
        gettext: translates the notes; they stay English without it.
    """
    items = {item.link_id: item for item in definition.walk()}
    return list(_Telling(definition, items, language, gettext).lines(definition.items, 0))


def changes_between(old: Definition, new: Definition, gettext: Callable[[str], str] = str) -> list[str]:
    """Return what changed from ``old`` to ``new``, a sentence each, in the order of the new form.

    Args:
        old, new: the versions.
        gettext: translates the sentences; they stay English without it.
    """
    return list(_Comparing(gettext).changes(old, new))


def missing_texts(definition: Definition, languages: Sequence[str] = LANGUAGES) -> list[MissingText]:
    """Return every text that is not there in all of ``languages``, in the order of the form."""
    found = []
    for path, text in texts_of(definition):
        if missing := text.missing(languages):
            found.append(MissingText(path, tuple(missing), text.in_language(definition.language)))
    return found


def coverage(definition: Definition, languages: Sequence[str] = LANGUAGES) -> dict[str, float]:
    """Return the share of texts that each language has, 0 to 1."""
    texts = [text for _, text in texts_of(definition)]
    return {code: sum(code in text.by_language for text in texts) / len(texts) for code in languages}


@dataclass(frozen=True, slots=True)
class _Telling:
    """A definition and what it is told in."""

    definition: Definition
    items: dict[str, Item]
    language: str
    gettext: Callable[[str], str]

    def lines(self, level: Iterable[Item], depth: int) -> Iterator[OutlineLine]:
        for item in level:
            text = self._in(item.text)
            yield OutlineLine(depth, item.link_id, item.type.value, text, tuple(self._notes(item)))
            yield from self.lines(item.items, depth + 1)

    def _in(self, text: Text | None) -> str:
        return text.in_language(self.language, fallback=(self.definition.language,)) if text else ""

    def _notes(self, item: Item) -> Iterator[str]:
        gettext = self.gettext
        if item.required:
            yield gettext("must be answered")
        if item.repeats:
            yield gettext("up to %(n)s times") % {"n": item.most}
        if item.read_only:
            yield gettext("shown only")
        if item.max_length is not None:
            yield gettext("at most %(n)s letters") % {"n": item.max_length}
        if item.min_value is not None:
            yield gettext("from %(n)s") % {"n": item.min_value}
        if item.max_value is not None:
            yield gettext("to %(n)s") % {"n": item.max_value}
        if item.options:
            yield gettext("one of: %(choices)s") % {
                "choices": ", ".join(self._in(option.text) for option in item.options)
            }
        if item.value_set:
            yield gettext("from the list %(name)s") % {"name": item.value_set}
        if item.enable_when:
            is_all = item.enable_behavior is EnableBehavior.ALL
            word = gettext("and") if is_all else gettext("or")
            yield gettext("only if %(conditions)s") % {
                "conditions": f" {word} ".join(self._rule(rule) for rule in item.enable_when)
            }

    def _rule(self, rule: Condition) -> str:
        gettext = self.gettext
        question = self.items[rule.question]
        asked = f"“{self._in(question.text)}”"
        if rule.operator.value == "exists":
            said = gettext("%(asked)s is answered") if rule.answer else gettext("%(asked)s is not answered")
            return said % {"asked": asked}
        names = {option.code: f"“{self._in(option.text)}”" for option in question.options}
        wanted = rule.answer
        if isinstance(wanted, bool):
            shown = gettext("yes") if wanted else gettext("no")
        else:
            shown = names.get(str(wanted), str(wanted))
        said = {
            "=": gettext("%(asked)s is %(answer)s"),
            "!=": gettext("%(asked)s is not %(answer)s"),
            ">": gettext("%(asked)s is more than %(answer)s"),
            "<": gettext("%(asked)s is less than %(answer)s"),
            ">=": gettext("%(asked)s is at least %(answer)s"),
            "<=": gettext("%(asked)s is at most %(answer)s"),
        }[rule.operator.value]
        return said % {"asked": asked, "answer": shown}


@dataclass(frozen=True, slots=True)
class _Comparing:
    """Two versions of a form, told in a language; names of items and keys stay as they are."""

    gettext: Callable[[str], str]

    def changes(self, old: Definition, new: Definition) -> Iterator[str]:
        gettext = self.gettext
        before, after = ({item.link_id: item for item in form.walk()} for form in (old, new))
        heads = (
            (gettext("title"), self.shown(old.title), self.shown(new.title)),
            (gettext("description"), self.shown(old.description), self.shown(new.description)),
            (gettext("language"), old.language, new.language),
        )
        yield from (f"{name}: {was} → {now}" for name, was, now in heads if was != now)
        for link_id, item in after.items():
            if link_id not in before:
                words = gettext("%(name)s: added, %(kind)s %(text)s")
                yield words % {"name": link_id, "kind": item.type.value, "text": self.shown(item.text)}
            else:
                yield from self.of_item(before[link_id], item)
        for link_id, item in before.items():
            if link_id not in after:
                words = gettext("%(name)s: removed, %(text)s")
                yield words % {"name": link_id, "text": self.shown(item.text)}
        yield from self.moves(old, new)

    def of_item(self, old: Item, new: Item) -> Iterator[str]:
        was, now = old.to_json(), new.to_json()
        if not isinstance(was, dict) or not isinstance(now, dict):  # pragma: no cover - both are objects
            return
        for key in [*now, *(key for key in was if key not in now)]:
            if key == "item" or was.get(key) == now.get(key):
                continue
            for part, (before, after) in _parts(was.get(key), now.get(key)).items():
                name = f"{new.link_id}.{key}.{part}" if part else f"{new.link_id}.{key}"
                if before == after:
                    yield self.gettext("%(name)s: in another order") % {"name": name}
                else:
                    yield f"{name}: {self.plain(before)} → {self.plain(after)}"

    def moves(self, old: Definition, new: Definition) -> Iterator[str]:
        was, now = _homes(old), _homes(new)
        form, words = self.gettext("the form"), self.gettext("%(name)s: moved from %(old)s to %(new)s")
        for link_id, home in now.items():
            if link_id in was and was[link_id] != home:
                yield words % {"name": link_id, "old": was[link_id] or form, "new": home or form}
        kept_before = [link_id for link_id in was if link_id in now]
        kept_after = [link_id for link_id in now if link_id in was]
        if kept_before != kept_after:
            word = self.gettext("order")
            yield f"{word}: {', '.join(kept_before)} → {', '.join(kept_after)}"

    def shown(self, text: Text | None) -> str:
        return f"“{next(iter(text))[1]}”" if text else self.gettext("nothing")

    def plain(self, value: JsonValue) -> str:
        if value is None:
            return self.gettext("nothing")
        if isinstance(value, bool):
            return self.gettext("yes") if value else self.gettext("no")
        if isinstance(value, dict) and isinstance(text := value.get("text"), dict):
            return "“" + " / ".join(str(words) for words in text.values()) + "”"
        return f"“{value}”" if isinstance(value, str) else str(value)


def _parts(before: JsonValue, after: JsonValue) -> dict[str, tuple[JsonValue, JsonValue]]:
    """Split a changed value into the parts that changed: languages of a text, options by their code."""
    old, new = _by_name(before), _by_name(after)
    if old is None or new is None:
        return {"": (before, after)}
    names = [*new, *(name for name in old if name not in new)]
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)} or {
        "": (None, None)
    }


def _by_name(value: JsonValue) -> dict[str, JsonValue] | None:
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(part, dict) and "code" in part for part in value):
        return {str(part["code"]): part for part in value if isinstance(part, dict)}
    return None


def _homes(definition: Definition) -> dict[str, str]:
    found = {item.link_id: "" for item in definition.items}
    homes = {part.link_id: item.link_id for item in definition.walk() for part in item.items}
    return {item.link_id: homes.get(item.link_id, found.get(item.link_id, "")) for item in definition.walk()}


def texts_of(definition: Definition) -> Iterator[tuple[str, Text]]:
    """Yield every text with its path, in the order of the form."""
    for path, text in (("title", definition.title), ("description", definition.description)):
        if text is not None:
            yield path, text
    for item in definition.walk():
        for key, text in (("text", item.text), ("help", item.help)):
            if text is not None:
                yield f"{item.link_id}.{key}", text
        yield from _option_texts(f"{item.link_id}.answerOption", item.options)
        yield from _option_texts(f"{item.link_id}.unitOption", item.units)


def _option_texts(at: str, options: Iterable[Option]) -> Iterator[tuple[str, Text]]:
    for option in options:
        yield f"{at}.{option.code}.text", option.text
        if option.help is not None:
            yield f"{at}.{option.code}.help", option.help
