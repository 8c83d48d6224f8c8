"""Every form that a crawl of the doors finds takes anything: a clear answer, no fault, no echo of markup.

On a service of its own: what the fuzz does to catalogue, keys and people must not meet the other stories.
"""

import html
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.security.conftest import AMIR, JONAS
from tests.security.ways import hand_in
from tests.support.service import Service, running_service
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
SKIPPED = {"lock", "sign-out", "sessions-end", "sign-in", "enrol", "first-pin"}
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


def _sound(answer: Answer, form: Form) -> None:
    assert answer.status < 500, f"{answer} of {form}"
    for name in (MARK, "<img src=x onerror"):
        assert name not in answer.text, f"{answer} of {form} echoes markup"
    assert "99980001" not in answer.text, f"{answer} of {form} evaluates"
    assert "evil.example" not in answer.way.partition("?")[0], answer
    assert "Traceback" not in answer.text


@pytest.fixture(scope="module")
def punchbag() -> Iterator[Service]:
    """A service to be hit."""
    with running_service("fuzz") as found:
        yield found


@pytest.fixture(scope="module")
def client_forms(punchbag: Service) -> tuple[Visitor, list[Form]]:
    """Jonas, and what he can fill in."""
    punchbag.end_open_requests(JONAS)
    visitor = Visitor(punchbag).enrol().sign_in_client(punchbag.numbers[JONAS])
    forms = crawl(visitor, "/my/")
    assert len(forms) >= 7
    return visitor, forms


@pytest.fixture(scope="module", params=["manager", "administrator", "reader"])
def staff_forms(punchbag: Service, request: pytest.FixtureRequest) -> tuple[Visitor, list[Form]]:
    """Somebody of the staff, and what they can fill in."""
    visitor = Visitor(punchbag).sign_in_staff(request.param)
    forms = crawl(visitor, "/staff/")
    assert len(forms) >= 4
    return visitor, forms


def _everything_everywhere(visitor: Visitor, forms: list[Form]) -> None:
    """Each form twice: nasty texts in all fields at once, then in one and the rest untouched."""
    chance = random.Random(1121)  # noqa: S311 - the same texts in every run
    for form in forms:
        for one in (False, True):
            names = [n for n in (*form.fields, *form.choices) if n != "csrfmiddlewaretoken"]
            chosen = set(chance.sample(names, 1) if one and names else names)
            fields = {n: chance.choice(NASTY) if n in chosen else v for n, v in form.fields.items()}
            fields |= {n: chance.choice(NASTY) for n in chosen}
            _send(visitor, form, fields)
    assert "rt_session" in visitor.cookies
    assert visitor.get("/my/" if forms[0].action.startswith("/my/") else "/staff/").status == 200


def _send(visitor: Visitor, form: Form, fields: dict[str, str]) -> None:
    fields.pop("csrfmiddlewaretoken", None)
    if form.method == "POST":
        _sound(visitor.post(form.action, fields), form)
        return
    path = form.action.split("?")[0]
    _sound(visitor.get(f"{path}?{urlencode(fields, errors='surrogatepass')}"), form)


def test_the_clients_forms_take_anything(client_forms: tuple[Visitor, list[Form]]) -> None:
    _everything_everywhere(*client_forms)


def test_the_staffs_forms_take_anything(staff_forms: tuple[Visitor, list[Form]]) -> None:
    _everything_everywhere(*staff_forms)


BOUNDED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@BOUNDED
@given(data=st.data())
def test_no_text_in_any_field_of_a_client_breaks_a_page(
    client_forms: tuple[Visitor, list[Form]], data: st.DataObject
) -> None:
    _draw_and_send(client_forms, data)


@BOUNDED
@given(data=st.data())
def test_no_text_in_any_field_of_staff_breaks_a_page(
    staff_forms: tuple[Visitor, list[Form]], data: st.DataObject
) -> None:
    _draw_and_send(staff_forms, data)


def _draw_and_send(who: tuple[Visitor, list[Form]], data: st.DataObject) -> None:
    visitor, forms = who
    form = data.draw(st.sampled_from(forms))
    names = sorted({*form.fields, *form.choices} - {"csrfmiddlewaretoken"})
    fields = dict(form.fields)
    for name in data.draw(st.sets(st.sampled_from(names), max_size=4)) if names else ():
        fields[name] = data.draw(ANY_TEXT)
    _send(visitor, form, fields)


def test_hostile_words_are_shown_as_words(punchbag: Service) -> None:
    """What was accepted is kept as it is, and shown to client and staff as text, never as markup."""
    punchbag.end_open_requests(AMIR)
    client = Visitor(punchbag).enrol().sign_in_client(punchbag.numbers[AMIR])
    text = f"{MARK} {NASTY[1]} {{{{ 9999 * 9999 }}}} \u202eback"
    request = hand_in(client, "management", {"about": "other", "text": text, "wish": text})
    client.post(f"/my/requests/{request}/write", {"text": text})
    manager = Visitor(punchbag).sign_in_staff("manager")
    address = f"/staff/requests/{request}"
    manager.get(address)
    words = {"grounds": text, "next_step": text, "decision": "declined"}
    assert "done=" in manager.post(f"{address}/decide", words).way
    form = Form(address, address, "GET")
    with punchbag.owner() as owner:
        client_id = owner.execute(
            "select client_id from requests_clientrequest where id = %s", [request]
        ).fetchone()
    assert client_id is not None
    pages = [
        manager.get(path)
        for path in (address, "/staff/requests?show=ended", f"/staff/clients/{client_id[0]}")
    ]
    own = ("", "requests", f"requests/{request}", f"requests/{request}/appeal", "day", "readers/thread")
    pages += [client.get(f"/my/{path}") for path in own]
    for page in pages:
        assert page.status == 200, page
        _sound(page, form)
    assert html.escape(MARK, quote=False)[:14] in pages[0].text
    assert sum("alert(" in page.text for page in pages) >= 2
