"""The words of units and rooms: one sentence for each event; they are of the house, no client reads them."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "estate.unit_changed": Sentence(client="", staff=_("Changed a unit: %(after)s"), pictogram="unit"),
    "estate.room_changed": Sentence(client="", staff=_("Changed a room: %(after)s"), pictogram="room"),
}
register(SENTENCES)
