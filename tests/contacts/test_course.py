"""What a release, a transfer and a merge do to contacts; bans stand through all of them."""

from datetime import timedelta

import pytest
from django.db import connection

from redthread.contacts import public as contacts
from redthread.contacts.public import Channel, State
from redthread.custody import public as custody
from redthread.foundation import course
from redthread.foundation.classes import InformationClass
from tests.factories.contacts import MONDAY, terms

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=10)


def states(acting, client) -> dict[str, tuple[State, tuple[str, ...]]]:
    with acting(client):
        rows = contacts.list_contacts(client_id=client.client_id, at=LATER, with_ended=True)
    return {r.contact.known_as: (r.state, tuple(r.contact.channels)) for r in rows}


def test_a_release_ends_what_was_the_prisons_and_lets_messages_go_on(cast, acting, approve, bar) -> None:
    both = approve(cast.amir, known_as="Mother")
    approve(cast.amir, _friend("Kim Dal"), known_as="Kim", terms=terms(Channel.VISIT))
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        event = course.ClientReleased(
            client_id=cast.amir.client_id, info_class=InformationClass.LOCATION, establishment_id=1
        )
        before = {e.code for e in course.preview(event, actor=actor, at=LATER)}
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=LATER)
    assert "contacts.end" in before
    found = states(acting, cast.amir)
    assert found["Mother"] == (State.OPEN, ("message",))
    assert found["Kim"][0] is State.ENDED
    assert both.id


def test_a_transfer_takes_the_contacts_along_and_says_so(cast, world, acting, approve) -> None:
    approve(cast.amir, known_as="Mother")
    event = course.ClientTransferred(
        client_id=cast.amir.client_id,
        info_class=InformationClass.LOCATION,
        from_establishment_id=world.establishments["hall"],
        to_establishment_id=world.establishments["kumla"],
        to_unit_id=world.units["kumla-A"],
        to_room_id=world.rooms["A202"],
        place="Kumla",
    )
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        [effect] = [e for e in course.preview(event, actor=actor, at=LATER) if e.code.startswith("contacts.")]
    assert (effect.code, effect.count) == ("contacts.follow", 1)
    assert states(acting, cast.amir)["Mother"][0] is State.OPEN


def test_a_ban_outlives_a_release(cast, acting, approve, bar) -> None:
    contact = approve(cast.amir)
    bar(cast.amir, contact.correspondent_id)
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=LATER)
    with acting(cast.amir):
        assert not contacts.may_pass(
            client_id=cast.amir.client_id,
            correspondent_id=contact.correspondent_id,
            channel=Channel.MESSAGE,
            at=LATER,
        )


def test_two_records_with_one_mother_keep_one_contact_and_get_theirs_back(
    cast, acting, approve, bar, as_owner
) -> None:
    """The database functions of a merge, as people calls them: what clashes ends, and comes back."""
    first = approve(cast.amir)
    approve(cast.jonas, first.correspondent_id)
    bar(cast.jonas, first.correspondent_id)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "insert into people_merge (survivor_id, merged_id, merged_number, grounds, merged_at, merged_by, "
            "undone_because) values (%s, %s, 'P', 'one person', now(), 1, '') returning id",
            [cast.amir.client_id, cast.jonas.client_id],
        )
        merge_id = cursor.fetchone()[0]
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        merged = course.ClientMerged(
            client_id=cast.amir.client_id,
            info_class=InformationClass.IDENTITY,
            merge_id=merge_id,
            merged_client_id=cast.jonas.client_id,
            merged_number="P",
        )
        course.reactions_of("contacts")[course.ClientMerged].apply(merged, actor=actor, at=LATER)
    with acting(cast.amir):
        rows = contacts.list_contacts(client_id=cast.amir.client_id, at=LATER, with_ended=True)
        assert sorted(r.state for r in rows) == [State.CLOSED, State.ENDED]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update people_merge set undone_at = now(), undone_by = 1 where id = %s", [merge_id])
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        parted = course.ClientUnmerged(
            client_id=cast.amir.client_id,
            info_class=InformationClass.IDENTITY,
            merge_id=merge_id,
            merged_client_id=cast.jonas.client_id,
            merged_number="P",
        )
        course.reactions_of("contacts")[course.ClientUnmerged].apply(parted, actor=actor, at=LATER)
    assert states(acting, cast.amir)["Fatima Haddad"][0] is State.OPEN
    assert states(acting, cast.jonas)["Fatima Haddad"][0] is State.CLOSED


def _friend(name: str) -> contacts.NewCorrespondent:
    return contacts.NewCorrespondent(kind="friend", name=name)
