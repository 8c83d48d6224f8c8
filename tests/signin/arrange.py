"""Keys and tablets for the cast, put in place as the owner."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from redthread.signin.public import Origin, fingerprint, hash_password, hash_pin, seal
from tests.factories.world import Member, World

PIN = "4917"
PASSWORD = "plum river anvil seven"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def long_ago() -> datetime:
    """Return an instant from which tests may go on for hours without reaching the future."""
    return datetime.now(UTC) - timedelta(hours=20)


@dataclass(slots=True)
class Keys:
    """Puts keys and tablets in place."""

    world: World
    as_owner: Callable[[], AbstractContextManager[None]]

    def number_of(self, member: Member) -> str:
        """Return a client's number."""
        return str(self.value("select number from people_client where id = %s", member.client_id))

    def pin(self, member: Member, pin: str = PIN, *, must_change: bool = False) -> str:
        """Give a client a PIN and return their number."""
        number = self.number_of(member)
        self.do(
            "insert into access.credential (actor_id, kind, secret, must_change, created_at) "
            "values (%s, 'pin', %s, %s, %s)",
            member.actor_id,
            hash_pin(pin),
            must_change,
            long_ago() - timedelta(days=30),
        )
        self.do("insert into access.login_name values ('client', %s, %s)", number.lower(), member.actor_id)
        return number

    def card(self, member: Member, card: str) -> None:
        """Give a client a card."""
        self.do(
            "insert into access.credential (actor_id, kind, handle, secret) values (%s, 'card', %s, '')",
            member.actor_id,
            fingerprint(card.lower()),
        )

    def password(
        self,
        member: Member,
        name: str,
        *,
        must_change: bool = False,
        totp: bool = True,
        door: str = "staff",
    ) -> str:
        """Give a member of staff or a partner a password, and a code generator; return their name."""
        self.do(
            "insert into access.credential (actor_id, kind, secret, must_change, created_at) "
            "values (%s, 'password', %s, %s, %s)",
            member.actor_id,
            hash_password(PASSWORD),
            must_change,
            long_ago() - timedelta(days=30),
        )
        self.do("insert into access.login_name values (%s, %s, %s)", door, name, member.actor_id)
        if totp:
            self.do(
                "insert into access.credential (actor_id, kind, secret) values (%s, 'totp', %s)",
                member.actor_id,
                seal(SEED),
            )
        return name

    def device(
        self, *, room: str | None = None, member: Member | None = None, establishment: str = "hall"
    ) -> str:
        """Put an enrolled tablet in place and return its token."""
        token = secrets.token_urlsafe(32)
        device_id = self.value(
            "insert into signin_device (establishment_id, label, room_id, client_id, announced_at, "
            "announced_by, enrolled_at) values (%s, %s, %s, %s, now(), 1, now()) returning id",
            self.world.establishments[establishment],
            room or "tablet",
            self.world.rooms[room] if room else None,
            member.client_id if member else None,
        )
        self.do(
            "insert into access.device_key (device_id, token_hash) "
            "values (%s, sha256(convert_to(%s, 'UTF8')))",
            device_id,
            token,
        )
        return token

    def do(self, sql: str, *arguments: Any) -> None:
        """Run a statement as the owner."""
        with self.as_owner(), connection.cursor() as cursor:
            cursor.execute(sql, arguments)

    def value(self, sql: str, *arguments: Any) -> Any:
        """Return the first value of a query, as the owner."""
        with self.as_owner(), connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            row = cursor.fetchone()
        return None if row is None else row[0]

    def events(self, kind: str) -> list[tuple[Any, ...]]:
        """Return (client, actor, payload) of the entries of a kind, oldest first."""
        with self.as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "select client_id, actor_id, payload from thread.entry where kind = %s order by recorded_at",
                [kind],
            )
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def office(address: str = "192.0.2.7", browser: str = "Firefox") -> Origin:
    """Return where a member of staff signs in from."""
    return Origin(
        binding=f"browser:{browser}",
        place=f"address:{address}",
        place_name=address,
        agent=browser,
        address=address,
    )
