"""My contacts: who I may reach and how; why not in words that harm nobody; and a way to want nothing."""

from datetime import timedelta

import pytest

from redthread.contacts import public as contacts
from redthread.contacts.public import BanSource, Channel
from redthread.foundation import clock
from tests.factories.contacts import Office, office_at_hall, somebody, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world, as_owner, acting) -> Office:
    return office_at_hall(world, as_owner, acting)


@pytest.fixture
def mother(office, cast):
    """Leila's mother, whom she may write to and call since yesterday."""
    yesterday = clock.now() - timedelta(days=1)
    return office.approve(
        cast.leila, known_as="Mama", terms=terms(Channel.MESSAGE, Channel.PHONE), at=yesterday
    )


def closed_part(page: str) -> str:
    """Return what the page says of what is not open."""
    return page.partition("Not open now")[2].partition("</section>")[0]


def test_without_contacts_the_page_says_how_to_ask(leila, desk) -> None:
    assert "Nobody yet" in leila.see("/my/contacts")


def test_the_client_reads_the_name_they_use_and_the_ways_and_nothing_else(leila, desk, mother) -> None:
    page = leila.see("/my/contacts")
    for words in ("Mama", "Parent", "Messages", "Phone"):
        assert words in page
    for secret in ("070", "fatima@example.org", "Haddad"):
        assert secret not in page


def test_every_reason_that_may_not_be_told_reads_alike(leila, desk, cast, office, mother, acting) -> None:
    """A victim's wish, a service's ban and somebody's own wish: one sentence, and no entry in the thread."""
    said = set()
    now = clock.now()
    for source in (BanSource.VICTIM, BanSource.SERVICE, BanSource.OWN_WISH):
        by = office.victim_officer if source is BanSource.VICTIM else office.clerk
        ban = office.bar(cast.leila, mother.correspondent_id, source, by=by, at=now)
        said.add(closed_part(leila.see("/my/contacts")))
        assert "was closed" not in leila.see("/my/readers/thread")
        with acting(by, focus=cast.leila.client_id) as actor:
            contacts.lift_ban(actor=actor, ban_id=ban.id, grounds="For the next.", at=now)
    assert len(said) == 1
    assert "Staff may not always say why" in said.pop()


def test_i_want_nothing_from_somebody_at_once_and_back(leila, desk, cast, mother, acting) -> None:
    page = "/my/contacts"
    leila.send(f"/my/contacts/{mother.id}/block", of=page)
    assert "You want nothing from this person now." in leila.see(page)
    with acting(cast.leila):
        assert not contacts.may_pass(
            client_id=cast.leila.client_id,
            correspondent_id=mother.correspondent_id,
            channel=Channel.MESSAGE,
            at=clock.now(),
        )
    leila.send(f"/my/contacts/{mother.id}/unblock", of=page)
    assert "You want nothing" not in leila.see(page)


def test_nobody_blocks_for_somebody_else(leila, desk, cast, office, acting) -> None:
    of_jonas = office.approve(cast.jonas, somebody(aliases=()))
    leila.send(f"/my/contacts/{of_jonas.id}/block", of="/my/contacts")
    with acting(cast.jonas):
        row = contacts.get_contact(contact_id=of_jonas.id, client_id=cast.jonas.client_id, at=clock.now())
        assert row is not None
        assert row.contact.blocked_at is None


def test_a_childs_messages_go_together_with_its_adult_and_one_touch_away(
    leila, desk, cast, office, mother
) -> None:
    child = somebody("Sami", is_child=True, responsible_id=mother.correspondent_id, aliases=())
    office.approve(cast.leila, child, relation="child", terms=terms(Channel.VISIT), at=mother.approved_at)
    page = leila.see("/my/contacts")
    card = page.partition("Sami")[2].partition("</section>")[0]
    assert "A child. Messages go together with Mama." in card
    assert "Write to Mama" in card
    assert page.count(f'href="/my/messages/to/relative:{mother.correspondent_id}"') == 2


def test_nobody_is_led_to_write_where_nothing_passes(leila, desk, cast, acting, mother) -> None:
    assert "Write to Mama" in leila.see("/my/contacts")
    with acting(cast.leila) as actor:
        contacts.block_contact(actor=actor, contact_id=mother.id, at=clock.now())
    assert "Write to Mama" not in leila.see("/my/contacts")
