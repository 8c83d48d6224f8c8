"""Catalogue, forms and kiosk: through the services for the first establishment, copied for the others."""

from datetime import datetime
from typing import Any

from psycopg import Connection, sql

from redthread.forms.public import load_definitions
from redthread.foundation.session import acting_as_system
from redthread.jurisdiction.pack import Pack
from redthread.kiosk.public import load_assortment
from redthread.requests.public import load_catalogue

SETUP = "setup"
"""The system actor of the set-up; it exists for these minutes only."""
PERMISSIONS = [
    "requests.catalogue",
    "requests.decide",
    "kiosk.manage",
    "estate.manage",
    "organisations.manage",
    "money.post",
    "journey.guides",
]


def load_first_catalogue(owner: Connection[Any], *, establishment_id: int, pack: Pack, now: datetime) -> None:
    """Fill one establishment from the pack as an administrator would."""
    owner.execute(
        "insert into access.actor (kind, name, permissions, wide_read, wide_write) values ('system', %s, "
        "%s, 0, 0) "
        "on conflict (name) where kind = 'system' do update set is_active = true, permissions = "
        "excluded.permissions",
        [SETUP, PERMISSIONS],
    )
    with acting_as_system(SETUP) as actor:
        load_definitions(actor=actor, definitions=[f.definition for f in pack.forms.values()], at=now)
        load_catalogue(actor=actor, establishment_id=establishment_id, pack=pack, at=now)
        load_assortment(
            actor=actor, establishment_id=establishment_id, kiosk=pack.kiosk, currency=pack.currency, at=now
        )


def clone_catalogue(owner: Connection[Any], *, source: int, targets: list[int]) -> None:
    """Copy request types, grounds, kiosk and house accounts of one establishment to others, ids made anew."""
    for target in targets:
        given = {"from": source, "to": target}
        _copy(owner, "requests_requesttype", given, _DEPARTMENTS)
        _copy(owner, "requests_groundtemplate", given, {})
        _copy(owner, "kiosk_assortment", given, {})
        _copy(owner, "money_account", given, {})
        articles = _columns(owner, "kiosk_article") - {"id", "assortment_id"}
        names = sql.SQL(", ").join(map(sql.Identifier, sorted(articles)))
        owner.execute(
            sql.SQL(
                "insert into kiosk_article (assortment_id, {names}) select b.id, {names_a} from "
                "kiosk_article a "
                "join kiosk_assortment s on s.id = a.assortment_id and s.establishment_id = %(from)s "
                "join kiosk_assortment b on b.establishment_id = %(to)s order by a.id"
            ).format(
                names=names,
                names_a=sql.SQL(", ").join(sql.SQL("a.") + sql.Identifier(n) for n in sorted(articles)),
            ),
            given,
        )
        owner.execute(
            "insert into kiosk_articleprice (article_id, price, valid_from) select n.id, p.price, "
            "p.valid_from "
            "from kiosk_articleprice p join kiosk_article a on a.id = p.article_id "
            "join kiosk_assortment s on s.id = a.assortment_id and s.establishment_id = %(from)s "
            "join kiosk_assortment b on b.establishment_id = %(to)s join kiosk_article n on "
            "n.assortment_id = b.id and n.code = a.code",
            given,
        )


_THERE = (
    "(select o.id from organisations_department o join organisations_department d on d.id = t.{column} "
    "where o.establishment_id = %(to)s and o.code = d.code)"
)
_DEPARTMENTS = {c: _THERE.format(column=c) for c in ("department_id", "appeal_department_id")}


def _copy(owner: Connection[Any], table: str, given: dict[str, int], instead: dict[str, str]) -> None:
    names = sorted(_columns(owner, table) - {"id", "establishment_id"})
    picked = [sql.SQL(instead[n]) if n in instead else sql.SQL("t.") + sql.Identifier(n) for n in names]
    owner.execute(
        sql.SQL(
            "insert into {table} (establishment_id, {names}) select %(to)s, {picked} from {table} t "
            "where t.establishment_id = %(from)s order by t.id"
        ).format(
            table=sql.Identifier(table),
            names=sql.SQL(", ").join(map(sql.Identifier, names)),
            picked=sql.SQL(", ").join(picked),
        ),
        given,
    )


def _columns(owner: Connection[Any], table: str) -> set[str]:
    rows = owner.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped",
        [table],
    )
    return {row[0] for row in rows}
