"""Stored choices: what kinds of questions there are and how a branch rule compares."""

from enum import StrEnum


class ItemType(StrEnum):
    """The kinds of items, named as in FHIR R5; ``lines`` is ours: an order of articles with quantities."""

    GROUP = "group"
    DISPLAY = "display"
    STRING = "string"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    QUANTITY = "quantity"
    ATTACHMENT = "attachment"
    LINES = "lines"


class Operator(StrEnum):
    """How ``enableWhen`` compares (http://hl7.org/fhir/questionnaire-enable-operator, R5)."""

    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    GREATER_OR_EQUAL = ">="
    LESS_OR_EQUAL = "<="


class EnableBehavior(StrEnum):
    """Whether all branch rules of an item must hold, or any of them."""

    ALL = "all"
    ANY = "any"


class DefinitionStatus(StrEnum):
    """The life of one version of a definition: only a draft can be changed."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Reason(StrEnum):
    """Why an answer cannot be taken; :mod:`redthread.forms.messages` has the sentence for each."""

    REQUIRED = "required"
    GROUP_REQUIRED = "group_required"
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    NOT_NUMBER = "not_number"
    NOT_WHOLE_NUMBER = "not_whole_number"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_YES_NO = "not_yes_no"
    NOT_DATE = "not_date"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_TIME = "not_time"
    NOT_AN_OPTION = "not_an_option"
    UNIT_UNKNOWN = "unit_unknown"
    ATTACHMENT_UNKNOWN = "attachment_unknown"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    MALFORMED = "malformed"
