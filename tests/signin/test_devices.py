"""Tablets are announced, enrolled once, and revoked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.utils import DatabaseError

from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.session import SignedOutError, acting_as
from redthread.signin import public as signin
from tests.factories.world import Cast
from tests.signin.arrange import Keys, long_ago, office
from tests.signin.test_clients import come_in

START = long_ago()


def announce(keys: Keys, acting: Any, by: Any, **more: Any) -> signin.AnnouncedDevice:
    with acting(by) as actor:
        given: dict[str, Any] = {
            "establishment_id": keys.world.establishments["hall"],
            "label": "C201",
            "at": START,
        }
        return signin.announce_device(actor=actor, **(given | more))


def test_a_code_makes_a_tablet_known_once(keys: Keys, cast: Cast, acting: Any) -> None:
    announced = announce(keys, acting, cast.manager, room_id=keys.world.rooms["C201"])
    assert len(announced.code) == 8
    token = signin.enrol_device(code=announced.code.lower(), origin=office(), at=START)
    found = signin.find_device(token=token)
    assert found is not None
    assert (found.id, found.room_id) == (announced.device.id, keys.world.rooms["C201"])
    with pytest.raises(signin.WrongCodeError):
        signin.enrol_device(code=announced.code, origin=office(), at=START)
    assert [a for _c, a, _p in keys.events("signin.device_announced")] == [cast.manager.actor_id]
    assert len(keys.events("signin.device_enrolled")) == 1


def test_neither_code_nor_token_is_kept_in_the_clear(keys: Keys, cast: Cast, acting: Any) -> None:
    announced = announce(keys, acting, cast.manager)
    token = signin.enrol_device(code=announced.code, origin=office(), at=START)
    row = keys.value("select k::text || d::text from access.device_key k, signin_device d")
    assert token not in row
    assert announced.code not in row


def test_a_code_runs_out_after_half_an_hour(keys: Keys, cast: Cast, acting: Any) -> None:
    announced = announce(keys, acting, cast.manager)
    with pytest.raises(signin.WrongCodeError):
        signin.enrol_device(code=announced.code, origin=office(), at=START + timedelta(minutes=31))


def test_guessing_codes_waits(world: Any) -> None:
    for n in range(5):
        with pytest.raises(signin.WrongCodeError):
            signin.enrol_device(code=f"WRONG{n:03}", origin=office(), at=START)
    with pytest.raises(signin.MustWaitError):
        signin.enrol_device(code="WRONGABC", origin=office(), at=START)


def test_a_revoked_tablet_lets_in_nobody_and_ends_who_is_in(keys: Keys, cast: Cast, acting: Any) -> None:
    announced = announce(keys, acting, cast.manager)
    token = signin.enrol_device(code=announced.code, origin=office(), at=START)
    entry, number = come_in(token, keys.pin(cast.amir)), keys.number_of(cast.amir)
    with acting(cast.manager) as actor:
        signin.revoke_device(actor=actor, device_id=announced.device.id, at=START)
        rows = signin.list_devices(actor=actor, establishment_id=keys.world.establishments["hall"], at=START)
        assert rows == []
    with (
        pytest.raises(SignedOutError),
        acting_as(token=entry.token, door="client", binding=f"device:{token}"),
    ):
        pass
    with pytest.raises(signin.UnknownDeviceError):
        come_in(token, number)


def test_a_new_code_ends_the_old_token(keys: Keys, cast: Cast, acting: Any) -> None:
    announced = announce(keys, acting, cast.manager)
    token = signin.enrol_device(code=announced.code, origin=office(), at=START)
    with acting(cast.manager) as actor:
        again = signin.announce_again(actor=actor, device_id=announced.device.id, at=START)
    assert signin.find_device(token=token) is None
    assert (
        signin.find_device(token=signin.enrol_device(code=again.code, origin=office(), at=START)) is not None
    )


def test_the_list_shows_where_somebody_is_guessing(keys: Keys, cast: Cast, acting: Any) -> None:
    announced = announce(keys, acting, cast.manager, client_id=cast.amir.client_id)
    token = signin.enrol_device(code=announced.code, origin=office(), at=START)
    for n in range(3):
        with pytest.raises(signin.WrongKeyError):
            come_in(token, f"P99999{n}")
    with acting(cast.manager) as actor:
        (row,) = signin.list_devices(
            actor=actor, establishment_id=keys.world.establishments["hall"], at=START
        )
    assert row.wrong_tries == 3
    assert row.bound_to.startswith("Amir Rahmani")


def test_only_those_with_the_permission_announce_and_only_at_home(
    keys: Keys, cast: Cast, acting: Any
) -> None:
    with pytest.raises(PermissionDeniedError):
        announce(keys, acting, cast.officer)
    with pytest.raises(PermissionDeniedError):
        announce(keys, acting, cast.manager, establishment_id=keys.world.establishments["kumla"])
    with pytest.raises(signin.DeviceBindingError):
        announce(keys, acting, cast.manager, room_id=keys.world.rooms["A201"])
    with pytest.raises(signin.DeviceBindingError):
        announce(keys, acting, cast.manager, room_id=keys.world.rooms["C201"], client_id=cast.amir.client_id)


def test_no_tablet_is_bound_to_somebody_out_of_reach(keys: Keys, cast: Cast, acting: Any) -> None:
    with pytest.raises(DatabaseError, match="out of reach"):
        announce(keys, acting, cast.manager, client_id=cast.marek.client_id)
