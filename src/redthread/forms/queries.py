"""Reads of questionnaires. A published version never changes, so it is parsed once and then shared."""

from functools import lru_cache

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from redthread.forms.enums import DefinitionStatus
from redthread.forms.models import FormDefinition
from redthread.forms.rules.graph import CompiledForm
from redthread.forms.rules.parse import parse_form
from redthread.foundation.errors import DomainError
from redthread.foundation.kept import Kept

_VERSION = Kept(
    lambda code, version: FormDefinition.objects.filter(code=code, version=version).values_list(
        "id", "status"
    ),
    code=str,
    version=int,
)


class FormNotFoundError(DomainError):
    """There is no such questionnaire."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This form does not exist."))


def get_definition(code: str, version: int) -> CompiledForm:
    """Return one version, in whatever state, ready to evaluate.

    Raises:
        FormNotFoundError: there is none.
        DefinitionError: a draft that is not finished yet.
    """
    found = _VERSION(code=code, version=version)
    return _compiled(found[0] if found else None)


def get_published(code: str) -> CompiledForm:
    """Return the newest published version, ready to evaluate.

    Raises:
        FormNotFoundError: no version of it is published.
    """
    published = FormDefinition.objects.filter(code=code, status=DefinitionStatus.PUBLISHED.value)
    return _compiled(published.order_by("-version").values_list("id", "status").first())


def list_forms() -> list[FormDefinition]:
    """Return every version of every questionnaire, newest version first, without the definitions."""
    return list(FormDefinition.objects.defer("definition").order_by("code", "-version"))


def list_versions(code: str) -> list[FormDefinition]:
    """Return every version of one questionnaire, newest first, with the definitions."""
    return list(FormDefinition.objects.filter(code=code).order_by("-version"))


def find_draft(code: str) -> FormDefinition | None:
    """Return the draft of a questionnaire, if somebody works on one."""
    return FormDefinition.objects.filter(code=code, status=DefinitionStatus.DRAFT.value).first()


def next_version(code: str) -> int:
    """Return the number that the next draft of a questionnaire gets."""
    latest = FormDefinition.objects.filter(code=code).aggregate(latest=Max("version"))["latest"]
    return (latest or 0) + 1


def _compiled(row: tuple[int, str] | None) -> CompiledForm:
    if row is None:
        raise FormNotFoundError
    definition_id, status = row
    if status == DefinitionStatus.DRAFT.value:
        return _read(definition_id)
    return _kept(definition_id)


@lru_cache(maxsize=512)
def _kept(definition_id: int) -> CompiledForm:
    return _read(definition_id)


def _read(definition_id: int) -> CompiledForm:
    return parse_form(FormDefinition.objects.values_list("definition", flat=True).get(id=definition_id))
