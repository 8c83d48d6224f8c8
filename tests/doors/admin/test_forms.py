"""Forms in the office: a draft is worked on, checked with the place named, tried, and published once."""

import json
from collections.abc import Callable

import pytest

from redthread.forms.public import DefinitionStatus, FormDefinition, load_definitions
from redthread.foundation import clock
from tests.doors.admin.conftest import Clerk
from tests.factories.requests import swedish_pack
from tests.factories.world import Acting, AsOwner, Cast, Member

FORM = "/staff/office/forms/management"


@pytest.fixture
def clerk(office: Callable[[Member], Clerk], cast: Cast, acting: Acting) -> Clerk:
    """The governor, with the Swedish forms published."""
    with acting(cast.administrator) as actor:
        raw = [f.definition for f in swedish_pack().forms.values()]
        load_definitions(actor=actor, definitions=raw, at=clock.now())
    return office(cast.governor)


def test_a_draft_is_changed_tried_and_published(clerk: Clerk, as_owner: AsOwner) -> None:
    """From the published version to the next one, without a line of JSON."""
    clerk.send(f"{FORM}/begin", {}, of=FORM)
    first = {"add": "end", "text": "Is it urgent for your family?", "link_id": "family", "kind": "boolean"}
    clerk.send(f"{FORM}/draft", first)
    assert "Is it urgent for your family?" in clerk.page
    clerk.send(f"{FORM}/draft", {"require": "family"})
    clerk.send(f"{FORM}/draft?language=sv", {"translate": "sv", "text:family.text": "Gäller det familjen?"})
    assert "Gäller det familjen?" in clerk.page
    clerk.see(f"{FORM}/try/2?language=sv")
    clerk.send(f"{FORM}/publish", {}, of=FORM, status=200)
    assert "It never changes again" in clerk.page
    assert "go on with the version they have" in clerk.page
    clerk.send(f"{FORM}/publish", {"step": "save"}, of=FORM)
    assert "Published. Choose it now" in clerk.page
    with as_owner():
        states = dict(FormDefinition.objects.filter(code="management").values_list("version", "status"))
    assert states == {1: DefinitionStatus.PUBLISHED.value, 2: DefinitionStatus.PUBLISHED.value}


def test_what_is_wrong_is_named_with_its_place_and_nothing_is_lost(clerk: Clerk, as_owner: AsOwner) -> None:
    """A rule that asks a question that is not there, in the whole definition."""
    clerk.send(f"{FORM}/begin", {}, of=FORM)
    with as_owner():
        raw = FormDefinition.objects.get(code="management", version=2).definition
    raw["item"][0]["enableWhen"] = [{"question": "nobody", "operator": "=", "answerString": "x"}]
    clerk.send(f"{FORM}/draft", {"definition": json.dumps(raw)}, status=422)
    assert "item[0].enableWhen[0]" in clerk.page
    assert '"nobody"' in clerk.page
    for nonsense in ("{", "[]", '{"code": "other"}', "[" * 5000):
        clerk.send(f"{FORM}/draft", {"definition": nonsense}, status=422)


def test_a_draft_can_be_thrown_away(clerk: Clerk, as_owner: AsOwner) -> None:
    """After asking; the published version stays."""
    clerk.send(f"{FORM}/begin", {}, of=FORM)
    clerk.send(f"{FORM}/discard", {}, of=FORM, status=200)
    clerk.send(f"{FORM}/discard", {"step": "save"}, of=FORM)
    with as_owner():
        assert list(FormDefinition.objects.filter(code="management").values_list("version", flat=True)) == [1]
    clerk.see(f"{FORM}/draft", status=404)


def test_trying_a_form_sends_nothing(clerk: Clerk) -> None:
    """It goes from page to page as the client's would."""
    page = f"{FORM}/try/1?language=ar"
    assert 'dir="rtl"' in clerk.see(page)
    clerk.send(page, {"_do": "next"}, status=200)
    clerk.see("/staff/office/forms/nothing", status=404)
    clerk.see(f"{FORM}/try/99", status=404)
