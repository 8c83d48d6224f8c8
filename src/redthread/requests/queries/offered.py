"""What a client may ask for where they are held."""

from dataclasses import dataclass
from uuid import UUID

from redthread.requests.models import ClientRequest, RequestType
from redthread.requests.queries.rows import words_in


@dataclass(frozen=True, slots=True)
class Tile:
    """A type that the client may ask for, as it stands in the catalogue."""

    code: str
    group: str
    group_title: str
    tile: str
    title: str
    description: str
    pictogram: str
    form_code: str
    form_version: int
    is_private: bool
    allows_attachment: bool
    answer_days: int
    waiting: UUID | None
    """The undecided request that stands in the way of another one."""


def list_catalogue(*, establishment_id: int, client_id: int, language: str) -> list[Tile]:
    """Return what a client may ask for where they are held, in order, with what waits already."""
    types = RequestType.objects.filter(establishment_id=establishment_id, is_open=True)
    waiting = dict(
        ClientRequest.objects.filter(
            client_id=client_id,
            establishment_id=establishment_id,
            ended_at=None,
            allows_several=False,
            appealed_from=None,
        ).values_list("type_code", "id")
    )
    return [
        Tile(
            code=t.code,
            group=t.group,
            group_title=words_in(t.group_titles, language),
            tile=words_in(t.tiles, language),
            title=words_in(t.titles, language),
            description=words_in(t.descriptions, language),
            pictogram=t.pictogram,
            form_code=t.form_code,
            form_version=t.form_version,
            is_private=t.is_private,
            allows_attachment=t.allows_attachment,
            answer_days=t.answer_days,
            waiting=None if t.allows_several else waiting.get(t.code),
        )
        for t in types.order_by("order", "id")
    ]
