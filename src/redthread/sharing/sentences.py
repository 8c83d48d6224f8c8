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
    "sharing.partner_linked": Sentence(
        client=_("%(organisation)s now works with you. You can see what they may know, and why."),
        staff=_("%(organisation)s now works with this person: %(reason)s"),
        pictogram="person",
    ),
    "sharing.partner_ended": Sentence(
        client=_("%(organisation)s no longer works with you and sees nothing about you any more."),
        staff=_("Ended what %(organisation)s may see: %(reason)s"),
        pictogram="person",
    ),
    "sharing.partner_narrowed": Sentence(
        client=_("What %(organisation)s may know about you was changed."),
        staff=_("Changed what %(organisation)s may see: %(reason)s"),
        pictogram="key",
    ),
    "sharing.partner_granted": Sentence(
        client=_("%(organisation)s may know one more thing about you. You can see what, and why."),
        staff=_("Gave %(organisation)s more to see: %(reason)s"),
        pictogram="key",
    ),
    "sharing.partner_grant_ended": Sentence(
        client=_("One thing that somebody outside could see about you has ended."),
        staff=_("Ended an access given by hand: %(reason)s"),
        pictogram="key",
    ),
    "sharing.phase_entered": Sentence(
        client=_("A new part of your time begins. What those outside may know about you changed with it."),
        staff=_("The phase changed; what partners may see followed."),
        pictogram="thread",
    ),
    "sharing.template_changed": Sentence(
        client=_("The rules of what those outside may know about you changed. You can see what is new."),
        staff=_("The rules of what partners may see changed: %(reason)s"),
        pictogram="key",
    ),
    "sharing.consent_given": Sentence(
        client=_("You said yes: %(organisation)s may know more about you."),
        staff=_("Said yes to %(organisation)s."),
        pictogram="key",
    ),
    "sharing.consent_withdrawn": Sentence(
        client=_("You took your yes to %(organisation)s back. They see it no more."),
        staff=_("Took the yes to %(organisation)s back."),
        pictogram="key",
    ),
    "sharing.handover_created": Sentence(
        client=_("We told %(organisation)s what they need to do their part for you."),
        staff=_("Handed a task to %(organisation)s."),
        pictogram="send",
    ),
    "sharing.fetched": Sentence(
        client=_("%(organisation)s opened what we sent them about you."),
        staff=_("%(organisation)s fetched the handover."),
        pictogram="search",
    ),
    "sharing.acknowledged": Sentence(
        client=_("%(organisation)s said that they will do their part for you."),
        staff=_("%(organisation)s confirmed the handover."),
        pictogram="approved",
    ),
    "sharing.acted": Sentence(
        client=_("%(organisation)s has done its part for you."),
        staff=_("%(organisation)s has done what was handed over."),
        pictogram="approved",
    ),
    "sharing.escalated": Sentence(
        client=_("%(organisation)s has not answered yet. Somebody here will call them."),
        staff=_("%(organisation)s did not answer in time. Call them."),
        pictogram="phone",
    ),
    "sharing.replayed": Sentence(
        client="",
        staff=_("Handed the task to %(organisation)s again."),
        pictogram="send",
    ),
}
register(SENTENCES)
