"""The thread never breaks: every module with client data answers for every person event."""

import pytest
from django.apps import apps

from redthread.foundation import course
from redthread.people.public import Client


def modules_with_clients() -> set[str]:
    """Return the modules that have a table with a client in it, and the one that gives reach."""
    found = {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("redthread.")
        and any(field.related_model is Client for field in model._meta.get_fields() if field.many_to_one)
    }
    return found | {"people", "sharing"}


def test_there_are_modules_to_ask() -> None:
    assert modules_with_clients() >= {"custody", "money", "signin", "requests", "kiosk"}


@pytest.mark.parametrize("event", course.PERSON_EVENTS, ids=lambda e: e.__name__)
def test_every_module_with_client_data_answers_for_every_person_event(
    event: type[course.PersonEvent],
) -> None:
    silent = {m for m in modules_with_clients() if event not in course.reactions_of(m)}
    assert silent == set(), f"say in reactions.py what {silent} do at {event.__name__}"


@pytest.mark.parametrize("module", sorted(modules_with_clients()))
def test_a_module_that_does_nothing_says_why(module: str) -> None:
    """`nothing()` is an answer only with a reason somebody can dispute."""
    for event, reaction in course.reactions_of(module).items():
        if reaction.preview is reaction.apply and getattr(reaction.preview, "__name__", "") == "silent":
            assert len(reaction.why) > 20, (module, event)


def test_every_effect_can_be_told() -> None:
    """Each code has words for staff, in a form that takes its parameters."""
    for code, words in course.all_words().items():
        assert str(words.staff), code
        assert code.split(".")[0] in {m._meta.app_label for m in apps.get_models()}, code
