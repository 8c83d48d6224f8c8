"""The plan as its readers see it: by life area, the person's own goals first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from redthread.foundation.actor import Actor, ActorKind
from redthread.organisations.public import PartnerOrganisation
from redthread.plans.enums import CLASS_OF, ENDED, GoalStatus, LifeArea, Owner
from redthread.plans.models import Action, ClientWord, DoubleEffort, Goal, Plan, Remark, Signature

LIVE: Final = Q(plan__closed_at=None) | Q(plan__continued_in__closed_at=None, plan__closed_code="merge")
"""Rows of the open plan, and of one that goes on inside it."""
_OWNER_ORDER: Final = {Owner.CLIENT: 0, Owner.SERVICE: 1, Owner.PARTNER: 2}


@dataclass(frozen=True, slots=True)
class Rights:
    """Which life areas somebody reads and writes of one person's plan."""

    reads: frozenset[LifeArea]
    writes: frozenset[LifeArea]


@dataclass(slots=True)
class GoalView:
    """A goal with its actions; ``is_own``: whoever reads may change it."""

    goal: Goal
    who: str
    is_own: bool
    actions: list["ActionView"] = field(default_factory=list)


@dataclass(slots=True)
class ActionView:
    """An action with what others said about it; ``is_own``: whoever reads may change it."""

    action: Action
    who: str
    is_own: bool
    remarks: list[tuple[Remark, str]] = field(default_factory=list)
    doubles: list[DoubleEffort] = field(default_factory=list)


@dataclass(slots=True)
class AreaView:
    """A life area; ``loose``: actions that belong to no goal yet."""

    area: LifeArea
    may_write: bool
    goals: list[GoalView] = field(default_factory=list)
    loose: list[ActionView] = field(default_factory=list)

    @property
    def actions(self) -> list[ActionView]:
        """Return every action of the area."""
        return [a for g in self.goals for a in g.actions] + self.loose

    @property
    def open_goals(self) -> int:
        """Return how many goals are worked on."""
        return sum(g.goal.status == GoalStatus.OPEN for g in self.goals)

    @property
    def open_actions(self) -> int:
        """Return how many actions have not ended."""
        return sum(a.action.status not in ENDED for a in self.actions)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands here."""
        return not self.goals and not self.loose


@dataclass(slots=True)
class WordView:
    """What the client said, and who signed beside it; ``is_current``: about the plan as it stands."""

    word: ClientWord
    is_current: bool
    signatures: list[tuple[Signature, str, str]]
    """Signature, name, organisation (empty: the service)."""

    @property
    def is_signed_by_service(self) -> bool:
        """Tell whether somebody of the service signed."""
        return any(s.organisation_id is None for s, _name, _who in self.signatures)


@dataclass(slots=True)
class Table:
    """The whole plan as one person may read it. ``plan`` None: nobody has written anything yet."""

    plan: Plan | None
    areas: list[AreaView]
    words: list[WordView]
    rights: Rights

    @property
    def version(self) -> int:
        """Return the number of the version, 0 for none."""
        return self.plan.version if self.plan else 0

    @property
    def word(self) -> WordView | None:
        """Return the client's latest word, or None."""
        return self.words[0] if self.words else None


def find_plan(*, client_id: int) -> Plan | None:
    """Return the open plan of a client, or None."""
    return Plan.objects.filter(client_id=client_id, closed_at=None).first()


def is_word_asked(*, client_id: int) -> bool:
    """Tell whether something stands in the plan about which the client has not said anything; one query."""
    said = ClientWord.objects.filter(plan=OuterRef("pk"), number=OuterRef("version"))
    open_plans = Plan.objects.filter(client_id=client_id, closed_at=None, version__gt=0)
    return open_plans.filter(~Exists(said)).exists()


def rights_of(*, actor: Actor, client_id: int) -> Rights:
    """Return which life areas the actor reads and writes; nobody writes what they may not read."""
    if actor.kind is ActorKind.CLIENT:
        everything = frozenset(LifeArea) if actor.client_id == client_id else frozenset()
        return Rights(everything, everything)
    areas = list(LifeArea)
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.may_read(%s, c), access.may_write(%s, c) from unnest(%s::bigint[]) "
            "with ordinality u(c, n) order by n",
            [client_id, client_id, [int(CLASS_OF[a]) for a in areas]],
        )
        rows = cursor.fetchall()
    reads = frozenset(a for a, (read, _write) in zip(areas, rows, strict=True) if read)
    may = actor.kind is ActorKind.PARTNER or actor.may("plans.write")
    writes = frozenset(a for a, (read, write) in zip(areas, rows, strict=True) if read and write and may)
    return Rights(reads, writes)


def owner_of(actor: Actor) -> tuple[Owner, int | None]:
    """Return as whom somebody writes."""
    match actor.kind:
        case ActorKind.CLIENT:
            return Owner.CLIENT, None
        case ActorKind.PARTNER:
            return Owner.PARTNER, actor.organisation_id
        case _:
            return Owner.SERVICE, None


def get_table(*, actor: Actor, client_id: int) -> Table:
    """Return the plan of a client as the actor may read it; nine queries however much stands in it."""
    rights = rights_of(actor=actor, client_id=client_id)
    plan = find_plan(client_id=client_id)
    goals = list(Goal.objects.filter(LIVE, client_id=client_id).order_by("made_at", "id"))
    actions = list(Action.objects.filter(LIVE, client_id=client_id).order_by("starts_on", "made_at", "id"))
    names = organisation_names(row.organisation_id for row in (*goals, *actions))
    remarks, doubles = _remarks(client_id), _doubles(client_id)
    mine = owner_of(actor)
    areas = {a: AreaView(a, a in rights.writes) for a in LifeArea if a in rights.reads}
    views: dict[UUID, GoalView] = {}
    for goal in sorted(goals, key=lambda g: _OWNER_ORDER[Owner(g.owner)]):
        if (area := areas.get(LifeArea(goal.area))) is None:
            continue
        own = (goal.owner, goal.organisation_id) == mine and area.may_write
        views[goal.id] = GoalView(goal, names.get(goal.organisation_id or 0, ""), own)
        area.goals.append(views[goal.id])
    for action in actions:
        if (area := areas.get(LifeArea(action.area))) is None:
            continue
        own = (action.owner, action.organisation_id) == mine and area.may_write
        view = ActionView(
            action,
            names.get(action.organisation_id or 0, ""),
            own,
            remarks.get(action.id, []),
            doubles.get(action.id, []),
        )
        of = views.get(action.goal_id) if action.goal_id else None
        (of.actions if of else area.loose).append(view)
    return Table(plan, list(areas.values()), _words(client_id, plan), rights)


def _remarks(client_id: int) -> dict[UUID, list[tuple[Remark, str]]]:
    rows = list(Remark.objects.filter(client_id=client_id).order_by("at", "id"))
    names = actor_names(row.by_actor for row in rows)
    found: dict[UUID, list[tuple[Remark, str]]] = {}
    for row in rows:
        found.setdefault(row.action_id, []).append((row, names.get(row.by_actor, "")))
    return found


def _doubles(client_id: int) -> dict[UUID, list[DoubleEffort]]:
    """Return answers to double efforts by the action that ran already."""
    found: dict[UUID, list[DoubleEffort]] = {}
    for row in DoubleEffort.objects.filter(client_id=client_id).order_by("at", "id"):
        found.setdefault(row.other_id, []).append(row)
    return found


def _words(client_id: int, plan: Plan | None) -> list[WordView]:
    if plan is None:
        return []
    words = list(ClientWord.objects.filter(client_id=client_id, plan=plan).order_by("-at", "-id")[:20])
    rows = Signature.objects.filter(word__in=words).order_by("at", "id") if words else []
    signatures = list(rows)
    names = actor_names(s.by_actor for s in signatures)
    houses = organisation_names(s.organisation_id for s in signatures)
    return [
        WordView(
            word,
            word.number == plan.version,
            [
                (s, names.get(s.by_actor, ""), houses.get(s.organisation_id or 0, ""))
                for s in signatures
                if s.word_id == word.id
            ],
        )
        for word in words
    ]


def actor_names(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of those who acted."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, name from access.actor_names(%s)", [wanted])
        return dict(cursor.fetchall())


def organisation_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of partner organisations."""
    wanted = {i for i in ids if i is not None}
    return dict(PartnerOrganisation.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def running_actions(*, client_id: int, areas: Sequence[LifeArea] = ()) -> list[Action]:
    """Return the actions that have not ended, in the areas named or all."""
    rows = Action.objects.filter(LIVE, client_id=client_id).exclude(status__in=ENDED)
    if areas:
        rows = rows.filter(area__in=areas)
    return list(rows.order_by("starts_on", "id"))
