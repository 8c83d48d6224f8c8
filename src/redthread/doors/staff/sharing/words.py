"""Words for handovers among staff: what, to whom, how far, and whom to call."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from redthread.foundation.phases import Phase
from redthread.sharing.public import DeadLetter, Handover, HandoverStep, LegalBasis, Purpose
from redthread.ui.words import date_short

PHASES: Final = {
    Phase.REMAND: pgettext_lazy("phase", "Remand"),
    Phase.INTAKE: pgettext_lazy("phase", "Intake"),
    Phase.SERVING: pgettext_lazy("phase", "Serving"),
    Phase.RELEASE: pgettext_lazy("phase", "Release"),
    Phase.SUPERVISION: pgettext_lazy("phase", "Supervision"),
    Phase.AFTER: pgettext_lazy("phase", "After"),
}
PURPOSES: Final = {
    Purpose.KNOW_OF_STAY: pgettext_lazy("purpose", "To know of the stay: home and money are kept in order"),
    Purpose.PLAN: pgettext_lazy("purpose", "The plan"),
    Purpose.RELEASE: pgettext_lazy("purpose", "Release: home, work and money are ready"),
    Purpose.SUPERVISION: pgettext_lazy("purpose", "Support after release"),
    Purpose.WORK: pgettext_lazy("purpose", "Work"),
    Purpose.SCHOOL: pgettext_lazy("purpose", "School and training"),
    Purpose.CARE: pgettext_lazy("purpose", "Care and treatment"),
    Purpose.LEGAL_HELP: pgettext_lazy("purpose", "Legal help"),
    Purpose.DECISION: pgettext_lazy("purpose", "A court or an authority decides"),
}
"""What an access is for, among staff; the person reads :class:`Purpose` in words that speak to them."""
GROUNDS: Final = {
    LegalBasis.ORDER: gettext_lazy("An order of a court or an authority"),
    LegalBasis.LAW: gettext_lazy("The law"),
    LegalBasis.CONSENT: gettext_lazy("The person's consent"),
}


def handover_row(handover: Handover, *, now: datetime, tz: str) -> dict[str, Any]:
    """Return a handover as a row: its steps with days, and what it waits for."""
    reached = [
        (HandoverStep.CREATED, handover.created_at),
        (HandoverStep.DELIVERED, handover.delivered_at),
        (HandoverStep.FETCHED, handover.fetched_at),
        (HandoverStep.ACKNOWLEDGED, handover.acknowledged_at),
        (HandoverStep.ACTED, handover.acted_at),
    ]
    last, at = next((step, at) for step, at in reversed(reached) if at is not None)
    is_late = handover.due_at is not None and handover.due_at < now
    return {
        "id": handover.id,
        "what": str(handover.get_kind_display()),
        "organisation": handover.organisation.name,
        "organisation_id": handover.organisation_id,
        "step": str(last.label),
        "step_on": date_short(at, tz=tz),
        "steps": [
            (str(step.label), date_short(when, tz=tz, year=True) if when else "") for step, when in reached
        ],
        "due": date_short(handover.due_at, tz=tz) if handover.due_at else "",
        "state": "late" if is_late else "fine",
        "is_open": handover.due_at is not None,
        "is_late": is_late,
        "dead": str(DeadLetter(handover.dead_letter).label) if handover.dead_letter else "",
        "ended": _("Called off: %(why)s") % {"why": handover.ended_why} if handover.ended_at else "",
    }
