"""Fixed choices of contacts."""

from enum import StrEnum


class Channel(StrEnum):
    """How two people reach each other."""

    LETTER = "letter"
    MESSAGE = "message"
    PHONE = "phone"
    VISIT = "visit"
    VIDEO = "video"


class Level(StrEnum):
    """How much of what is written is read, from nothing to everything before it goes on."""

    PRIVILEGED = "privileged"
    TRUSTED = "trusted"
    ORDINARY = "ordinary"
    REVIEWED = "reviewed"


class AliasKind(StrEnum):
    """By what somebody is known or reached."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class BanSource(StrEnum):
    """Who wants that two people do not reach each other."""

    VICTIM = "victim"
    COURT = "court"
    SERVICE = "service"
    OWN_WISH = "own_wish"


class State(StrEnum):
    """What a contact is at an instant. ``closed`` says no more than that."""

    OPEN = "open"
    BLOCKED = "blocked"
    CLOSED = "closed"
    EXPIRED = "expired"
    ENDED = "ended"


class EndCode(StrEnum):
    """Why a contact ended."""

    DECISION = "decision"
    LEFT = "left"
    RELEASE = "release"
    SUPERVISION = "supervision"
    DEATH = "death"
    MERGE = "merge"


class Check(StrEnum):
    """How somebody's identity was verified."""

    BAR_REGISTER = "bar_register"
    OFFICE_CALLED_BACK = "office_called_back"
    SEEN_IN_PERSON = "seen_in_person"
    OFFICIAL_LETTER = "official_letter"
    EID = "eid"
