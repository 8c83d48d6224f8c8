"""Tables of the journey."""

from redthread.journey.models.course import Course, CoursePhase, CourseTask, NotedFact, TaskAnswers
from redthread.journey.models.guide import GuideVersion, Migration

__all__ = ["Course", "CoursePhase", "CourseTask", "GuideVersion", "Migration", "NotedFact", "TaskAnswers"]
