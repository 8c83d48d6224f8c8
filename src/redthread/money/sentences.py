"""What happened to money, told to the client and to staff."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "money.house_accounts_opened": Sentence(
        client="", staff=_("Opened the accounts of an establishment in %(currency)s."), pictogram="account"
    ),
    "money.accounts_opened": Sentence(
        client=_("You got an account here."), staff=_("Opened the client's accounts."), pictogram="account"
    ),
    "money.deposited": Sentence(
        client=_("You got %(said)s."), staff=_("Booked in %(said)s."), pictogram="account"
    ),
    "money.pay_deposited": Sentence(
        client=_("You got your pay: %(said)s. %(said_kept)s of it is saved for leave and release."),
        staff=_("Booked pay of %(said)s, %(said_kept)s of it kept."),
        pictogram="account",
    ),
    "money.withdrawn": Sentence(
        client=_("%(said)s was paid out from your account."),
        staff=_("Paid out %(said)s."),
        pictogram="account",
    ),
    "money.reserved": Sentence(
        client=_("%(said)s was put aside for your order."),
        staff=_("Put aside %(said)s for an order."),
        pictogram="account",
    ),
    "money.captured": Sentence(
        client=_("You paid %(said)s for your order."),
        staff=_("Took %(said)s for an order."),
        pictogram="account",
    ),
    "money.released": Sentence(
        client=_("You got %(said)s back from your order."),
        staff=_("Gave back %(said)s from an order."),
        pictogram="account",
    ),
    "money.set_aside": Sentence(
        client=_("You saved %(said)s for leave and release."),
        staff=_("Saved %(said)s for leave and release."),
        pictogram="account",
    ),
    "money.savings_used": Sentence(
        client=_("%(said)s of your savings can be used now."),
        staff=_("Made %(said)s of the savings usable."),
        pictogram="account",
    ),
    "money.savings_paid_out": Sentence(
        client=_("%(said)s of your savings was paid out."),
        staff=_("Paid out %(said)s of the savings."),
        pictogram="account",
    ),
}
register(SENTENCES)
