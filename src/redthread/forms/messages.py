"""What is wrong with an answer, as a sentence in the active language."""

from datetime import date
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.forms.enums import Reason
from redthread.forms.rules.definition import JsonValue
from redthread.forms.rules.evaluate import AnswerError
from redthread.ui import words

SENTENCES: Final[dict[Reason, Promise | str]] = {
    Reason.REQUIRED: _("Please answer this question."),
    Reason.GROUP_REQUIRED: _("Please answer at least one of these questions."),
    Reason.NOT_TEXT: _("We cannot read this. Please write it again."),
    Reason.TOO_LONG: _("This is too long. Letters you wrote: %(length)s. Most letters: %(limit)s."),
    Reason.NOT_NUMBER: _("Please write a number, such as 2.5."),
    Reason.NOT_WHOLE_NUMBER: _("Please write a whole number, such as 3."),
    Reason.TOO_SMALL: _("This number is too small. The smallest is %(limit)s."),
    Reason.TOO_LARGE: _("This number is too big. The biggest is %(limit)s."),
    Reason.NOT_YES_NO: _("Please choose yes or no."),
    Reason.NOT_DATE: _("This day does not exist. Please write day, month and year, such as 24 12 2026."),
    Reason.TOO_EARLY: _("This is too early. The first you can choose is %(limit)s."),
    Reason.TOO_LATE: _("This is too late. The last you can choose is %(limit)s."),
    Reason.NOT_TIME: _("Please write a time, such as 14:30."),
    Reason.NOT_AN_OPTION: _("Please choose one of the answers that you see."),
    Reason.UNIT_UNKNOWN: _("Please choose what you measure in."),
    Reason.ATTACHMENT_UNKNOWN: _("The file did not arrive. Please add it again."),
    Reason.TOO_MANY: _("This is too many. The most is %(limit)s, you have %(count)s."),
    Reason.TOO_FEW: _("This is too few. The fewest is %(limit)s, you have %(count)s."),
    Reason.MALFORMED: _("We cannot read this. Please fill it in again."),
}
"""Every reason has its sentence; a test says when one is missing."""


def sentence(error: AnswerError) -> str:
    """Return what is wrong, with numbers and days as the active language writes them."""
    return str(SENTENCES[error.code]) % {name: _shown(value) for name, value in error.params.items()}


def day_in_full(day: date) -> str:
    """Return a day with month and year in words: ``24 December 2026``."""
    return str(format_date(day, "long", locale=words.locale_of(words.language())))


def number_in_words(written: str) -> str:
    """Return a number written with a point as the active language writes it, with as many decimals."""
    _whole, _point, decimals = written.partition(".")
    return words.number(Decimal(written), decimals=len(decimals))


def _shown(value: JsonValue) -> str:
    text = str(value)
    try:
        return day_in_full(date.fromisoformat(text)) if "-" in text[1:] else number_in_words(text)
    except (ValueError, ArithmeticError):
        return text
