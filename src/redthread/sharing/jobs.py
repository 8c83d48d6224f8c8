"""Background work of sharing: handovers nobody answered, and everybody's grants after a change of rules."""

from procrastinate.contrib.django import app

from redthread.foundation import clock
from redthread.foundation.session import acting_as_system
from redthread.sharing.services import handovers, templates, waiting

SYSTEM_ACTOR = "sharing"


@app.periodic(cron="*/10 * * * *")
@app.task(name="sharing.escalate_late", queueing_lock="sharing.escalate_late", pass_context=False)
def escalate_late(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Hand over what can be opened now, mark what nobody answered in time, and return how many of these.

    A letter that reached nobody is opened by an invitation, too, of which this module hears nothing.
    """
    with acting_as_system(SYSTEM_ACTOR) as actor:
        waiting.deliver_waiting(actor=actor, at=clock.now())
    total = 0
    while True:
        with acting_as_system(SYSTEM_ACTOR) as actor:
            marked = handovers.escalate(actor=actor, at=clock.now())
        total += marked
        if not marked:
            return total


@app.task(name="sharing.apply_templates", queueing_lock="sharing.apply_templates", pass_context=False)
def apply_templates(pack: str, reason: str) -> int:
    """Bring everybody's grants in line with a pack's lines; return whose changed."""
    with acting_as_system(SYSTEM_ACTOR) as actor:
        return templates.apply_template_change(actor=actor, pack=pack, reason=reason, at=clock.now()).people
