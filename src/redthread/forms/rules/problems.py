"""What is wrong with a definition, and where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_MOST = 200


def N_(words: str) -> str:  # noqa: N802 the name by which translators' tools know it
    """Mark words for the translators; they are translated where they are shown (:meth:`Problem.told`)."""
    return words


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        path: the place in the JSON, such as ``item[3].enableWhen[0].answer``.
        words: what is wrong there, in English, with places for ``values``.
    """

    path: str
    words: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        """Return what is wrong in English."""
        return self.told(str)

    def told(self, gettext: Callable[[str], str]) -> str:
        """Return what is wrong for the person who edits the definition, in the language of ``gettext``."""
        return gettext(self.words) % dict(self.values)

    def __str__(self) -> str:
        return f"{self.path or 'definition'}: {self.message}"


class DefinitionError(ValueError):
    """A definition that is refused.

    Attributes:
        problems: everything that is wrong, in the order of the form.
        path, message: the first of them.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)[:_MOST]
        self.path, self.message = self.problems[0].path, self.problems[0].message
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Problems:
    """A growing list of what is wrong."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: str, words: str, **values: object) -> None:
        """Note one more, once."""
        problem = Problem(path, words, tuple((name, str(value)) for name, value in values.items()))
        if len(self.found) < _MOST and problem not in self.found:
            self.found.append(problem)
