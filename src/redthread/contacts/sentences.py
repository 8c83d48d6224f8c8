"""How the events of contacts are told. Of what would harm somebody, the client has no entry."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "contacts.approved": Sentence(
        client=_("A contact was approved for you. You find it under My contacts."),
        staff=_("A contact was approved."),
        pictogram="contact",
    ),
    "contacts.barred": Sentence(
        client=_("A contact of yours was closed. You find it under My contacts."),
        staff=_("A contact was closed, in every channel."),
        pictogram="contact",
    ),
    "contacts.changed": Sentence(
        client=_("Your contact with %(known_as)s was decided anew: “%(grounds)s”"),
        staff=_("The contact with %(known_as)s was decided anew: “%(grounds)s”"),
        pictogram="contact",
    ),
    "contacts.ended": Sentence(
        client=_("Your contact with %(known_as)s ended. %(told)s"),
        staff=_("The contact with %(known_as)s ended. %(told)s"),
        pictogram="contact",
    ),
    "contacts.blocked": Sentence(
        client=_("You want nothing from %(known_as)s. It holds until you change it."),
        staff=_("Wants nothing from %(known_as)s."),
        pictogram="private",
    ),
    "contacts.unblocked": Sentence(
        client=_("%(known_as)s can reach you again."),
        staff=_("Lets %(known_as)s be in touch again."),
        pictogram="contact",
    ),
    "contacts.ban_entered": Sentence(
        client=_("Something about safety was written down."),
        staff=_("Somebody is barred from contact."),
        pictogram="warning",
    ),
    "contacts.ban_lifted": Sentence(
        client=_("Something about safety was written down."),
        staff=_("A ban on contact was lifted."),
        pictogram="check",
    ),
    "contacts.told_apart": Sentence(
        client=_("Something about safety was written down."),
        staff=_("Somebody who looked like a barred person is somebody else: “%(grounds)s”"),
        pictogram="people",
    ),
    "contacts.identity_verified": Sentence(
        client=_("Somebody's identity was verified."),
        staff=_("The identity of correspondent %(correspondent_id)s was verified."),
        pictogram="check",
    ),
    "contacts.identity_withdrawn": Sentence(
        client=_("Somebody's identity has to be verified again."),
        staff=_("The identity of correspondent %(correspondent_id)s has to be verified again."),
        pictogram="return",
    ),
    "contacts.invited": Sentence(
        client=_("%(known_as)s was invited to write to you here."),
        staff=_("%(known_as)s was invited to the family door."),
        pictogram="people",
    ),
}
register(SENTENCES)
