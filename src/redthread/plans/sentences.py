"""How the events of plans are told."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "plans.opened": Sentence(
        client=_("Your plan was begun."), staff=_("Began the plan."), pictogram="thread"
    ),
    "plans.closed": Sentence(
        client=_("Your plan is over. You can still read it."),
        staff=_("The plan is over."),
        pictogram="thread",
    ),
    "plans.goal_added": Sentence(
        client=_("A new goal stands in your plan: %(area)s."),
        staff=_("Set a goal in the plan: %(area)s."),
        pictogram="star",
    ),
    "plans.goal_changed": Sentence(
        client=_("A goal in your plan was changed: %(area)s."),
        staff=_("Changed a goal in the plan: %(area)s."),
        pictogram="star",
    ),
    "plans.action_added": Sentence(
        client=_("Something new is done for your plan: %(area)s. %(who)s"),
        staff=_("Wrote an action into the plan: %(area)s. %(who)s"),
        pictogram="thread",
    ),
    "plans.action_changed": Sentence(
        client=_("Something in your plan was changed: %(area)s. %(who)s"),
        staff=_("Changed an action in the plan: %(area)s. %(who)s"),
        pictogram="edit",
    ),
    "plans.brought_in": Sentence(
        client=_("What %(who)s did with you before stands in your plan now: %(area)s."),
        staff=_("Brought in what %(who)s did before: %(area)s, %(times)s actions."),
        pictogram="download",
    ),
    "plans.remarked": Sentence(
        client=_("Somebody wrote beside something in your plan: %(area)s."),
        staff=_("Wrote beside an action in the plan: %(area)s."),
        pictogram="message",
    ),
    "plans.proposal_answered": Sentence(
        client=_("A proposal for your plan was answered: %(area)s. %(answer)s."),
        staff=_("Answered a proposal to the plan: %(area)s. %(answer)s."),
        pictogram="message",
    ),
    "plans.double_effort_answered": Sentence(
        client=_("Two wanted to help you with the same thing: %(area)s. %(answer)s."),
        staff=_("Two wanted to do the same: %(area)s. %(answer)s."),
        pictogram="people",
    ),
    "plans.word_given": Sentence(
        client=_("Your word about your plan was kept. Your answer: %(answer)s."),
        staff=_("The client's word about the plan: %(answer)s."),
        pictogram="message",
    ),
    "plans.signed": Sentence(
        client=_("Your plan was signed. %(who)s"), staff=_("Signed the plan. %(who)s"), pictogram="writing"
    ),
    "plans.agreed": Sentence(
        client=_("Your plan is agreed."), staff=_("The plan is agreed."), pictogram="yes"
    ),
    "plans.returned": Sentence(
        client=_("What you did here goes on outside: it was told to those who help you there. %(who)s"),
        staff=_("Gave the plan back for the time after release. %(who)s"),
        pictogram="send",
    ),
}
register(SENTENCES)
