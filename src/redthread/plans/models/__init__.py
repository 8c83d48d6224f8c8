"""The tables of plans."""

from redthread.plans.models.parts import Action, DoubleEffort, Goal, Remark
from redthread.plans.models.plan import ClientWord, Plan, PlanVersion, Signature

__all__ = ["Action", "ClientWord", "DoubleEffort", "Goal", "Plan", "PlanVersion", "Remark", "Signature"]
