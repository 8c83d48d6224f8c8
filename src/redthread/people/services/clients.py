"""Writes to clients' master data."""

from datetime import date, datetime

from django.db import connection, transaction

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require, require_client
from redthread.foundation.classes import InformationClass
from redthread.people.events import ClientCreated, LanguageChosen, OwnDataDownloaded
from redthread.people.models import Client
from redthread.people.permissions import Permission


@transaction.atomic
def create_client(
    *,
    actor: Actor,
    number: str,
    given_name: str,
    family_name: str,
    born_on: date,
    gender: str,
    language: str,
    at: datetime,
) -> int:
    """Open a course for a person and return the client's id; the place decides who may see them."""
    require(actor, Permission.CREATE)
    with connection.cursor() as cursor:
        cursor.execute(
            "select people_create_client(%s, %s, %s, %s, %s, %s, %s)",
            [number, given_name, family_name, born_on, gender, language, at],
        )
        client_id = int(cursor.fetchone()[0])
    thread.record(
        actor, ClientCreated(client_id=client_id, info_class=InformationClass.IDENTITY, number=number), at=at
    )
    return client_id


@transaction.atomic
def choose_language(*, actor: Actor, language: str, at: datetime) -> None:
    """Remember the language that the client reads, on every device from now on."""
    client_id = require_client(actor)
    with connection.cursor() as cursor:
        cursor.execute("select people_choose_language(%s)", [language])
    thread.record(
        actor,
        LanguageChosen(client_id=client_id, info_class=InformationClass.IDENTITY, language=language),
        at=at,
    )


@transaction.atomic
def download_own_data(*, actor: Actor, at: datetime) -> Client:
    """Note that the client takes a copy of their data, and return their master data."""
    client_id = require_client(actor)
    thread.record(actor, OwnDataDownloaded(client_id=client_id, info_class=InformationClass.IDENTITY), at=at)
    return Client.objects.get(id=client_id)
