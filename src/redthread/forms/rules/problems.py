"""What is wrong with a definition, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, field

_MOST = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        path: the place in the JSON, such as ``item[3].enableWhen[0].answer``.
        message: what is wrong there, for the person who edits the definition.
    """

    path: str
    message: str

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

    def add(self, path: str, message: str) -> None:
        """Note one more, once."""
        problem = Problem(path, message)
        if len(self.found) < _MOST and problem not in self.found:
            self.found.append(problem)
