"""Steps that the services of plans share."""

from datetime import datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, require
from redthread.plans.enums import PLAN_CLASS, LifeArea
from redthread.plans.events import Label, PlanOpened
from redthread.plans.models import Plan
from redthread.plans.permissions import Permission
from redthread.plans.queries.table import find_plan, organisation_names, owner_of, rights_of
from redthread.plans.services.errors import OutOfReachError, PlanRefusedError

MOST_WORDS: Final = 500
LEAST_REASON: Final = 10
"""Letters that a reason has at least."""


def admit_writer(actor: Actor, *, client_id: int, area: str) -> LifeArea:
    """Go on only with a life area that the actor writes of this person's plan, and return it.

    Raises:
        PermissionDeniedError: a member of staff whose role writes no plans.
        PlanRefusedError: there is no such area.
        OutOfReachError: the area is not, or no longer, theirs to write.
    """
    if actor.kind is ActorKind.STAFF:
        require(actor, Permission.WRITE)
    if area not in LifeArea.values:
        raise PlanRefusedError(_("Choose the part of life that this is about."))
    if LifeArea(area) not in rights_of(actor=actor, client_id=client_id).writes:
        raise OutOfReachError
    return LifeArea(area)


def opened_plan(*, actor: Actor, client_id: int, at: datetime) -> Plan:
    """Return the open plan, beginning it where there is none: whoever writes first opens it."""
    if (there := find_plan(client_id=client_id)) is not None:
        return there
    new_id = uuid4()
    with connection.cursor() as cursor:
        cursor.execute("select plans.open_plan(%s, %s, %s)", [client_id, new_id, at])
        is_new = cursor.fetchone()[0]
    if is_new:
        thread.record(actor, PlanOpened(client_id=client_id, info_class=PLAN_CLASS, plan_id=new_id), at=at)
    found = find_plan(client_id=client_id)
    if found is None:  # pragma: no cover - begun, and read again, in one transaction
        raise OutOfReachError
    return found


def lock_plan(plan: Plan) -> int:
    """Wait for whoever writes this plan just now, and return its version then."""
    with connection.cursor() as cursor:
        cursor.execute("select plans.lock(%s)", [plan.id])
        return int(cursor.fetchone()[0])


def words_of(text: str, *, what: str | Promise) -> str:
    """Return what was written, without blanks at the ends.

    Raises:
        PlanRefusedError: nothing was written, with ``what`` as the sentence; or too much.
    """
    text = text.strip()
    if not text:
        raise PlanRefusedError(what)
    if len(text) > MOST_WORDS:
        raise PlanRefusedError(_("Write at most 500 letters."))
    return text


def label(text: str | Promise) -> Label:
    """Return a label in every language, for a thread entry that anybody may read."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = str(text)
    return found


def who_of(organisation_id: int | None) -> str:
    """Return the name of an organisation; empty for none."""
    return organisation_names([organisation_id]).get(organisation_id or 0, "")


def is_mine(actor: Actor, owner: str, organisation_id: int | None) -> bool:
    """Tell whether a row is the actor's to write, classes aside."""
    return (owner, organisation_id) == owner_of(actor)
