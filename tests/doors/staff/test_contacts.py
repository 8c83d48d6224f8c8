"""Contacts at the staff door: decided with grounds, told apart, barred without a trace for others."""

import pytest

from redthread.contacts import public as contacts
from redthread.foundation import clock
from redthread.requests import public as requests
from tests.doors.staff.conftest import TUESDAY, text_of
from tests.factories.contacts import office_at_hall, somebody
from tests.factories.requests import load_catalogues

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Fatima Haddad",
    "phone": "070-123 45 67",
    "email": "fatima@example.org",
    "relation": "parent",
    "language": "ar",
    "channels": ["message", "phone"],
    "level": "ordinary",
    "grounds": "We called her: she wants it.",
}


@pytest.fixture
def office(world, as_owner, acting):
    return office_at_hall(world, as_owner, acting)


def page_of(client, more: str = "") -> str:
    return f"/staff/clients/{client.client_id}/contacts{more}"


def approve(clerk, client, **more):
    path = page_of(client, "/new")
    return clerk.post(path, FORM | more, of=path)


def test_a_clerk_approves_changes_and_ends_a_contact(cast, office, seat) -> None:
    clerk = seat(office.clerk)
    assert "No contact is approved" in clerk.read(page_of(cast.amir))
    answer = approve(clerk, cast.amir)
    assert answer.status_code == 302, text_of(answer)
    one = answer["Location"].partition("?")[0]
    page = clerk.read(one)
    assert "fatima@example.org" in page
    assert "We called her" in page
    changed = {"channels": ["visit"], "level": "reviewed", "grounds": "Visits only, for now."}
    assert clerk.post(one, changed, of=one).status_code == 302
    assert "Read first" in clerk.read(page_of(cast.amir))
    ended = clerk.post(one + "/end", {"end_grounds": "Moved.", "told": "She moved away."}, of=one)
    assert ended.status_code == 302
    assert "She moved away." in clerk.read(one)


def test_without_grounds_or_channels_nothing_is_lost_and_nothing_is_decided(cast, office, seat) -> None:
    clerk = seat(office.clerk)
    answer = approve(clerk, cast.amir, grounds="")
    assert answer.status_code == 422
    assert 'value="Fatima Haddad"' in answer.content.decode()
    assert approve(clerk, cast.amir, channels=[]).status_code == 422
    assert "No contact is approved" in clerk.read(page_of(cast.amir))


def test_somebody_known_is_offered_before_a_second_entry_is_made(cast, office, seat) -> None:
    office.approve(cast.jonas)
    clerk = seat(office.clerk)
    asked = approve(clerk, cast.amir)
    assert asked.status_code == 200
    assert "Is it one of these?" in text_of(asked)
    assert "Jonas" not in text_of(asked)
    with office.acting(office.clerk):
        [known] = contacts.Correspondent.objects.all()
    assert approve(clerk, cast.amir, who=str(known.id)).status_code == 302
    with office.acting(office.clerk):
        assert contacts.Correspondent.objects.count() == 1


def test_a_child_is_entered_with_its_adult(cast, office, seat) -> None:
    mother = office.approve(cast.amir)
    clerk = seat(office.clerk)
    child = {"name": "Sami", "phone": "", "email": "", "relation": "child", "channels": ["visit"]}
    born = {"born_day": "3", "born_month": "5", "born_year": "2019"}
    assert approve(clerk, cast.amir, **child, **born).status_code == 422
    done = approve(clerk, cast.amir, **child, **born, responsible=str(mother.correspondent_id))
    assert done.status_code == 302
    page = clerk.read(done["Location"].partition("?")[0])
    assert "Fatima Haddad" in page
    assert "a child writes together with its adult" in page
    assert "with Fatima Haddad" in clerk.read(page_of(cast.amir))


def test_a_barred_person_is_refused_in_one_sentence_and_leaves_no_entry(cast, office, seat) -> None:
    office.bar(cast.amir, somebody())
    clerk = seat(office.clerk)
    answer = approve(clerk, cast.amir)
    assert answer.status_code == 422
    assert "This contact cannot be approved. Ask the duty manager." in text_of(answer)
    assert "No contact is approved" in clerk.read(page_of(cast.amir))
    for who in (office.clerk, cast.manager, cast.governor):
        page = seat(who).read(f"/staff/clients/{cast.amir.client_id}/bans")
        assert "Fatima" not in page
        assert "Somebody who was hurt" not in page


def test_who_is_there_for_victims_enters_and_lifts_a_ban(cast, office, seat) -> None:
    contact = office.approve(cast.amir)
    officer = seat(office.victim_officer)
    path = f"/staff/clients/{cast.amir.client_id}/bans"
    said = {"source": "victim", "name": "Fatima Haddad", "phone": "0701234567", "grounds": "She asked."}
    asked = officer.post(path, said, of=path)
    assert "Is it one of these?" in text_of(asked)
    assert officer.post(path, said | {"who": str(contact.correspondent_id)}, of=path).status_code == 302
    assert "closed: ask the duty manager" in seat(office.clerk).read(page_of(cast.amir))
    [ban] = _bans(office, cast.amir)
    lifted = officer.post(f"{path}/{ban.id}/lift", {f"lift-{ban.id}": "She asks for it."}, of=path)
    assert lifted.status_code == 302
    assert "closed: ask the duty manager" not in seat(office.clerk).read(page_of(cast.amir))


def _bans(office, client):
    with office.acting(office.victim_officer, focus=client.client_id):
        return contacts.list_bans(client_id=client.client_id, at=clock.now())


def test_a_lawyer_is_entered_verified_and_only_then_sealed(cast, office, seat) -> None:
    clerk = seat(office.clerk)
    registry = "/staff/registry"
    new = {"kind": "lawyer", "name": "Ana Berg", "organisation": "Berg & Co", "email": "ana@berg.example"}
    assert clerk.post(registry, new, of=registry).status_code == 302
    assert "not verified: nothing is sealed" in clerk.read(registry)
    with office.acting(office.clerk):
        [lawyer] = contacts.list_registry()
    sealed = {"name": "Ana Berg", "relation": "lawyer", "level": "privileged", "email": "ana@berg.example"}
    known = sealed | {"who": str(lawyer.id), "phone": ""}
    approve(clerk, cast.amir, **(known | {"who": ""}))
    assert approve(clerk, cast.amir, **known).status_code == 422
    path = f"{registry}/{lawyer.id}/verify"
    said = {"how": "bar_register", f"note-{lawyer.id}": "No. 1234"}
    assert clerk.post(path, said, of=registry).status_code == 302
    assert approve(clerk, cast.amir, **known).status_code == 302
    assert clerk.read(registry + "?q=berg").count("Ana Berg") == 1


def test_an_invitation_goes_by_mail_or_is_printed_once(cast, office, seat) -> None:
    contact = office.approve(cast.amir, at=TUESDAY)
    clerk, path = seat(office.clerk), page_of(cast.amir, f"/{contact.id}")
    mailed = clerk.post(path + "/invite", {"by": "mail", "address": "fatima@example.org"}, of=path)
    assert mailed.status_code == 302
    assert "has an account" in clerk.read(path)
    letter = clerk.post(path + "/invite", {"by": "letter"}, of=path)
    assert letter.status_code == 200
    assert "Amir" not in letter.content.decode()
    assert "Rahmani" not in letter.content.decode()


def test_staff_without_the_permission_find_no_page(cast, office, seat) -> None:
    contact = office.approve(cast.amir)
    officer = seat(cast.officer)
    assert officer.get(page_of(cast.amir)).status_code == 200
    for path in ("/new", f"/{contact.id}/end"):
        assert officer.get(page_of(cast.amir, path)).status_code in {404, 405}
    for who in (cast.nurse, cast.kiosk_clerk, cast.officer_elsewhere):
        assert seat(who).get(page_of(cast.amir)).status_code == 404, who.name
        assert seat(who).get(page_of(cast.amir, f"/{contact.id}")).status_code == 404
    assert seat(cast.nurse).get("/staff/registry").status_code == 404


def test_a_request_leads_whoever_approves_contacts_to_the_page_where_it_is_decided(
    desk, world, acting, cast, office, seat
) -> None:
    """The page is filled in; an officer, who decides on requests and not on contacts, sees no such way."""
    load_catalogues(acting, world, "contact")
    asked, other = desk.ask(cast.amir, "contact"), desk.ask(cast.amir)
    path = page_of(cast.amir, f"/new?request={asked}")
    clerk, said = seat(office.clerk), f"/staff/requests/{asked}"
    assert f'href="{path}"' in clerk.get(said).content.decode()
    assert "Decide as a contact" not in seat(cast.manager).read(f"/staff/requests/{other}")
    assert "Decide as a contact" not in seat(cast.officer).read(said)
    assert 'value="Fatima Haddad"' in clerk.get(path).content.decode()


@pytest.fixture
def asked(desk, world, acting, cast):
    """Amir's request for his mother."""
    load_catalogues(acting, world, "contact")
    return desk.ask(cast.amir, "contact")


def answer_to(acting, client, request_id):
    """Return the request as the client finds it."""
    with acting(client):
        return requests.find_request(request_id=request_id)


def test_one_decision_on_the_contact_answers_the_request(cast, acting, office, seat, asked) -> None:
    """Texts and grounds reach the client; nobody decides twice, by any of the two pages."""
    clerk, path = seat(office.clerk), page_of(cast.amir, f"/new?request={asked}")
    done = clerk.post(path, FORM | {"code": ["contact-yes"]}, of=path)
    assert done.status_code == 302, text_of(done)
    assert "/contacts/" in done["Location"]
    answered = answer_to(acting, cast.amir, asked)
    assert answered.status == "approved"
    assert answered.grounds.splitlines() == ["The person is approved.", "We called her: she wants it."]
    assert answered.next_step == "You can call, write or book a visit from tomorrow."
    assert answered.ended_by == office.clerk.actor_id
    with acting(cast.amir):
        [row] = contacts.list_contacts(client_id=cast.amir.client_id, at=clock.now())
    assert (row.contact.request_id, row.contact.channels) == (asked, ["message", "phone"])
    assert clerk.get(path)["Location"] == f"/staff/requests/{asked}"
    again = clerk.post(path, FORM | {"who": "new"}, of=page_of(cast.amir, "/new"))
    assert again.status_code == 409
    said = f"/staff/requests/{asked}"
    by_hand = {"decision": "approved", "next_step": "Once more."}
    assert clerk.post(f"{said}/decide", by_hand, of=said).status_code == 409
    assert str(asked) in clerk.get(page_of(cast.amir, f"/{row.contact.id}")).content.decode()


def test_without_a_text_the_client_is_told_where_the_contact_is_in_their_language(
    cast, acting, office, seat, asked
) -> None:
    clerk, path = seat(office.clerk), page_of(cast.amir, f"/new?request={asked}")
    assert clerk.post(path, FORM, of=path).status_code == 302
    answered = answer_to(acting, cast.amir, asked)
    [step] = answered.next_step_parts
    assert set(step["texts"]) == {"en", answered.language} - {""}
    assert answered.next_step == "You find this person in My contacts."


def test_a_no_on_the_contacts_page_is_the_answer_to_the_request(cast, acting, office, seat, asked) -> None:
    clerk, path = seat(office.clerk), page_of(cast.amir, f"/new?request={asked}")
    empty = clerk.post(path, {"decision": "declined"}, of=path)
    assert empty.status_code == 409
    no = {"decision": "declined", "code": ["contact-person-no"], "no_grounds": "We asked twice."}
    assert clerk.post(path, no, of=path)["Location"] == f"/staff/requests/{asked}?done=declined"
    answered = answer_to(acting, cast.amir, asked)
    assert answered.status == "declined"
    assert answered.grounds.endswith("We asked twice.")
    assert "No contact is approved" in clerk.read(page_of(cast.amir))


def test_a_decision_that_a_ban_stops_leaves_the_request_open(cast, acting, office, seat, asked) -> None:
    office.bar(cast.amir, somebody())
    clerk, path = seat(office.clerk), page_of(cast.amir, f"/new?request={asked}")
    refused = clerk.post(path, FORM, of=path)
    assert refused.status_code == 422
    assert "This contact cannot be approved. Ask the duty manager." in text_of(refused)
    assert answer_to(acting, cast.amir, asked).ended_at is None
