"""How the events of notices are told."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "notices.given_up": Sentence(
        client="", staff=_("A mail could not be delivered after %(tries)s tries."), pictogram="warning"
    ),
    "notices.handled": Sentence(
        client="", staff=_("Looked after a mail that could not be delivered."), pictogram="message"
    ),
}
register(SENTENCES)
