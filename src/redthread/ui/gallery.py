"""The gallery: every component in every state, as pages that could be real, in two languages, three schemes.

For development and for the screenshots under ``docs/look``. The project mounts it under ``/ui``::

    HttpResponse(gallery.render(page, language=..., scheme=..., text_size=...))

Everybody in it is invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.template import engines
from django.utils.translation import override

from redthread.ui import charts, gallery_words, pictograms, tokens, words

LANGUAGES: Final = ("en", "ar")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the gallery; ``door`` says whose style sheet it wears."""

    name: str
    door: str


PAGES: Final = (
    Page("home", "client"),
    Page("requests", "client"),
    Page("request", "client"),
    Page("waiting", "client"),
    Page("ask", "client"),
    Page("kiosk", "client"),
    Page("reads", "client"),
    Page("states", "client"),
    Page("language", "client"),
    Page("sign_in", "client"),
    Page("locked", "client"),
    Page("pictograms", "client"),
    Page("queue", "staff"),
    Page("today", "staff"),
)
_NAMES: Final = {page.name for page in PAGES}

_DAY = (
    ("done", "08:00 Breakfast", ""),
    ("done", "09:00 Swedish, lesson 6", "with Maria, by video"),
    ("now", "13:00 Workshop", "now, until 15:30"),
    ("todo", "16:00 Call with your daughter", "20 minutes"),
    ("todo", "Tomorrow: 10:15", "a private matter"),
)
_ANSWERED = (
    ("done", "You asked", "Monday 2 March"),
    ("done", "Read", "Tuesday, by the unit"),
    ("yes", "Answer", "Wednesday"),
    ("todo", "You get them", "Friday"),
)
_LATE = (
    ("done", "You asked", "Monday 2 March"),
    ("done", "Read", "Tuesday, by the nurse"),
    ("late", "Answer", "late since yesterday"),
)
_STAFF_WAY = (
    ("done", "Asked", "26 February, in Dari"),
    ("done", "Identity checked", "no ban on any channel"),
    ("now", "Your decision", "like cases here: 31 of 34 approved"),
)
_STATES = (
    ("done", "Done", "filled"),
    ("now", "Now", "ring with a dot"),
    ("paused", "Waiting", "bars"),
    ("late", "Late", "triangle"),
    ("yes", "Yes", "check"),
    ("no", "No", "square"),
    ("gone", "Taken back", "stroke"),
    ("todo", "To come", "hollow, stitches"),
)
_ENDED = (
    (("done", "You asked", "Monday 2 March"), ("done", "Read", ""), ("no", "Answer", "Wednesday")),
    (
        ("done", "You asked", "Monday 2 March"),
        ("paused", "Waiting", "We wait for the school."),
        ("todo", "Answer", ""),
    ),
    (("done", "You asked", "Monday 2 March"), ("gone", "Taken back", "Tuesday")),
)
_WAYS = (
    ("Requests", "requests", "1 answer"),
    ("Ask the nurse", "nurse", ""),
    ("Kiosk", "kiosk", ""),
    ("Laundry", "laundry", ""),
    ("My account", "account", ""),
    ("My day", "day", ""),
    ("Who has read my file", "reads", ""),
    ("My data", "download", ""),
)
_MINE = (
    ("New shoes from property", "number 3, asked on Monday", "requests", "Answered", "done"),
    ("A private matter", "number 4, asked on Tuesday", "private", "Thursday", "fine"),
    ("Change of work", "number 5, asked on Tuesday", "work", "today 16:00", "soon"),
    ("Laundry: missing shirt", "number 2, asked last week", "laundry", "late since yesterday", "late"),
)
_QUEUE = (
    ("Contact approval: sister", "late since yesterday", "late", "A. Rahmani", ("done", "done", "now")),
    ("Change of work", "today 16:00", "soon", "J. Lund", ("done", "now", "todo")),
    ("Leave for a funeral", "today 18:00", "soon", "P. Nyström", ("done", "now", "todo")),
    ("Shoes from property", "Thursday", "fine", "M. Haile", ("now", "todo", "todo")),
    ("Laundry: missing shirt", "Friday", "fine", "D. Kovač", ("now", "todo", "todo")),
    ("Education: Swedish at level 2", "Monday", "fine", "S. Yılmaz", ("done", "now", "todo")),
    ("Kiosk order", "Waiting", "paused", "N. Szabó", ("done", "now", "todo")),
)


def _steps(w: gallery_words.Words, steps: tuple[tuple[str, str, str], ...]) -> list[dict[str, str]]:
    return [{"state": state, "title": w(title), "note": w(note)} for state, title, note in steps]


def _log(w: gallery_words.Words) -> list[dict[str, Any]]:
    return [
        {
            "label": w("today"),
            "entries": [
                {
                    "iso": "2026-03-12T09:12",
                    "at": "09:12",
                    "what": w("Read your request"),
                    "who": "Maria Ek",
                    "look": True,
                },
                {
                    "iso": "2026-03-12T08:30",
                    "at": "08:30",
                    "what": w("Answered your question"),
                    "who": w("Nurse"),
                },
            ],
        },
        {
            "label": w("yesterday"),
            "entries": [
                {
                    "iso": "2026-03-11T14:02",
                    "at": "14:02",
                    "what": w("Wrote a message"),
                    "who": "Jonas Berg",
                },
                {
                    "iso": "2026-03-11T10:40",
                    "at": "10:40",
                    "what": w("Looked at your day"),
                    "who": "Sara Lind",
                    "look": True,
                },
            ],
        },
    ]


def _client_data(w: gallery_words.Words) -> dict[str, Any]:
    return {
        "day": _steps(w, _DAY),
        "answered": _steps(w, _ANSWERED),
        "late_way": _steps(w, _LATE),
        "every_state": _steps(w, _STATES),
        "ways_ended": [_steps(w, way) for way in _ENDED],
        "ways": [{"href": "#", "label": w(t), "icon": i, "note": w(n)} for t, i, n in _WAYS],
        "mine": [
            {"title": w(t), "note": w(n), "icon": i, "due": w(due), "state": state}
            for t, n, i, due, state in _MINE
        ],
        "articles": [
            {"title": w(t), "price": words.money(price, "SEK"), "count": n}
            for t, price, n in (
                ("Coffee, 250 g", 4250, 1),
                ("Phone card", 5000, 1),
                ("Shampoo", 2250, 2),
                ("Stamps", 1800, 0),
            )
        ],
        "log": _log(w),
        "along": [
            {"label": w(label), "way": way, "state": w(state)}
            for label, way, state in (
                ("Request 3", ("done", "done", "done"), "Answered"),
                ("Request 4", ("done", "now", "todo"), "read, not decided"),
            )
        ],
        "names": pictograms.NAMES,
    }


_MENU = (
    ("Today", "day", 7, False),
    ("Requests", "queue", 41, False),
    ("Late", "clock", 3, True),
    ("People", "people", None, False),
    ("Measures", "measures", None, False),
    ("Catalogue", "catalogue", None, False),
)


def _staff_data(w: gallery_words.Words, *, mirror: bool) -> dict[str, Any]:
    return {
        "menu": [
            {"href": "#", "label": w(t), "icon": i, "count": n, "late": late, "current": t == "Requests"}
            for t, i, n, late in _MENU
        ],
        "staff_way": _steps(w, _STAFF_WAY),
        "rows": [
            {
                "title": w(t),
                "due": w(due),
                "state": state,
                "who": who,
                "note": w("asked in writing") if n % 5 == 0 else "",
                "room": f"C {201 + n}",
                "asked": w("yesterday") if n % 2 else w("6 days ago"),
                "way": way,
                "way_label": w("read, not decided"),
            }
            for n in range(40)
            for t, due, state, who, way in (_QUEUE[0 if n < 3 else (n % 6) + 1],)  # noqa: PLR2004 three late ones first
        ],
        "figures": [
            {"value": 3, "label": w("late"), "late": True},
            {"value": 7, "label": w("due today")},
            {"value": 12, "label": w("new since yesterday")},
            {"value": words.percent(0.92), "label": w("within promise this month")},
        ],
        "bars": charts.bar_chart(
            w("Answered within promise"),
            w("Unit C answers 92 % in time, more than the house."),
            [
                charts.Bar(w("Unit C"), 92, own=True),
                charts.Bar(w("Unit A"), 88),
                charts.Bar(w("Unit B"), 71),
                charts.Bar(w("The whole house"), 84),
            ],
            unit="%",
            goal=90,
            mirror=mirror,
        ),
        "lines": charts.line_chart(
            w("Days until an answer"),
            w("It takes two days less than in January."),
            [str(n) for n in range(1, 11)],
            [
                charts.Line(w("Unit C"), [5, 4.6, 4.8, 4, 3.6, None, 3.4, 3.2, 3.1, 3]),
                charts.Line(w("The house"), [5, 5.1, 5, 4.9, 5, 4.8, 4.6, 4.7, 4.6, 4.5]),
            ],
            goal=5,
            mirror=mirror,
        ),
    }


def render(page: str = "", *, language: str = "en", scheme: str = "light", text_size: int = 1) -> str:
    """Return a page of the gallery as HTML; the list of pages for a name it does not know.

    ``language`` is ``en`` or ``ar``; ``scheme`` one of ``light dark contrast``; ``text_size`` 1 to 4.
    """
    language = language if language in LANGUAGES else "en"
    w = gallery_words.Words(language)
    context: Mapping[str, Any] = {
        "w": w,
        "csrf_input": "",
        "color_scheme": scheme if scheme in tokens.SCHEMES else "light",
        "text_size": min(max(text_size, 1), 4),
        "pages": PAGES,
    }
    with override(language):
        if page not in _NAMES:
            return str(engines["jinja2"].get_template("ui/gallery/index.jinja").render(dict(context)))
        data = {**context, **_client_data(w), **_staff_data(w, mirror=language == "ar")}
        return str(engines["jinja2"].get_template(f"ui/gallery/{page}.jinja").render(data))
