"""Who sits at the table of Amir's plan, and short ways to write into it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from redthread.foundation.actor import Actor
from redthread.plans import public as plans
from redthread.plans.public import Action, ActionText, DoubleReply, Goal
from tests.factories.world import Acting, AsOwner, Member, World, refresh, staff

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PLAN_WORK, PLAN_HOME, PLAN_MONEY = 1 << 7, 1 << 6, 1 << 9
READS = 1 | 2 | PLAN_HOME | PLAN_WORK
"""What the municipality was granted: who it is, which phase, home and work."""


@dataclass(slots=True)
class Team:
    """The people at the table."""

    officer: Member
    """The plan officer."""
    second: Member
    """Another plan officer of the same place."""
    municipality: Member
    colleague: Member
    """Of the same municipality."""
    agency: Member
    """Of the employment service: another organisation."""
    organisations: dict[str, int]


def _value(sql: str, arguments: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return int(cursor.fetchone()[0])


def organisation(code: str, name: str, kind: str) -> int:
    """Insert a partner organisation. Call as the owner."""
    return _value(
        "insert into organisations_partnerorganisation (code, name, kind, pack, territories, language, "
        "is_active) values (%s, %s, %s, 'se', '{}', 'sv', true) returning id",
        [code, name, kind],
    )


def partner(name: str, organisation_id: int) -> Member:
    """Insert somebody who works at a partner organisation. Call as the owner."""
    actor = _value(
        "insert into access.actor (kind, name, title, language, organisation_id) values "
        "('partner', %s, 'Case worker', 'sv', %s) returning id",
        [name, organisation_id],
    )
    given, family = name.split(" ", 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into organisations_partnermember (actor_id, organisation_id, given_name, family_name, "
            "email, title, role, class_limit, began_at, ended_why, oidc_issuer, oidc_subject) values "
            "(%s, %s, %s, %s, %s, '', 'caseworker', -1, now(), '', '', '')",
            [actor, organisation_id, given, family, f"{given}@example.org".lower()],
        )
    return Member(actor, name, "partner")


def allow(organisation_id: int, client_id: int, *, reads: int = READS, writes: int | None = None) -> None:
    """Give an organisation a grant. Call as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, "
            "legal_basis, phase) values (%s, %s, %s, %s, 'plan', 'law', 'serving')",
            [organisation_id, client_id, reads, reads & ~3 if writes is None else writes],
        )
        cursor.execute("select access.refresh_client(%s)", [client_id])


def disallow(organisation_id: int, client_id: int) -> None:
    """End what an organisation was granted. Call as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update access.partner_grant set valid_until = now() "
            "where organisation_id = %s and client_id = %s",
            [organisation_id, client_id],
        )
        cursor.execute("select access.refresh_client(%s)", [client_id])


def arrange_team(world: World) -> Team:
    """Seat everybody at the table. Call as the owner."""
    hall = world.establishments["hall"]
    officers = [
        staff(name, "plan_officer", "establishment", hall, hall) for name in ("Maria Berg", "Ulla Vik")
    ]
    for each in officers:
        refresh(each.actor_id)
    named = {
        "town": organisation("se-0480", "Nyköping municipality", "municipality"),
        "agency": organisation("af", "Employment service", "employment"),
    }
    team = Team(
        officer=officers[0],
        second=officers[1],
        municipality=partner("Eva Falk", named["town"]),
        colleague=partner("Omar Said", named["town"]),
        agency=partner("Lisa Ahl", named["agency"]),
        organisations=named,
    )
    amir = world.cast.amir.client_id
    allow(named["town"], amir)
    allow(named["agency"], amir, reads=1 | PLAN_WORK)
    return team


@dataclass(slots=True)
class Desk:
    """Short ways to write into Amir's plan."""

    acting: Acting
    world: World
    as_owner: AsOwner
    team: Team

    @property
    def client_id(self) -> int:
        """Whose plan it is."""
        return self.world.cast.amir.client_id

    def sit(self, who: Member) -> AbstractContextManager[Actor]:
        """Act as somebody at the table."""
        return self.acting(who)

    def goal(
        self,
        who: Member,
        area: str = "work",
        words: str = "A job",
        *,
        at: datetime = MONDAY,
        for_client: bool = False,
    ) -> Goal:
        """Set a goal."""
        with self.acting(who) as actor:
            return plans.add_goal(
                actor=actor,
                client_id=self.client_id,
                goal_id=uuid4(),
                area=area,
                words=words,
                at=at,
                for_client=for_client,
            )

    def text(self, **more: Any) -> ActionText:
        """An action as it is typed: work practice from today for a quarter."""
        typed: dict[str, Any] = {
            "area": "work",
            "words": "Work practice",
            "starts_on": date(2026, 3, 2),
            "ends_on": date(2026, 6, 1),
            "status": "running",
        }
        return ActionText(**typed | more)

    def write(
        self,
        who: Member,
        *,
        action_id: UUID | None = None,
        expected: int | None = None,
        reply: DoubleReply | None = None,
        at: datetime = MONDAY,
        **more: Any,
    ) -> Action:
        """Write an action, new or again."""
        with self.acting(who) as actor:
            return plans.save_action(
                actor=actor,
                client_id=self.client_id,
                action_id=action_id or uuid4(),
                text=self.text(**more),
                expected=expected,
                reply=reply,
                at=at,
            )

    def read(self, who: Member) -> plans.Table:
        """Read the plan."""
        with self.acting(who) as actor:
            return plans.get_table(actor=actor, client_id=self.client_id)

    def kinds(self) -> list[str]:
        """Return the kinds of entries about plans in Amir's thread, oldest first."""
        with self.as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "select kind from thread.entry where client_id = %s and kind like 'plans.%%' order by seq",
                [self.client_id],
            )
            return [row[0] for row in cursor.fetchall()]


def later(minutes: int) -> datetime:
    """Return a moment after Monday morning."""
    return MONDAY + timedelta(minutes=minutes)
