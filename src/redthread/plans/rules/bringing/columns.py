"""Which column is what: header names and choices in the six languages, as municipalities write them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from redthread.plans.enums import ActionStatus, Continues, LifeArea


class Column(StrEnum):
    """What a column can hold; the action and its first day must be there."""

    WORDS = "words"
    AREA = "area"
    PERSON = "person"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    STATUS = "status"
    EVIDENCE = "evidence"
    CONTINUES = "continues"
    REFERENCE = "reference"
    CLIENT_NUMBER = "client_number"
    CLIENT_BORN = "client_born"
    CLIENT_NAME = "client_name"


# en sv da nl fr ar; several spellings apart by "|".
HEADERS: Final[Mapping[Column, str]] = {
    Column.WORDS: (
        "action|what|activity|measure|insats|åtgärd|aktivitet|vad|indsats|handling|hvad|actie|"
        "wat|activiteit|inzet|mesure|activité|quoi|الإجراء|النشاط|ماذا"
    ),
    Column.AREA: (
        "area|life area|domain|område|livsområde|levnadsområde|livsomraade|domein|leefgebied|"
        "levensdomein|domaine|domaine de vie|المجال|مجال الحياة"
    ),
    Column.PERSON: (
        "responsible|case worker|caseworker|contact|who|ansvarig|handläggare|kontaktperson|vem|"
        "ansvarlig|sagsbehandler|hvem|verantwoordelijke|begeleider|contactpersoon|wie|"
        "responsable|référent|qui|المسؤول|الموظف|من"
    ),
    Column.STARTS_ON: (
        "from|start|starts|start date|since|begins|från|startdatum|börjar|från och med|fra|"
        "startdato|begynder|van|begin|begindatum|sinds|de|début|date de début|depuis|من تاريخ|"
        "البداية|تاريخ البداية"
    ),
    Column.ENDS_ON: (
        "to|until|end|ends|end date|till|slut|slutdatum|till och med|slutar|til|slutdato|tot|"
        "einde|einddatum|à|fin|date de fin|jusqu'au|إلى|النهاية|تاريخ النهاية"
    ),
    Column.STATUS: ("status|state|läge|tillstånd|stand|statut|état|الحالة"),
    Column.EVIDENCE: (
        "evidence|result|note|notes|underlag|resultat|anteckning|dokumentation|bilag|bewijs|"
        "resultaat|opmerking|preuve|résultat|remarque|الدليل|النتيجة|ملاحظة"
    ),
    Column.CONTINUES: (
        "continues|continue|during the sentence|fortsätter|under straffet|fortsætter|"
        "under afsoning|gaat door|tijdens detentie|pendant la peine|يستمر|أثناء العقوبة"
    ),
    Column.REFERENCE: (
        "reference|ref|id|case number|referens|ärendenummer|diarienummer|sagsnummer|referentie|"
        "dossiernummer|référence|numéro de dossier|المرجع|رقم الملف"
    ),
    Column.CLIENT_NUMBER: (
        "client number|person number|identity number|number|personnummer|klientnummer|nummer|cpr|"
        "cpr-nr|cpr-nummer|rijksregisternummer|persoonsnummer|numéro national|numéro|الرقم|"
        "رقم الشخص|رقم الهوية"
    ),
    Column.CLIENT_BORN: (
        "born|birth date|date of birth|född|födelsedatum|født|fødselsdato|geboren|geboortedatum|"
        "né le|date de naissance|تاريخ الميلاد"
    ),
    Column.CLIENT_NAME: (
        "client|name|person|klient|namn|navn|borger|cliënt|naam|nom|nom et prénom|الاسم|العميل"
    ),
}
AREAS: Final[Mapping[LifeArea, str]] = {
    LifeArea.HOME: (
        "home|housing|bostad|boende|hem|bolig|hjem|wonen|huisvesting|logement|domicile|السكن|المسكن"
    ),
    LifeArea.WORK: (
        "work and jobs|work|job|employment|arbete|jobb|sysselsättning|arbejde|beskæftigelse|werk|"
        "tewerkstelling|travail|emploi|العمل"
    ),
    LifeArea.EDUCATION: (
        "school and training|education|school|training|utbildning|skola|skola och utbildning|"
        "uddannelse|skole|skole og uddannelse|opleiding|onderwijs|school en opleiding|formation|"
        "école|école et formation|التعليم|المدرسة والتدريب"
    ),
    LifeArea.MONEY: (
        "money and debts|money|debt|debts|economy|ekonomi|pengar|skulder|pengar och skulder|"
        "økonomi|penge|gæld|penge og gæld|geld|schulden|geld en schulden|argent|dettes|"
        "argent et dettes|المال|الديون|المال والديون"
    ),
    LifeArea.FAMILY: ("family|relations|familj|relationer|familie|relaties|famille|العائلة|الأسرة"),
    LifeArea.HEALTH: ("health|hälsa|helbred|sundhed|gezondheid|santé|الصحة"),
    LifeArea.ADDICTION: (
        "alcohol, drugs and gambling|addiction|drugs|alcohol|missbruk|beroende|"
        "alkohol, droger och spel|misbrug|afhængighed|alkohol, stoffer og spil|verslaving|"
        "alcohol, drugs en gokken|dépendance|alcool, drogues et jeu|الإدمان|"
        "الكحول والمخدرات والقمار"
    ),
    LifeArea.THINKING: (
        "thoughts and choices|attitudes|thinking|tankar och val|attityder|tanker og valg|"
        "holdninger|denken en kiezen|houding|idées et choix|الأفكار والاختيارات"
    ),
    LifeArea.LEISURE: (
        "free time and friends|leisure|free time|fritid|fritid och vänner|fritid og venner|"
        "vrije tijd|vrije tijd en vrienden|loisirs|temps libre et amis|وقت الفراغ|"
        "وقت الفراغ والأصدقاء"
    ),
}
STATUSES: Final[Mapping[ActionStatus, str]] = {
    ActionStatus.PLANNED: ("planned|planerad|planlagt|gepland|prévu|مخطط"),
    ActionStatus.RUNNING: (
        "going on|running|ongoing|pågår|pågående|i gang|igangværende|loopt|lopend|en cours|جارٍ|جاري"
    ),
    ActionStatus.PAUSED: ("on hold|paused|pausad|vilande|sat i bero|pause|op pauze|en pause|suspendu|معلق"),
    ActionStatus.DONE: (
        "done|finished|klar|avslutad|færdig|afsluttet|klaar|afgerond|terminé|fait|منجز|انتهى"
    ),
    ActionStatus.STOPPED: ("stopped|avbruten|stoppet|afbrudt|gestopt|arrêté|توقف"),
}
CHOICES: Final[Mapping[Continues, str]] = {
    Continues.CONTINUE: (
        "continue|continues|yes|fortsätter|fortsätt|ja|fortsætter|fortsæt|gaat door|doorgaan|"
        "continuer|oui|يستمر|نعم"
    ),
    Continues.PAUSE: (
        "pause|waits|vilar|pausa|pausas|venter|sættes på pause|wacht|pauzeren|suspendre|ينتظر|توقف مؤقت"
    ),
    Continues.STOP: ("stop|ends|no|avslutas|nej|stoppas|slutter|stopper|nee|stopt|arrêter|non|يتوقف|لا"),
}


def _spellings(named: Mapping[StrEnum | LifeArea | ActionStatus | Continues, str]) -> dict[str, str]:
    return {plain(spelling): str(key) for key, text in named.items() for spelling in text.split("|")}


def plain(text: str) -> str:
    """Return a header or a choice without case, accents and marks, so that spellings meet."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in letters if not unicodedata.combining(c)).replace("ø", "o").replace("æ", "ae")
    return " ".join(re.findall(r"\w+", bare))


_HEADERS: Final = _spellings(HEADERS)  # type: ignore[arg-type]
_AREAS: Final = _spellings(AREAS)  # type: ignore[arg-type]
_STATUSES: Final = _spellings(STATUSES)  # type: ignore[arg-type]
_CHOICES: Final = _spellings(CHOICES)  # type: ignore[arg-type]


def find_columns(header: Sequence[str]) -> dict[Column, int]:
    """Return where each known column stands; the first of two that mean the same counts."""
    found: dict[Column, int] = {}
    for place, name in enumerate(header):
        known = _HEADERS.get(plain(name))
        if known is not None:
            found.setdefault(Column(known), place)
    return found


def read_area(text: str) -> LifeArea | None:
    """Return the life area that a word means, or None."""
    known = _AREAS.get(plain(text)) or next((a.value for a in LifeArea if a.value == plain(text)), None)
    return LifeArea(known) if known else None


def read_status(text: str) -> ActionStatus | None:
    """Return the status that a word means, or None."""
    known = _STATUSES.get(plain(text))
    return ActionStatus(known) if known else None


def read_continues(text: str) -> Continues | None:
    """Return what becomes of the action, or None where the file does not say."""
    known = _CHOICES.get(plain(text))
    return Continues(known) if known else None
