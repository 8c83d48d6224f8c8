"""An approved request for a contact is the contact, and never one that a ban forbids."""

from uuid import uuid4

import pytest

from redthread.contacts import public as contacts
from redthread.project.contact_requests import EFFECT
from redthread.requests.public import RequestFacts, RequestStatus
from tests.factories.contacts import MONDAY, office_at_hall, somebody

pytestmark = pytest.mark.django_db
ASKED = {
    "name": "Fatima Haddad",
    "relation": "parent",
    "number": "070-123 45 67",
    "for": ["write", "call"],
}


@pytest.fixture
def office(world, as_owner, acting):
    return office_at_hall(world, as_owner, acting)


def decide(office, world, client, status=RequestStatus.APPROVED, **answers) -> None:
    facts = RequestFacts(
        id=uuid4(),
        client_id=client.client_id,
        establishment_id=world.establishments["hall"],
        unit_id=None,
        type_code="contact",
        info_class=1 << 19,
        language="sv",
        answers=ASKED | answers,
        status=status,
        details={},
    )
    with office.acting(office.clerk, focus=client.client_id) as actor:
        EFFECT.on_decided(facts, actor=actor, at=MONDAY)
        if status is RequestStatus.APPROVED:
            EFFECT.on_decided(facts, actor=actor, at=MONDAY)  # a replay changes nothing


def found(office, client) -> list[contacts.ContactRow]:
    with office.acting(office.clerk, focus=client.client_id):
        return contacts.list_contacts(client_id=client.client_id, at=MONDAY)


def test_approved_is_the_contact_as_it_was_asked_for(cast, world, office) -> None:
    decide(office, world, cast.amir)
    [row] = found(office, cast.amir)
    assert row.contact.known_as == "Fatima Haddad"
    assert row.contact.channels == ["letter", "message", "phone"]
    assert row.contact.level == "ordinary"


def test_declined_is_nothing(cast, world, office) -> None:
    decide(office, world, cast.amir, RequestStatus.DECLINED)
    assert found(office, cast.amir) == []


def test_somebody_known_by_number_and_name_is_not_entered_twice(cast, world, office) -> None:
    known = office.approve(cast.jonas)
    decide(office, world, cast.amir)
    [row] = found(office, cast.amir)
    assert row.contact.correspondent_id == known.correspondent_id


def test_a_barred_person_is_refused_in_the_words_of_the_page(cast, world, office) -> None:
    office.bar(cast.amir, somebody())
    with pytest.raises(contacts.ContactRefusedError):
        decide(office, world, cast.amir)


def test_a_child_is_decided_with_its_adult(cast, world, office) -> None:
    with pytest.raises(contacts.ContactFaultError):
        decide(office, world, cast.amir, relation="child", born_on="2019-05-03")


def test_words_of_ones_own_for_what_somebody_is_are_taken(cast, world, office) -> None:
    decide(office, world, cast.amir, relation="my neighbour", number="")
    [row] = found(office, cast.amir)
    assert row.contact.relation == "relative"
