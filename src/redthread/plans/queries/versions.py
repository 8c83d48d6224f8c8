"""How a plan stood, and what changed between two versions."""

from dataclasses import dataclass
from datetime import datetime

from redthread.plans.models import Plan, PlanVersion
from redthread.plans.queries.table import actor_names
from redthread.plans.rules.versions import Change, areas_at, differences


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a list: its number, when, by whom, and in which life areas."""

    number: int
    at: datetime
    by: str
    areas: tuple[str, ...]


def list_versions(*, plan: Plan) -> list[VersionLine]:
    """Return the versions that the actor may read something of, newest first."""
    rows = list(
        PlanVersion.objects.filter(plan=plan)
        .order_by("-number", "area")
        .defer("snapshot")
        .only("number", "at", "by_actor", "area")
    )
    names = actor_names(row.by_actor for row in rows)
    found: dict[int, VersionLine] = {}
    for row in rows:
        known = found.get(row.number)
        areas = (*known.areas, row.area) if known else (row.area,)
        found[row.number] = VersionLine(row.number, row.at, names.get(row.by_actor, ""), areas)
    return list(found.values())


def compare_versions(*, plan: Plan, before: int, after: int) -> list[Change]:
    """Return what changed from one version to another, in the areas that the actor may read."""
    rows = PlanVersion.objects.filter(plan=plan, number__lte=max(before, after)).order_by("number")
    versions = [(row.number, row.area, row.snapshot) for row in rows]
    low, high = sorted((before, after))
    return differences(areas_at(versions, low), areas_at(versions, high))
