"""Background work of notices: sending what is due, forgetting what was sent."""

from procrastinate.contrib.django import app

from redthread.foundation import clock
from redthread.foundation.session import acting_as_system
from redthread.notices.services import outbox

SYSTEM_ACTOR = "notices"
AT_ONCE = 500
"""So many mails a minute at most: a provider takes no more from a small sender."""


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_due", queueing_lock="notices.send_due", pass_context=False)
def send_due(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Send what is due, each mail in a transaction of its own; return how many were taken."""
    for sent in range(AT_ONCE):
        with acting_as_system(SYSTEM_ACTOR) as actor:
            if not outbox.send_next(actor=actor, at=clock.now()):
                return sent
    return AT_ONCE


@app.periodic(cron="37 4 * * *")
@app.task(name="notices.forget_sent", queueing_lock="notices.forget_sent", pass_context=False)
def forget_sent(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Forget what was sent a month ago; return how many."""
    with acting_as_system(SYSTEM_ACTOR) as actor:
        return outbox.forget_sent(actor=actor, at=clock.now())
