"""What passes between a client and somebody outside, and what does not, whoever begins."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, BanSource, Channel, Level, State
from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from tests.factories.contacts import MONDAY, somebody, staff_member, terms

pytestmark = pytest.mark.django_db


def test_an_approved_contact_passes_in_its_channels_only(cast, approve, passes) -> None:
    contact = approve(cast.amir, terms=terms(Channel.MESSAGE, Channel.PHONE))
    assert passes(cast.amir, contact.correspondent_id, Channel.MESSAGE)
    assert not passes(cast.amir, contact.correspondent_id, Channel.VISIT)
    assert not passes(cast.jonas, contact.correspondent_id) or pytest.fail("of somebody else")


def test_a_contact_ends_with_its_day_and_with_a_decision(cast, acting, clerk, approve, passes) -> None:
    contact = approve(cast.amir, terms=terms(until=MONDAY + timedelta(days=30)))
    assert not passes(cast.amir, contact.correspondent_id, at=MONDAY + timedelta(days=31))
    with acting(clerk, focus=cast.amir.client_id) as actor:
        contacts.end_contact(actor=actor, contact_id=contact.id, grounds="Moved away.", at=MONDAY)
    assert not passes(cast.amir, contact.correspondent_id)


def test_a_victims_ban_closes_every_channel_at_once(cast, approve, bar, passes) -> None:
    """A relative who is also a victim."""
    contact = approve(cast.amir)
    bar(cast.amir, contact.correspondent_id)
    assert not any(passes(cast.amir, contact.correspondent_id, channel) for channel in Channel)


def test_a_ban_is_invisible_to_the_client_and_to_staff_without_the_class(
    cast, acting, clerk, approve, bar
) -> None:
    contact = approve(cast.amir)
    ban = bar(cast.amir, contact.correspondent_id)
    for who in (cast.amir, clerk, cast.manager, cast.governor):
        with acting(who, focus=cast.amir.client_id):
            assert contacts.list_bans(client_id=cast.amir.client_id, at=MONDAY) == []
            entries = thread.list_entries(client_id=cast.amir.client_id, kinds=["contacts."])
            assert [e.kind for e in entries] == ["contacts.approved"], who.name
            row = contacts.get_contact(contact_id=contact.id, client_id=cast.amir.client_id, at=MONDAY)
            assert row is not None
            assert row.state is State.CLOSED
    assert ban.info_class == 1 << 28


def test_what_is_barred_is_refused_in_the_words_of_every_ban(cast, clerk, approve, bar) -> None:
    """A victim's ban, a service's and somebody's own wish read alike to whoever approves."""
    said = set()
    for client, source in ((cast.amir, BanSource.VICTIM), (cast.jonas, BanSource.SERVICE)):
        by = {} if source is BanSource.VICTIM else {"by": clerk}
        bar(client, somebody(), source, **by)
        with pytest.raises(contacts.ContactRefusedError) as refused:
            approve(client)
        said.add(str(refused.value.message))
    assert len(said) == 1


@pytest.mark.parametrize(
    "alias",
    [
        somebody("Someone Else", aliases=((AliasKind.PHONE, "0046 70 123 45 67"),)),
        somebody("Someone Else", aliases=((AliasKind.EMAIL, "Fatima+x@Example.org"),)),
        somebody("فاطمة حداد", aliases=()),
        somebody("Haddad, Fátimah", aliases=()),
    ],
)
def test_a_barred_person_does_not_come_back_by_another_name_number_or_script(
    alias, cast, approve, bar
) -> None:
    bar(cast.amir, somebody())
    with pytest.raises(contacts.ContactRefusedError):
        approve(cast.amir, alias)


def test_an_address_is_a_households_and_closes_letters_only(cast, approve, bar, passes) -> None:
    home = ((AliasKind.ADDRESS, "Storgatan 1 B, 111 22 Göteborg"),)
    mother = approve(cast.amir, somebody("Amal Rahmani", aliases=home))
    bar(cast.amir, somebody("Nora Ek", aliases=((AliasKind.ADDRESS, "storgatan 1b 11122 goteborg"),)))
    assert passes(cast.amir, mother.correspondent_id, Channel.MESSAGE)
    assert not passes(cast.amir, mother.correspondent_id, Channel.LETTER)


def test_a_ban_holds_for_one_client_and_not_for_the_others(cast, approve, bar, passes) -> None:
    """Two clients with the same mother."""
    first = approve(cast.amir)
    second = approve(cast.jonas, first.correspondent_id)
    bar(cast.amir, first.correspondent_id)
    assert not passes(cast.amir, first.correspondent_id)
    assert passes(cast.jonas, second.correspondent_id)


def test_a_child_goes_by_its_adult_and_is_barred_with_either(cast, approve, bar, passes) -> None:
    mother = approve(cast.amir)
    child = somebody("Sami", is_child=True, responsible_id=mother.correspondent_id, aliases=())
    contact = approve(cast.amir, child, relation="child", terms=terms(Channel.VISIT))
    assert passes(cast.amir, contact.correspondent_id, Channel.VISIT)
    bar(cast.amir, mother.correspondent_id)
    assert not passes(cast.amir, contact.correspondent_id, Channel.VISIT)


def test_a_child_without_an_adult_is_no_contact(cast, approve) -> None:
    with pytest.raises(contacts.ContactFaultError):
        approve(cast.amir, somebody("Sami", is_child=True), relation="child")


def test_a_child_writes_together_with_its_adult(cast, approve) -> None:
    mother = approve(cast.amir)
    child = somebody("Sami", is_child=True, responsible_id=mother.correspondent_id, aliases=())
    with pytest.raises(contacts.ContactFaultError):
        approve(cast.amir, child, relation="child", terms=terms(Channel.MESSAGE))


def test_who_looks_like_a_barred_person_is_told_apart_by_name_and_grounds(
    cast, acting, victim_officer, clerk, approve, bar, passes
) -> None:
    aunt = approve(cast.amir, somebody("Fatima Haddad", aliases=((AliasKind.PHONE, "070-999 88 77"),)))
    ban = bar(cast.amir, somebody("Fatima Haddad", aliases=()))
    assert not passes(cast.amir, aunt.correspondent_id)
    with acting(victim_officer, focus=cast.amir.client_id) as actor:
        contacts.tell_apart(
            actor=actor,
            ban_id=ban.id,
            correspondent_id=aunt.correspondent_id,
            grounds="The aunt, born in 1951.",
            at=MONDAY,
        )
    assert passes(cast.amir, aunt.correspondent_id)


def test_a_lifted_ban_lets_pass_what_was_approved(cast, acting, victim_officer, approve, bar, passes) -> None:
    contact = approve(cast.amir)
    ban = bar(cast.amir, contact.correspondent_id)
    with acting(victim_officer, focus=cast.amir.client_id) as actor:
        contacts.lift_ban(actor=actor, ban_id=ban.id, grounds="She asks for it.", at=MONDAY)
    assert passes(cast.amir, contact.correspondent_id)


def test_the_client_blocks_somebody_with_effect_at_once(cast, acting, approve, passes) -> None:
    contact = approve(cast.amir)
    with acting(cast.amir) as actor:
        contacts.block_contact(actor=actor, contact_id=contact.id, at=MONDAY)
    assert not passes(cast.amir, contact.correspondent_id)
    with acting(cast.amir) as actor:
        contacts.unblock_contact(actor=actor, contact_id=contact.id, at=MONDAY)
    assert passes(cast.amir, contact.correspondent_id)


def test_nobody_blocks_for_somebody_else_nor_approves_their_own(cast, acting, approve) -> None:
    contact = approve(cast.amir)
    with acting(cast.jonas) as actor, pytest.raises(ProgrammingError), transaction.atomic():
        contacts.block_contact(actor=actor, contact_id=contact.id, at=MONDAY)
    with acting(cast.amir) as actor:
        with pytest.raises(PermissionDeniedError):
            contacts.change_contact(actor=actor, contact_id=contact.id, terms=terms(), at=MONDAY)
        contacts.Contact.objects.filter(id=contact.id).update(level="trusted")
        assert contacts.Contact.objects.get(id=contact.id).level == "ordinary"
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select contacts.passes(1, 1, 'message', now())")


def test_who_only_has_a_ban_is_found_by_nobody_who_asks_by_number(
    cast, acting, clerk, victim_officer, bar
) -> None:
    """The clerk who types a victim's number learns nothing, not even that she is known."""
    bar(cast.amir, somebody())
    by_number = [(AliasKind.PHONE, "+46701234567"), (AliasKind.NAME, "Fatima Haddad")]
    with acting(clerk, focus=cast.amir.client_id):
        assert contacts.find_correspondent(client_id=cast.amir.client_id, aliases=by_number) == []
        assert contacts.Correspondent.objects.count() == 0
    with acting(victim_officer, focus=cast.amir.client_id):
        assert len(contacts.find_correspondent(client_id=cast.amir.client_id, aliases=by_number)) == 1


def test_the_same_person_is_offered_and_nobody_is_drawn_in_by_counting_ids(
    cast, acting, clerk, approve, as_owner, world
) -> None:
    elsewhere = staff_member(world, as_owner, "Kim Dal", "visits_clerk", "kumla")
    known = approve(cast.amir)
    with pytest.raises(ProgrammingError):
        approve(cast.marek, known.correspondent_id, by=elsewhere)


def test_the_same_person_is_offered_by_number(cast, acting, approve, as_owner, world) -> None:
    elsewhere = staff_member(world, as_owner, "Kim Dal", "visits_clerk", "kumla")
    known = approve(cast.amir)
    with acting(elsewhere, focus=cast.marek.client_id):
        asked = [(AliasKind.PHONE, "+46 70 123 45 67"), (AliasKind.NAME, "Fatimah Haddad")]
        [found] = contacts.find_correspondent(client_id=cast.marek.client_id, aliases=asked)
        assert found.weighed.is_likely
        named = [(AliasKind.NAME, "Fatima Haddad")]
        assert contacts.find_correspondent(client_id=cast.marek.client_id, aliases=named) == []
    assert (
        approve(cast.marek, known.correspondent_id, by=elsewhere).correspondent_id == known.correspondent_id
    )


def test_nobody_is_privileged_without_a_verified_identity(cast, acting, clerk, approve, passes) -> None:
    lawyer = somebody("Ana Berg", "lawyer", organisation="Berg & Co")
    with pytest.raises(contacts.NotVerifiedError):
        approve(cast.amir, lawyer, relation="lawyer", level=Level.PRIVILEGED)
    with acting(clerk) as actor:
        id_ = contacts.open_correspondent(actor=actor, client_id=None, who=lawyer, at=MONDAY)
        contacts.verify_identity(
            actor=actor,
            correspondent_id=id_,
            how=contacts.Check.BAR_REGISTER,
            note="No. 1234",
            at=MONDAY,
        )
    contact = approve(cast.amir, id_, relation="lawyer", level=Level.PRIVILEGED)
    assert passes(cast.amir, contact.correspondent_id)
    with acting(clerk) as actor:
        contacts.withdraw_identity(actor=actor, correspondent_id=id_, at=MONDAY)
    assert not passes(cast.amir, contact.correspondent_id)


def test_a_second_lawyer_with_a_name_alike_gets_nothing(cast, acting, clerk, approve) -> None:
    with acting(clerk) as actor:
        ids = [
            contacts.open_correspondent(
                actor=actor, client_id=None, who=somebody(name, "lawyer", aliases=()), at=MONDAY
            )
            for name in ("Ana Berg", "Anna Berg")
        ]
        check = {"actor": actor, "how": contacts.Check.BAR_REGISTER, "note": "1234", "at": MONDAY}
        contacts.verify_identity(correspondent_id=ids[0], **check)
        with pytest.raises(contacts.LikeNameError):
            contacts.verify_identity(correspondent_id=ids[1], **check)
    with pytest.raises(contacts.NotVerifiedError):
        approve(cast.amir, ids[1], relation="lawyer", level=Level.PRIVILEGED)


def test_relatives_are_never_sealed(cast, approve) -> None:
    with pytest.raises(contacts.ContactFaultError):
        approve(cast.amir, level=Level.PRIVILEGED)


def test_a_ban_of_a_court_names_its_decision(cast, acting) -> None:
    with acting(cast.manager, focus=cast.amir.client_id) as actor, pytest.raises(contacts.ContactFaultError):
        contacts.bar(
            actor=actor,
            client_id=cast.amir.client_id,
            who=somebody(),
            ban=contacts.NewBan(id=uuid4(), source=BanSource.COURT, grounds="Order."),
            at=MONDAY,
        )
