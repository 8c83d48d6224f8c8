"""What happens to reach."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(ThreadEvent):
    """Somebody was given a role in a scope."""

    kind: ClassVar[str] = "sharing.role_granted"
    to_actor_id: int
    role: str
    scope: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnded(ThreadEvent):
    """A role or another reach ended before its time."""

    kind: ClassVar[str] = "sharing.grant_ended"
    grant_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassReviewed(ThreadEvent):
    """The data protection officer looked at why a record was opened, and said whether that was right."""

    kind: ClassVar[str] = "sharing.glass_reviewed"
    grant_id: int
    verdict: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken(ThreadEvent):
    """Somebody opened a client's record outside their reach, with a purpose and a reason."""

    kind: ClassVar[str] = "sharing.glass_broken"
    purpose: str
    reason: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLinked(ThreadEvent):
    """An organisation began to work with somebody, and may know what its kind may know."""

    kind: ClassVar[str] = "sharing.partner_linked"
    organisation_id: int
    organisation: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEnded(ThreadEvent):
    """An organisation's work with somebody ended; it sees nothing of them any more."""

    kind: ClassVar[str] = "sharing.partner_ended"
    organisation_id: int
    organisation: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerNarrowed(ThreadEvent):
    """Classes were taken out of what an organisation may know, or put back."""

    kind: ClassVar[str] = "sharing.partner_narrowed"
    organisation_id: int
    organisation: str
    without_mask: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerGranted(ThreadEvent):
    """An organisation was given more by hand, for a purpose and on a ground."""

    kind: ClassVar[str] = "sharing.partner_granted"
    organisation_id: int
    organisation: str
    grant_id: int
    read_mask: int
    write_mask: int
    purpose: str
    legal_basis: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerGrantEnded(ThreadEvent):
    """What an organisation had been given by hand ended."""

    kind: ClassVar[str] = "sharing.partner_grant_ended"
    grant_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseEntered(ThreadEvent):
    """A phase began, and what partners may know changed with it."""

    kind: ClassVar[str] = "sharing.phase_entered"
    phase: str
    ended: int
    made: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(ThreadEvent):
    """The rules of what partners may know changed, and with them somebody's grants."""

    kind: ClassVar[str] = "sharing.template_changed"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(ThreadEvent):
    """Somebody said yes to an organisation knowing something."""

    kind: ClassVar[str] = "sharing.consent_given"
    organisation_id: int
    organisation: str
    classes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(ThreadEvent):
    """Somebody took their yes back."""

    kind: ClassVar[str] = "sharing.consent_withdrawn"
    organisation_id: int
    organisation: str
    classes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverEvent(ThreadEvent):
    """The base of what happens to a handover."""

    handover_id: UUID
    handover_kind: str
    organisation_id: int
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCreated(HandoverEvent):
    """Something was handed to an organisation."""

    kind: ClassVar[str] = "sharing.handover_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFetched(HandoverEvent):
    """An organisation opened what it was handed."""

    kind: ClassVar[str] = "sharing.fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAcknowledged(HandoverEvent):
    """An organisation confirmed that it will do its part."""

    kind: ClassVar[str] = "sharing.acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverActed(HandoverEvent):
    """An organisation did its part."""

    kind: ClassVar[str] = "sharing.acted"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverEscalated(HandoverEvent):
    """An organisation did not answer in time; staff call somebody."""

    kind: ClassVar[str] = "sharing.escalated"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverReplayed(HandoverEvent):
    """A handover that had reached nobody was handed over again."""

    kind: ClassVar[str] = "sharing.replayed"
