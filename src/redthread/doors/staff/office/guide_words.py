"""What an editor of guides chooses from, in words: pages, entries of the thread, how sure, when."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from redthread.doors.deadline_words import say_deadline
from redthread.doors.staff.desk import Desk, pack_of
from redthread.doors.staff.office.classes import class_words
from redthread.doors.staff.office.page import language
from redthread.forms.public import DefinitionStatus, list_forms
from redthread.foundation.classes import InformationClass
from redthread.foundation.sentences import Text
from redthread.journey import public as journey
from redthread.journey.public import FACT_WORDS, OUTSIDE_WORDS
from redthread.jurisdiction.deadlines import parse
from redthread.jurisdiction.glossary import load_glossary
from redthread.jurisdiction.guide_check import Lack, Unfit
from redthread.jurisdiction.guides import FACTS, OUTSIDE, PAGES, PHASE_FACT, Known
from redthread.jurisdiction.pack import Basis

PAGE_WORDS: Final[Mapping[str, Text]] = {
    "record": pgettext_lazy("page of a client", "Record"),
    "sentence": pgettext_lazy("page of a client", "Sentence and legal status"),
    "restrictions": pgettext_lazy("page of a client", "Restrictions"),
    "segregation": pgettext_lazy("page of a client", "Segregation"),
    "keep_apart": pgettext_lazy("page of a client", "Keep apart, and sharing a cell"),
    "timetable": pgettext_lazy("page of a client", "Timetable"),
    "plan": pgettext_lazy("page of a client", "Plan"),
    "partners": pgettext_lazy("page of a client", "Partners and handovers"),
    "contacts": pgettext_lazy("page of a client", "Contacts"),
    "messages": pgettext_lazy("page of a client", "Messages"),
    "requests": pgettext_lazy("page of a client", "Requests"),
}
BASIS_WORDS: Final[Mapping[Basis, Text]] = {
    Basis.TEXT: gettext_lazy("Read in the law or on an official page"),
    Basis.SECONDARY: gettext_lazy("Told by another source"),
    Basis.OWN: gettext_lazy("Our own default, until somebody confirms it"),
}
ENTRIES: Final[Mapping[str, Text]] = {
    "custody.received": gettext_lazy("the reception is recorded"),
    "custody.transferred": gettext_lazy("the person has come to another establishment"),
    "custody.moved": gettext_lazy("the person has moved to another room"),
    "custody.returned": gettext_lazy("the person has come back after being out"),
    "custody.released": gettext_lazy("the person is released"),
    "custody.supervision_started": gettext_lazy("the supervision has begun"),
    "custody.sentence_recorded": gettext_lazy("the sentence is recorded"),
    "custody.sentence_corrected": gettext_lazy("the sentence is corrected"),
    "custody.key_worker_assigned": gettext_lazy("a key worker is named"),
    "custody.cell_sharing_assessed": gettext_lazy("it is assessed whether they may share a cell"),
    "custody.restrictions_imposed": gettext_lazy("restrictions are recorded"),
    "custody.restriction_changed": gettext_lazy("a restriction is changed"),
    "custody.restriction_lifted": gettext_lazy("a restriction is lifted"),
    "custody.segregation_begun": gettext_lazy("a segregation has begun"),
    "custody.segregation_reviewed": gettext_lazy("a segregation is reviewed"),
    "custody.segregation_ended": gettext_lazy("a segregation has ended"),
    "contacts.approved": gettext_lazy("a contact is approved"),
    "plans.opened": gettext_lazy("a plan is begun"),
    "plans.brought_in": gettext_lazy("a plan from outside is brought in"),
    "plans.goal_added": gettext_lazy("a goal is written into the plan"),
    "plans.agreed": gettext_lazy("the plan is agreed"),
    "plans.returned": gettext_lazy("the plan is given back at release"),
    "sharing.handover_created(handover_kind=intake_notice)": gettext_lazy("the intake notice is sent"),
    "sharing.handover_created(handover_kind=plan)": gettext_lazy("the plan is sent to an organisation"),
    "sharing.handover_created(handover_kind=release_notice)": gettext_lazy("the release notice is sent"),
    "sharing.acknowledged(handover_kind=intake_notice)": gettext_lazy("the intake notice is acknowledged"),
    "sharing.acknowledged(handover_kind=plan)": gettext_lazy("an organisation has acknowledged the plan"),
    "sharing.acknowledged(handover_kind=release_notice)": gettext_lazy("the release notice is acknowledged"),
    "timetable.booking_took_place(kind_code=release_meeting)": gettext_lazy(
        "the release meeting has taken place"
    ),
    "timetable.booking_took_place": gettext_lazy("something in the timetable has taken place"),
}
"""Entries of the thread that a task can wait for; a pack may know more, they are shown by their code."""
KNOWN_WORDS: Final[Mapping[Known, Text]] = {
    Known.THREAD: gettext_lazy("the service sees it happen"),
    Known.PLANNED: gettext_lazy("a planned day; when it moves, the task moves"),
    Known.NOTED: gettext_lazy("staff note the day on the course’s page"),
}
EXAMPLES: Final = (
    "event:phase+14d",
    "event:arrival+24h",
    "event:intake+2wd",
    "event:arrival+asap",
    "date:release-90d",
    "every:14d",
    "every:7d->14d",
    "limit:7d/30d",
    "calc:max(term/4,2mo)",
    "on_change",
    "rule",
)
"""One deadline of each shape, as an editor sees them explained."""
Options = list[tuple[str, str]]


def choices(desk: Desk, held: Mapping[str, Iterable[str]]) -> dict[str, Options]:
    """Return what each field can be, in the reader's words; ``held`` is what the task names already."""
    roles = [(code, role.title.in_language(language())) for code, role in pack_of(_pack(desk)).roles.items()]
    outside = [(code, str(words)) for code, words in OUTSIDE_WORDS.items() if code in OUTSIDE]
    entries = [(kind, str(words)) for kind, words in ENTRIES.items()]
    return {
        "role": [*roles, *outside],
        "escalates_to": roles,
        "partners": outside,
        "starts": [(code, str(FACT_WORDS[code])) for code in FACTS],
        "info_class": [(c.name or "", ", ".join(class_words(c))) for c in InformationClass],
        "page": [(name, str(PAGE_WORDS[name])) for name in PAGES],
        "form": forms_in_use(),
        "basis": [(basis.value, str(words)) for basis, words in BASIS_WORDS.items()],
        "terms": _with_held(_terms(desk), held["terms"]),
        "check": _with_held(entries, held["check"]),
        "repeat_on": _with_held(entries, held["repeat_on"]),
    }


def forms_in_use() -> Options:
    """Return the published forms by title, each once, in its newest version."""
    found = {f.code: f for f in reversed(list_forms()) if f.status == DefinitionStatus.PUBLISHED}
    titles = [(code, str(f.title.get(language()) or f.title.get("en") or code)) for code, f in found.items()]
    return sorted(titles, key=lambda option: option[1].casefold())


def _pack(desk: Desk) -> str:
    return desk.establishment.pack


def _terms(desk: Desk) -> Options:
    glossary = load_glossary(settings.PACKS / _pack(desk))
    found = [(code, term.name.in_language(language())) for code, term in glossary.items()]
    return sorted(found, key=lambda option: option[1].casefold())


def _with_held(options: Options, held: Iterable[str]) -> Options:
    """Put what is chosen first; what only a pack knows is kept and called by its code."""
    names, chosen = dict(options), list(dict.fromkeys(held))
    return [(c, names.get(c, c)) for c in chosen] + [o for o in options if o[0] not in set(chosen)]


def deadline_help() -> list[tuple[str, str]]:
    """Return an example of each shape of a deadline and what it says."""
    return [(text, say_deadline(parse(text), starts=PHASE_FACT)) for text in EXAMPLES]


def fact_help() -> list[tuple[str, str, str]]:
    """Return what a deadline can count from: its name, what that is, and how it comes to be known."""
    return [(code, str(FACT_WORDS[code]), str(KNOWN_WORDS[known])) for code, known in FACTS.items()]


def say_unfit(unfit: Unfit, desk: Desk) -> str:
    """Return in words why somebody cannot do their part of a task."""
    who = journey.name_of_role(unfit.role, pack=_pack(desk), language=language())
    if unfit.lack is Lack.COMPLETE:
        return _("%(who)s may end no task: choose another role, or give this one the right.") % {"who": who}
    if unfit.lack is Lack.PAGE:
        words = _("%(who)s cannot work on the page “%(page)s”.")
        return words % {"who": who, "page": PAGE_WORDS[unfit.what]}
    what = ", ".join(class_words(InformationClass[unfit.what]))
    if unfit.lack is Lack.HIDDEN:
        return _("No client reads “%(what)s”: the words for the client are shown to nobody.") % {"what": what}
    return _("%(who)s does not read “%(what)s” and would not see this task.") % {"who": who, "what": what}


def say_refused(key: str, reason: str) -> str:
    """Return in words what is wrong with a field of a task; ``key`` as the reader of guides names it."""
    words: dict[str, str] = {
        "": _("The short code has 3 to 60 small letters, digits and _, and begins with a letter."),
        "role": _("Choose who does it."),
        "escalates_to": _("Choose from the list who is told when it is late."),
        "starts": _("Choose from the list what it counts from."),
        "info_class": _("Choose from the list who may read it."),
        "title": _("Write what it is called, in at least one language."),
        "why": _("Write why it is done, in at least one language."),
        "how": _("Write how it is done, in at least one language."),
        "source": _("Say where it comes from: a law, a page, or whose own default it is."),
    }
    field = key.split(".", maxsplit=1)[0]
    return words.get(field, f"{key}: {reason}")
