"""Background work of messages: the clock of reviews, and the end of copies."""

from procrastinate.contrib.django import app

from redthread.foundation import clock
from redthread.foundation.session import acting_as_system
from redthread.messages.services import review

SYSTEM_ACTOR = "messages"


@app.periodic(cron="*/5 * * * *")
@app.task(name="messages.escalate_reviews", queueing_lock="messages.escalate_reviews", pass_context=False)
def escalate_reviews(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Tell about messages that wait too long for somebody to read them; return how many."""
    total = 0
    while True:
        with acting_as_system(SYSTEM_ACTOR) as actor:
            found = review.escalate_reviews(actor=actor, at=clock.now())
        total += found
        if not found:
            return total


@app.periodic(cron="41 2 * * *")
@app.task(name="messages.destroy_copies", queueing_lock="messages.destroy_copies", pass_context=False)
def destroy_copies(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Destroy the copies for control whose time is over; return how many."""
    with acting_as_system(SYSTEM_ACTOR) as actor:
        return review.destroy_copies(actor=actor, at=clock.now())
