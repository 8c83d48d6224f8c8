"""The words of departments and staff: one sentence for each event and audience."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "organisations.staff_added": Sentence(
        client="",
        staff=_("Added %(username)s to the staff."),
        pictogram="person",
    ),
    "organisations.language_chosen": Sentence(
        client="",
        staff=_("Chose the language of their pages."),
        pictogram="language",
    ),
    "organisations.department_changed": Sentence(
        client="",
        staff=_("Changed a department."),
        pictogram="person",
    ),
    "organisations.partner_changed": Sentence(
        client="",
        staff=_("Changed a partner organisation."),
        pictogram="person",
    ),
    "organisations.member_invited": Sentence(
        client="",
        staff=_("Invited %(name)s of %(organisation)s."),
        pictogram="person",
    ),
    "organisations.member_changed": Sentence(
        client="",
        staff=_("Changed what %(name)s may read."),
        pictogram="person",
    ),
    "organisations.member_ended": Sentence(
        client="",
        staff=_("Ended the work of %(name)s for a partner organisation: %(why)s"),
        pictogram="person",
    ),
}
register(SENTENCES)
