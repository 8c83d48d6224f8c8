"""Organisations outside with their people, inserted as the owner; the pack says what they may know."""

from functools import cache
from typing import Any

from django.db import connection

from tests.factories.world import PACKS, Member


@cache
def rules() -> Any:
    """Return what the Swedish pack says about partners, read once."""
    from redthread.jurisdiction.sharing import load_sharing_rules

    return load_sharing_rules(PACKS / "se")


def organisation(code: str, name: str, kind: str = "municipality", territories: tuple[str, ...] = ()) -> int:
    """Insert a partner organisation with its desk and return its id."""
    found = _value(
        "insert into organisations_partnerorganisation (code, name, kind, pack, territories, language, "
        "is_active) values (%s, %s, %s, 'se', %s, 'sv', true) returning id",
        [code, name, kind, list(territories)],
    )
    _value(
        "insert into organisations_partnerdesk (organisation_id, email, phone_list, oidc_issuer, "
        "oidc_client_id) values (%s, %s, %s, '', '') returning id",
        [found, f"desk@{code}.example", '[{"name": "Växeln", "phone": "090-16 10 00", "when": "8-16"}]'],
    )
    return found


def member(name: str, organisation_id: int, role: str = "caseworker", class_limit: int = -1) -> Member:
    """Insert somebody who works there."""
    given, family = name.split(" ", 1)
    actor = _value(
        "select access.create_partner(%s, %s || ', ' || (select name from organisations_partnerorganisation "
        "where id = %s), 'en', %s, %s)",
        [name, role, organisation_id, organisation_id, class_limit],
    )
    _value(
        "insert into organisations_partnermember (actor_id, organisation_id, given_name, family_name, "
        "email, title, role, class_limit, began_at, ended_why, oidc_issuer, oidc_subject) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, now(), '', '', '') returning id",
        [
            actor,
            organisation_id,
            given,
            family,
            f"{given}.{family}@x.example".lower(),
            role,
            role,
            class_limit,
        ],
    )
    return Member(actor, name, "partner")


def write_templates() -> None:
    """Write the pack's lines."""
    from redthread.sharing.public import write_templates as write

    write([rules()], using="default")


def link(client_id: int, organisation_id: int, phase: str = "serving") -> None:
    """Let an organisation work with somebody in a phase: grants and reach follow."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access.client_phase values (%s, %s, now()) on conflict (client_id) do update "
            "set phase = excluded.phase",
            [client_id, phase],
        )
        cursor.execute(
            "insert into access.partner_link (organisation_id, client_id) values (%s, %s)",
            [organisation_id, client_id],
        )
        cursor.execute(
            "insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, "
            "legal_basis, source, template, phase, reason) "
            "select organisation_id, client_id, read_mask, write_mask, purpose, legal_basis, source, "
            "template, phase, 'arranged' from sharing_wanted(array[%s::bigint]) where organisation_id = %s",
            [client_id, organisation_id],
        )
        cursor.execute("select access.refresh_partners(array[%s::bigint])", [client_id])


def _value(sql: str, arguments: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return int(cursor.fetchone()[0])
