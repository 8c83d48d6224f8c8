"""Names of those who acted: of the people of the service, not of clients."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _


def names_of(actor_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of actors by id."""
    ids = sorted({i for i in actor_ids if i is not None})
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, name from access.actor_names(%s)", [ids])
        return dict(cursor.fetchall())


def name_of(actor_id: int | None) -> str:
    """Return the name of one actor, or a word for nobody known."""
    return names_of([actor_id]).get(actor_id or 0, _("Somebody"))
