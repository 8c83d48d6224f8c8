"""Which types of requests a restriction closes for a client."""

from collections.abc import Mapping
from datetime import datetime

from redthread.custody.public import find_closed_types
from redthread.estate.public import get_establishment


def closed_types(
    *, client_id: int, establishment_id: int, at: datetime
) -> Mapping[str, tuple[str, datetime | None]]:
    """Return the closed types by code, each with its channel and when it opens again (None: nobody knows).

    Which types belong to a channel is said by the pack of the establishment (custody.toml).
    """
    pack = get_establishment(establishment_id=establishment_id).pack
    return find_closed_types(client_id=client_id, pack=pack, at=at)
