"""Where the pages are served: `HOST` and `PORT`, checked before anything is started."""

from __future__ import annotations

import errno
import os
import socket

from redthread.project.home import SetupError

HIGHEST_PORT = 65535


def address_from_environment() -> tuple[str, int]:
    """Return `(HOST, PORT)`, by default loopback and 8000.

    Raises:
        SetupError: `PORT` is not a number from 1 to 65535.
    """
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) <= HIGHEST_PORT:
        msg = f"PORT={port} is not a port: choose a number from 1024 to 65535, such as PORT=8001."
        raise SetupError(msg)
    return host, int(port)


def check_is_free(host: str, port: int) -> None:
    """Refuse an address that cannot be served from.

    Raises:
        SetupError: another program serves there, this machine has no such address, or it needs root.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            msg = f"HOST={host} is not an address of this machine. Leave it out, or use 0.0.0.0 for all."
            raise SetupError(msg) from error
        except OSError as error:
            raise SetupError(_sentence(error, host, port)) from error


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use by another program. Choose another, such as `make run PORT={port + 1}`, "
            f"or find the program with `ss -ltnp 'sport = :{port}'`."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} may be used by root only. Choose one from 1024 on, such as `make run PORT=8000`."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST={host} is not an address of this machine. Leave it out, or use 0.0.0.0 for all."
    return f"{host}:{port} cannot be served from: {error.strerror}."
