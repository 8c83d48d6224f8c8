"""Reads of who is there for a client."""

from dataclasses import dataclass

from django.db import connection

from redthread.custody.models import KeyWorker
from redthread.custody.queries.restrictions import custody_rules
from redthread.estate.public import get_establishment


@dataclass(frozen=True, slots=True)
class KeyWorkerChoice:
    """Who may become a key worker: how many clients they have, and how many they may have."""

    staff_actor_id: int
    name: str
    title: str
    has: int
    most: int

    @property
    def has_room(self) -> bool:
        """Say whether one more client fits."""
        return self.has < self.most


def most_clients(*, establishment_id: int) -> int:
    """Return how many clients one key worker may have at an establishment: its pack says so."""
    return custody_rules(get_establishment(establishment_id=establishment_id).pack).key_worker_clients


def find_key_worker(*, client_id: int) -> int | None:
    """Return the actor id of a client's key worker now, or None."""
    return (
        KeyWorker.objects.filter(client_id=client_id, period__endswith=None)
        .values_list("staff_actor_id", flat=True)
        .first()
    )


def find_former(*, client_id: int, establishment_id: int) -> int | None:
    """Return who was the key worker at an establishment last, works there still and has room; or None."""
    most = most_clients(establishment_id=establishment_id)
    with connection.cursor() as cursor:
        cursor.execute("select custody_former_key_worker(%s, %s, %s)", [client_id, establishment_id, most])
        found = cursor.fetchone()[0]
    return int(found) if found is not None else None


def list_key_worker_choices(*, establishment_id: int) -> list[KeyWorkerChoice]:
    """Return who may be a key worker at an establishment, those with most room first."""
    most = most_clients(establishment_id=establishment_id)
    with connection.cursor() as cursor:
        cursor.execute("select * from custody_key_worker_choices(%s)", [establishment_id])
        return [
            KeyWorkerChoice(actor_id, name, title, has, most)
            for actor_id, name, title, has in cursor.fetchall()
        ]


def name_of(staff_actor_id: int) -> str:
    """Return the name of a member of staff; clients read it too, though not the register of staff."""
    with connection.cursor() as cursor:
        cursor.execute("select name from access.actor_names(%s)", [[staff_actor_id]])
        found = cursor.fetchone()
    return str(found[0]) if found else ""
