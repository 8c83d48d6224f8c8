"""The key that keeps what a person typed on the tablet, unreadable for everybody else who uses it.

The page of a signed-in person carries the key; scripts hold it in memory only. The same person on the same
tablet gets the same key again, so what waited there can be sent; nobody else ever does.
"""

import base64
import hashlib
import hmac
from typing import Final

_KEY: Final = b"redthread keep key 1"
_ID: Final = b"redthread keep id 1"


def keep_key(device_secret: bytes, client_id: int, server_secret: bytes) -> bytes:
    """Return the 32-byte AES key for what this client types on this device.

    Args:
        device_secret: secret of the enrolled tablet, known to the server; never sent to its pages.
        client_id: whose texts.
        server_secret: secret of the service; changing it makes what waits on tablets unreadable.

    Raises:
        ValueError: a secret is shorter than 16 bytes.
    """
    return _derive(_KEY, device_secret, client_id, server_secret)


def keep_id(device_secret: bytes, client_id: int, server_secret: bytes) -> str:
    """Return the opaque name under which the texts lie on the device; it neither tells who nor opens them.

    Raises:
        ValueError: a secret is shorter than 16 bytes.
    """
    name = _derive(_ID, device_secret, client_id, server_secret)[:15]
    return base64.urlsafe_b64encode(name).decode()


def _derive(label: bytes, device_secret: bytes, client_id: int, server_secret: bytes) -> bytes:
    if min(len(device_secret), len(server_secret)) < 16:  # noqa: PLR2004  128 bits
        msg = "a secret needs at least 16 bytes"
        raise ValueError(msg)
    # Each part has a fixed length, so that no two inputs can read the same.
    parts = label + hashlib.sha256(device_secret).digest() + client_id.to_bytes(8, "big")
    return hmac.new(server_secret, parts, hashlib.sha256).digest()
