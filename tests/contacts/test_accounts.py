"""Whose account it is: an invitation opens it anew, so it goes to an address that is known of the person."""

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.contacts import public as contacts
from redthread.contacts.public import Level
from tests.factories.contacts import MONDAY, somebody


def invite(office, contact, client, address: str) -> None:
    with transaction.atomic():
        office.invite(contact, client, address, at=MONDAY)


def test_an_invitation_goes_to_an_address_that_is_written_down_of_them(cast, office, approve) -> None:
    """Whoever says that they have a new address is written down with it first, by name."""
    contact = approve(cast.amir)
    with pytest.raises(DatabaseError, match="not invited from here"):
        invite(office, contact, cast.amir, "fatima@example.com")


def test_a_lawyers_account_is_opened_anew_by_those_who_verify(
    cast, acting, as_owner, office, clerk, approve
) -> None:
    """A new address of a lawyer is a new identity: whoever reads it reads every sealed letter of theirs."""
    with acting(clerk) as actor:
        id_ = contacts.open_correspondent(
            actor=actor, client_id=None, who=somebody("Ana Berg", "lawyer"), at=MONDAY
        )
        contacts.verify_identity(
            actor=actor, correspondent_id=id_, how=contacts.Check.BAR_REGISTER, note="1234", at=MONDAY
        )
    contact = approve(cast.amir, id_, relation="lawyer", level=Level.PRIVILEGED)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update access.actor set permissions = array_remove(permissions, 'contacts.verify') "
            "where id = %s",
            [clerk.actor_id],
        )
    with pytest.raises(DatabaseError, match="not invited from here"):
        invite(office, contact, cast.amir, "fatima@example.org")
