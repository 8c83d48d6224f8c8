"""The catalogue: loaded from a pack, changed by people, with a history of who changed what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.estate.public import Establishment, get_establishment
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require_at
from redthread.foundation.classes import OWN_WRITE, InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.jurisdiction.pack import Decision, Pack
from redthread.jurisdiction.pack import RequestType as PackType
from redthread.organisations.public import Department, list_departments
from redthread.requests.events import CatalogueLoaded, GroundTemplateChanged, RequestTypeChanged
from redthread.requests.models import GroundTemplate, RequestType, RequestTypeChange
from redthread.requests.permissions import Permission

NO_CLASS = InformationClass(0)
MANAGEMENT = "management"
CHANGEABLE = (
    "order",
    "is_open",
    "titles",
    "tiles",
    "descriptions",
    "pictogram",
    "form_code",
    "form_version",
    "department_id",
    "answer_days",
    "info_class",
    "is_private",
    "allows_several",
    "allows_attachment",
    "on_move",
    "may_pause",
    "appeal_days",
    "appeal_on_silence",
    "appeal_to",
    "appeal_then",
    "appeal_department_id",
    "second_reader_share",
    "escalation",
)


class CatalogueError(DomainError):
    """The change does not make sense; the sentence names the place."""

    status = 422


@transaction.atomic
def load_catalogue(*, actor: Actor, establishment_id: int, pack: Pack, at: datetime) -> list[RequestType]:
    """Give an establishment a pack's request types and grounds; what it has stays as people made it.

    Raises:
        CatalogueError: a type names a department that the establishment lacks, or a class that no client may
            write.
    """
    require_at(actor, Permission.CATALOGUE, establishment_id=establishment_id)
    establishment = get_establishment(establishment_id=establishment_id)
    departments = {d.code: d for d in list_departments(establishment_id=establishment_id)}
    known = set(RequestType.objects.filter(establishment=establishment).values_list("code", flat=True))
    made = [
        _from_pack(offered, establishment, departments, pack)
        for code, offered in pack.request_types.items()
        if code not in known
    ]
    RequestType.objects.bulk_create(made)
    GroundTemplate.objects.bulk_create(
        _grounds_from_pack(pack, establishment, codes=known | {t.code for t in made}), ignore_conflicts=True
    )
    if made:
        event = CatalogueLoaded(
            client_id=HOUSE,
            info_class=NO_CLASS,
            establishment_id=establishment_id,
            pack=pack.code,
            type_codes=tuple(t.code for t in made),
        )
        thread.record(actor, event, at=at)
    return made


@transaction.atomic
def change_request_type(
    *, actor: Actor, type_id: int, changes: Mapping[str, Any], reason: str, at: datetime
) -> RequestType:
    """Change a type from now on; requests already handed in keep their promise, class and department.

    Args:
        changes: column to new value; see :data:`CHANGEABLE`, and ``queries.preview_change`` for what it does.

    Raises:
        CatalogueError: a value does not make sense, or no reason is given.
    """
    here = RequestType.objects.values_list("establishment_id", flat=True).get(id=type_id)
    require_at(actor, Permission.CATALOGUE, establishment_id=here)
    row = RequestType.objects.select_for_update(of=("self",)).get(id=type_id)
    before = {name: getattr(row, name) for name in changes if name in CHANGEABLE}
    if set(changes) - set(before):
        raise CatalogueError(_("This cannot be changed here."))
    if not reason.strip():
        raise CatalogueError(_("Write why you change it. It is kept in the history."))
    changed = [name for name, old in before.items() if changes[name] != old]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, changes[name])
    check_type(row)
    row.save(update_fields=[name.removesuffix("_id") for name in changed])
    RequestTypeChange.objects.create(
        request_type=row,
        at=at,
        by=actor.id,
        by_name=actor.name,
        reason=reason.strip()[:500],
        before={name: before[name] for name in changed},
        after={name: changes[name] for name in changed},
    )
    event = RequestTypeChanged(
        client_id=HOUSE, info_class=NO_CLASS, type_id=row.id, type_code=row.code, fields=tuple(changed)
    )
    thread.record(actor, event, at=at)
    return row


def check_type(row: RequestType) -> None:
    """Refuse a type that nobody could use.

    Raises:
        CatalogueError: the sentence says what is wrong.
    """
    try:
        row.clean_fields()
        row.validate_constraints()
    except ValidationError as problem:
        raise CatalogueError(" ".join(problem.messages)) from None
    if not InformationClass(row.info_class) & OWN_WRITE:
        raise CatalogueError(_("Clients cannot write in this class of information."))
    for department_id in (row.department_id, row.appeal_department_id):
        if (
            department_id
            and not Department.objects.filter(
                id=department_id, establishment_id=row.establishment_id
            ).exists()
        ):
            raise CatalogueError(_("The department is not one of this establishment."))
    if not row.escalation:
        raise CatalogueError(_("Name at least one role that is told when an answer is late."))
    if not row.titles.get("en"):
        raise CatalogueError(_("The type needs a title."))


@transaction.atomic
def save_ground_template(  # noqa: PLR0913 - a row of named columns
    *,
    actor: Actor,
    establishment_id: int,
    unit_id: int | None,
    type_code: str,
    decision: str,
    code: str,
    texts: Mapping[str, str],
    next_steps: Mapping[str, str],
    return_reason: str = "",
    order: int = 0,
    at: datetime,
) -> GroundTemplate:
    """Make or change a text that a unit (or, without one, the establishment) answers with.

    Raises:
        CatalogueError: it says nothing.
    """
    require_at(actor, Permission.DECIDE, establishment_id=establishment_id)
    said, steps = _filled(texts), _filled(next_steps)
    if not said and not steps:
        raise CatalogueError(_("Write something first."))
    unit = {"unit_id": unit_id} if unit_id is not None else {"unit": None}
    template, _created = GroundTemplate.objects.update_or_create(
        establishment_id=establishment_id,
        **unit,
        type_code=type_code,
        decision=decision,
        code=code,
        defaults={
            "texts": said,
            "next_steps": steps,
            "return_reason": return_reason,
            "order": order,
            "is_active": True,
        },
    )
    _record_template(actor, template, at)
    return template


@transaction.atomic
def remove_ground_template(*, actor: Actor, template_id: int, at: datetime) -> None:
    """Take a text out of the list; answers given with it keep it."""
    here = GroundTemplate.objects.values_list("establishment_id", flat=True).get(id=template_id)
    require_at(actor, Permission.DECIDE, establishment_id=here)
    template = GroundTemplate.objects.select_for_update(of=("self",)).get(id=template_id)
    template.is_active = False
    template.save(update_fields=["is_active"])
    _record_template(actor, template, at)


def _record_template(actor: Actor, template: GroundTemplate, at: datetime) -> None:
    event = GroundTemplateChanged(
        client_id=HOUSE, info_class=NO_CLASS, template_id=template.id, type_code=template.type_code
    )
    thread.record(actor, event, at=at)


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def _from_pack(
    offered: PackType, establishment: Establishment, departments: Mapping[str, Department], pack: Pack
) -> RequestType:
    department = departments.get(offered.department)
    if department is None:
        raise CatalogueError(
            _("%(type)s needs the department %(code)s.") % {"type": offered.code, "code": offered.department}
        )
    # Behind a sealed door the appeal stays inside, with another person; else it goes to those in charge.
    is_sealed = pack.departments[offered.department].is_sealed
    above = None if is_sealed else departments.get(MANAGEMENT)
    row = RequestType(
        establishment=establishment,
        code=offered.code,
        group=offered.group,
        group_titles=pack.groups[offered.group].title.as_dict(),
        order=pack.groups[offered.group].order * 100 + offered.order,
        titles=offered.title.as_dict(),
        tiles=offered.tile.as_dict(),
        descriptions=offered.description.as_dict(),
        pictogram=offered.pictogram,
        form_code=offered.form,
        form_version=offered.form_version,
        department=department,
        answer_days=offered.answer_days,
        info_class=int(offered.information_class),
        is_private=offered.is_private,
        allows_several=offered.allows_several,
        allows_attachment=offered.allows_attachment,
        on_move=offered.on_move.value,
        may_pause=offered.may_pause,
        appeal_days=offered.appeal.days if offered.appeal else 0,
        appeal_on_silence=bool(offered.appeal and offered.appeal.on_silence),
        appeal_to=offered.appeal.to.as_dict() if offered.appeal else {},
        appeal_then=offered.appeal.then.as_dict() if offered.appeal and offered.appeal.then else {},
        appeal_department=above,
        second_reader_share=offered.second_reader_share,
        escalation=list(offered.escalation),
    )
    if not offered.information_class & OWN_WRITE:
        raise CatalogueError(_("Clients cannot write in this class of information."))
    return row


def _grounds_from_pack(pack: Pack, establishment: Establishment, *, codes: set[str]) -> list[GroundTemplate]:
    return [
        GroundTemplate(
            establishment=establishment,
            type_code=code,
            decision=decision.value,
            code=ground.code,
            return_reason=ground.return_reason,
            texts=ground.text.as_dict(),
            next_steps=ground.next_step.as_dict(),
            order=order,
        )
        for code in sorted(codes & pack.request_types.keys())
        for decision in Decision
        for order, ground in enumerate(pack.grounds_for(code, decision))
    ]
