"""Writes of questionnaires: a draft is worked on, published once, retired at last."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.forms.enums import DefinitionStatus
from redthread.forms.events import FormDraftDiscarded, FormDraftSaved, FormPublished, FormRetired
from redthread.forms.models import FormDefinition
from redthread.forms.permissions import Permission
from redthread.forms.queries import FormNotFoundError, next_version
from redthread.forms.rules.definition import Definition
from redthread.forms.rules.outline import changes_between
from redthread.forms.rules.parse import parse_definition
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE

_MOST_CHANGES = 50
_NO_CLASS = InformationClass(0)


class FormPublishedError(DomainError):
    """A published version cannot be changed."""

    def __init__(self) -> None:
        super().__init__(_("This version is published and cannot be changed. Save a new version."))


class FormNotPublishedError(DomainError):
    """Only a published version can be retired."""

    def __init__(self) -> None:
        super().__init__(_("This version is not published."))


class FormDiffersError(DomainError):
    """A pack brings a version that is published here with other questions."""

    def __init__(self, code: str, version: int) -> None:
        message = _("Version %(version)s of the form %(code)s is published here with other questions.")
        super().__init__(message % {"version": version, "code": code})


@transaction.atomic
def save_draft(*, actor: Actor, definition: Mapping[str, object], at: datetime) -> FormDefinition:
    """Save a questionnaire that may still change; without a version it becomes the draft of the next one.

    Raises:
        DefinitionError: the definition is refused, with every place and reason.
        FormPublishedError: this version is published.
    """
    require(actor, Permission.FORMS_KEEP)
    raw = dict(definition)
    if "version" not in raw:
        draft = FormDefinition.objects.filter(
            code=str(raw.get("code")), status=DefinitionStatus.DRAFT.value
        ).first()
        raw["version"] = draft.version if draft else next_version(str(raw.get("code")))
    read = parse_definition(raw)
    row = _locked(read.code, read.version)
    if row is not None and row.status != DefinitionStatus.DRAFT.value:
        raise FormPublishedError
    before = _definition_before(row, read)
    if row is None:
        row = FormDefinition(code=read.code, version=read.version, created_at=at, created_by=actor.id)
    row.definition = read.to_json()
    row.title = dict(read.title.by_language)
    row.save()
    changes = tuple(changes_between(before, read)[:_MOST_CHANGES]) if before else ()
    event = FormDraftSaved(
        client_id=HOUSE, info_class=_NO_CLASS, code=read.code, version=read.version, changes=changes
    )
    thread.record(actor, event, at=at)
    return row


@transaction.atomic
def discard_draft(*, actor: Actor, code: str, version: int, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        FormNotFoundError: there is no such version.
        FormPublishedError: it is published.
    """
    require(actor, Permission.FORMS_KEEP)
    row = _get_locked(code, version)
    if row.status != DefinitionStatus.DRAFT.value:
        raise FormPublishedError
    row.delete()
    event = FormDraftDiscarded(client_id=HOUSE, info_class=_NO_CLASS, code=code, version=version)
    thread.record(actor, event, at=at)


@transaction.atomic
def publish_definition(*, actor: Actor, code: str, version: int, at: datetime) -> FormDefinition:
    """Open a draft for answers; from now on it never changes.

    Raises:
        FormNotFoundError: there is no such version.
        FormPublishedError: it is published already.
        DefinitionError: its definition is refused.
    """
    require(actor, Permission.FORMS_KEEP)
    row = _get_locked(code, version)
    if row.status != DefinitionStatus.DRAFT.value:
        raise FormPublishedError
    parse_definition(row.definition)
    row.status, row.published_at, row.published_by = DefinitionStatus.PUBLISHED.value, at, actor.id
    row.save()
    event = FormPublished(client_id=HOUSE, info_class=_NO_CLASS, code=code, version=version)
    thread.record(actor, event, at=at)
    return row


@transaction.atomic
def retire_definition(*, actor: Actor, code: str, version: int, at: datetime) -> FormDefinition:
    """Take a published version out of use; what was answered with it stays readable.

    Raises:
        FormNotFoundError: there is no such version.
        FormNotPublishedError: it is a draft, or retired already.
    """
    require(actor, Permission.FORMS_KEEP)
    row = _get_locked(code, version)
    if row.status != DefinitionStatus.PUBLISHED.value:
        raise FormNotPublishedError
    row.status, row.retired_at = DefinitionStatus.RETIRED.value, at
    row.save(update_fields=["status", "retired_at"])
    event = FormRetired(client_id=HOUSE, info_class=_NO_CLASS, code=code, version=version)
    thread.record(actor, event, at=at)
    return row


@transaction.atomic
def load_definitions(
    *, actor: Actor, definitions: Iterable[Mapping[str, object]], at: datetime
) -> list[FormDefinition]:
    """Publish the questionnaires of a pack; those that are here already are left as they are.

    Returns what is new.

    Raises:
        DefinitionError: one of them is refused.
        FormDiffersError: the same version is here with other questions.
    """
    require(actor, Permission.FORMS_KEEP)
    loaded = []
    for raw in definitions:
        read = parse_definition(raw)
        row = _locked(read.code, read.version)
        if row is not None and row.definition != read.to_json():
            raise FormDiffersError(read.code, read.version)
        if row is None:
            row = FormDefinition(
                code=read.code,
                version=read.version,
                status=DefinitionStatus.PUBLISHED.value,
                title=dict(read.title.by_language),
                definition=read.to_json(),
                created_at=at,
                created_by=actor.id,
                published_at=at,
                published_by=actor.id,
            )
            row.save()
            loaded.append(row)
            event = FormPublished(client_id=HOUSE, info_class=_NO_CLASS, code=read.code, version=read.version)
            thread.record(actor, event, at=at)
    return loaded


def _locked(code: str, version: int) -> FormDefinition | None:
    return FormDefinition.objects.select_for_update().filter(code=code, version=version).first()


def _get_locked(code: str, version: int) -> FormDefinition:
    row = _locked(code, version)
    if row is None:
        raise FormNotFoundError
    return row


def _definition_before(row: FormDefinition | None, read: Definition) -> Definition | None:
    """Return the draft as it was, else the version before it."""
    if row is None:
        row = (
            FormDefinition.objects.filter(code=read.code, version__lt=read.version)
            .order_by("-version")
            .first()
        )
    return parse_definition(row.definition) if row else None
