"""What entries of the thread say to staff: with the names of departments and roles, not their codes."""

from dataclasses import replace
from functools import cache
from typing import Final

from django.conf import settings

from redthread.doors.staff.desk import Desk
from redthread.foundation.sentences import tell
from redthread.foundation.thread import ThreadEntry
from redthread.jurisdiction.load import load_packs
from redthread.jurisdiction.texts import Text
from redthread.organisations.public import list_departments

DEPARTMENTS: Final = ("from_department", "to_department")


def tell_staff(entry: ThreadEntry, desk: Desk) -> str:
    """Return the sentence of an entry in the reader's language."""
    payload = dict(entry.payload or {})
    language = desk.actor.language
    if any(key in payload for key in DEPARTMENTS):
        here = list_departments(establishment_id=desk.establishment.id)
        names = {d.code: d.name_in(language) for d in here}
        payload |= {key: names.get(payload[key], payload[key]) for key in DEPARTMENTS if key in payload}
    title = _titles(desk.establishment.pack).get(str(payload.get("role", "")))
    if title is not None:
        payload["role"] = title.in_language(language)
    return tell(replace(entry, payload=payload), to_client=False)


@cache
def _titles(pack: str) -> dict[str, Text]:
    found = load_packs(settings.PACKS).get(pack)
    return {code: role.title for code, role in found.roles.items()} if found else {}
