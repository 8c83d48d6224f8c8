"""What happens to contacts when something happens to a person.

Contacts are the person's: they follow wherever somebody is moved. With a release, what the prison approved
(letters, visits, calls) is nobody's business any more; messages go on. Bans stand until they are lifted.
"""

from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.contacts.enums import EndCode
from redthread.foundation import course
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.people.public import rows_move

course.say(
    {
        "contacts.follow": EffectWords(
            staff=_("%(count)s approved contacts follow: nobody has to decide them anew."),
            client=_("Your contacts stay: %(count)s people you may reach."),
            pictogram="contact",
        ),
        "contacts.end": EffectWords(
            staff=_("%(count)s contacts end; where messages were approved, they go on. Bans stand."),
            client=_("Outside you need no approval for calls and visits. Messages here go on."),
            pictogram="contact",
        ),
        "contacts.end_all": EffectWords(
            staff=_("%(count)s contacts end. Bans stand."),
            client=_("Your contacts here have ended."),
            pictogram="contact",
        ),
    }
)


def _count(client_id: int, *, without_messages: bool = False) -> int:
    return _ask("select contacts.count_for_course(%s, %s)", client_id, without_messages)


def _ask(sql: str, *arguments: int | bool) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(arguments))
        return int(cursor.fetchone()[0] or 0)


def _follow(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    count = _count(event.client_id)
    return [Effect("contacts.follow", Tone.FOLLOWS, count=count)] if count else []


def _ending(code: EndCode, *, keep_messages: bool) -> Reaction:
    words = "contacts.end" if keep_messages else "contacts.end_all"

    def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        count = _count(event.client_id)
        return [Effect(words, Tone.ENDS, count=count)] if count else []

    def apply(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
        done = preview(event, actor=actor, at=at)
        with connection.cursor() as cursor:
            cursor.execute(
                "select contacts.end_for_course(%s, %s, %s, %s)",
                [event.client_id, code.value, keep_messages, at],
            )
        return done

    return Reaction(preview, apply)


_ROWS: Final = rows_move("contacts")


def _join(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let contacts and bans change owner; where both records know one person, the merged one's ends first."""
    with connection.cursor() as cursor:
        cursor.execute("select contacts.before_merge(%s, %s)", [event.merge_id, at])
    return _ROWS[course.ClientMerged].apply(event, actor=actor, at=at)


def _part(event: course.ClientUnmerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Give contacts and bans back, and let those go on that ended for the merge."""
    done = _ROWS[course.ClientUnmerged].apply(event, actor=actor, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select contacts.after_unmerge(%s)", [event.merge_id])
    return done


REACTIONS: Final[dict[type[PersonEvent], Reaction]] = {
    course.ClientReceived: nothing("Who was approved before stays approved until its day or a decision."),
    course.ClientMoved: nothing("Contacts are of the person, not of the room."),
    course.ClientTransferred: Reaction(_follow, _follow),
    course.ClientTemporarilyOut: nothing("Contacts hold on the way, too."),
    course.ClientReturned: nothing("Nothing was given up."),
    course.ClientReleased: _ending(EndCode.RELEASE, keep_messages=True),
    course.SupervisionStarted: nothing("The release has ended what was of the prison."),
    course.SupervisionEnded: _ending(EndCode.SUPERVISION, keep_messages=False),
    course.RestrictionChanged: nothing(
        "What a restriction closes is asked beside the contact, each time something passes."
    ),
    course.KeepApartChanged: nothing("A pair is of two clients; contacts are of people outside."),
    **dict.fromkeys((course.ContactApproved, course.ContactBarred), nothing("This is where it comes from.")),
    course.ClientDied: _ending(EndCode.DEATH, keep_messages=False),
    course.ClientMerged: Reaction(_ROWS[course.ClientMerged].preview, _join),
    course.ClientUnmerged: Reaction(_ROWS[course.ClientUnmerged].preview, _part),
}
course.declare("contacts", REACTIONS)
