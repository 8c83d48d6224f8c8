"""Odd texts for every form that a crawl of a door finds: a clear answer, no fault, no echo of markup."""

import random
import re
from collections import Counter
from typing import Any
from urllib.parse import urlencode, urljoin

from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.support.visitor import Answer, Form, Visitor

MARK = "<script>alert('rt')</script>"
NASTY = [
    MARK,
    '"><img src=x onerror=alert(1)>',
    "{{ 9999 * 9999 }}{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}${9999*9999}#{9999*9999}",
    "' or 1=1; drop table people_client; --",
    "1); select pg_sleep(9); --",
    "%s %(x)s {0} {x.__class__} \\x00 %00",
    "a\0b",
    "\x07\x1b[31m\x7f",
    "\u202etxet desrever\u202c \u2066\u200f\ufeff",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 40,
    "ż̷̢ä̴l̶g̵o̷" * 60,
    "x" * 10_000,
    "\n" * 3_000,
    "-1",
    "0",
    "1e309",
    "NaN",
    "99999999999999999999999999",
    "٣٤٥",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "../../etc/passwd",
    "//evil.example/",
    "javascript:alert(1)",
    "[]",
    '{"a": {"b": [1, null]}}',
    "[" * 3_000,
    "",
    " ",
]
MOST_PAGES = 90
PAGES_OF_A_KIND = 2
SKIPPED = {"lock", "sign-out", "sessions-end", "sessions-of-end", "sign-in", "enrol", "first-pin"}
"""They end the session, or count wrong tries; what they do with odd input is tested with the sign-in."""
ANY_TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=200),
    st.text(st.characters(categories=["Cf", "Cc", "Co", "Mn"]), max_size=40),
)


def crawl(visitor: Visitor, door: str) -> list[Form]:
    """Return the forms of the pages that links lead to, one of each kind."""
    forms: dict[tuple[Any, ...], Form] = {}
    seen = Counter({kind(door): 1})
    waiting, known = [door], {door}
    while waiting and seen.total() <= MOST_PAGES:
        answer = visitor.get(waiting.pop(0))
        assert answer.status < 500, answer
        for form in answer.forms:
            action = urljoin(answer.path, form.action)
            form.action = action
            names = frozenset(re.sub(r"\d+|[0-9a-f-]{36}", "*", name) for name in form.fields)
            if kind(action) and kind(action) not in SKIPPED:
                forms.setdefault((kind(action), form.method, names), form)
        for link in answer.links:
            address = urljoin(answer.path, link).partition("#")[0]
            if address in known or not address.startswith(door) or seen[kind(address)] >= PAGES_OF_A_KIND:
                continue
            known.add(address)
            seen[kind(address)] += 1
            waiting.append(address)
    return list(forms.values())


def kind(address: str) -> str:
    """Return the name of the view that answers at an address, "" without one."""
    try:
        return str(resolve(address.partition("?")[0]).url_name)
    except Resolver404:
        return ""


def sound(answer: Answer, form: Form) -> None:
    """Hold an answer to what must be true of every one."""
    assert answer.status < 500, f"{answer} of {form}"
    for name in (MARK, "<img src=x onerror"):
        assert name not in answer.text, f"{answer} of {form} echoes markup"
    assert "99980001" not in answer.text, f"{answer} of {form} evaluates"
    assert "evil.example" not in answer.way.partition("?")[0], answer
    assert "Traceback" not in answer.text


def everything_everywhere(visitor: Visitor, forms: list[Form]) -> None:
    """Each form twice: nasty texts in all fields at once, then in one and the rest untouched."""
    chance = random.Random(1121)  # noqa: S311 - the same texts in every run
    for form in forms:
        for one in (False, True):
            names = [n for n in (*form.fields, *form.choices) if n != "csrfmiddlewaretoken"]
            # In a fixed order: what a run draws is what every run draws.
            chosen = sorted(set(chance.sample(names, 1) if one and names else names))
            fields = {n: chance.choice(NASTY) if n in chosen else v for n, v in form.fields.items()}
            fields |= {n: chance.choice(NASTY) for n in chosen}
            _send(visitor, form, fields)
    assert "rt_session" in visitor.cookies
    assert visitor.get("/my/" if forms[0].action.startswith("/my/") else "/staff/").status == 200


def _send(visitor: Visitor, form: Form, fields: dict[str, str]) -> None:
    fields.pop("csrfmiddlewaretoken", None)
    if form.method == "POST":
        sound(visitor.post(form.action, fields), form)
        return
    path = form.action.split("?")[0]
    sound(visitor.get(f"{path}?{urlencode(fields, errors='surrogatepass')}"), form)


BOUNDED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def draw_and_send(who: tuple[Visitor, list[Form]], data: st.DataObject) -> None:
    """Send one of the forms with odd texts in some of its fields."""
    visitor, forms = who
    form = data.draw(st.sampled_from(forms))
    names = sorted({*form.fields, *form.choices} - {"csrfmiddlewaretoken"})
    fields = dict(form.fields)
    for name in data.draw(st.sets(st.sampled_from(names), max_size=4)) if names else ():
        fields[name] = data.draw(ANY_TEXT)
    _send(visitor, form, fields)
