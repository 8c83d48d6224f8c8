"""Writes to departments and staff."""

from datetime import datetime

from django.db import connection, transaction

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require_at
from redthread.foundation.classes import InformationClass
from redthread.foundation.events import HOUSE
from redthread.organisations.events import DepartmentChanged, StaffLanguageChosen, StaffMemberAdded
from redthread.organisations.models import Department, StaffMember
from redthread.organisations.permissions import Permission

NO_CLASS = InformationClass(0)


@transaction.atomic
def add_staff_member(
    *,
    actor: Actor,
    username: str,
    given_name: str,
    family_name: str,
    title: str,
    establishment_id: int | None,
    language: str,
    at: datetime,
) -> StaffMember:
    """Add a person who works here; they reach nobody until a role is granted to them.

    Raises:
        PermissionDeniedError: the actor does not manage that establishment.
    """
    require_at(actor, Permission.MANAGE, establishment_id=establishment_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.create_actor(%s, %s, %s, %s)",
            [f"{given_name} {family_name}", title, language, establishment_id],
        )
        actor_id = int(cursor.fetchone()[0])
    member = StaffMember.objects.create(
        actor_id=actor_id,
        username=username,
        given_name=given_name,
        family_name=family_name,
        title=title,
        establishment_id=establishment_id,
    )
    thread.record(
        actor,
        StaffMemberAdded(client_id=HOUSE, info_class=NO_CLASS, staff_actor_id=actor_id, username=username),
        at=at,
    )
    return member


@transaction.atomic
def choose_language(*, actor: Actor, language: str, at: datetime) -> None:
    """Remember the language that a member of staff works in, on every device from now on."""
    with connection.cursor() as cursor:
        cursor.execute("select access.set_language(%s)", [language])
    thread.record(
        actor,
        StaffLanguageChosen(client_id=HOUSE, info_class=NO_CLASS, language=language),
        at=at,
    )


@transaction.atomic
def save_department(
    *, actor: Actor, establishment_id: int, code: str, names: dict[str, str], is_active: bool, at: datetime
) -> Department:
    """Make or change a department of an establishment.

    Raises:
        PermissionDeniedError: the actor does not manage that establishment.
    """
    require_at(actor, Permission.MANAGE, establishment_id=establishment_id)
    department, created = Department.objects.update_or_create(
        establishment_id=establishment_id, code=code, defaults={"names": names, "is_active": is_active}
    )
    change = "made" if created else ("changed" if is_active else "closed")
    thread.record(
        actor,
        DepartmentChanged(client_id=HOUSE, info_class=NO_CLASS, department_id=department.id, change=change),
        at=at,
    )
    return department


@transaction.atomic
def set_departments(*, actor: Actor, staff_id: int, department_ids: list[int], at: datetime) -> None:
    """Say in which departments somebody works; those of another establishment stay as they are.

    Raises:
        PermissionDeniedError: the actor does not manage where that person works.
    """
    member = StaffMember.objects.get(id=staff_id)
    require_at(actor, Permission.MANAGE, establishment_id=member.establishment_id)
    member.departments.set(department_ids)
    for department_id in sorted(department_ids):
        thread.record(
            actor,
            DepartmentChanged(
                client_id=HOUSE, info_class=NO_CLASS, department_id=department_id, change="staffed"
            ),
            at=at,
        )
