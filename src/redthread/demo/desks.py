"""Who answers: those of a department whose role reaches the client and writes the class."""

import random

from redthread.demo.people import ClientPlan, Population, StaffPlan
from redthread.jurisdiction.pack import Pack

APPEAL_ROLES = ("unit_manager", "governor", "head_nurse")
"""Who looks again where a department has one person only."""


class Desks:
    """Finds staff by department and client."""

    def __init__(self, population: Population, pack: Pack) -> None:
        self._population, self._home = population, pack.languages[0]
        self._titles = {code: role.title.in_language(self._home) for code, role in pack.roles.items()}
        self._writes = {code: int(role.writes) for code, role in pack.roles.items()}
        self._found: dict[tuple[int, str, int, int], list[StaffPlan]] = {}
        self._key_workers: dict[int, StaffPlan] = {}
        self._roles: dict[tuple[int | None, str], list[StaffPlan]] = {}
        for member in population.staff:
            if member.role == "key_worker":
                self._key_workers |= {scope: member for _, _, scope in member.roles if scope is not None}
            self._roles.setdefault((member.establishment_id, member.role), []).append(member)

    def of(self, client: ClientPlan, department: str, info_class: int) -> list[StaffPlan]:
        """Return those who may answer a request of a class that lies with a department."""
        key = (client.establishment.id, department, client.unit_id, info_class)
        if key not in self._found:
            there = self._population.deciders[client.establishment.id, department]
            self._found[key] = [m for m in there if self._may(m, client, info_class)]
        own = self._key_workers.get(client.client_id)
        if own is not None and department in own.departments and self._writes["key_worker"] & info_class:
            return [*self._found[key], own, own, own]  # mostly the one who knows the client
        return self._found[key]

    def pick(
        self,
        client: ClientPlan,
        department: str,
        info_class: int,
        chance: random.Random,
        *,
        other_than: int | None = None,
    ) -> StaffPlan | None:
        """Return one of them; with ``other_than``, somebody else, if need be a manager; None for nobody."""
        found = [m for m in self.of(client, department, info_class) if m.actor_id != other_than]
        if not found and other_than is not None:
            managers = (m for role in APPEAL_ROLES for m in self.in_role(client.establishment.id, role))
            found = [m for m in managers if self._may(m, client, info_class) and m.actor_id != other_than]
        return chance.choice(found) if found else None

    def in_role(self, establishment_id: int | None, role: str) -> list[StaffPlan]:
        """Return those who hold a role at an establishment."""
        return self._roles.get((establishment_id, role), [])

    def title(self, member: StaffPlan) -> str:
        """Return the function by which clients know somebody."""
        return self._titles[member.role]

    def _may(self, member: StaffPlan, client: ClientPlan, info_class: int) -> bool:
        reached = {"establishment": client.establishment.id, "unit": client.unit_id}
        return any(
            reached.get(kind) == scope and self._writes[role] & info_class
            for role, kind, scope in member.roles
        )
