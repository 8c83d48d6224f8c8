"""How the events of messages are told."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "messages.written": Sentence(
        client=_("You wrote a message. To: %(whom)s"),
        staff=_("Wrote a message. To: %(whom)s"),
        pictogram="send",
    ),
    "messages.received": Sentence(
        client=_("You got a message. From: %(whom)s"),
        staff=_("Wrote a message to the client. From: %(whom)s"),
        pictogram="message",
    ),
    "messages.withdrawn": Sentence(
        client=_("A message was taken back. With: %(whom)s"),
        staff=_("Took back a message. With: %(whom)s"),
        pictogram="withdraw",
    ),
    "messages.closed": Sentence(
        client=_("A conversation ended. With: %(whom)s"),
        staff=_("Ended a conversation. With: %(whom)s"),
        pictogram="cross",
    ),
    "messages.looked": Sentence(
        client=_("Staff read one of your messages for control."),
        staff=_("Read a message for control."),
        pictogram="reads",
    ),
    "messages.passed": Sentence(
        client=_("A message that was read by staff was passed on."),
        staff=_("Passed on a message after reading it."),
        pictogram="check",
    ),
    "messages.blocked": Sentence(
        client=_("A message was not passed on."),
        staff=_("Stopped a message after reading it."),
        pictogram="no",
    ),
    "messages.review_late": Sentence(
        client=_("A message waits too long for staff to read it. A manager was told."),
        staff=_("A message waits too long for control; the manager is told."),
        pictogram="late",
    ),
    "messages.copies_destroyed": Sentence(
        client=_("Copies of your messages that staff could read were destroyed: %(count)s."),
        staff=_("Destroyed copies of messages for control: %(count)s."),
        pictogram="trash",
    ),
    "messages.forgotten": Sentence(
        client=_("Messages were destroyed because their time was over. Conversations: %(count)s."),
        staff=_("Conversations were destroyed because their time was over: %(count)s."),
        pictogram="trash",
    ),
    "messages.review_set": Sentence(
        client=_(
            "Until %(until_on)s staff read your messages with family and friends before they are passed on."
        ),
        staff=_("Decided that messages with people outside are read first, until %(until_on)s."),
        pictogram="reads",
    ),
    "messages.review_ended": Sentence(
        client=_("Your messages with family and friends are no longer all read first."),
        staff=_("Ended the reading of every message."),
        pictogram="check",
    ),
}
register(SENTENCES)
