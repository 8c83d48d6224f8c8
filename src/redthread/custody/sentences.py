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
    "custody.out": Sentence(
        client=_("You left for a while. Your room stays yours."),
        staff=_("Left for a while and is expected back; the room is kept."),
        pictogram="sign-out",
    ),
    "custody.escaped": Sentence(
        client=_("You left without permission."),
        staff=_("Escaped: went without leave and is expected at no time."),
        pictogram="warning",
    ),
    "custody.returned": Sentence(
        client=_("You came back."),
        staff=_("Came back."),
        pictogram="home",
    ),
    "custody.supervision_started": Sentence(
        client=_("Your supervision began. Your probation office is there for you."),
        staff=_("Supervision in the community began."),
        pictogram="person",
    ),
    "custody.supervision_ended": Sentence(
        client=_("Your supervision ended."),
        staff=_("Supervision in the community ended."),
        pictogram="check",
    ),
    "custody.died": Sentence(client=_("Has died."), staff=_("Has died."), pictogram="person"),
    "custody.transfer_proposed": Sentence(
        client=_("It was proposed that you move to %(to_place)s."),
        staff=_("A transfer was proposed: %(to_place)s."),
        pictogram="thread",
    ),
    "custody.transfer_decided": Sentence(
        client=_("It was decided whether you move to %(to_place)s: %(grounds)s"),
        staff=_("The transfer to %(to_place)s was decided: %(grounds)s"),
        pictogram="check",
    ),
    "custody.transfer_cancelled": Sentence(
        client=_("Your move was called off: %(grounds)s"),
        staff=_("The transfer was called off: %(grounds)s"),
        pictogram="return",
    ),
    "custody.arrived": Sentence(
        client=_("You arrived. Your place: %(place)s."),
        staff=_("Arrived: %(place)s."),
        pictogram="home",
    ),
    "custody.key_worker_assigned": Sentence(
        client=_("%(name)s is your key worker now."),
        staff=_("%(name)s is the key worker now."),
        pictogram="person",
    ),
    "custody.key_worker_ended": Sentence(
        client=_("%(name)s is not your key worker any more."),
        staff=_("%(name)s is not the key worker any more."),
        pictogram="person",
    ),
    "custody.arrival_announced": Sentence(
        client=_("Somebody is expected."),
        staff=_("Somebody is expected from %(source)s."),
        pictogram="sign-out",
    ),
    "custody.arrival_cancelled": Sentence(
        client=_("Somebody who was expected does not come."),
        staff=_("Somebody who was expected does not come."),
        pictogram="return",
    ),
    "custody.matched": Sentence(
        client=_("You were here before: your earlier file goes on."),
        staff=_("Was known already under number %(number)s: the earlier record goes on."),
        pictogram="thread",
    ),
    "custody.status_remand": Sentence(
        client=_("You are in remand: a court has not decided yet."),
        staff=_("Legal status: in remand."),
        pictogram="thread",
    ),
    "custody.status_sentenced": Sentence(
        client=_("You began to serve a sentence."),
        staff=_("Legal status: serving a sentence."),
        pictogram="thread",
    ),
    "custody.status_recalled": Sentence(
        client=_("You were called back to serve on."),
        staff=_("Legal status: recalled."),
        pictogram="thread",
    ),
    "custody.status_on_leave": Sentence(
        client=_("You are on leave."), staff=_("Legal status: on leave."), pictogram="thread"
    ),
    "custody.status_on_supervision": Sentence(
        client=_("You are under supervision now."),
        staff=_("Legal status: under supervision."),
        pictogram="thread",
    ),
    "custody.status_ended": Sentence(
        client=_("Everything is served."), staff=_("Legal status: ended."), pictogram="thread"
    ),
    "custody.sentence_recorded": Sentence(
        client=_("Your sentence was written down. You find your dates under My sentence."),
        staff=_("The sentence was recorded."),
        pictogram="thread",
    ),
    "custody.sentence_corrected": Sentence(
        client=_("Your sentence was changed: “%(reason)s”. You find your dates under My sentence."),
        staff=_("The sentence was changed: “%(reason)s”"),
        pictogram="thread",
    ),
    "custody.sentence_served": Sentence(
        client=_("Your time is served."),
        staff=_("The time is served: release is due at once."),
        pictogram="warning",
    ),
    "custody.restriction_changed": Sentence(
        client=_("What you may do with the world outside changed. Look under My restrictions."),
        staff=_("A restriction on contact changed."),
        pictogram="private",
    ),
    "custody.restrictions_imposed": Sentence(
        client=_("%(decided_by)s decided restrictions for you (decision %(decision_number)s)."),
        staff=_("Restrictions were entered: decision %(decision_number)s by %(decided_by)s."),
        pictogram="private",
    ),
    "custody.restriction_lifted": Sentence(
        client=_("A restriction was lifted (decision %(decision_number)s)."),
        staff=_("A restriction was lifted by decision %(decision_number)s."),
        pictogram="check",
    ),
    "custody.restriction_withdrawn": Sentence(
        client=_("A restriction was written down for you by mistake. It does not hold."),
        staff=_("A restriction was withdrawn: it had been entered by mistake."),
        pictogram="return",
    ),
    "custody.keep_apart_changed": Sentence(
        client=_("Something about safety was written down."),
        staff=_("Who is to be kept apart from this person changed."),
        pictogram="warning",
    ),
    "custody.placed_against": Sentence(
        client=_("Something about safety was written down."),
        staff=_("Placed near somebody to be kept apart from (%(place)s), by decision: “%(reason)s”"),
        pictogram="warning",
    ),
    "custody.sharing_decided": Sentence(
        client=_("Something about safety was written down."),
        staff=_("Shares a room against a high risk (%(place)s), by decision: “%(reason)s”"),
        pictogram="warning",
    ),
    "custody.cell_sharing_assessed": Sentence(
        client=_("Staff thought about whether you can share a room."),
        staff=_("The cell-sharing risk was assessed."),
        pictogram="people",
    ),
    "custody.segregation_begun": Sentence(
        client=_("You are held apart from others. Why: “%(reason)s”"),
        staff=_("Segregated: “%(reason)s” (%(place)s)."),
        pictogram="private",
    ),
    "custody.segregation_reviewed": Sentence(
        client=_("Staff looked at whether you must stay apart. It goes on: “%(grounds)s”"),
        staff=_("The segregation was reviewed and goes on: “%(grounds)s”"),
        pictogram="clock",
    ),
    "custody.segregation_ended": Sentence(
        client=_("You are no longer held apart: “%(grounds)s”"),
        staff=_("The segregation ended: “%(grounds)s”"),
        pictogram="check",
    ),
}
register(SENTENCES)
