"""How a client would hand in a request by hand: a copy of an honest one, with a lie in some columns."""

from uuid import UUID, uuid4

from redthread.requests import public as requests

FRESH = {"status": "'received'", "ended_at": "null", "ended_by": "null", "escalate_at": "due_at"}
"""Columns of a request that was taken back, as they are in a new one."""


def copied(request_id: UUID, **other: str) -> str:
    """Return the statement that hands in a copy of a request with other values in some columns."""
    fields = [str(f.column) for f in requests.ClientRequest._meta.local_concrete_fields]
    values = {"id": f"'{uuid4()}'", "number": "number + 1000"} | other
    into = ", ".join(fields)
    taken = ", ".join(values.get(name, name) for name in fields)
    return (
        f"insert into requests_clientrequest ({into}) select {taken} "
        f"from requests_clientrequest where id = '{request_id}'"
    )
