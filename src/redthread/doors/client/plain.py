"""Plain words for what staff read: kinds of information in a few groups, roles, pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from redthread.foundation.actor import ActorKind
from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction.load import load_pack, load_packs
from redthread.jurisdiction.texts import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """Information classes that one picture and a few words stand for."""

    classes: C
    pictogram: str
    words: str | Promise


HEALTH: Final = Kind(C.HEALTH | C.TREATMENT | C.PLAN_ADDICTION, "health", gettext_lazy("your health"))
KINDS: Final = (
    HEALTH,
    Kind(C.PRIVILEGED, "private", gettext_lazy("your sealed letters")),
    Kind(C.IDENTITY | C.LOCATION | C.STAFF_CONTACT, "person", gettext_lazy("who you are and where you live")),
    Kind(
        C.PHASE | C.RELEASE_DATES | C.LEAVE_DATES | C.APPOINTMENTS | C.CONDITIONS | C.CASE_FILE,
        "calendar",
        gettext_lazy("your sentence and your dates"),
    ),
    Kind(C.REQUESTS | C.MESSAGES, "requests", gettext_lazy("what you asked and wrote")),
    Kind(C.FINANCES | C.PLAN_MONEY, "account", gettext_lazy("your money")),
    Kind(C.CONTACTS | C.PLAN_FAMILY, "people", gettext_lazy("your family and friends")),
    Kind(
        C.PLAN_HOME | C.PLAN_WORK | C.PLAN_EDUCATION | C.PLAN_ATTITUDES | C.LEARNING,
        "work",
        gettext_lazy("your plan, work and school"),
    ),
    Kind(
        C.RESTRICTIONS | C.RISK_LEVEL | C.MONITORING | C.INCIDENTS | C.SECURITY | C.VICTIMS,
        "establishment",
        gettext_lazy("rules and safety"),
    ),
)
"""Every class in one group; what people worry about most comes first."""

_PAGES: Final[Mapping[str, str | Promise]] = {
    "request": gettext_lazy("Opened one of your requests"),
    "client": gettext_lazy("Opened your page"),
}
"""What staff had open, by the word that the name of the page begins with."""


def kinds_of(classes: int) -> list[Kind]:
    """Return the groups that a mask of information classes touches."""
    return [kind for kind in KINDS if kind.classes & classes]


def class_words(classes: int, language: str) -> str:
    """Return every class of a mask by its own title, for the file that a person takes along."""
    return listed([words.in_language(language) for bit, words in _class_titles().items() if classes & bit])


def class_titles(language: str) -> dict[C, str]:
    """Return what every class is called in a language, in the order of the packs."""
    return {info_class: words.in_language(language) for info_class, words in _class_titles().items()}


def listed(words: Iterable[str]) -> str:
    """Return words one after the other, with the comma of the active language."""
    return ("، " if get_language_bidi() else ", ").join(words)


def page_words(route: str) -> str:
    """Return what somebody had open."""
    name = route.partition(":")[2]
    found = (words for begin, words in _PAGES.items() if name.startswith(begin))
    return str(next(found, _("Opened your file")))


def role_words(title: str, language: str) -> str:
    """Return a role title in a language where it is one of the packs', else as it was written."""
    known = _role_titles().get(title)
    return known.in_language(language) if known else title


def actor_words(kind: str, title: str, language: str) -> str:
    """Return who acted, by role."""
    if kind == ActorKind.SYSTEM:
        return _("the system")
    return role_words(title, language) or _("staff")


@cache
def _class_titles() -> dict[C, Text]:
    pack = load_pack(settings.PACKS / "generic")
    return {info_class: words.title for info_class, words in pack.information_classes.items()}


@cache
def _role_titles() -> dict[str, Text]:
    roles = (role for pack in load_packs(settings.PACKS).values() for role in pack.roles.values())
    return {words: role.title for role in roles for _language, words in role.title}
