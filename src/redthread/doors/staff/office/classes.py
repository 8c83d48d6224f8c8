"""What the information classes are called among staff; clients read the pack's words, which speak to them."""

from typing import Final

from django.utils.translation import pgettext_lazy

from redthread.foundation.classes import InformationClass as C

TITLES: Final = {
    C.IDENTITY: pgettext_lazy("information class", "Identity"),
    C.PHASE: pgettext_lazy("information class", "Phase of the sentence"),
    C.LOCATION: pgettext_lazy("information class", "Place and moves"),
    C.RELEASE_DATES: pgettext_lazy("information class", "Release dates"),
    C.LEAVE_DATES: pgettext_lazy("information class", "Leave"),
    C.STAFF_CONTACT: pgettext_lazy("information class", "Staff contacts"),
    C.PLAN_HOME: pgettext_lazy("information class", "Plan: home"),
    C.PLAN_WORK: pgettext_lazy("information class", "Plan: work"),
    C.PLAN_EDUCATION: pgettext_lazy("information class", "Plan: education"),
    C.PLAN_MONEY: pgettext_lazy("information class", "Plan: money"),
    C.PLAN_FAMILY: pgettext_lazy("information class", "Plan: family"),
    C.PLAN_ADDICTION: pgettext_lazy("information class", "Plan: addiction"),
    C.PLAN_ATTITUDES: pgettext_lazy("information class", "Plan: attitudes"),
    C.CONDITIONS: pgettext_lazy("information class", "Conditions"),
    C.APPOINTMENTS: pgettext_lazy("information class", "Appointments"),
    C.HEALTH: pgettext_lazy("information class", "Health"),
    C.CASE_FILE: pgettext_lazy("information class", "Case file"),
    C.REQUESTS: pgettext_lazy("information class", "Requests"),
    C.MESSAGES: pgettext_lazy("information class", "Messages"),
    C.CONTACTS: pgettext_lazy("information class", "Contacts"),
    C.LEARNING: pgettext_lazy("information class", "Learning"),
    C.TREATMENT: pgettext_lazy("information class", "Treatment"),
    C.FINANCES: pgettext_lazy("information class", "Finances"),
    C.RISK_LEVEL: pgettext_lazy("information class", "Security level"),
    C.RESTRICTIONS: pgettext_lazy("information class", "Restrictions"),
    C.MONITORING: pgettext_lazy("information class", "Electronic monitoring"),
    C.INCIDENTS: pgettext_lazy("information class", "Incidents"),
    C.SECURITY: pgettext_lazy("information class", "Security intelligence"),
    C.VICTIMS: pgettext_lazy("information class", "Victims"),
    C.PRIVILEGED: pgettext_lazy("information class", "Sealed: counsel and complaints"),
}


def class_words(mask: int) -> list[str]:
    """Return what the classes in a mask are called, in the reader's language and a fixed order."""
    return [str(TITLES[info_class]) for info_class in C if info_class & mask]
