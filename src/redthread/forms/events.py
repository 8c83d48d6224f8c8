"""What happened to a questionnaire; kept in the chain of the house, since it concerns no single client."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class FormEvent(ThreadEvent):
    """The base of what happens to one version of a questionnaire."""

    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraftSaved(FormEvent):
    """Somebody saved or changed a draft; ``changes`` says what, line by line, against the version before."""

    kind: ClassVar[str] = "forms.draft_saved"
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraftDiscarded(FormEvent):
    """Somebody threw a draft away."""

    kind: ClassVar[str] = "forms.draft_discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPublished(FormEvent):
    """A version was opened for answers; it never changes again."""

    kind: ClassVar[str] = "forms.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRetired(FormEvent):
    """A version takes no new answers; the old ones stay readable."""

    kind: ClassVar[str] = "forms.retired"
