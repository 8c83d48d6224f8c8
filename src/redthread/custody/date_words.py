"""The words of dates and of the steps behind them: for staff, and in easy words for the person themselves."""

from datetime import date
from typing import Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import Legal
from redthread.custody.rules.dates import Refusal, Step, StepCode, Why
from redthread.foundation.sentences import Text
from redthread.jurisdiction.sentences import Comes, DateKind, Length
from redthread.ui.words import date_long

_KINDS: Final[dict[DateKind, tuple[Text, Text]]] = {
    DateKind.LEAVE: (_("Leave possible from"), _("From this day you can ask for leave")),
    DateKind.HALF_TIME: (_("Half the time"), _("From this day a softer way can be decided")),
    DateKind.CONDITIONAL: (_("Conditional release"), _("Release with conditions")),
    DateKind.RELEASE: (_("Day of release"), _("You are released")),
    DateKind.END: (_("End of the whole time"), _("Your whole time is over")),
    DateKind.SUPERVISION_END: (_("End of supervision"), _("Your trial time after release is over")),
    DateKind.LIFE_REVIEW: (_("An end may be asked for from"), _("From this day you can ask for an end")),
}
_COMES: Final[dict[Comes, tuple[Text, Text]]] = {
    Comes.DUE: (_("if nothing is decided against it"), _("if nothing changes")),
    Comes.POSSIBLE: (_("may be decided from this day"), _("somebody decides if it happens")),
    Comes.LATEST: (_("not later than"), _("not later than this day")),
}
_STEPS: Final[dict[StepCode, tuple[Text, Text]]] = {
    StepCode.AS_DAYS: (
        _("The sentence of %(length)s is %(days)s days."),
        _("You got %(length)s. That is %(days)s days."),
    ),
    StepCode.TOTAL: (_("All judgments together: %(length)s."), _("All your judgments together: %(length)s.")),
    StepCode.SHARE: (
        _("%(share)s of %(of)s must be served: %(length)s."),
        _("You serve %(share)s of %(of)s. That is %(length)s."),
    ),
    StepCode.LEAST: (
        _("At least %(length)s must be served."),
        _("The law says: at least %(length)s."),
    ),
    StepCode.WHOLE: (_("The whole time is %(length)s."), _("Your whole time is %(length)s.")),
    StepCode.COUNT: (
        _("Counted from %(start)s: %(length)s."),
        _("We count %(length)s from your first day, %(start)s."),
    ),
    StepCode.REMAND: (
        _("%(days)s days in remand are taken off."),
        _("You were already inside for %(days)s days before. They count, so it comes earlier."),
    ),
    StepCode.SERVED_BEFORE: (
        _("All of it was served before the start."),
        _("You had already served all of it before."),
    ),
    StepCode.INTERRUPTION: (
        _("%(days)s days from %(begins_on)s were not served and are added."),
        _("You were away for %(days)s days from %(begins_on)s. They do not count, so it comes later."),
    ),
    StepCode.POSTPONED: (
        _("A decision postponed it by %(days)s days."),
        _("It was decided that it comes %(days)s days later."),
    ),
    StepCode.CLOSED_DAY: (
        _("%(day)s is a weekend or holiday: the working day before."),
        _("%(day)s is a day when offices are closed. So you go on the working day before."),
    ),
    StepCode.LEFT: (
        _("%(days)s days of the time are left at the release on %(release)s."),
        _("On %(release)s there are %(days)s days left of your time."),
    ),
    StepCode.TRIAL_LEAST: (
        _("The trial time is what is left, at least %(length)s."),
        _("After release there is a trial time: what is left, at least %(length)s."),
    ),
    StepCode.TRIAL_MOST: (
        _("The trial time may be set to at most %(length)s."),
        _("After release there is a trial time of at most %(length)s."),
    ),
    StepCode.LIFE: (
        _("A life sentence: an end may be asked for after %(length)s."),
        _("Your sentence has no end yet. After %(length)s you can ask a court to set one."),
    ),
}
_WHY: Final[dict[Why, tuple[Text, Text]]] = {
    Why.LIFE: (
        _("None: the sentence is for life."),
        _("There is no day: your sentence has no end yet."),
    ),
    Why.NO_RULE: (_("No source carries a rule for it."), _("We do not know a rule for it.")),
    Why.REPEAT: (_("No sure source for a repeated offence."), _("We do not know the rule for you for sure.")),
    Why.OLDER: (
        _("The judgment is older than the rules that are known here, from %(since)s. Ask the registry."),
        _("Your judgment is older than the rules that we know. Ask the staff."),
    ),
    Why.TOO_SHORT: (_("None: the release comes first."), _("There is none: you are released before.")),
    Why.IN_FULL: (
        _("None: the time is served to its last day."),
        _("There is none: you serve the time to its last day."),
    ),
}
_SHARES: Final[dict[str, Text]] = {
    "1/4": _("a quarter"),
    "1/3": _("one third"),
    "1/2": _("half"),
    "2/3": _("two thirds"),
    "3/4": _("three quarters"),
}
_LEGAL: Final[dict[Legal, tuple[Text, Text]]] = {
    Legal.REMAND: (_("In remand"), _("You are in remand. A court has not decided yet.")),
    Legal.SENTENCED: (_("Serving a sentence"), _("You are serving a sentence.")),
    Legal.RECALLED: (_("Recalled"), _("You were called back to serve on.")),
    Legal.ON_LEAVE: (_("On leave"), _("You are on leave.")),
    Legal.ON_SUPERVISION: (_("Under supervision"), _("You are under supervision.")),
    Legal.ENDED: (_("Ended"), _("Everything is served.")),
}


def say_kind(kind: DateKind, *, to_client: bool) -> str:
    """Return what a date is called."""
    return str(_KINDS[kind][to_client])


def say_comes(comes: Comes, *, to_client: bool) -> str:
    """Return how sure a date is."""
    return str(_COMES[comes][to_client])


def say_legal(status: str, *, to_client: bool) -> str:
    """Return what a legal status is called; to the person, as a sentence."""
    return str(_LEGAL[Legal(status)][to_client])


def say_length(length: Length) -> str:
    """Return a length as people say it, such as ``1 year, 6 months``."""
    said = [
        ngettext("%(n)s year", "%(n)s years", length.years) % {"n": length.years} if length.years else "",
        ngettext("%(n)s month", "%(n)s months", length.months) % {"n": length.months}
        if length.months
        else "",
        ngettext("%(n)s day", "%(n)s days", length.days) % {"n": length.days} if length.days else "",
    ]
    return gettext(", ").join(filter(None, said)) or ngettext("%(n)s day", "%(n)s days", 0) % {"n": 0}


def say_step(step: Step, *, to_client: bool, tz: str) -> str:
    """Return what was done in one step."""
    said = str(_STEPS[step.code][to_client]) % {name: _said(value, tz) for name, value in step.params.items()}
    return said[:1].upper() + said[1:]


def say_refusal(refusal: Refusal, *, to_client: bool, language: str, tz: str) -> str:
    """Return why a date is missing: the pack's own sentence where it has one."""
    if refusal.text is not None:
        return refusal.text.in_language(language)
    since = date_long(refusal.since, tz=tz, year=True) if refusal.since else ""
    return str(_WHY[refusal.why][to_client]) % {"since": since}


def _said(value: object, tz: str) -> str:
    if isinstance(value, Length):
        return say_length(value)
    if isinstance(value, date):
        return date_long(value, tz=tz, year=True)
    return str(_SHARES.get(str(value), value))
