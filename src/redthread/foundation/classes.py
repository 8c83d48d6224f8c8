"""Information classes: the unit in which reading and writing client data is allowed.

They live in the foundation because every policy and every thread entry names one;
what they are called in words is told by :mod:`redthread.sharing`.
Source: the list in the rules for journey and plans, plus ``PRIVILEGED`` (ombudsman, counsel).
"""

from enum import IntFlag
from typing import Final


class InformationClass(IntFlag):
    """One bit a class; masks are ``bigint`` in the database."""

    IDENTITY = 1 << 0
    PHASE = 1 << 1
    LOCATION = 1 << 2
    RELEASE_DATES = 1 << 3
    LEAVE_DATES = 1 << 4
    STAFF_CONTACT = 1 << 5
    PLAN_HOME = 1 << 6
    PLAN_WORK = 1 << 7
    PLAN_EDUCATION = 1 << 8
    PLAN_MONEY = 1 << 9
    PLAN_FAMILY = 1 << 10
    PLAN_ADDICTION = 1 << 11
    PLAN_ATTITUDES = 1 << 12
    CONDITIONS = 1 << 13
    APPOINTMENTS = 1 << 14
    HEALTH = 1 << 15
    CASE_FILE = 1 << 16
    REQUESTS = 1 << 17
    MESSAGES = 1 << 18
    CONTACTS = 1 << 19
    LEARNING = 1 << 20
    TREATMENT = 1 << 21
    FINANCES = 1 << 22
    RISK_LEVEL = 1 << 23
    RESTRICTIONS = 1 << 24
    MONITORING = 1 << 25
    INCIDENTS = 1 << 26
    SECURITY = 1 << 27
    VICTIMS = 1 << 28
    PRIVILEGED = 1 << 29


_ALL: Final = InformationClass((1 << 30) - 1)
_NEVER_OWN: Final = InformationClass.SECURITY | InformationClass.VICTIMS

OWN_READ: Final = _ALL & ~_NEVER_OWN
"""What a person may read about themselves: all but security intelligence and victims' data."""

OWN_WRITE: Final = (
    InformationClass.REQUESTS
    | InformationClass.HEALTH
    | InformationClass.PRIVILEGED
    | InformationClass.FINANCES
    | InformationClass.MESSAGES
    | InformationClass.CONTACTS
    | InformationClass.LEARNING
)
"""What a person may file about themselves; every table narrows it further by its own rights."""

PARTNER_NEVER: Final = (
    InformationClass.MONITORING
    | InformationClass.INCIDENTS
    | InformationClass.SECURITY
    | InformationClass.VICTIMS
    | InformationClass.PRIVILEGED
    | InformationClass.REQUESTS
    | InformationClass.CASE_FILE
)
"""What no partner ever reads, whoever grants it: a check of the database too (``access.never_partner``).

Source: the rules for the shared plan, "never to partners"; requests and the case file are free text.
"""

PARTNER_SHARED: Final = (
    InformationClass.IDENTITY
    | InformationClass.PHASE
    | InformationClass.LOCATION
    | InformationClass.RELEASE_DATES
    | InformationClass.LEAVE_DATES
    | InformationClass.STAFF_CONTACT
    | InformationClass.PLAN_HOME
    | InformationClass.PLAN_WORK
    | InformationClass.PLAN_EDUCATION
    | InformationClass.PLAN_MONEY
    | InformationClass.PLAN_FAMILY
    | InformationClass.PLAN_ADDICTION
    | InformationClass.PLAN_ATTITUDES
    | InformationClass.APPOINTMENTS
    | InformationClass.HEALTH
    | InformationClass.MESSAGES
    | InformationClass.RESTRICTIONS
)
"""What a partner can be granted: each of these shows on a page of theirs.

A class that is not among them is kept nowhere yet (conditions, learning, treatment), or there is no page of
it for partners. To grant it now would promise what nobody sees, and open later, by an old grant, what nobody
decided about.
"""
