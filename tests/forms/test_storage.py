"""Versions of a questionnaire: worked on as a draft, published once and for all, retired at last."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from redthread.forms import public as forms
from redthread.foundation.actor import Actor, PermissionDeniedError
from redthread.foundation.events import HOUSE
from tests.factories.world import Cast, Member

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Acting = Callable[[Member], AbstractContextManager[Actor]]


def laundry(version: int | None = 1, text: str = "What do you need?") -> dict[str, Any]:
    form: dict[str, Any] = {
        "code": "laundry",
        "title": {"en": "Laundry", "sv": "Tvätt"},
        "item": [{"linkId": "what", "type": "string", "text": {"en": text}, "required": True}],
    }
    return form if version is None else form | {"version": version}


def published(actor: Actor, version: int = 1, text: str = "What do you need?") -> None:
    forms.save_draft(actor=actor, definition=laundry(version, text), at=NOW)
    forms.publish_definition(actor=actor, code="laundry", version=version, at=NOW)


def test_a_draft_is_published_and_then_found(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
        assert forms.get_published("laundry").definition == forms.parse_definition(laundry())
        assert forms.get_definition("laundry", 1) is forms.get_published("laundry")


def test_a_client_reads_forms_and_may_not_keep_them(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
    with acting(cast.amir) as actor:
        assert forms.get_published("laundry").definition.code == "laundry"
        with pytest.raises(PermissionDeniedError):
            forms.save_draft(actor=actor, definition=laundry(2), at=NOW)


def test_the_database_itself_keeps_a_client_from_writing(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        forms.save_draft(actor=actor, definition=laundry(), at=NOW)
    with acting(cast.amir), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update forms_formdefinition set status = 'retired'")
        assert cursor.rowcount == 0
    with acting(cast.nurse), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        forms.FormDefinition.objects.create(
            code="x",
            version=1,
            title={},
            definition={"code": "x", "version": 1},
            created_at=NOW,
            created_by=1,
        )


@pytest.mark.parametrize(
    "statement",
    [
        "update forms_formdefinition set definition = jsonb_set(definition, '{title,en}', '\"Other\"')",
        "update forms_formdefinition set status = 'draft', published_at = null, published_by = null",
        "update forms_formdefinition set version = 7, definition = jsonb_set(definition, '{version}', '7')",
        "update forms_formdefinition set status = 'retired', retired_at = now(), title = '{}'",
        "delete from forms_formdefinition",
    ],
)
def test_a_published_version_is_never_changed_even_by_its_owner(
    acting: Acting, cast: Cast, as_owner: Any, statement: str
) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
    with as_owner(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_published_version_is_not_saved_over(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
        with pytest.raises(forms.FormPublishedError):
            forms.save_draft(actor=actor, definition=laundry(1, "Other?"), at=NOW)
        with pytest.raises(forms.FormPublishedError):
            forms.publish_definition(actor=actor, code="laundry", version=1, at=NOW)
        with pytest.raises(forms.FormPublishedError):
            forms.discard_draft(actor=actor, code="laundry", version=1, at=NOW)


def test_a_draft_without_a_number_gets_the_next_and_keeps_it(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
        first = forms.save_draft(actor=actor, definition=laundry(None, "Second?"), at=NOW)
        again = forms.save_draft(actor=actor, definition=laundry(None, "Third?"), at=NOW)
        assert (first.id, again.version) == (again.id, 2)
        assert forms.find_draft("laundry") == again
        forms.discard_draft(actor=actor, code="laundry", version=2, at=NOW)
        assert forms.find_draft("laundry") is None


def test_a_retired_version_still_reads_its_answers_and_takes_no_new_ones(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
        forms.retire_definition(actor=actor, code="laundry", version=1, at=NOW)
        assert forms.get_definition("laundry", 1).definition.version == 1
        with pytest.raises(forms.FormNotFoundError):
            forms.get_published("laundry")
        with pytest.raises(forms.FormNotPublishedError):
            forms.retire_definition(actor=actor, code="laundry", version=1, at=NOW)


def test_the_newest_published_version_is_the_one_in_use(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
        published(actor, 2, "Second?")
        forms.save_draft(actor=actor, definition=laundry(3, "Third?"), at=NOW)
        assert forms.get_published("laundry").definition.version == 2
        assert [(row.version, row.status) for row in forms.list_versions("laundry")] == [
            (3, "draft"),
            (2, "published"),
            (1, "published"),
        ]


def test_a_refused_definition_is_not_saved(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        with pytest.raises(forms.DefinitionError) as caught:
            forms.save_draft(
                actor=actor, definition=laundry() | {"item": [{"linkId": "a", "type": "?"}]}, at=NOW
            )
        assert caught.value.path == "item[0].type"
        assert forms.list_forms() == []


def test_every_write_is_in_the_thread_with_what_changed(acting: Acting, cast: Cast, as_owner: Any) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
        forms.save_draft(actor=actor, definition=laundry(2, "Second?"), at=NOW)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select kind, payload::json -> 'changes' from thread.entry where client_id = %s order by seq",
            [HOUSE],
        )
        entries = [entry for entry in cursor.fetchall() if entry[0].startswith("forms.")]
    assert [kind for kind, _ in entries] == ["forms.draft_saved", "forms.published", "forms.draft_saved"]
    assert entries[-1][1] == ["what.text.en: “What do you need?” → “Second?”"]


def test_a_pack_is_loaded_once_and_never_over_other_questions(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor:
        assert len(forms.load_definitions(actor=actor, definitions=[laundry()], at=NOW)) == 1
        assert forms.load_definitions(actor=actor, definitions=[laundry()], at=NOW) == []
        with pytest.raises(forms.FormDiffersError):
            forms.load_definitions(actor=actor, definitions=[laundry(1, "Other?")], at=NOW)


def test_a_published_form_costs_one_small_query_once_it_is_known(
    acting: Acting, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with acting(cast.administrator) as actor:
        published(actor)
        forms.get_published("laundry")
        with django_assert_num_queries(1):
            forms.get_published("laundry")
