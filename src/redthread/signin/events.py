"""What happens to keys, devices and sessions. Clients' own in their chain, everything else in the house's."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(ThreadEvent):
    """Somebody came in. ``place`` is the tablet's label, or the address; ``by`` what they proved it with."""

    kind: ClassVar[str] = "signin.signed_in"
    by: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(ThreadEvent):
    """Somebody locked the tablet or signed out."""

    kind: ClassVar[str] = "signin.signed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyWrongTries(ThreadEvent):
    """So many wrong tries against one person in a day that staff should ask what is going on."""

    kind: ClassVar[str] = "signin.many_wrong_tries"
    tries: int
    place: str
    staff_actor_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKeyGiven(ThreadEvent):
    """Staff gave a client a new PIN or card (``key``)."""

    kind: ClassVar[str] = "signin.client_key_given"
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChanged(ThreadEvent):
    """Somebody changed, added or removed a key of their own; ``key`` is its kind."""

    kind: ClassVar[str] = "signin.key_changed"
    key: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(ThreadEvent):
    """A member of staff got a first password; all their earlier keys ended."""

    kind: ClassVar[str] = "signin.staff_invited"
    staff_actor_id: int
    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsiderInvited(ThreadEvent):
    """Somebody of a partner, or a relative, got a link to their first key; earlier keys of theirs ended."""

    kind: ClassVar[str] = "signin.outsider_invited"
    outsider_actor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasswordAsked(ThreadEvent):
    """Somebody asked for a new password by the address of a person outside; the link went to its mailbox."""

    kind: ClassVar[str] = "signin.new_password_asked"
    outsider_actor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReplaced(ThreadEvent):
    """Somebody outside chose a new password by that link; every sign-in of theirs ended."""

    kind: ClassVar[str] = "signin.password_replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAnnounced(ThreadEvent):
    """Staff announced a tablet and got a one-time code."""

    kind: ClassVar[str] = "signin.device_announced"
    device_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEnrolled(ThreadEvent):
    """The code was typed on a tablet, which is known from now on."""

    kind: ClassVar[str] = "signin.device_enrolled"
    device_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRevoked(ThreadEvent):
    """A tablet is known no longer."""

    kind: ClassVar[str] = "signin.device_revoked"
    device_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(ThreadEvent):
    """Sessions were ended by their person or by an administrator."""

    kind: ClassVar[str] = "signin.sessions_ended"
    of_actor_id: int
    sessions: int
