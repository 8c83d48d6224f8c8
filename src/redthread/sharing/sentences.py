"""The words of who reaches whom: one sentence for each event and audience."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "sharing.role_granted": Sentence(
        client="",
        staff=_("Gave somebody the role %(role)s: %(reason)s"),
        pictogram="key",
    ),
    "sharing.grant_ended": Sentence(
        client="",
        staff=_("Ended somebody's role or reach: %(reason)s"),
        pictogram="key",
    ),
    "sharing.glass_broken": Sentence(
        client=_("Somebody who does not usually work with you opened your file. The reason: %(reason)s"),
        staff=_("Opened the file from outside, with a reason: %(reason)s"),
        pictogram="warning",
    ),
    "sharing.glass_reviewed": Sentence(
        client=_("The data protection officer checked why your file was opened."),
        staff=_("Checked why the file was opened from outside: %(note)s"),
        pictogram="search",
    ),
}
register(SENTENCES)
