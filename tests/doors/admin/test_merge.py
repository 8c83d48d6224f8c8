"""The page of two records that are one person: compared, joined with grounds, taken apart."""

from collections.abc import Callable

from django.db import connection

from redthread.people.public import Client
from tests.doors.admin.conftest import Clerk
from tests.factories.money import Acting, merge_with_money
from tests.factories.world import AsOwner, Cast, Member, World, client

Office = Callable[[Member], Clerk]


def test_two_records_are_compared_joined_and_taken_apart(
    office: Office, cast: Cast, world: World, as_owner: AsOwner
) -> None:
    with as_owner(), connection.cursor() as cursor:
        twin = client("Ameer", "Rahmani", "ar", world, "C203")
        cursor.execute(
            "update custody_stay set period = '[2024-01-10, 2024-06-01)' where client_id = %s",
            [twin.client_id],
        )
        cursor.execute("delete from access.client_place where client_id = %s", [twin.client_id])
        number = Client.objects.get(id=twin.client_id).number
    page = f"/staff/clients/{cast.amir.client_id}/merge"
    clerk = office(cast.governor)
    clerk.see(page)
    assert "This person has one number." in clerk.page
    clerk.see(f"{page}?number=NOBODY", status=422)
    assert "Nobody else has this number." in clerk.page
    clerk.see(f"{page}?number={number}")
    assert "Side by side" in clerk.page
    clerk.send(page, {"number": number, "grounds": " "}, of=page, status=422)
    clerk.send(page, {"number": number, "grounds": "Fingerprints."}, of=page)
    assert f"Was also number {number}" in clerk.page
    merge_id = clerk.page.split("/merge/")[1].split("/")[0]
    clerk.send(f"{page}/{merge_id}/undo", {"because": "Other prints."}, of=page, status=200)
    assert "Other prints." in clerk.page
    clerk.send(f"{page}/{merge_id}/undo", {"because": "Again."}, of=page, status=409)


def test_a_manager_does_not_join_records(office: Office, cast: Cast) -> None:
    office(cast.manager).see(f"/staff/clients/{cast.amir.client_id}/merge", status=404)


def test_the_account_names_the_earlier_number(
    office: Office, acting: Acting, cast: Cast, world: World, as_owner: AsOwner
) -> None:
    number = merge_with_money(acting, as_owner, world, cast.amir, 50_000)
    clerk = office(cast.kiosk_clerk)
    clerk.see(f"/staff/clients/{cast.amir.client_id}")
    assert f"Earlier number {number}, until the merge: To spend" in clerk.page
