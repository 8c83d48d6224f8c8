"""A victim with things to steal, and those who come to steal them."""

import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg.errors
import pytest
from django.db import Error, connection, transaction
from PIL import Image

from tests.factories.requests import Desk, arrange_departments, load_catalogues
from tests.factories.world import Acting, AsOwner, Member, World
from tests.security.ways import hand_in
from tests.support.service import Service
from tests.support.visitor import Visitor

REFUSALS = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
AMIR, JONAS, DANIEL = "Amir Rahmani", "Jonas Lundgren", "Daniel Kovač"


@dataclass(frozen=True, slots=True)
class Victim:
    """Amir: what is his. ``things`` holds his ids for addresses; no stranger is shown one of ``secrets``."""

    client_id: int
    things: dict[str, Any]
    nurse_request: str
    secrets: tuple[str, ...]

    def leaks(self, text: str) -> list[str]:
        """Return which secrets stand in a text."""
        return [secret for secret in self.secrets if secret in text]


def photo() -> bytes:
    """Return a small, honest picture."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (180, 40, 40)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="session")
def victim(service: Service) -> Victim:
    """Amir, with a request to the management, one to the nurse, a photo, and a note that only staff read."""
    service.end_open_requests(AMIR)
    marks = tuple(f"canary-{what}-{secrets.token_hex(4)}" for what in ("text", "health", "note"))
    client = Visitor(service).enrol().sign_in_client(service.numbers[AMIR])
    management = hand_in(client, "management", {"about": "other", "text": marks[0]})
    nurse = hand_in(client, "nurse", {"about": "other", "text": marks[1]})
    client.post(f"/my/requests/{management}/photos", files={"photo": ("a.jpg", photo(), "image/jpeg")})
    manager = Visitor(service).sign_in_staff("manager")
    manager.get(f"/staff/requests/{management}")
    manager.post(f"/staff/requests/{management}/write", {"kind": "staff", "text": marks[2]})
    with service.owner() as owner:
        client_id = _one(owner, "select id from people_client where number = %s", service.numbers[AMIR])
        attachment = _one(
            owner, "select id from requests_requestattachment where request_id = %s", management
        )
        officer = _one(owner, "select actor_id from organisations_staffmember where username = 'officer'")
        things = {
            "request_id": management,
            "photo_id": attachment,
            "attachment_id": attachment,
            "client_id": client_id,
            "person": client_id,  # in the addresses of forms that give back what was typed
            "actor_id": officer,
            "device_id": _one(owner, "select max(id) from signin_device"),
            "key_id": _one(owner, "select min(id) from access.credential where actor_id = %s", officer),
            "booking_id": _one(
                owner,
                "select coalesce((select booking_id from timetable_bookingclient where client_id = %s "
                "limit 1), gen_random_uuid())",
                client_id,
            ),
            "code": "management",
            "template_id": _one(owner, "select coalesce(min(id), 1) from requests_groundtemplate"),
            "absence_id": 1,
            "article_id": _one(owner, "select min(id) from kiosk_article"),
            "type_id": _one(owner, "select min(id) from requests_requesttype"),
            "grant_id": _one(owner, "select min(id) from access.reach_grant where actor_id = %s", officer),
        }
    return Victim(client_id, things, nurse, (*marks, "Rahmani", service.numbers[AMIR]))


def _one(owner: Any, query: str, *values: Any) -> Any:
    row = owner.execute(query, values).fetchone()
    assert row is not None, query
    return row[0]


@pytest.fixture(scope="session")
def officer_elsewhere(service: Service) -> str:
    """The name of an officer at the other establishment."""
    with service.owner() as owner:
        return str(
            _one(
                owner,
                "select s.username from organisations_staffmember s "
                "join access.reach_grant g on g.actor_id = s.actor_id "
                "where g.role_code = 'officer' and s.establishment_id <> (select establishment_id from "
                "organisations_staffmember where username = 'officer') order by s.id limit 1",
            )
        )


@pytest.fixture
def visitor(service: Service) -> Callable[..., Visitor]:
    """Make visitors."""
    return partial(Visitor, service)


@pytest.fixture
def state(service: Service, victim: Victim) -> Callable[[], dict[str, str]]:
    """Give a digest of everything that is the victim's, table by table."""

    def digest() -> dict[str, str]:
        with service.owner() as owner:
            tables = owner.execute(
                "select table_schema, table_name from information_schema.columns "
                "where column_name = 'client_id' and table_schema in ('public', 'money')"
            ).fetchall()
            found = {
                f"{schema}.{table}": _one(
                    owner,
                    "select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') "
                    f"from {schema}.{table} t where client_id = %s",
                    victim.client_id,
                )
                for schema, table in tables
            }
            found["credentials"] = _one(
                owner,
                "select md5(string_agg(c.secret::text, ',' order by c.id)) from access.credential c "
                "join access.actor a on a.id = c.actor_id where a.client_id = %s or a.name = 'Karin Lund'",
                victim.client_id,
            )
            return found

    return digest


@pytest.fixture
def desk(world: World, as_owner: AsOwner, acting: Acting) -> Desk:
    """The catalogue stands at Hall and Kumla."""
    with as_owner():
        arrange_departments(world)
    load_catalogues(acting, world)
    return Desk(acting, world)


@pytest.fixture
def refuses(acting: Acting) -> Callable[..., None]:
    """Check that a statement of somebody is refused, or touches nothing, and by no mistake in the attack."""

    def check(who: Member, statement: str, *arguments: Any) -> None:
        with acting(who), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(statement, list(arguments))
                    touched = cursor.rowcount
                    cursor.execute("set constraints all immediate")
            except Error as error:
                if not isinstance(error.__cause__, REFUSALS):
                    raise
            else:
                assert touched == 0, statement

    return check
