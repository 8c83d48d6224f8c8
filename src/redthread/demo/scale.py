"""How much demonstration there is."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of a demonstration. ``requests_per_client`` is a year's worth (HMP Garth: 125)."""

    name: str
    establishments: int
    clients: int
    staff: int
    requests_per_client: int


SCALES: Final = {
    scale.name: scale
    for scale in (
        Scale("tiny", establishments=2, clients=24, staff=40, requests_per_client=12),
        Scale("small", establishments=3, clients=600, staff=120, requests_per_client=125),
        Scale("national", establishments=60, clients=10_000, staff=2_500, requests_per_client=125),
    )
}
"""``tiny`` is for the browser journeys: the same people to sign in as, loaded in a few seconds."""
