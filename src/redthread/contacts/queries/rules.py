"""What the jurisdiction of the place where a client is says about contacts."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import connection

from redthread.jurisdiction.contacts import ContactRules, load_contact_rules
from redthread.jurisdiction.tables import read_toml

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a pack, and where numbers without a country code are dialled ("": nowhere)."""

    pack: ContactRules
    country: str


@lru_cache(maxsize=16)
def rules_of(pack: str) -> Rules:
    """Return the rules of a pack; read once, a changed pack is read at the next start."""
    directory = settings.PACKS / pack
    country = str(read_toml(directory / "pack.toml").data.get("country", ""))
    return Rules(load_contact_rules(directory), country)


def rules_for(*, client_id: int | None) -> Rules:
    """Return the rules that hold where a client is or was last; the generic ones for nobody in particular."""
    if client_id is None:
        return rules_of(GENERIC)
    with connection.cursor() as cursor:
        cursor.execute("select contacts.pack_of(%s)", [client_id])
        return rules_of(str(cursor.fetchone()[0]))
