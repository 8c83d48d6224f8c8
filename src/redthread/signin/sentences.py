"""The words of signing in: one sentence for each event and audience."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "signin.signed_in": Sentence(
        client=_("You signed in. Tablet: %(place)s."),
        staff=_("Signed in: %(place)s."),
        pictogram="unlock",
    ),
    "signin.signed_out": Sentence(
        client=_("You locked the tablet or signed out."),
        staff=_("Locked the tablet or signed out."),
        pictogram="lock",
    ),
    "signin.many_wrong_tries": Sentence(
        client=_("Somebody typed a wrong PIN for you %(tries)s times."),
        staff=_("%(tries)s wrong tries to sign in as this person."),
        pictogram="warning",
    ),
    "signin.client_key_given": Sentence(
        client=_("Staff gave you a new PIN or card."),
        staff=_("Gave a new PIN or card."),
        pictogram="key",
    ),
    "signin.key_changed": Sentence(
        client=_("You changed your PIN."),
        staff=_("Changed a key of their own."),
        pictogram="key",
    ),
    "signin.staff_invited": Sentence(
        client="",
        staff=_("Gave %(username)s a first password."),
        pictogram="key",
    ),
    "signin.outsider_invited": Sentence(
        client="",
        staff=_("Invited somebody outside to sign in."),
        pictogram="key",
    ),
    "signin.new_password_asked": Sentence(
        client="",
        staff=_("Somebody outside asked for a new password. The link went to their mailbox."),
        pictogram="key",
    ),
    "signin.password_replaced": Sentence(
        client="",
        staff=_("Chose a new password by a link to their mailbox. Earlier sign-ins ended."),
        pictogram="key",
    ),
    "signin.device_announced": Sentence(
        client="",
        staff=_("Announced the tablet %(label)s."),
        pictogram="device",
    ),
    "signin.device_enrolled": Sentence(
        client="",
        staff=_("A tablet was set up with its code."),
        pictogram="device",
    ),
    "signin.device_revoked": Sentence(
        client="",
        staff=_("The tablet %(label)s is known no longer."),
        pictogram="device",
    ),
    "signin.sessions_ended": Sentence(
        client="",
        staff=_("Ended %(sessions)s sign-ins of one person."),
        pictogram="lock",
    ),
}
register(SENTENCES)
