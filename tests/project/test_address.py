"""The address is checked before anything is started."""

import socket

import pytest

from redthread.project.address import address_from_environment, check_is_free
from redthread.project.home import SetupError


def test_a_port_in_use_is_named_with_a_way_out() -> None:
    """The sentence offers the next port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SetupError, match=rf"Port {port} is in use .*make run PORT={port + 1}"):
            check_is_free("127.0.0.1", port)


def test_a_free_port_is_accepted() -> None:
    """The probe leaves the port free again."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    check_is_free("127.0.0.1", port)
    check_is_free("127.0.0.1", port)


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1", "80 80", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    """Words, zero, signs and other scripts' digits are no ports."""
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SetupError, match="is not a port"):
        address_from_environment()


def test_loopback_and_8000_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty settings, as make hands them on, count as none."""
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("HOST", "")
    assert address_from_environment() == ("127.0.0.1", 8000)


def test_another_machines_address_is_refused() -> None:
    """192.0.2.1 belongs to nobody."""
    with pytest.raises(SetupError, match="not an address of this machine"):
        check_is_free("192.0.2.1", 8000)
