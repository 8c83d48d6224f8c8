"""Guides that are published, and people whose courses run on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from redthread.foundation.actor import Actor
from redthread.foundation.session import acting_as_system
from redthread.journey import public as journey
from redthread.journey.models import CourseTask
from tests.factories.world import Member, World

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday; ten in the morning at Hall."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Courses:
    """The world with the guides of its pack; ``acting`` opens real sessions."""

    acting: Any
    as_owner: Any
    world: World

    def keep(self, *, at: datetime = NOW) -> int:
        """Let the job bring everybody up to date to whom it is owed; return how many."""
        from redthread.journey.services.courses import settle_owed

        with self.job() as actor:
            return settle_owed(actor=actor, at=at)

    @contextmanager
    def job(self) -> Iterator[Actor]:
        """Act as the job, in the worker's role."""
        with self.as_owner(), connection.cursor() as cursor:
            cursor.execute("set role rt_job")
            with acting_as_system("journey") as actor:
                yield actor
            cursor.execute("set role rt_owner")

    def load(self, *, pack: str = "se", at: datetime = NOW) -> None:
        """Publish the guides of a pack."""
        with self.job() as actor:
            journey.load_pack_guides(actor=actor, pack=pack, at=at)

    def owe(self, *clients: Member) -> None:
        """Owe these people a reckoning, as an entry of custody would."""
        with self.as_owner(), connection.cursor() as cursor:
            for client in clients:
                cursor.execute(
                    "insert into journey.stale values (%s, now()) on conflict do nothing", [client.client_id]
                )

    def open(self, *clients: Member, at: datetime = NOW) -> None:
        """Begin the courses of these people."""
        self.owe(*clients)
        self.keep(at=at)

    def tasks(self, client: Member) -> dict[str, CourseTask]:
        """Return the last time of each task of somebody, by code, whatever its class."""
        with self.as_owner():
            rows = CourseTask.objects.filter(client_id=client.client_id).order_by("occurrence")
            return {task.code: task for task in rows}

    def phases(self, client: Member) -> list[str]:
        """Return the phases that hold for somebody."""
        with self.as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "select phase from journey_coursephase where client_id = %s and left_at is null "
                "order by phase",
                [client.client_id],
            )
            return [row[0] for row in cursor.fetchall()]

    def do(self, sql: str, *arguments: Any) -> Any:
        """Run a statement as the owner; return the first column of the first row, if there is one."""
        with self.as_owner(), connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            return cursor.fetchone()[0] if cursor.description and cursor.rowcount else None

    def arrived(self, client: Member, at: datetime) -> None:
        """Let somebody have come at another time."""
        self.do(
            "update custody_stay set period = tstzrange(%s, null) where client_id = %s", at, client.client_id
        )

    def sentenced(
        self, client: Member, *, since: datetime, release: str, ends: str, status: str = "sentenced"
    ) -> None:
        """Let somebody serve a sentence, without the services of custody."""
        self.do(
            "insert into custody_legalstatus (id, client_id, status, period, basis, recorded_at, "
            "recorded_by, withdrawn_reason) values (gen_random_uuid(), %s, %s, tstzrange(%s, null), '', %s, "
            "1, '')",
            client.client_id,
            status,
            since,
            since,
        )
        self.do(
            "insert into custody_sentence (id, client_id, pack, starts_on, remand_days, postponed_days, "
            "is_repeat, release_on, ends_on, reason, is_current, recorded_at, recorded_by) values "
            "(gen_random_uuid(), %s, 'se', %s, 0, 0, false, %s, %s, '', true, %s, 1)",
            client.client_id,
            since.date(),
            release,
            ends,
            since,
        )

    def in_denmark(self, client: Member, *, at: datetime) -> None:
        """Move all to Denmark: somebody came 100 days ago, sentenced an hour later, free in 200 days."""
        self.do("update estate_establishment set pack = 'dk', timezone = 'Europe/Copenhagen'")
        came, release = at - 100 * DAY, str((at + 200 * DAY).date())
        self.load(pack="dk", at=came)
        self.arrived(client, came)
        self.open(client, at=came)
        self.sentenced(client, since=came + HOUR, release=release, ends=release)
        self.open(client, at=came + HOUR)
        self.open(client, at=at)
