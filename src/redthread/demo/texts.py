"""What people ask, in their own words: valid answers to every form, drawn from the pack's texts."""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from redthread.demo.copying import Ready, ready
from redthread.forms.public import (
    CompiledForm,
    FormContext,
    Item,
    ItemType,
    Option,
    check_answers,
    parse_form,
)
from redthread.jurisdiction.pack import Pack, RequestType
from redthread.jurisdiction.texts import Text

POOL = 160
"""Different answers a type and language; requests draw from them."""
_TRIES = 12


@dataclass(frozen=True, slots=True)
class Said:
    """Valid answers, and the same as a field of COPY."""

    answers: dict[str, Any]
    line: Ready


class Texts:
    """Answers to the forms of a pack."""

    def __init__(self, folder: Path, pack: Pack, *, today: date) -> None:
        self._words = {f.stem: tomllib.loads(f.read_text("utf-8")) for f in sorted(folder.glob("*.toml"))}
        self._fill = tomllib.loads((folder.parent / "fill.toml").read_text("utf-8"))
        self._forms = {key: parse_form(dict(form.definition)) for key, form in pack.forms.items()}
        self._home, self._today = pack.languages[0], today
        articles = [Option(code=a.code, text=a.name) for a in pack.kiosk.articles.values() if not a.age_limit]
        self._context = FormContext(today=today, value_sets={"kiosk": articles})
        self._pools: dict[tuple[str, str], list[Said]] = {}

    def answers(self, kind: RequestType, language: str, chance: random.Random) -> Said:
        """Return one valid answer to a type's form, in ``language`` where the pack has texts in it."""
        key = (kind.code, language)
        if key not in self._pools:
            own = random.Random(f"{kind.code}/{language}")
            self._pools[key] = [self._one(kind, language, own) for _ in range(POOL)]
        return chance.choice(self._pools[key])

    def _one(self, kind: RequestType, language: str, chance: random.Random) -> Said:
        form = self._forms[kind.form, kind.form_version]
        for _ in range(_TRIES):
            raw = {
                i.link_id: self._answer(i, kind, language, chance)
                for i in form.definition.walk()
                if i.is_question
            }
            raw |= self._said(form, kind, language, chance)
            self._agree(raw, kind, language)
            if raw.get("from") and raw.get("to"):
                raw["from"], raw["to"] = sorted((raw["from"], raw["to"]))
            checked = check_answers(form, _nested(form, raw), self._context)
            if not checked.errors:
                found = dict(checked.answers)
                return Said(found, ready(found))
        message = f"no valid answers to the form {kind.form} were found: {checked.errors}"
        raise ValueError(message)

    def _answer(  # noqa: PLR0911 - one line a type reads best
        self, item: Item, kind: RequestType, language: str, chance: random.Random
    ) -> Any:
        if not item.required and chance.random() < 0.5:  # noqa: PLR2004 - every second question that may stay open
            return None
        match item.type:
            case ItemType.CHOICE | ItemType.OPEN_CHOICE:
                options = [o.code for o in (item.options or self._context.options_of(item))]
                return [chance.choice(options)] if item.repeats else chance.choice(options)
            case ItemType.LINES:
                options = [o.code for o in self._context.options_of(item)]
                picked = chance.sample(options, k=min(len(options), chance.randint(1, 5)))
                return [{"code": code, "quantity": chance.choice((1, 1, 1, 2, 2, 3))} for code in picked]
            case ItemType.BOOLEAN:
                return chance.random() < 0.5  # noqa: PLR2004
            case ItemType.INTEGER if item.link_id == "count":
                return chance.choice((1, 1, 1, 2))
            case ItemType.INTEGER:
                return chance.randint(_number(item.min_value, 1), min(_number(item.max_value, 5), 8))
            case ItemType.DECIMAL | ItemType.QUANTITY:
                return _number(item.min_value, 1)
            case ItemType.DATE:
                return self._day(item, chance).isoformat()
            case ItemType.TIME:
                return f"{chance.randint(9, 18):02}:00"
            case ItemType.ATTACHMENT:
                return None
        return self._text(item, kind, language, chance)

    def _day(self, item: Item, chance: random.Random) -> date:
        """Draw a day ahead, a day of birth, or a day that is past where the form asks for one."""
        if item.link_id == "born_on":
            return self._today - timedelta(days=chance.randint(19 * 365, 70 * 365))
        is_past = item.max_value is not None and item.min_value is None
        return self._today + timedelta(days=-chance.randint(1, 20) if is_past else chance.randint(3, 40))

    def _text(self, item: Item, kind: RequestType, language: str, chance: random.Random) -> str | None:
        """Fill a short field; one that nobody need fill stays empty where the pack has no words for it."""
        words = self._fill.get(f"{kind.code}.{item.link_id}") or self._fill.get(item.link_id)
        if words:
            return str(chance.choice(self._in(words, language)))[: item.length_limit]
        return _words_of(item.text, language)[: item.length_limit] if item.required else None

    def _said(
        self, form: CompiledForm, kind: RequestType, language: str, chance: random.Random
    ) -> dict[str, Any]:
        """Return what the request is about and the words that go with it, by linkId."""
        words = self._words.get(kind.code)
        if not words:
            return {}
        said: list[tuple[str, str, str]] = []
        for wanted in (language, self._home, "en"):
            said = said or [
                (code, option.get("words", words["words"]), text)
                for code, option in words["option"].items()
                for text in option.get(wanted, ())
            ]
        code, place, text = chance.choice(said)
        is_needed = any(i.link_id == place and i.required for i in form.definition.walk())
        # Half of those who need not write anything write nothing.
        return {words["choice"]: code} | ({place: text} if is_needed or chance.random() < 0.5 else {})  # noqa: PLR2004

    def _agree(self, raw: dict[str, Any], kind: RequestType, language: str) -> None:
        """Let the thing asked for be what the words are about, and nobody want a dentist for a back."""
        why = raw.get("why")
        if kind.code == "property" and why:
            things = self._in(self._fill["property.thing"], language)
            meant = [thing for thing in things if thing.lower()[:5] in why.lower()]
            raw |= {"thing": meant[0]} if meant else {"why": None}
        if raw.get("want") == "dentist" and raw.get("about") != "teeth":
            raw["want"] = "nurse"

    def _in(self, words: Mapping[str, Any], language: str) -> list[str]:
        for wanted in (language, self._home, "en", "any"):
            if wanted in words:
                return list(words[wanted])
        return []


def _words_of(text: Text | None, language: str) -> str:
    return text.in_language(language).rstrip("?:") if text else "…"


def _number(limit: Any, otherwise: int) -> int:
    return int(limit) if isinstance(limit, int) else otherwise


def _nested(form: CompiledForm, raw: dict[str, Any]) -> dict[str, Any]:
    """Put the answers of groups inside their groups."""

    def inside(items: tuple[Item, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for item in items:
            if item.type is ItemType.GROUP:
                found[item.link_id] = [inside(item.items)] if item.repeats else inside(item.items)
            elif item.is_question and raw[item.link_id] is not None:
                found[item.link_id] = raw[item.link_id]
        return found

    return inside(form.definition.items)
