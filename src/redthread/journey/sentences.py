"""How the events of journey are told."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "journey.phase_began": Sentence(
        client=_("A new part of your course begins: %(title)s."),
        staff=_("A new phase began: %(title)s."),
        pictogram="thread",
    ),
    "journey.task_done": Sentence(client=_("Done: %(title)s."), staff=_("Done: %(title)s."), pictogram="yes"),
    "journey.task_skipped": Sentence(
        client=_("Not needed: %(title)s."),
        staff=_("Decided that it is not needed: %(title)s."),
        pictogram="no",
    ),
    "journey.task_assigned": Sentence(
        client=_("%(to)s does this for you: %(title)s."),
        staff=_("Gave to %(to)s: %(title)s."),
        pictogram="person",
    ),
    "journey.task_late": Sentence(
        client=_("This is late, and somebody was told: %(title)s. It was due on %(due_on)s."),
        staff=_("Late since %(due_on)s; the next role was told: %(title)s."),
        pictogram="late",
    ),
    "journey.day_noted": Sentence(
        client=_("A day was noted in your course: %(happened_on)s."),
        staff=_("Noted a day in the course: %(happened_on)s."),
        pictogram="calendar",
    ),
    "journey.course_taken_over": Sentence(
        client=_("Your course follows the newest guide from now on. What is done stays done."),
        staff=_("The course was taken over to the current guides."),
        pictogram="thread",
    ),
    "journey.guide_published": Sentence(
        client=_("A guide was published."),
        staff=_("Published the guide %(pack)s, %(phase)s, version %(number)s."),
        pictogram="info",
    ),
    "journey.migration_started": Sentence(
        client=_("Guides are being renewed."),
        staff=_("Took %(total)s courses over to the current guides of %(pack)s."),
        pictogram="info",
    ),
}
register(SENTENCES)
