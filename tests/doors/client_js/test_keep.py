"""The key on a tablet is the same for the same person there, and another one for everybody else."""

import pytest

from redthread.doors.client.keep import keep_id, keep_key

DEVICE, OTHER_DEVICE, SERVER = b"device-secret-0001", b"device-secret-0002", b"server-secret-0001"


def test_the_same_person_on_the_same_tablet_gets_the_same_key() -> None:
    assert keep_key(DEVICE, 7, SERVER) == keep_key(DEVICE, 7, SERVER)
    assert len(keep_key(DEVICE, 7, SERVER)) == 32
    assert keep_id(DEVICE, 7, SERVER) == keep_id(DEVICE, 7, SERVER)


def test_another_person_tablet_or_service_gets_another_key() -> None:
    keys = {
        keep_key(DEVICE, 7, SERVER),
        keep_key(DEVICE, 8, SERVER),
        keep_key(OTHER_DEVICE, 7, SERVER),
        keep_key(DEVICE, 7, b"server-secret-0002"),
    }
    assert len(keys) == 4


def test_the_name_on_the_device_says_neither_who_nor_the_key() -> None:
    names = {keep_id(DEVICE, client_id, SERVER) for client_id in range(100)}
    assert len(names) == 100
    assert all(len(name) == 20 and name.isascii() for name in names)
    assert not keep_key(DEVICE, 7, SERVER).startswith(keep_id(DEVICE, 7, SERVER).encode())


@pytest.mark.parametrize(("device", "server"), [(b"", SERVER), (DEVICE, b""), (b"short", SERVER)])
def test_a_weak_secret_is_refused(device: bytes, server: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        keep_key(device, 7, server)
