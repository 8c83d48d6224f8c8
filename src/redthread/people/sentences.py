"""The words of a person's master data: one sentence for each event and audience."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "people.created": Sentence(
        client=_("Your file was opened. Your number is %(number)s."),
        staff=_("Opened the file with the number %(number)s."),
        pictogram="person",
    ),
    "people.language_chosen": Sentence(
        client=_("You chose the language of your pages."),
        staff=_("Chose the language of their pages."),
        pictogram="language",
    ),
    "people.own_data_downloaded": Sentence(
        client=_("You made a file with your data."),
        staff=_("Made a file with their own data."),
        pictogram="download",
    ),
    "people.merged": Sentence(
        client=_("Your file under number %(merged_number)s was yours too: both are one now."),
        staff=_("The record %(merged_number)s is the same person: everything of it belongs here now."),
        pictogram="people",
    ),
    "people.unmerged": Sentence(
        client=_("The file under number %(merged_number)s was not yours after all: it was taken out again."),
        staff=_("The record %(merged_number)s is somebody else: what belonged to it went back."),
        pictogram="return",
    ),
}
register(SENTENCES)
