"""From a row to where it stands; shared by reads and services."""

from dataclasses import fields

from redthread.requests.enums import RequestStatus
from redthread.requests.models import ClientRequest
from redthread.requests.rules.standing import Standing

STANDING_FIELDS = tuple(f.name for f in fields(Standing))


def standing_of(request: ClientRequest) -> Standing:
    """Return where a request stands, as the rules see it."""
    values = {name: getattr(request, name) for name in STANDING_FIELDS}
    return Standing(**(values | {"status": RequestStatus(request.status)}))


def words_in(texts: dict[str, str], language: str) -> str:
    """Return a text of the catalogue in a language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def words_sql(column: str) -> str:
    """Return SQL that reads a text of the catalogue as :func:`words_in` does, in ``%(language)s``."""
    texts = f"jsonb_each_text({column})"
    said = f"nullif({column} ->> %(language)s, ''), nullif({column} ->> 'en', '')"
    return f"coalesce({said}, (select value from {texts} limit 1), '')"  # noqa: S608 - a column of ours
