"""What loads in a guide and should not be shipped: missing words, and people who cannot do their part."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from redthread.foundation.classes import OWN_READ
from redthread.jurisdiction.guides import PAGES, GuideTask, load_guides
from redthread.jurisdiction.pack import Role

COMPLETE: Final = "journey.complete"
"""What it takes to end a task."""


class Lack(StrEnum):
    """Why somebody cannot do their part of a task."""

    READS = "does not read the class of the task"
    COMPLETE = "may end no task"
    PAGE = "cannot work on the page where it is done"
    HIDDEN = "has words that nobody shows them"


@dataclass(frozen=True, slots=True)
class Unfit:
    """Somebody of a task who cannot do their part; ``what`` is the class, permission or page."""

    role: str
    lack: Lack
    what: str


def find_unfit(task: GuideTask, roles: Mapping[str, Role]) -> Iterator[Unfit]:
    """Yield who cannot do their part: the owner end it where it is done, the next role see that it is late.

    A text for the client in a class that no client reads is one too. Owners outside have their own doors.
    """
    for code in dict.fromkeys((task.role, task.escalates_to)):
        if (role := roles.get(code)) is None:
            continue
        if not role.reads & task.info_class:
            yield Unfit(code, Lack.READS, task.info_class.name or "")
        if COMPLETE not in role.permissions:
            yield Unfit(code, Lack.COMPLETE, COMPLETE)
        if code == task.role and task.page and PAGES[task.page] not in role.permissions:
            yield Unfit(code, Lack.PAGE, task.page)
    if task.client is not None and not task.info_class & OWN_READ:
        yield Unfit("client", Lack.HIDDEN, task.info_class.name or "")


def find_guide_problems(
    directory: Path,
    *,
    terms: Collection[str] = (),
    roles: Mapping[str, Role] | None = None,
    forms: Collection[str] | None = None,
) -> Iterator[str]:
    """Yield what loads but should not be shipped: a missing language, a strange term, an owner who cannot.

    Args:
        terms: codes of the glossary.
        roles: the roles of the pack, to ask whether owners can do their tasks.
        forms: codes of the forms of the pack; None where that is not asked.
    """
    for phase, tasks in load_guides(directory).items():
        for task in tasks:
            if forms is not None and task.form and task.form not in forms:
                yield f"guide {phase} {task.code}: there is no form {task.form!r}"
            for unfit in find_unfit(task, roles or {}):
                yield f"guide {phase} {task.code}: {unfit.role} {unfit.lack}: {unfit.what}"
            for name, text in (("title", task.title), ("why", task.why), ("how", task.how)):
                for language in text.missing():
                    yield f"guide {phase} {task.code} {name}: no {language}"
            for language in task.client.missing() if task.client else ():
                yield f"guide {phase} {task.code} client: no {language}"
            for term in task.terms:
                if terms and term not in terms:
                    yield f"guide {phase} {task.code}: {term!r} is not in the glossary"
