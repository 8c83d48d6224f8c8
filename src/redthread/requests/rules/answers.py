"""The words of an answer: maintained grounds in every language there is, and what somebody adds.

Parts are frozen with the answer: a later change of a template does not change what was said to somebody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One piece of an answer.

    Attributes:
        code: the template it comes from; empty for free text.
        original: language in which the person deciding read or wrote it.
        texts: language to text; always has ``original``.
    """

    original: str
    texts: Mapping[str, str]
    code: str = ""

    def as_json(self) -> dict[str, object]:
        """Return what is stored with the request."""
        return {"code": self.code, "original": self.original, "texts": dict(self.texts)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Part":
        """Return the part that :meth:`as_json` stored."""
        texts = stored["texts"]
        if not isinstance(texts, Mapping):
            message = "a part's texts are a mapping of language to text"
            raise TypeError(message)
        return cls(
            code=str(stored["code"]),
            original=str(stored["original"]),
            texts={str(k): str(v) for k, v in texts.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One piece of an answer in the language it is shown in; ``is_original`` is false for a translation."""

    text: str
    language: str
    is_original: bool


def from_template(code: str, texts: Mapping[str, str], *, language: str) -> Part:
    """Return a part from a maintained text, read while deciding in ``language`` or the nearest there is."""
    original = next((c for c in (language, FALLBACK_LANGUAGE) if c in texts), None) or min(texts)
    return Part(code=code, original=original, texts=dict(texts))


def free(text: str, *, language: str, translations: Mapping[str, str] | None = None) -> Part:
    """Return a part written by hand in ``language``, with translations where somebody made them."""
    return Part(original=language, texts={**(translations or {}), language: text})


def original(parts: Sequence[Part]) -> str:
    """Return the answer as the person deciding saw it: what constraints, search and appeals go by."""
    return "\n".join(p.texts[p.original] for p in parts)


def say(parts: Sequence[Part], *, language: str) -> list[Said]:
    """Return each piece in the client's language where a translation exists, else in the original."""
    chosen = (language if language in p.texts else p.original for p in parts)
    return [
        Said(text=p.texts[c], language=c, is_original=c == p.original)
        for p, c in zip(parts, chosen, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the person deciding chose and wrote.

    Attributes:
        ground_codes: templates, in the order they are said.
        grounds, next_step: own words, in ``language``.
        translations: language to the pair (grounds, next step), where somebody translated the own words.
    """

    language: str
    ground_codes: tuple[str, ...] = ()
    grounds: str = ""
    next_step: str = ""
    translations: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """A maintained text: grounds and, mostly, what happens next; either may be empty."""

    code: str
    texts: Mapping[str, str]
    next_steps: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Composed:
    """The answer as it is kept."""

    grounds: tuple[Part, ...]
    next_step: tuple[Part, ...]


def compose(words: Words, templates: Sequence[Template]) -> Composed:
    """Return the answer: the texts of the templates, then the own words.

    The templates' next steps are said only where nothing else was written: the person deciding knows better.
    """
    grounds = [from_template(t.code, t.texts, language=words.language) for t in templates if t.texts]
    steps = [from_template(t.code, t.next_steps, language=words.language) for t in templates if t.next_steps]
    if words.grounds:
        translated = {lang: pair[0] for lang, pair in words.translations.items() if pair[0]}
        grounds.append(free(words.grounds, language=words.language, translations=translated))
    if words.next_step:
        translated = {lang: pair[1] for lang, pair in words.translations.items() if pair[1]}
        steps = [free(words.next_step, language=words.language, translations=translated)]
    return Composed(tuple(grounds), tuple(steps))
