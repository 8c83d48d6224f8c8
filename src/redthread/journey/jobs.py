"""Background work of the journey: late tasks, courses that time moves, courses taken over to new guides."""

from procrastinate.contrib.django import app

from redthread.foundation import clock
from redthread.foundation.session import acting_as_system
from redthread.journey.services import courses, guides

SYSTEM_ACTOR = "journey"


@app.periodic(cron="* * * * *")
@app.task(name="journey.keep_courses", queueing_lock="journey.keep_courses", pass_context=False)
def keep_courses(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Bring courses up to date to which that is owed, and tell of late tasks; return how many."""
    return _all(courses.settle_owed) + _all(courses.tell_late)


@app.periodic(cron="* * * * *")
@app.task(name="journey.migrate", queueing_lock="journey.migrate", pass_context=False)
def migrate(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Take people over to new guides, hundreds in a transaction, until all are; return how many."""
    return _all(guides.migrate_batch)


def _all(step: courses.Step) -> int:
    total = 0
    while True:
        with acting_as_system(SYSTEM_ACTOR) as actor:
            done = step(actor=actor, at=clock.now())
        total += done
        if not done:
            return total
