"""What the pages of contacts share: words of the pack, and what a form says of somebody outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, Channel, ContactRow, Level, NewCorrespondent, State, Terms
from redthread.doors.staff.custody.fields import Case, UnreadableFieldError, day_of, instant_of, words_of
from redthread.doors.staff.desk import number
from redthread.ui import words

EVENING: Final = time(23, 59)
GROWN_YEARS: Final = 18
LOOKS: Final = {
    State.OPEN: ("success", "check"),
    State.BLOCKED: ("neutral", "stop"),
    State.CLOSED: ("warning", "lock"),
    State.EXPIRED: ("neutral", "clock"),
    State.ENDED: ("neutral", "cross"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the pack that holds for a client, in the reader's language."""

    relations: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    channels: list[dict[str, str]]
    levels: list[dict[str, str]]
    checks: list[tuple[str, str]]

    def relation(self, code: str) -> str:
        """Return what somebody is to the client."""
        return dict(self.relations).get(code, code)

    def channel(self, code: str) -> dict[str, str]:
        """Return a channel's title and pictogram."""
        return next((c for c in self.channels if c["value"] == code), {"title": code, "icon": "contact"})

    def level(self, code: str) -> str:
        """Return a level's title."""
        return next((v["title"] for v in self.levels if v["value"] == code), code)


def words_for(client_id: int | None) -> Words:
    """Return the words of the pack that holds for a client (None: of nobody in particular)."""
    rules, lang = contacts.rules_for(client_id=client_id).pack, get_language() or "en"
    return Words(
        relations=[(r.code, r.title.in_language(lang)) for r in rules.relations.values()],
        kinds=[(k.code, k.title.in_language(lang)) for k in rules.kinds.values()],
        channels=[
            {"value": c.code, "title": c.title.in_language(lang), "icon": c.pictogram}
            for c in rules.channels.values()
        ],
        levels=[
            {
                "value": v.code,
                "title": v.title.in_language(lang),
                "note": v.explains.in_language(lang) if v.explains else "",
            }
            for v in rules.levels.values()
        ],
        checks=[(c.code, c.title.in_language(lang)) for c in rules.checks.values()],
    )


def state_words(state: State) -> str:
    """Return what a contact is now. A ban has no word of its own: whoever may read it finds it below."""
    return {
        State.OPEN: _("open"),
        State.BLOCKED: _("the client wants nothing now"),
        State.CLOSED: _("closed: ask the duty manager"),
        State.EXPIRED: _("its time is over"),
        State.ENDED: _("ended"),
    }[state]


def line_of(row: ContactRow, said: Words, tz: str) -> dict[str, Any]:
    """Return a contact as its list and its page show it."""
    contact, color = row.contact, LOOKS[row.state]
    return {
        "row": row,
        "contact": contact,
        "relation": said.relation(contact.relation),
        "channels": [said.channel(c) for c in contact.channels],
        "level": said.level(contact.level),
        "state": state_words(row.state),
        "color": color[0],
        "sign": color[1],
        "until": words.date_short(contact.valid_until, tz=tz, year=True) if contact.valid_until else "",
        "is_over": row.state in {State.ENDED, State.EXPIRED},
        "adult": row.adult.known_as if row.adult else "",
        "since": words.date_short(contact.approved_at, tz=tz, year=True),
    }


def terms_of(request: HttpRequest, case: Case) -> Terms:
    """Return what was decided."""
    level = request.POST.get("level", "")
    if level not in [v.value for v in Level]:
        raise UnreadableFieldError(_("Choose how closely it is read."))
    return Terms(
        channels=[c for c in Channel if c.value in request.POST.getlist("channels")],
        level=Level(level),
        grounds=words_of(request, "grounds", 500),
        until=instant_of(request, "until", case.desk, default=EVENING),
    )


def somebody_of(request: HttpRequest, *, kind: str, today: date) -> NewCorrespondent:
    """Return who somebody is, as the form says."""
    born_on = day_of(request, "born")
    is_child = born_on is not None and _is_child(born_on, today)
    return NewCorrespondent(
        kind=kind,
        name=words_of(request, "name", 120),
        organisation=words_of(request, "organisation", 120),
        born_on=born_on,
        language=words_of(request, "language", 8) or "en",
        is_child=is_child,
        responsible_id=number(request.POST.get("responsible")) if is_child else None,
        aliases=aliases_of(request),
    )


def aliases_of(request: HttpRequest) -> tuple[tuple[AliasKind, str], ...]:
    """Return the numbers and addresses that were typed; further names on lines of their own."""
    found = [
        (AliasKind.PHONE, words_of(request, "phone", 60)),
        (AliasKind.EMAIL, words_of(request, "email", 120)),
        (AliasKind.ADDRESS, words_of(request, "address", 300)),
    ]
    found += [(AliasKind.NAME, line) for line in words_of(request, "names", 600).splitlines()]
    return tuple((kind, value) for kind, value in found if value.strip())


def kept_of(post: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, so that it is still there after an error."""
    names = ("name", "organisation", "phone", "email", "address", "names", "language", "relation", "level")
    more = ("grounds", "known_as", "responsible", "source", "decided_by", "reference", "kind", "note")
    return {name: post.get(name, "") for name in (*names, *more)}


def _is_child(born_on: date, today: date) -> bool:
    years = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return years < GROWN_YEARS
