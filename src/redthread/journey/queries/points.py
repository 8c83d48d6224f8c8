"""A published schedule on somebody's course: its points in their order, whatever phase they lie in."""

from dataclasses import dataclass

from redthread.foundation.phases import Phase
from redthread.journey.models import CourseTask
from redthread.journey.queries.courses import get_course, list_phases, list_steps
from redthread.journey.queries.guides import current_versions, tasks_of_version
from redthread.jurisdiction.guides import GuideTask


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the schedule that the guides number, and where it stands for one person.

    Attributes:
        number: its number there, from 1.
        guide: the line of the guide; the guides are known to everybody, also before their phase.
        task: the last time of its task; None: its phase has not come, it was never in this course, or the
            reader may not know.
        is_ahead: its phase has not come.
    """

    number: int
    pack: str
    phase: Phase
    guide: GuideTask
    task: CourseTask | None
    is_ahead: bool


def list_points(*, client_id: int) -> list[Point]:
    """Return the points of a client's course in their order; none where the guides number nothing.

    A phase that the course has been in is told by the version held there, one ahead by the current one.
    """
    running = get_course(client_id=client_id)
    if running is None:
        return []
    held = current_versions(pack=running.pack)
    held |= {line.phase: line.version_id for line in list_phases(client_id=client_id)}
    numbered = [
        (guide.point, phase, guide)
        for phase, version in held.items()
        for guide in tasks_of_version(version).values()
        if guide.point is not None
    ]
    if not numbered:
        return []
    last: dict[str, CourseTask] = {}
    for step in list_steps(client_id=client_id):  # of each task the last time comes first
        last.setdefault(step.task.code, step.task)
    order = list(Phase)
    here = order.index(Phase(running.phase))
    return [
        Point(number, running.pack, phase, guide, last.get(guide.code), order.index(phase) > here)
        for number, phase, guide in sorted(numbered, key=lambda row: row[0])
    ]
