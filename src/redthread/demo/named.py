"""The people whose names are known beforehand: who one signs in as, who was released, who is supervised.

Everybody is invented. Each country of the demonstration has its own, named as people are named there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

Name = tuple[str, str]
"""Given and family name."""


@dataclass(frozen=True, slots=True)
class Named:
    """The named people of a country.

    Attributes:
        clients: of the first establishment's first unit: given and family name, gender, language.
        staff: by user name (:data:`redthread.demo.cast.STAFF`).
        victim_officer: who is there for those who were hurt.
        partners: a coordinator and a case worker of the first municipality, with the address they sign in by.
        relatives: somebody near to a named client: given name, what they are, and their address.
        probation: who works at each probation office.
        supervised, released: somebody under supervision now, and somebody who was here: born on, gender.
    """

    clients: Mapping[str, tuple[str, str, str, str]]
    staff: Mapping[str, Name]
    victim_officer: Name
    partners: tuple[tuple[str, str, str], ...]
    relatives: Mapping[str, tuple[str, str, str]]
    probation: tuple[Name, ...]
    supervised: tuple[str, str, date, str, str]
    released: tuple[str, str, date, str, str]


_AMIR: Final = ("Amir", "Rahmani", "m", "ar")
_DANIEL: Final = ("Daniel", "Kovač", "m", "en")
_LEYLA: Final = ("Leyla", "sibling", "leyla.rahmani@example.org")

NAMED: Final[Mapping[str, Named]] = {
    "SE": Named(
        clients={"amir": _AMIR, "jonas": ("Jonas", "Lundgren", "m", "sv"), "dragana": _DANIEL},
        staff={
            "officer": ("Karin", "Lund"),
            "manager": ("Petra", "Holm"),
            "nurse": ("Sara", "Ek"),
            "kiosk": ("Olle", "Strand"),
            "governor": ("Lars", "Björk"),
            "planner": ("Maja", "Lindqvist"),
            "administrator": ("Anna", "Norén"),
            "protection": ("Eva", "Sjö"),
            "reader": ("Nils", "Åberg"),
        },
        victim_officer=("Tuva", "Alm"),
        partners=(
            ("Birgitta", "Åkesson", "birgitta.akesson@kommun.example"),
            ("Tomas", "Ek", "tomas.ek@kommun.example"),
        ),
        relatives={"amir": _LEYLA, "jonas": ("Birgit", "parent", "birgit.lundgren@example.org")},
        probation=(("Ulla", "Rask"), ("Tomas", "Lind")),
        supervised=("Elias", "Nordin", date(1992, 9, 3), "m", "sv"),
        released=("Marcus", "Ekström", date(1987, 3, 14), "m", "sv"),
    ),
    "DK": Named(
        clients={"amir": _AMIR, "jonas": ("Jonas", "Kjærgaard", "m", "da"), "dragana": _DANIEL},
        staff={
            "officer": ("Mette", "Lund"),
            "manager": ("Hanne", "Holm"),
            "nurse": ("Sanne", "Skov"),
            "kiosk": ("Ole", "Strand"),
            "governor": ("Lars", "Bjerre"),
            "planner": ("Maja", "Lindholm"),
            "administrator": ("Anne", "Nørgaard"),
            "protection": ("Eva", "Søby"),
            "reader": ("Niels", "Aagaard"),
        },
        victim_officer=("Tove", "Elm"),
        partners=(
            ("Birgitte", "Ågård", "birgitte.aagaard@kommune.example"),
            ("Søren", "Dam", "soeren.dam@kommune.example"),
        ),
        relatives={"amir": _LEYLA, "jonas": ("Birthe", "parent", "birthe.kjaergaard@example.org")},
        probation=(("Ulla", "Rask"), ("Thomas", "Vang")),
        supervised=("Emil", "Nørby", date(1992, 9, 3), "m", "da"),
        released=("Markus", "Østergård", date(1987, 3, 14), "m", "da"),
    ),
    "BE": Named(
        clients={"amir": _AMIR, "jonas": ("Jonas", "Verhaegen", "m", "nl"), "dragana": _DANIEL},
        staff={
            "officer": ("Katrien", "Claes"),
            "manager": ("Petra", "Wouters"),
            "nurse": ("Sara", "Dumont"),
            "kiosk": ("Olivier", "Renard"),
            "governor": ("Lieven", "Goossens"),
            "planner": ("Marie", "Lambert"),
            "administrator": ("Anna", "Peeters"),
            "protection": ("Eva", "Mertens"),
            "reader": ("Nicolas", "Leroy"),
        },
        victim_officer=("Tine", "Aerts"),
        partners=(
            ("Brigitte", "De Smet", "brigitte.desmet@ocmw.example"),
            ("Thomas", "Maes", "thomas.maes@ocmw.example"),
        ),
        relatives={"amir": _LEYLA, "jonas": ("Bea", "parent", "bea.verhaegen@example.org")},
        probation=(("Greet", "Jacobs"), ("Tom", "Hermans")),
        supervised=("Elias", "Willems", date(1992, 9, 3), "m", "nl"),
        released=("Marc", "Janssens", date(1987, 3, 14), "m", "nl"),
    ),
}
"""By the code of the country."""
