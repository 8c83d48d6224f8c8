"""Background work of requests: the clock that nobody has to watch."""

from procrastinate.contrib.django import app

from redthread.foundation import clock
from redthread.foundation.session import acting_as_system
from redthread.requests import services

SYSTEM_ACTOR = "requests"


@app.periodic(cron="* * * * *")
@app.task(name="requests.escalate_due", queueing_lock="requests.escalate_due", pass_context=False)
def escalate_due_requests(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Tell the next role about each promise broken since the last minute; return how many."""
    total = 0
    while True:
        with acting_as_system(SYSTEM_ACTOR) as actor:
            escalated = services.escalate_due(actor=actor, at=clock.now())
        total += escalated
        if not escalated:
            return total


@app.periodic(cron="7 * * * *")
@app.task(name="requests.renew_tally", queueing_lock="requests.renew_tally", pass_context=False)
def renew_tally(timestamp: int) -> None:  # noqa: ARG001 - every periodic task gets it
    """Count the service anew for the measures."""
    with acting_as_system(SYSTEM_ACTOR) as actor:
        services.renew_tally(actor=actor)


@app.periodic(cron="17 * * * *")
@app.task(
    name="requests.forget_paper_photos", queueing_lock="requests.forget_paper_photos", pass_context=False
)
def forget_paper_photos(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Forget the photos of paper forms that nobody has finished; return how many."""
    with acting_as_system(SYSTEM_ACTOR):
        return services.forget_paper_photos(at=clock.now())
