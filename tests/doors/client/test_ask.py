"""Asking: page by page, once, and nothing that somebody typed is lost."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from redthread.foundation import clock
from redthread.requests.public import ClientRequest, RequestType
from tests.doors.client.conftest import id_of
from tests.factories.kiosk import COFFEE, TEA, WEDNESDAY
from tests.factories.requests import MONDAY

ASK = "/my/ask/management"


def count(as_owner, member) -> int:
    """Return how many requests somebody has."""
    with as_owner():
        return ClientRequest.objects.filter(client_id=member.client_id).count()


def test_the_catalogue_shows_tiles_with_what_waits_marked(leila, desk, cast):
    """What was asked is not asked twice by mistake."""
    desk.ask(cast.leila, at=datetime.now(UTC))
    page = leila.see("/my/ask")
    assert "Ask the management" in page
    assert "waiting for an answer" in page


def test_a_request_goes_from_the_form_to_its_receipt_without_a_script(leila, desk, cast, as_owner):
    """Page by page, a look at everything, and a number with a date."""
    request = leila.ask_management()
    page = leila.see(f"/my/requests/{request}?sent")
    assert "We have it" in page
    assert "You get an answer by" in page
    assert "May I have my meals without pork?" in page
    assert count(as_owner, cast.leila) == 1


def test_a_question_left_out_is_named_beside_the_field_and_above(leila, desk):
    """The sentence stands twice: in the summary as a link, and at the question."""
    leila.see(ASK)
    leila.fill(ASK, {}, status=422)
    assert 'href="#f-about"' in leila.page
    assert leila.page.count("Please answer this question.") == 2


def test_a_text_that_is_too_long_comes_back_whole(leila, desk):
    """Ten thousand characters: said so, and kept."""
    leila.see(ASK)
    leila.fill(ASK, {"about": "food"})
    long = "I would like to tell you more. " * 323
    assert len(long) > 10_000
    leila.fill(ASK, {"text": long}, status=422)
    assert "too long" in leila.page
    assert long.strip() in leila.page


@pytest.mark.parametrize(
    "text",
    [
        "My lamp 💡 is broken 👩🏽‍🦽",
        "\u202eevil\u202c order of letters",
        "<script>alert(1)</script> {{ 7*7 }} {% raw %} %(name)s",
        "'; drop table requests_clientrequest; --",
        "أريد أن أسأل عن الطعام",
    ],
)
def test_whatever_is_written_is_kept_and_shown_as_text(leila, desk, text):
    """Signs, other directions, code: letters like any others."""
    request = leila.ask_management(text)
    answer = leila.browser.get(f"/my/requests/{request}").content.decode()
    assert "<script>alert" not in answer
    page = leila.see(f"/my/requests/{request}")
    visible = text.replace("\u202e", "").replace("\u202c", "")
    assert text in page or visible in page


def test_sending_twice_is_one_request_and_the_same_receipt(leila, desk, cast, as_owner):
    """A double click, or the back button and once more."""
    leila.see(ASK)
    for said in ({"about": "food"}, {"text": "May I?"}, {}, {}):
        leila.fill(ASK, said)
    review = leila.page
    first = id_of(leila.fill(ASK, {}, status=302))
    leila.page = review
    assert id_of(leila.fill(ASK, {}, status=302)) == first
    assert count(as_owner, cast.leila) == 1


def test_going_back_to_the_form_shows_the_request_that_waits(leila, desk):
    """Instead of a new form: the undecided request with its date."""
    request = leila.ask_management()
    page = leila.see(ASK, follow=True)
    assert "You have asked for this already" in page
    assert str(request) in page


def test_two_tabs_the_second_keeps_what_was_written(leila, desk, cast, as_owner):
    """What the second tab wrote is shown, not thrown away."""
    leila.see(ASK)
    for said in ({"about": "food"}, {"text": "The second tab wrote this."}, {}, {}):
        leila.fill(ASK, said)
    second = leila.page
    leila.ask_management("The first tab was quicker.")
    leila.page = second
    leila.fill(ASK, {}, status=409)
    assert "You have asked for this already" in leila.page
    assert "The second tab wrote this." in leila.page
    assert count(as_owner, cast.leila) == 1


def test_an_old_draft_becomes_a_request_of_its_own(leila, desk, cast):
    """A draft that carries the id of something handed in long ago gets a new one."""
    old = desk.ask(cast.leila, "nurse", at=MONDAY)
    path = "/my/ask/nurse"
    leila.see(path)
    leila.fill(path, {"about": "teeth", "request_id": str(old)})
    assert leila.hidden()["request_id"] != str(old)


@pytest.mark.parametrize(
    "damage", [{"request_id": "x"}, {"_answers": "{"}, {"_page": "nowhere"}, {"opened": "-1"}]
)
def test_a_damaged_form_is_no_fault_of_ours(leila, desk, damage):
    """Every hidden field may be anything."""
    leila.see(ASK)
    answer = leila.browser.post(
        ASK, {"csrfmiddlewaretoken": leila.hidden()["csrfmiddlewaretoken"], "_do": "next"} | damage
    )
    assert answer.status_code in {200, 422}


def test_what_is_not_offered_here_is_not_there(leila, desk):
    """A guess at an address."""
    leila.see("/my/ask/helicopter", status=404)


def test_an_expired_session_loses_nothing_and_shows_nothing(leila, desk, keys):
    """The script keeps what was typed; the page of the next person shows nothing of it."""
    leila.see(ASK)
    keys.do("update access.session set ended_at = now(), ended_why = 'tests'")
    leila.fill(ASK, {"about": "food", "text": "secret words"}, status=401)
    assert "secret words" not in leila.page


def test_the_form_speaks_the_persons_language(desk, cast, at_tablet):
    """Arabic, from right to left."""
    amir = at_tablet(cast.amir)
    page = amir.see(ASK)
    assert 'dir="rtl"' in page
    assert "ما هو الموضوع؟" in page


class TestKiosk:
    """Shelves, prices, and what one can spend."""

    @pytest.fixture(autouse=True)
    def _order_time(self, leila, monkeypatch):  # noqa: ARG002 she signs in before the clock is set
        """A day on which the kiosk takes orders."""
        monkeypatch.setattr(clock, "now", lambda: MONDAY)

    def test_an_order_goes_through_the_same_form(self, leila, till, cast):
        """Shelves, a look at everything, a receipt with what was put aside."""
        till.give(cast.leila, 50_000)
        page = leila.see("/my/kiosk")
        assert "You can spend 500 kr" in page
        assert "69.90 kr" in page
        leila.fill("/my/kiosk", {"order:coffee": "2", "order:tea": "1"})
        while "2 × " not in leila.page:
            leila.fill("/my/kiosk", {"instead": "skip"} if "instead" in leila.page else {})
        request = id_of(leila.fill("/my/kiosk", {}, status=302))
        page = leila.see(f"/my/requests/{request}")
        assert "Put aside for it" in page
        assert "162.70 kr" in page

    def test_too_little_money_is_said_and_the_order_kept(self, leila, till, cast):
        """The whole order is still there to be changed."""
        till.give(cast.leila, 8_000)
        leila.see("/my/kiosk")
        leila.fill("/my/kiosk", {"order:coffee": "1", "order:tea": "3"})
        while "1 × " not in leila.page:
            leila.fill("/my/kiosk", {"instead": "skip"} if "instead" in leila.page else {})
        leila.fill("/my/kiosk", {}, status=409)
        assert "This could not be sent" in leila.page
        assert "1 × " in leila.page
        assert "3 × " in leila.page

    def test_outside_the_order_times_one_can_look(self, leila, monkeypatch):
        """Prices, and when it opens; nothing to fill in."""
        monkeypatch.setattr(clock, "now", lambda: WEDNESDAY)
        page = leila.see("/my/kiosk")
        assert "The kiosk is closed for orders" in page
        assert 'name="order:coffee"' not in page

    def test_an_order_that_waits_is_shown_instead_of_another(self, leila, till, cast):
        """One at a time."""
        till.give(cast.leila, 50_000)
        request = till.order(cast.leila, {COFFEE: 1, TEA: 1})
        page = leila.see("/my/kiosk")
        assert "You have ordered already" in page
        assert str(request) in page

    def test_where_there_is_no_kiosk_the_page_says_so(self, leila, as_owner):
        """A type that is closed is not offered."""
        with as_owner():
            RequestType.objects.filter(code="kiosk").update(is_open=False)
        assert "There is no kiosk here" in leila.see("/my/kiosk")


def test_each_form_has_an_id_of_its_own(leila, desk):
    """Made when the form is opened."""
    leila.see(ASK)
    first = leila.hidden()["request_id"]
    leila.see(ASK)
    assert leila.hidden()["request_id"] != first
    assert len(first) == len(str(uuid4()))
