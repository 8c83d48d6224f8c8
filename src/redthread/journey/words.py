"""What phases, owners and facts are called, for staff and in the client's words."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from redthread.foundation.phases import Phase
from redthread.foundation.sentences import Text

PHASES: Final[Mapping[Phase, Text]] = {
    Phase.REMAND: pgettext_lazy("phase", "In remand"),
    Phase.INTAKE: pgettext_lazy("phase", "The first weeks"),
    Phase.SERVING: pgettext_lazy("phase", "Serving the sentence"),
    Phase.RELEASE: pgettext_lazy("phase", "Getting ready for release"),
    Phase.SUPERVISION: pgettext_lazy("phase", "Under supervision"),
    Phase.AFTER: pgettext_lazy("phase", "Afterwards"),
}

OUTSIDE: Final[Mapping[str, Text]] = {
    "client": _("The client"),
    "system": _("The program"),
    "municipality": _("The municipality"),
    "employment": _("The employment service"),
    "health": _("Health care outside"),
    "school": _("The school"),
    "lawyer": _("The lawyer"),
    "court": _("The court"),
    "police": _("The police"),
    "probation": _("The probation service"),
    "ngo": _("A voluntary organisation"),
    "prosecutor": _("The prosecutor"),
    "board": _("The board"),
    "victim": _("The victim"),
}
"""Who is no role of the service; roles have their titles in the pack."""

FACTS: Final[Mapping[str, Text]] = {
    "phase": _("the beginning of the phase"),
    "arrival": _("the arrival"),
    "minor": _("the arrival of somebody under 18"),
    "intake": _("the beginning of the sentence"),
    "transfer": _("the arrival after a transfer"),
    "restriction_decided": _("a decision on restrictions"),
    "segregation": _("the beginning of a segregation"),
    "segregation_safety": _("the beginning of a segregation for safety"),
    "segregation_own_request": _("the beginning of a segregation on own request"),
    "segregation_inquiry": _("the beginning of a segregation for an inquiry"),
    "supervision_start": _("the beginning of the supervision"),
    "supervision_end": _("the end of the supervision"),
    "supervision_planned_end": _("the planned end of the supervision"),
    "release": _("the release"),
    "parole": _("the day of possible parole"),
    "term": _("the sentence"),
    "refusal": _("a refused visit"),
    "security_unit": _("the placement in a security unit"),
    "entry_control": _("the decision on entry control"),
    "decision_told": _("the day a decision was told"),
    "sanction": _("a disciplinary sanction"),
    "custody_on_breach": _("the taking into custody after a breach"),
    "measure_stopped": _("the temporary stop of a measure"),
    "probation_start": _("the beginning of the probation sentence"),
}


def in_all_languages(text: Text) -> dict[str, str]:
    """Return a text of the program in every language, for what the thread keeps."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = str(text)
    return found
