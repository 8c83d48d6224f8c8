"""Who the people of the demonstration may reach: family, friends, lawyers, and who must not.

Everything is written by COPY; the thread goes on from the heads that stand already. Shares are own estimates.
Telephone numbers are of the range that is kept for invented people (PTS: 070-174 06 05 to 070-174 06 99),
addresses for mail of example.org (RFC 2606).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from redthread.contacts.public import AliasKind, key_of
from redthread.demo.cast import (
    STAFF_PASSWORD,
    TOTP_SECRET,
    VICTIM_OFFICER,
    Cast,
)
from redthread.demo.chains import ENTRY_COLUMNS, Chain, payload_text
from redthread.demo.copying import bare, copy_lines, copy_rows
from redthread.demo.country import FAMILIES, WORDS
from redthread.demo.named import Named
from redthread.demo.people import ClientPlan, Population
from redthread.foundation.classes import InformationClass as C
from redthread.signin.public import hash_password, seal

HOW_MANY: Final = {0: 0.14, 1: 0.24, 2: 0.28, 3: 0.2, 4: 0.14}
RELATIONS: Final = {"parent": 0.3, "sibling": 0.22, "partner": 0.2, "child": 0.12, "friend": 0.16}
LEVELS: Final = {"ordinary": 0.72, "trusted": 0.16, "reviewed": 0.12}
CHANNELS: Final = {
    ("message", "letter", "phone", "visit"): 0.45,
    ("letter", "phone"): 0.2,
    ("message", "phone"): 0.2,
    ("letter", "phone", "visit", "video"): 0.15,
}
OF_A_CHILD: Final = ("phone", "visit")
OF_A_LAWYER: Final = ("letter", "message", "phone", "visit")
HAS_LAWYER, PER_LAWYER, BARRED, BLOCKED = 0.3, 30, 0.02, 0.02
FIRMS: Final = ("{0} {1}", "{1} & Partners", "{1} & Co")
YEAR: Final = 365.25
CORRESPONDENT: Final = (
    "id", "kind", "name", "organisation", "born_on", "language", "is_child", "responsible_id",
    "identity_verified_at", "identity_verified_by", "identity_how", "identity_note", "actor_id", "left_at",
    "opened_at", "opened_by",
)  # fmt: skip
ALIAS: Final = ("id", "correspondent_id", "kind", "value", "key", "added_at", "added_by")
CONTACT: Final = (
    "id", "client_id", "correspondent_id", "relation", "known_as", "channels", "level", "approved_at",
    "approved_by", "grounds", "valid_until", "blocked_at", "ended_at", "ended_by", "ended_code",
    "ended_grounds", "told", "request_id",
)  # fmt: skip
BAN: Final = (
    "id", "client_id", "correspondent_id", "source", "info_class", "grounds", "decided_by", "reference",
    "valid_from", "valid_until", "made_at", "made_by", "lifted_at", "lifted_by", "lifted_grounds",
    "not_these",
)  # fmt: skip


@dataclass(slots=True)
class _Rows:
    actors: list[tuple[Any, ...]] = field(default_factory=list)
    correspondents: list[tuple[Any, ...]] = field(default_factory=list)
    aliases: list[tuple[Any, ...]] = field(default_factory=list)
    contacts: list[tuple[Any, ...]] = field(default_factory=list)
    bans: list[tuple[Any, ...]] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)


def write_contacts(
    owner: Connection[Any], population: Population, cast: Cast, *, home: str, now: datetime, seed: int
) -> int:
    """Write contacts, bans and accounts by COPY, inside ``loading``; return how many contacts there are.

    Args:
        home: the language of the country, in which grounds are written.
    """
    writer = _Writer(owner, population, cast, home, now, random.Random(f"contacts {seed}"))
    for client in population.clients:
        writer.write(client)
    _send(owner, writer.rows)
    writer.give_keys(owner)
    return len(writer.rows.contacts)


class _Writer:
    """Those near to one person after the other."""

    def __init__(
        self,
        owner: Connection[Any],
        population: Population,
        cast: Cast,
        home: str,
        now: datetime,
        chance: random.Random,
    ) -> None:
        self.now, self.chance, self.rows = now, chance, _Rows()
        self.words = WORDS[home]
        self.grounds = self.words["grounds"]
        self.families = FAMILIES[home]
        self.home, self.named = home, cast.named
        self.heads = {
            row[0]: (row[1], row[2]) for row in owner.execute("select client_id, seq, hash from thread.head")
        }
        self.clerks = {m.establishment_id: m.actor_id for m in population.staff if m.role == "visits_clerk"}
        self.victims_at = population.clients[0].establishment.id
        self.victim_officer = _write_victim_officer(owner, self.named, self.victims_at, home)
        self.actor_id = self.victim_officer
        self.given: dict[tuple[str, str], list[str]] = {}
        for client in population.clients:
            person = client.person
            self.given.setdefault((person.language, person.gender), []).append(person.given_name)
        for member in population.staff:
            person = member.person
            self.given.setdefault((person.language, person.gender), []).append(person.given_name)
        self.cast = dict(zip((c.client_id for c in cast.clients), cast.named.clients, strict=True))
        self.accounts: list[tuple[int, str]] = []
        self.lawyers = list(self._lawyers(max(2, len(population.clients) // PER_LAWYER)))

    def write(self, client: ClientPlan) -> None:
        """Write those near to one person."""
        seq, hash_ = self.heads.get(client.client_id, (0, b""))
        chain = Chain(client.client_id, seq=seq, hash=bytes(hash_))
        key = self.cast.get(client.client_id)
        adult = 0
        for relation in self._relations(is_cast=key is not None):
            adult = self._relative(client, chain, relation, adult) or adult
        if key and key in self.named.relatives:
            self._named(client, chain, key)
        if key is not None or self.chance.random() < HAS_LAWYER:
            lawyer = self.lawyers[0] if key else self.chance.choice(self.lawyers)
            self._contact(client, chain, lawyer[0], "lawyer", lawyer[1], OF_A_LAWYER, "privileged")
        if key is None and self.chance.random() < BARRED:
            self._barred(client)
        if chain.entries:
            self.rows.chains.append(chain)

    def give_keys(self, owner: Connection[Any]) -> None:
        """Let the relatives of the sign-in sheet in: a password each; the code comes by mail."""
        password = hash_password(STAFF_PASSWORD)
        for actor_id, address in self.accounts:
            owner.execute("insert into access.login_name values ('family', %s, %s)", [address, actor_id])
            owner.execute(
                "insert into access.credential (actor_id, kind, secret) values (%s, 'password', %s)",
                [actor_id, password],
            )

    def _relations(self, *, is_cast: bool) -> Iterator[str]:
        count = 2 if is_cast else self._pick(HOW_MANY)
        found = sorted(
            (self._pick(RELATIONS) for _ in range(count)), key=lambda relation: relation == "child"
        )
        seen = set()
        for relation in found:  # nobody has two partners here
            if relation != "partner" or relation not in seen:
                yield relation
            seen.add(relation)

    def _relative(self, client: ClientPlan, chain: Chain, relation: str, adult: int) -> int:
        """Write one person; return their id where they may answer for a child."""
        if relation == "child" and not adult:
            relation = "sibling"
        person, gender = client.person, self.chance.choice("fm")
        given = self.chance.choice(self.given.get((person.language, gender)) or ["Robin"])
        family = person.family_name
        if relation == "friend":
            family = self._invented()
        years = {"parent": -26, "partner": 0, "sibling": 3, "child": 27, "friend": 1}[relation]
        born_on = _shifted(person.born_on, years + self.chance.randint(-3, 3), self.now.date())
        is_child = relation == "child" and born_on > _shifted(self.now.date(), -18, self.now.date())
        channels = OF_A_CHILD if is_child else self._pick(CHANNELS)
        name = f"{given} {family}"
        id_ = self._correspondent(
            client, "friend" if relation == "friend" else "relative", name, born_on,
            adult=adult if is_child else 0, has_account="message" in channels,
        )  # fmt: skip
        if not is_child:
            self._reached_by(id_, given, client.arrived_at)
        level = "ordinary" if is_child else self._pick(LEVELS)
        self._contact(client, chain, id_, relation, name, channels, level)
        return 0 if is_child else id_

    def _named(self, client: ClientPlan, chain: Chain, key: str) -> None:
        """Write the relative of the sign-in sheet."""
        given, relation, address = self.named.relatives[key]
        born_on = _shifted(client.person.born_on, -24 if relation == "parent" else 2, self.now.date())
        name = f"{given} {client.person.family_name}"
        id_ = self._correspondent(client, "relative", name, born_on, has_account=True)
        self._alias(id_, AliasKind.EMAIL, address, client.arrived_at)
        self.accounts.append((self.actor_id, address))
        level = "trusted" if relation == "sibling" else "ordinary"
        self._contact(client, chain, id_, relation, name, ("message", "letter", "phone", "visit"), level)

    def _lawyers(self, count: int) -> Iterator[tuple[int, str]]:
        for n in range(count):
            language, gender = self.home, self.chance.choice("fm")
            given = self.chance.choice(self.given.get((language, gender)) or ["Robin"])
            family = self._invented()
            name, by = f"{given} {family}", next(iter(self.clerks.values()), 1)
            at = self.now - timedelta(days=self.chance.randint(30, 700))
            self.actor_id += 1
            self.rows.actors.append((self.actor_id, "relative", name, language))
            id_ = len(self.rows.correspondents) + 1
            self.rows.correspondents.append((
                id_, "lawyer", name, FIRMS[n % len(FIRMS)].format(self.words["firm"], family), None, language,
                False, None, at, by, "bar_register", f"Nr {self.chance.randint(10000, 99999)}",
                self.actor_id, None, at, by,
            ))  # fmt: skip
            self._alias(id_, AliasKind.NAME, name, at)
            self._alias(id_, AliasKind.EMAIL, f"{self.words['lawyer']}{n + 1}@example.org", at)
            yield id_, name

    def _correspondent(
        self, client: ClientPlan, kind: str, name: str, born_on: date, *, has_account: bool, adult: int = 0
    ) -> int:
        id_, at = len(self.rows.correspondents) + 1, client.arrived_at
        if has_account:
            self.actor_id += 1
            self.rows.actors.append((self.actor_id, "relative", name, client.person.language))
        self.rows.correspondents.append((
            id_, kind, name, "", born_on, client.person.language, bool(adult), adult or None, None, None, "",
            "", self.actor_id if has_account else None, None, at, self._clerk(client),
        ))  # fmt: skip
        self._alias(id_, AliasKind.NAME, name, at)
        return id_

    def _reached_by(self, id_: int, given: str, at: datetime) -> None:
        number = f"{self.words['phone']}{self.chance.randint(605, 699):04}"
        self.rows.aliases.append((len(self.rows.aliases) + 1, id_, "phone", number, number, at, 1))
        if given.isascii():
            self._alias(id_, AliasKind.EMAIL, f"{given.lower().replace(' ', '')}{id_}@example.org", at)

    def _alias(self, id_: int, kind: AliasKind, value: str, at: datetime) -> None:
        key = key_of(kind, value)
        self.rows.aliases.append((len(self.rows.aliases) + 1, id_, kind.value, value, key, at, 1))

    def _contact(
        self, client: ClientPlan, chain: Chain, id_: int, relation: str, name: str,
        channels: tuple[str, ...], level: str,
    ) -> None:  # fmt: skip
        stayed = self.now - client.arrived_at
        at = (client.arrived_at + stayed * self.chance.uniform(0.05, 0.6)).replace(microsecond=0)
        contact, by = len(self.rows.contacts) + 1, self._clerk(client)
        blocked = self.chance.random() < BLOCKED and level != "privileged"
        self.rows.contacts.append((
            contact, client.client_id, id_, relation, name, "{" + ",".join(channels) + "}", level, at, by,
            self.grounds, None, at + (self.now - at) / 2 if blocked else None, None, None, "", "", "", None,
        ))  # fmt: skip
        payload = {"contact_id": contact, "correspondent_id": id_, "channels": list(channels)}
        chain.add(at, int(C.CONTACTS), "contacts.approved", by, payload_text(payload))

    def _barred(self, client: ClientPlan) -> None:
        """Somebody who asked to be left alone, or whom a court protects."""
        officer = self.victim_officer if client.establishment.id == self.victims_at else None
        given = self.chance.choice(self.given.get((self.home, "f")) or ["Robin"])
        family = self._invented()
        born_on = _shifted(client.person.born_on, self.chance.randint(-4, 4), self.now.date())
        id_ = self._correspondent(client, "relative", f"{given} {family}", born_on, has_account=False)
        self._reached_by(id_, given, client.arrived_at)
        at = client.arrived_at + timedelta(days=1)
        by_victim = officer is not None and self.chance.random() < 0.5  # noqa: PLR2004 - a coin
        source, info_class = ("victim", C.VICTIMS) if by_victim else ("court", C.RESTRICTIONS)
        words = self.words
        decided = (
            ("", "")
            if by_victim
            else (words["court"], f"{words['case']} {self.chance.randint(100, 9999)}-26")
        )
        self.rows.bans.append((
            UUID(int=self.chance.getrandbits(128), version=4), client.client_id, id_, source, int(info_class),
            words["ban"], *decided, at, None, at, officer if by_victim else self._clerk(client), None,
            None, "", "{}",
        ))  # fmt: skip

    def _invented(self) -> str:
        """Return a family name that sounds as if it were of the country, and is nobody's of the named."""
        first, last = self.families
        return self.chance.choice(first) + self.chance.choice(last)

    def _clerk(self, client: ClientPlan) -> int:
        return self.clerks.get(client.establishment.id) or next(iter(self.clerks.values()), 1)

    def _pick(self, shares: dict[Any, float]) -> Any:
        return self.chance.choices(list(shares), weights=list(shares.values()))[0]


def _write_victim_officer(owner: Connection[Any], named: Named, establishment_id: int, language: str) -> int:
    """Write somebody who is there for those who were hurt, and return their actor: the last one so far."""
    (given, family), username = named.victim_officer, VICTIM_OFFICER
    title = WORDS[language]["victim_officer"]
    row = owner.execute(
        "insert into access.actor (id, kind, name, title, language, establishment_id) "
        "select max(id) + 1, 'staff', %s, %s, %s, %s from access.actor returning id",
        [f"{given} {family}", title, language, establishment_id],
    ).fetchone()
    actor_id = int(row[0]) if row else 0
    owner.execute(
        "insert into organisations_staffmember (actor_id, username, given_name, family_name, title, "
        "establishment_id, is_active) values (%s, %s, %s, %s, %s, %s, true)",
        [actor_id, username, given, family, title, establishment_id],
    )
    owner.execute(
        "insert into access.reach_grant (actor_id, role_code, scope_kind, scope_id, read_mask, write_mask, "
        "basis) select %s, code, 'establishment', %s, read_mask, write_mask, 'role' from access.role "
        "where code = 'victim_officer'",
        [actor_id, establishment_id],
    )
    owner.execute("insert into access.login_name values ('staff', %s, %s)", [username, actor_id])
    for kind, secret in (("password", hash_password(STAFF_PASSWORD)), ("totp", seal(TOTP_SECRET))):
        owner.execute(
            "insert into access.credential (actor_id, kind, secret) values (%s, %s, %s)",
            [actor_id, kind, secret],
        )
    return actor_id


def _shifted(day: date, years: int, today: date) -> date:
    """Return a day some years on, never later than a month ago."""
    return min(day + timedelta(days=round(years * YEAR)), today - timedelta(days=30))


def _send(owner: Connection[Any], rows: _Rows) -> None:
    copy_rows(owner, "access.actor", ("id", "kind", "name", "language"), rows.actors)
    tables = (
        ("contacts_correspondent", CORRESPONDENT, rows.correspondents),
        ("contacts_alias", ALIAS, rows.aliases),
        ("contacts_contact", CONTACT, rows.contacts),
        ("contacts_ban", BAN, rows.bans),
    )
    with bare(owner, [name for name, _columns, _rows in tables]):
        for name, columns, found in tables:
            copy_rows(owner, name, columns, found)
    for table in ("access.actor", "contacts_correspondent", "contacts_alias", "contacts_contact"):
        owner.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"  # noqa: S608
        )
    lines = (text for chain in rows.chains for text in chain.lines())
    copy_lines(owner, "thread.entry", ENTRY_COLUMNS, lines)
    with owner.cursor() as cursor:
        cursor.executemany(
            "update thread.head set seq = %s, hash = %s where client_id = %s",
            [(c.seq, c.hash, c.client_id) for c in rows.chains],
        )
