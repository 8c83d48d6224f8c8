"""What happened to a questionnaire, told to the staff who keep it."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

_SAVED = _("The draft of the form %(code)s, version %(version)s, was saved.")
_DISCARDED = _("The draft of the form %(code)s, version %(version)s, was thrown away.")
_PUBLISHED = _("The form %(code)s, version %(version)s, was published.")
_RETIRED = _("The form %(code)s, version %(version)s, was taken out of use.")

SENTENCES = {
    "forms.draft_saved": Sentence(client=_SAVED, staff=_SAVED, pictogram="settings"),
    "forms.draft_discarded": Sentence(client=_DISCARDED, staff=_DISCARDED, pictogram="settings"),
    "forms.published": Sentence(client=_PUBLISHED, staff=_PUBLISHED, pictogram="settings"),
    "forms.retired": Sentence(client=_RETIRED, staff=_RETIRED, pictogram="settings"),
}
register(SENTENCES)
