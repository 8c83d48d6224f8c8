"""Print every problem of all packs: ``python -m redthread.jurisdiction.check [folder]``.

Loading refuses what cannot work. This finds what works but should not be shipped: a missing language, a title
that does not fit its place, a role that reads what it must not, a value that nobody uses.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction.booklet import find_booklet_problems
from redthread.jurisdiction.contacts import load_contact_rules, texts_of_contacts
from redthread.jurisdiction.custody import load_custody_rules, texts_of_custody
from redthread.jurisdiction.glossary import load_glossary
from redthread.jurisdiction.guide_check import find_guide_problems
from redthread.jurisdiction.guides import load_guides
from redthread.jurisdiction.load import list_pack_directories, load_pack
from redthread.jurisdiction.messages import load_message_rules, texts_of_messages
from redthread.jurisdiction.pack import Decision, Pack
from redthread.jurisdiction.sentences import load_sentence_rules, texts_of_sentences
from redthread.jurisdiction.sharing import load_sharing_rules
from redthread.jurisdiction.tables import PackError
from redthread.jurisdiction.texts import LANGUAGES, Text

LONGEST_TILE: Final = 28
LONGEST_TITLE: Final = 40
LONGEST_SENTENCE: Final = 160

PERMISSIONS: Final = frozenset(
    {
        "people.read",
        "people.search",
        "people.create",
        "people.merge",
        "requests.read",
        "requests.decide",
        "requests.forward",
        "requests.pause",
        "requests.second_read",
        "requests.measure",
        "requests.catalogue",
        "timetable.book",
        "journey.complete",
        "journey.assign",
        "journey.guides",
        "timetable.decide",
        "plans.read",
        "plans.write",
        "plans.open",
        "plans.measure",
        "sharing.break_glass",
        "sharing.grant_role",
        "sharing.grant_partner",
        "signin.enrol_device",
        "signin.reset_pin",
        "signin.invite_staff",
        "signin.end_sessions",
        "custody.place",
        "custody.sentence",
        "custody.receive",
        "custody.decide_transfer",
        "custody.restrict",
        "custody.keep_apart",
        "custody.place_against",
        "custody.segregate",
        "custody.visit",
        "custody.watch",
        "contacts.read",
        "contacts.approve",
        "contacts.bar",
        "contacts.verify",
        "messages.answer",
        "messages.review",
        "messages.restrict",
        "money.post",
        "kiosk.manage",
        "estate.manage",
        "estate.certify_request",
        "estate.certify",
        "organisations.manage",
        "organisations.manage_partners",
        "notices.manage",
        "thread.verify",
        "thread.sample",
        "thread.house",
    }
)
"""What roles may name. Each belongs to the module before the dot."""

HEALTH_ROLES: Final = frozenset({"nurse", "head_nurse"})
SEALED_ROLES: Final = frozenset({"complaints_officer"})
VICTIM_ROLES: Final = frozenset({"victim_officer"})
CARE_MAY_NOT_READ: Final = C.SECURITY | C.INCIDENTS | C.CASE_FILE | C.REQUESTS


def find_problems(packs: Path) -> list[str]:
    """Return every problem of the packs under a folder as a sentence with its place; none is the goal."""
    found: list[str] = []
    for directory in list_pack_directories(packs):
        try:
            pack = load_pack(directory)
            sentences = load_sentence_rules(directory)
            contacts = load_contact_rules(directory)
            messages = load_message_rules(directory)
            custody = load_custody_rules(directory)
            load_sharing_rules(directory)
            words = [*_problems_of_words(directory, pack)]
            forms = {task.form for tasks in load_guides(directory).values() for task in tasks}
        except PackError as error:
            found.append(str(error))
            continue
        found += [f"{pack.code}: {problem}" for problem in (*_problems_of(pack, forms), *words)]
        found += [
            f"{pack.code}: {place}: no {language}"
            for place, text in (
                *texts_of_sentences(sentences),
                *texts_of_messages(messages),
                *texts_of_contacts(contacts),
                *texts_of_custody(custody),
            )
            for language in text.missing()
        ]
    return found


def _problems_of_words(directory: Path, pack: Pack) -> Iterator[str]:
    """Find what is wrong with the guides and the booklet, whose terms the glossary must have."""
    terms = load_glossary(directory)
    yield from find_guide_problems(
        directory, terms=terms, roles=pack.roles, forms={code for code, _ in pack.forms}
    )
    yield from find_booklet_problems(directory, terms=terms)


def _problems_of(pack: Pack, forms_of_guides: set[str]) -> Iterator[str]:
    for place, text, longest in texts_of(pack):
        for language in text.missing():
            yield f"{place}: no {language}"
        for language, words in text:
            if language not in LANGUAGES:
                yield f"{place}: {language!r} is none of our languages"
            if longest and len(words) > longest:
                yield f"{place}: {language} has {len(words)} characters, {longest} fit: {words!r}"
            if words != words.strip() or "  " in words:
                yield f"{place}: {language} has stray spaces"
    for form in pack.forms.values():
        yield from _problems_of_form(form.definition, f"form {form.code}")
    yield from _unused(pack, forms_of_guides)
    yield from _problems_of_roles(pack)
    yield from _problems_of_grounds(pack)


def texts_of(pack: Pack) -> Iterator[tuple[str, Text, int]]:
    """Yield (place, text, most characters that fit; 0 for any) for each text of a pack outside its forms."""
    yield "title", pack.title, LONGEST_TITLE
    for route in pack.appeals.values():
        yield f"appeal {route.code} to", route.to, 60
        if route.then:
            yield f"appeal {route.code} then", route.then, LONGEST_SENTENCE
    for words in pack.information_classes.values():
        yield f"class {words.information_class.name} title", words.title, LONGEST_TITLE
        yield f"class {words.information_class.name} explains", words.explains, LONGEST_SENTENCE
    named: Iterable[tuple[str, Any]] = (
        *(("department", department) for department in pack.departments.values()),
        *(("role", role) for role in pack.roles.values()),
        *(("group", group) for group in pack.groups.values()),
        *(("category", category) for category in pack.kiosk.categories.values()),
        *(("booking kind", kind) for kind in pack.timetable.kinds.values()),
    )
    for role in pack.roles.values():
        yield f"role {role.code} why", role.why, 0
    for kind, thing in named:
        yield f"{kind} {thing.code}", thing.title, LONGEST_TITLE
    for type_ in pack.request_types.values():
        yield f"type {type_.code} tile", type_.tile, LONGEST_TILE
        yield f"type {type_.code} title", type_.title, LONGEST_TITLE
        yield f"type {type_.code} description", type_.description, LONGEST_SENTENCE
    for ground in pack.grounds.values():
        yield f"ground {ground.code} text", ground.text, LONGEST_SENTENCE
        yield f"ground {ground.code} next_step", ground.next_step, LONGEST_SENTENCE
    for article in pack.kiosk.articles.values():
        yield f"article {article.code} name", article.name, LONGEST_TILE
        yield f"article {article.code} unit", article.unit, LONGEST_TILE
    for code, allergen in pack.kiosk.allergens.items():
        yield f"allergen {code}", allergen, LONGEST_TILE


def _problems_of_form(node: Mapping[str, Any], place: str) -> Iterator[str]:
    """Find texts of a form that lack a language; what the form means is checked by the module ``forms``."""
    for key in ("title", "text", "help"):
        if key in node:
            for language in Text(node[key]).missing():
                yield f"{place} {key}: no {language}"
    if "title" in node:
        for language, words in node["title"].items():
            if len(words) > LONGEST_TITLE:
                yield f"{place} title: {language} has {len(words)} characters, {LONGEST_TITLE} fit"
    for key, code in (("item", "linkId"), ("answerOption", "code")):
        for child in node.get(key, ()):
            yield from _problems_of_form(child, f"{place}/{child.get(code, '?')}")


def _unused(pack: Pack, forms_of_guides: set[str]) -> Iterator[str]:
    types = pack.request_types.values()
    used: dict[str, tuple[Iterable[str], set[str]]] = {
        "form": ((code for code, _ in pack.forms), {type_.form for type_ in types} | forms_of_guides),
        "department": (pack.departments, {type_.department for type_ in types}),
        "group": (pack.groups, {type_.group for type_ in types}),
        "appeal": (pack.appeals, {type_.appeal.code for type_ in types if type_.appeal}),
        "category": (
            pack.kiosk.categories,
            {article.category for article in pack.kiosk.articles.values()},
        ),
    }
    for kind, (there, needed) in used.items():
        for code in sorted(set(there) - needed):
            yield f"{kind} {code}: nothing uses it"


def _problems_of_roles(pack: Pack) -> Iterator[str]:
    for role in pack.roles.values():
        for permission in sorted(role.permissions - PERMISSIONS):
            yield f"role {role.code}: there is no permission {permission!r}"
        if role.reads & C.HEALTH and role.code not in HEALTH_ROLES:
            yield f"role {role.code}: reads HEALTH, which is for health staff"
        if role.reads & C.PRIVILEGED and role.code not in SEALED_ROLES:
            yield f"role {role.code}: reads PRIVILEGED, which is sealed"
        if role.code in HEALTH_ROLES and role.reads & CARE_MAY_NOT_READ:
            yield f"role {role.code}: health staff take no part in control"
        if role.reads & C.VICTIMS and role.code not in VICTIM_ROLES:
            yield f"role {role.code}: reads VICTIMS, which is for whoever is there for them"
    for department in pack.departments.values():
        for code in department.roles:
            if not pack.roles[code].permissions >= {"requests.read", "requests.decide"}:
                yield f"department {department.code}: role {code} cannot decide"


def _problems_of_grounds(pack: Pack) -> Iterator[str]:
    for type_ in pack.request_types.values():
        for decision in Decision:
            if not pack.grounds_for(type_.code, decision):
                yield f"type {type_.code}: no ground for {decision.value}"


def main(arguments: list[str]) -> int:
    """Print the problems of the packs in a folder (``packs`` where none is named); 1 when there are any."""
    packs = Path(arguments[0] if arguments else "packs")
    if not list_pack_directories(packs):
        sys.stderr.write(f"There are no packs under {packs}.\n")
        return 1
    problems = find_problems(packs)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(f"{len(problems)} problems in {len(list_pack_directories(packs))} packs\n")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
