"""What each permission lets somebody do, in words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

WORDS: Final = {
    "people.read": _("open a client's page"),
    "people.search": _("search for clients"),
    "people.merge": _("say that two records are one person"),
    "people.create": _("receive a new client"),
    "requests.read": _("read requests"),
    "requests.decide": _("answer requests"),
    "requests.forward": _("forward requests"),
    "requests.pause": _("put requests on hold"),
    "requests.second_read": _("read answers a second time"),
    "requests.measure": _("see the measures"),
    "requests.catalogue": _("change request types and forms"),
    "sharing.grant_role": _("give and end roles"),
    "sharing.break_glass": _("open a record outside the reach, with a reason"),
    "signin.enrol_device": _("announce tablets"),
    "signin.reset_pin": _("give a client a PIN or a card"),
    "signin.invite_staff": _("invite staff"),
    "signin.end_sessions": _("sign somebody out"),
    "estate.manage": _("change units and rooms"),
    "estate.certify_request": _("ask how many a room may hold"),
    "estate.certify": _("certify how many a room may hold"),
    "organisations.manage": _("manage staff and departments"),
    "custody.place": _("say where clients live"),
    "custody.receive": _("take in who comes from outside"),
    "custody.decide_transfer": _("decide transfers"),
    "custody.restrict": _("enter what a prosecutor decided, and lift it by a further decision"),
    "custody.keep_apart": _("say who is kept apart, and how safe it is to share a room"),
    "custody.place_against": _("place against what keeps apart, with a reason"),
    "custody.segregate": _("decide, review and end segregation"),
    "custody.watch": _("note contact and visits during segregation"),
    "notices.manage": _("look after mails that could not be delivered"),
    "money.post": _("book money"),
    "journey.complete": _("do and end tasks of a guide"),
    "journey.assign": _("give a task of a guide to a colleague"),
    "journey.guides": _("write and publish guides"),
    "kiosk.manage": _("change articles and prices"),
    "thread.verify": _("check the log for tampering"),
    "thread.sample": _("check who looked at what"),
    "thread.house": _("read the log of the house"),
}


def in_words(permission: str) -> str:
    """Return what a permission allows, in the reader's language."""
    return str(WORDS.get(permission, permission))
