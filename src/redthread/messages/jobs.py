"""Background work of messages: the clock of reviews, what can be read again, and the end of what is kept."""

from procrastinate.contrib.django import app

from redthread.foundation import clock
from redthread.foundation.session import acting_as_system
from redthread.messages.queries.keeping import pack_codes
from redthread.messages.services import keeping, review

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


@app.periodic(cron="*/5 * * * *")
@app.task(name="messages.tell_reopened", queueing_lock="messages.tell_reopened", pass_context=False)
def tell_reopened(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Tell who is outside what a restriction hid that has ended by its day; return of how many looked at."""
    with acting_as_system(SYSTEM_ACTOR):
        return keeping.tell_reopened(client_id=None, at=clock.now())


@app.periodic(cron="53 2 * * *")
@app.task(name="messages.forget", queueing_lock="messages.forget", pass_context=False)
def forget(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Destroy the conversations whose time is over; return how many."""
    total = 0
    for pack in pack_codes():
        while True:
            with acting_as_system(SYSTEM_ACTOR) as actor:
                gone = keeping.forget_conversations(actor=actor, pack=pack, at=clock.now())
            total += gone
            if not gone:
                break
    return total
