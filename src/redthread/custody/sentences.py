"""The words of where somebody is held: one sentence for each event and audience."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "custody.received": Sentence(
        client=_("You came in. Your place: %(place)s."),
        staff=_("Came in: %(place)s."),
        pictogram="home",
    ),
    "custody.moved": Sentence(
        client=_("You changed rooms. Your place: %(place)s."),
        staff=_("Changed rooms: %(place)s."),
        pictogram="home",
    ),
    "custody.transferred": Sentence(
        client=_("You moved to another place: %(place)s."),
        staff=_("Moved to another establishment: %(place)s."),
        pictogram="home",
    ),
    "custody.released": Sentence(
        client=_("You were released."),
        staff=_("Was released."),
        pictogram="home",
    ),
}
register(SENTENCES)
