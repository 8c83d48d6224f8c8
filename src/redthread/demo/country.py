"""What differs from country to country in what is written about contacts, by the first language."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "grounds": "Vi har talat med personen, som vill ha kontakt.",
        "firm": "Advokatfirman",
        "lawyer": "advokat",
        "court": "Tingsrätten",
        "case": "Ä",
        "ban": "Kontaktförbud",
        "victim_officer": "Brottsofferhandläggare",
        "phone": "+4670174",
    },
    "da": {
        "grounds": "Vi har talt med personen, som gerne vil have kontakt.",
        "firm": "Advokatfirmaet",
        "lawyer": "advokat",
        "court": "Byretten",
        "case": "SS",
        "ban": "Tilhold",
        "victim_officer": "Kontaktperson for forurettede",
        "phone": "+450000",
    },
    "nl": {
        "grounds": "We spraken met de persoon, die contact wil.",
        "firm": "Advocatenkantoor",
        "lawyer": "advocaat",
        "court": "De rechtbank",
        "case": "AN",
        "ban": "Contactverbod",
        "victim_officer": "Contactpersoon voor slachtoffers",
        "phone": "+320000",
    },
}
"""In the first language of each country. Telephone numbers that nobody has: Sweden's are kept for fiction."""
FAMILIES: Final = {
    "sv": (
        ("Alm", "Björk", "Dal", "Ek", "Fors", "Hag", "Lind", "Nord", "Sjö", "Strand", "Ving", "Öst"),
        ("gren", "kvist", "ström", "man", "berg", "lund"),
    ),
    "da": (
        ("Alm", "Birke", "Dal", "Ege", "Fugl", "Have", "Lind", "Nør", "Sø", "Strand", "Vester", "Øster"),
        ("gaard", "strup", "holm", "bæk", "lund", "by"),
    ),
    "nl": (
        ("Appel", "Berg", "Dal", "Eik", "Haze", "Linde", "Molen", "Noord", "Oost", "Veld", "West", "Wilgen"),
        ("mans", "broeck", "hof", "beke", "donck", "straete"),
    ),
}
"""Beginnings and ends of invented family names."""
