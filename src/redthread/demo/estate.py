"""The estate beyond its rooms: houses, activity rooms, measures, devices, rooms out of use, certificates.

Invented, in the language of the place. What is set follows from the rooms' numbers: every load is the same.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import Connection

from redthread.demo.chains import ENTRY_COLUMNS, Chain, payload_text
from redthread.demo.copying import copy_lines, copy_rows
from redthread.demo.people import Population
from redthread.demo.places import EstablishmentPlan
from redthread.foundation.events import HOUSE

UNITS_A_HOUSE: Final = 4
WORDS: Final = {
    "sv": {
        "house": "Hus {n}",
        "shared": "Skola, arbete och besök",
        "apart": "Avskilda rum",
        "classroom": "Lektionssal {n}",
        "workshop": "Verkstad {n}",
        "visit": "Besöksrum {n}",
        "health": "Sjukvård",
        "video": "Videorum {n}",
        "meeting": "Mötesrum",
        "court": "Förhandlingsrum",
        "video_link": "Videolänk {n}",
        "laptop_cart": "Datorvagn",
        "projector": "Projektor",
        "interpreter_phone": "Tolktelefon",
        "lamp": "lampan går inte att tända",
        "window": "nytt fönster",
        "grounds": "Rummet är ommätt efter ombyggnaden. Toaletten är avskild från golv till tak.",
        "fewer": "Ommätt: för litet för två enligt CPT.",
        "agreed": "Mätt på plats.",
    },
    "da": {
        "house": "Hus {n}",
        "shared": "Skole, arbejde og besøg",
        "apart": "Observationsrum",
        "classroom": "Klasseværelse {n}",
        "workshop": "Værksted {n}",
        "visit": "Besøgsrum {n}",
        "health": "Sundhed",
        "video": "Videorum {n}",
        "meeting": "Mødelokale",
        "court": "Retslokale",
        "video_link": "Videoforbindelse {n}",
        "laptop_cart": "Computervogn",
        "projector": "Projektor",
        "interpreter_phone": "Tolketelefon",
        "lamp": "lampen kan ikke tændes",
        "window": "nyt vindue",
        "grounds": "Rummet er målt op efter ombygningen. Toilettet er adskilt fra gulv til loft.",
        "fewer": "Målt op: for lille til to efter CPT.",
        "agreed": "Målt på stedet.",
    },
    "nl": {
        "house": "Huis {n}",
        "shared": "School, werk en bezoek",
        "apart": "Afzonderingscellen",
        "classroom": "Klaslokaal {n}",
        "workshop": "Werkplaats {n}",
        "visit": "Bezoekruimte {n}",
        "health": "Medische dienst",
        "video": "Videokamer {n}",
        "meeting": "Vergaderzaal",
        "court": "Zittingszaal",
        "video_link": "Videoverbinding {n}",
        "laptop_cart": "Laptopkar",
        "projector": "Projector",
        "interpreter_phone": "Tolktelefoon",
        "lamp": "de lamp gaat niet aan",
        "window": "nieuw raam",
        "grounds": "De kamer is opgemeten na de verbouwing. Het toilet is volledig afgescheiden.",
        "fewer": "Opgemeten: te klein voor twee volgens het CPT.",
        "agreed": "Ter plaatse opgemeten.",
    },
}
# code, use, people at once, and x, y, w, h on the plan of the shared house, door towards the corridor at y 5
SHARED: Final = (
    ("S1", "classroom", 10, 0, 0, 7, 4, "above"),
    ("S2", "classroom", 8, 7, 0, 6, 4, "above"),
    ("V1", "workshop", 16, 13, 0, 9, 4, "above"),
    ("V2", "workshop", 12, 22, 0, 6, 4, "above"),
    ("B1", "visit", 4, 0, 5, 4, 3, "below"),
    ("B2", "visit", 4, 4, 5, 4, 3, "below"),
    ("B3", "visit", 6, 8, 5, 4, 3, "below"),
    ("H1", "health", 2, 12, 5, 4, 3, "below"),
    ("T1", "video", 2, 16, 5, 3, 3, "below"),
    ("T2", "video", 2, 19, 5, 3, 3, "below"),
    ("M1", "meeting", 8, 22, 5, 6, 3, "below"),
)
COURT: Final = ("R1", "court", 12, 0, 9, 7, 4, "below")
APART: Final = 3
DEVICES: Final = (
    ("VID1", "video_link", "T1"),
    ("VID2", "video_link", "T2"),
    ("DAT1", "laptop_cart", None),
    ("PRO1", "projector", None),
    ("TOL1", "interpreter_phone", None),
)
_MEASURES = """
update estate_room r set
  area = case when r.capacity > 1 then 12.5 + (r.id % 5) * 0.5
    when r.id % 23 = 0 then 5.6 else 8 + (r.id % 7) * 0.4 end,
  partition = case when r.capacity > 1 or r.id % 3 > 0 then 'full' else 'partial' end,
  wall_distance = 2.1 + (r.id % 5) * 0.1, height = 2.5 + (r.id % 3) * 0.1,
  types = case when r.id % 24 = 1 then '{accessible}'::varchar[] else '{}' end
where r.use = 'living'
"""
_TYPES = """
update estate_unit u set types = array_remove(array[
  case when e.kind = 'remand' then 'remand' else 'closed' end,
  case when e.id = any (%(women)s) then 'women' end]::varchar[], null)
from estate_establishment e where e.id = u.establishment_id
"""
# Empty rooms only: who lives in a room stays there, and a demonstration should not look neglectful.
_EMPTY = """
select r.id, u.establishment_id, u.name, r.code,
  row_number() over (partition by u.establishment_id order by r.id)
from estate_room r join estate_unit u on u.id = r.unit_id
where r.use = 'living' and r.capacity = 1 and not exists (select 1 from custody_stay s where s.room_id = r.id)
"""
_NOW, _PLANNED, _HERE = 1, 2, 3
# The third unit of a place lies over two floors: the higher half of its numbers is upstairs.
_STOREYS = """
update estate_room r set storey = 1
from (select u.id, row_number() over (partition by u.establishment_id order by u.id) as n from estate_unit u
  where exists (select 1 from estate_room l where l.unit_id = u.id and l.use = 'living')) u,
(select id, percent_rank() over (partition by unit_id order by id) as part from estate_room) p
where u.n = 3 and r.unit_id = u.id and p.id = r.id and p.part > 0.5
"""
_RESTART = "select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"


def insert_estate(
    owner: Connection[Any], places: list[EstablishmentPlan], language: str, *, women: list[int]
) -> None:
    """Hang units into houses, and add the rooms where nobody lives, with devices, measures and types."""
    words = WORDS.get(language, WORDS["sv"])
    ids = {table: _last(owner, f"estate_{table}") for table in ("unit", "room")}
    units: list[tuple[Any, ...]] = []
    rooms: list[tuple[Any, ...]] = []
    devices: list[tuple[Any, ...]] = []
    houses: dict[int, int] = {}
    for place in places:
        for n, first in enumerate(range(0, len(place.units), UNITS_A_HOUSE), 1):
            if len(place.units) <= UNITS_A_HOUSE:
                break
            ids["unit"] += 1
            units.append((ids["unit"], place.id, f"H{n}", words["house"].format(n=n)))
            houses |= {u.id: ids["unit"] for u in place.units[first : first + UNITS_A_HOUSE]}
        _shared(place, words, ids, units, rooms, devices)
    copy_rows(owner, "estate_unit", ("id", "establishment_id", "code", "name"), units)
    columns = ("id", "unit_id", "code", "name", "use", "capacity")
    drawn = ("plan_x", "plan_y", "plan_w", "plan_h", "plan_side")
    copy_rows(owner, "estate_room", (*columns, *drawn), rooms)
    copy_rows(owner, "estate_equipment", ("establishment_id", "room_id", "code", "name", "kind"), devices)
    with owner.cursor() as cursor:
        cursor.executemany(
            "update estate_unit set parent_id = %s where id = %s", [(h, u) for u, h in houses.items()]
        )
    owner.execute(_MEASURES)
    owner.execute(_TYPES, {"women": women})
    owner.execute(_STOREYS)
    for table in ("estate_unit", "estate_room"):
        owner.execute(_RESTART.format(table=table))


def _shared(
    place: EstablishmentPlan,
    words: dict[str, str],
    ids: dict[str, int],
    units: list[tuple[Any, ...]],
    rooms: list[tuple[Any, ...]],
    devices: list[tuple[Any, ...]],
) -> None:
    ids["unit"] += 2
    shared, apart = ids["unit"] - 1, ids["unit"]
    units.append((shared, place.id, "SAB", words["shared"]))
    units.append((apart, place.id, "AVS", words["apart"]))
    by_code: dict[str | None, int | None] = {None: None}
    for code, use, seats, *drawn in (*SHARED, *((COURT,) if place.kind == "remand" else ())):
        ids["room"] += 1
        by_code[str(code)] = ids["room"]
        name = words[str(use)].format(n=str(code)[1:])
        rooms.append((ids["room"], shared, code, name, use, seats, *drawn))
    for n in range(1, APART + 1):
        ids["room"] += 1
        rooms.append((ids["room"], apart, f"AV{n}", "", "segregation", 1, None, None, None, None, ""))
    for code, kind, fixed in DEVICES:
        name = words[kind].format(n=code[-1])
        devices.append((place.id, by_code[fixed], code, name, kind))


def insert_states(owner: Connection[Any], population: Population, language: str, now: datetime) -> None:
    """Put some rooms out of use, and let certificates wait, be approved, and leave one room overfull."""
    words = WORDS.get(language, WORDS["sv"])
    who: dict[tuple[int | None, str], int] = {}
    for member in population.staff:
        who.setdefault((member.establishment_id, member.role), member.actor_id)
    head = owner.execute("select seq, hash from thread.head where client_id = %s", [HOUSE]).fetchone()
    house = Chain(HOUSE) if head is None else Chain(HOUSE, seq=head[0], hash=head[1])
    _put_out_of_use(owner, who, words, house, now)
    _certify(owner, who, words, house, now)
    copy_lines(owner, "thread.entry", ENTRY_COLUMNS, house.lines())
    owner.execute(
        "insert into thread.head values (%s, %s, %s) "
        "on conflict (client_id) do update set seq = excluded.seq, hash = excluded.hash",
        [HOUSE, house.seq, house.hash],
    )


def _put_out_of_use(
    owner: Connection[Any],
    who: dict[tuple[int | None, str], int],
    words: dict[str, str],
    house: Chain,
    now: datetime,
) -> None:
    day = now.replace(minute=0, second=0, microsecond=0)
    for room, place, unit, code, n in owner.execute(_EMPTY).fetchall():
        if n > _HERE:
            continue
        since, until, reason, said = {
            _NOW: (day - timedelta(days=3), None, "damage", words["lamp"]),
            _PLANNED: (
                day.replace(hour=7) + timedelta(days=6),
                day.replace(hour=15) + timedelta(days=20),
                "rebuilding",
                words["window"],
            ),
            _HERE: (day - timedelta(hours=20), day.replace(hour=11) + timedelta(days=1), "cleaning", ""),
        }[n]
        by = who[(place, "governor")]
        at = min(since, now - timedelta(hours=5))
        made = owner.execute(
            "insert into estate_outofuse (room_id, period, reason, words, set_by, set_at) "
            "values (%s, tstzrange(%s, %s), %s, %s, %s, %s) returning id",
            [room, since, until, reason, said, by, at],
        ).fetchone()
        payload = {
            "establishment_id": place,
            "room_id": room,
            "out_of_use_id": made[0] if made else 0,
            "room": f"{unit} {code}",
            "reason": reason,
            "words": said,
            "since": f"{since:%Y-%m-%d %H:%M}",
            "until": f"{until:%Y-%m-%d %H:%M}" if until else "…",
        }
        house.add(at, 0, "estate.room_out_of_use", by, payload_text(payload))


def _certify(
    owner: Connection[Any],
    who: dict[tuple[int | None, str], int],
    words: dict[str, str],
    house: Chain,
    now: datetime,
) -> None:
    for place, kind, room, unit, code, before in _chosen(owner):
        asked, decided = who.get((place, "unit_manager")), who[(place, "governor")]
        if asked is None:
            continue
        is_less = kind == "less"
        capacity, grounds = (1, words["fewer"]) if is_less else (2, words["grounds"])
        at = now - (timedelta(days=12) if is_less else timedelta(days=2))
        made = owner.execute(
            "insert into estate_capacitycertificate (room_id, before, capacity, grounds, asked_by, "
            "asked_at, state) values (%s, %s, %s, %s, %s, %s, 'requested') returning id",
            [room, before, capacity, grounds, asked, at],
        ).fetchone()
        told = {
            "establishment_id": place,
            "room_id": room,
            "certificate_id": made[0] if made else 0,
            "room": f"{unit} {code}",
            "capacity": capacity,
        }
        said = payload_text(told | {"before": before, "grounds": grounds})
        house.add(at, 0, "estate.certificate_requested", asked, said)
        if is_less:
            later = at + timedelta(days=1, hours=3)
            owner.execute(
                "update estate_capacitycertificate set state = 'approved', decided_by = %s, decided_at = %s, "
                "words = %s where id = %s",
                [decided, later, words["agreed"], told["certificate_id"]],
            )
            said = payload_text(told | {"before": before, "words": words["agreed"]})
            house.add(later, 0, "estate.certificate_approved", decided, said)


def _chosen(owner: Connection[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield one room a place to certify for more, and one where two live that is certified for one now."""
    more = (
        "select distinct on (u.establishment_id) u.establishment_id, 'more', r.id, u.name, r.code, "
        "r.capacity from estate_room r join estate_unit u on u.id = r.unit_id where r.use = 'living' "
        "and r.capacity = 1 and r.area >= 8 and r.partition = 'full' order by u.establishment_id, r.id"
    )
    less = (
        "select distinct on (u.establishment_id) u.establishment_id, 'less', r.id, u.name, r.code, "
        "r.capacity from estate_room r join estate_unit u on u.id = r.unit_id where r.use = 'living' "
        "and r.capacity = 2 and 2 = "
        "(select count(*) from custody_stay s where s.room_id = r.id and upper_inf(s.period)) "
        "order by u.establishment_id, r.id desc"
    )
    yield from owner.execute(more).fetchall()
    yield from owner.execute(less).fetchall()


def _last(owner: Connection[Any], table: str) -> int:
    found = owner.execute(f"select coalesce(max(id), 0) from {table}").fetchone()  # noqa: S608
    return int(found[0]) if found else 0
