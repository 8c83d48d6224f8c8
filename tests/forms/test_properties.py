"""What holds for every questionnaire and all answers, tried on random ones."""

import contextlib
import json
import random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from redthread.forms.public import (
    CompiledForm,
    DefinitionError,
    FormContext,
    check_answers,
    parse_definition,
    parse_form,
    start,
    take_step,
)
from redthread.forms.rules.contradictions import find_contradictions
from redthread.forms.rules.parse import read_definition
from redthread.forms.rules.steps import FIELD_ACTION, FIELD_ANSWERS, FIELD_PAGE, pack
from tests.forms.fields import fields
from tests.forms.naive import enabled_paths
from tests.forms.strategies import answers_to, definitions, flat, garbage

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
thorough = settings(max_examples=80, deadline=None, suppress_health_check=_SLOW)


def a_form(data: st.DataObject) -> tuple[CompiledForm, dict[str, Any]]:
    raw = data.draw(definitions())
    try:
        return parse_form(raw), raw
    except DefinitionError as error:
        # Random rules contradict each other now and then; anything else is a fault of engine or strategy.
        assume(all("never be shown" not in problem.message for problem in error.problems))
        raise


@given(st.data())
@thorough
def test_a_definition_round_trips_through_json(data: st.DataObject) -> None:
    form, _ = a_form(data)
    again = parse_definition(json.loads(json.dumps(form.definition.to_json())))
    assert again == form.definition
    assert again.to_json() == form.definition.to_json()


@given(st.data())
@thorough
def test_the_engine_agrees_with_the_naive_evaluator(data: st.DataObject) -> None:
    form, raw = a_form(data)
    answers = data.draw(answers_to(raw["item"]))
    assert check_answers(form, answers).enabled == enabled_paths(form.definition, answers, FormContext())


@given(st.data(), st.randoms(use_true_random=False))
@thorough
def test_the_order_of_evaluation_does_not_matter(data: st.DataObject, chance: random.Random) -> None:
    form, raw = a_form(data)
    answers = data.draw(answers_to(raw["item"]))
    expected = check_answers(form, answers)
    for _ in range(3):
        shuffled = list(answers.items())
        chance.shuffle(shuffled)
        form.order = tuple(_another_order(form, chance))
        assert check_answers(form, dict(shuffled)) == expected


def _another_order(form: CompiledForm, chance: random.Random) -> list[Any]:
    """Return a random order in which nothing comes before what it depends on."""
    waiting, order = list(form.nodes), []
    done: set[int] = set()
    while waiting:
        ready = [
            node
            for node in waiting
            if {*(rule.question for rule in node.rules), *([] if node.parent is None else [node.parent])}
            <= done
        ]
        node = chance.choice(ready)
        waiting.remove(node)
        order.append(node)
        done.add(node.index)
    return order


@given(st.data())
@thorough
def test_a_disabled_item_never_appears_in_clean_answers(data: st.DataObject) -> None:
    form, raw = a_form(data)
    checked = check_answers(form, data.draw(answers_to(raw["item"])))

    def links(level: dict[str, Any]) -> set[str]:
        found = set(level)
        for value in level.values():
            parts = value if isinstance(value, list) else []
            for part in (
                part for part in parts if isinstance(part, dict) and not {"code", "text", "unit"} & set(part)
            ):
                found |= links(part)
        return found

    assert links(checked.answers) <= {path.rpartition(":")[2] for path in checked.enabled}


@given(st.data())
@thorough
def test_checking_clean_answers_again_gives_the_same(data: st.DataObject) -> None:
    form, raw = a_form(data)
    once = check_answers(form, data.draw(answers_to(raw["item"])))
    again = check_answers(form, json.loads(json.dumps(once.answers)))
    assert again.answers == once.answers
    if once.is_valid:
        assert again.is_valid


@given(garbage)
@thorough
def test_garbage_as_definition_raises_nothing_but_definition_errors(raw: object) -> None:
    with contextlib.suppress(DefinitionError):
        parse_definition(raw)


@given(st.data())
@thorough
def test_a_damaged_definition_raises_nothing_but_definition_errors(data: st.DataObject) -> None:
    raw = data.draw(definitions())
    item, _ = data.draw(st.sampled_from(flat(raw["item"])))
    key = data.draw(
        st.sampled_from([*item, "enableWhen", "initial", "minValue", "answerOption", "item", "nonsense"])
    )
    item[key] = data.draw(garbage)
    with contextlib.suppress(DefinitionError):
        parse_definition(raw)


@given(st.data())
@thorough
def test_garbage_as_answers_raises_nothing(data: st.DataObject) -> None:
    form, raw = a_form(data)
    links = [item["linkId"] for item, _ in flat(raw["item"])]
    answers = data.draw(st.one_of(garbage, st.dictionaries(st.sampled_from(links), garbage)))
    checked = check_answers(form, answers)
    json.dumps(checked.answers).encode()


@given(st.data())
@thorough
def test_garbage_as_post_data_raises_nothing(data: st.DataObject) -> None:
    form, raw = a_form(data)
    links = [item["linkId"] for item, _ in flat(raw["item"])]
    paths = [
        f"{link}{end}" for link in links for end in ("", ":0", ":1:q1", ":other", ":value", ":a", ":999:0")
    ]
    posted = data.draw(st.dictionaries(st.sampled_from(paths), st.lists(st.text(), max_size=2)))
    posted[FIELD_PAGE] = [data.draw(st.sampled_from([*links, "_review", "nowhere"]))]
    posted[FIELD_ANSWERS] = [data.draw(st.one_of(st.text(), garbage.map(json.dumps)))]
    does = [
        "next",
        "back",
        "send",
        *(f"{verb}:{path}" for verb in ("add", "remove", "page") for path in paths),
    ]
    posted[FIELD_ACTION] = [data.draw(st.sampled_from(does))]
    step = take_step(form, posted, has_review=data.draw(st.booleans()), is_whole=data.draw(st.booleans()))
    assert step.is_complete or step.page
    json.loads(pack(step.answers))


@given(st.data())
@thorough
def test_a_person_who_answers_every_page_gets_through(data: st.DataObject) -> None:
    form, raw = a_form(data)
    # A rule that asks a later page may take away what was answered before it.
    assume(all(rule.question < node.index for node in form.nodes for rule in node.rules))
    checked = check_answers(form, data.draw(answers_to(raw["item"])))
    assume(checked.is_valid)
    # A page has room for one answer in own words beside the boxes to tick.
    assume(not _has_two_own_words(checked.answers))
    sent = fields(form, checked.answers)
    step = start(form)
    for _ in range(60):
        if step.is_complete:
            break
        step = take_step(form, sent | {FIELD_PAGE: [step.page], FIELD_ANSWERS: [pack(step.answers)]})
        assert not step.errors
    assert step.checked is not None
    assert step.checked.answers == checked.answers


def _has_two_own_words(answers: Any) -> bool:
    if isinstance(answers, dict):
        return any(_has_two_own_words(value) for value in answers.values())
    if not isinstance(answers, list):
        return False
    return sum(isinstance(part, dict) and set(part) == {"text"} for part in answers) > 1 or any(
        _has_two_own_words(part) for part in answers
    )


@given(st.data())
@thorough
def test_what_is_refused_as_never_shown_is_never_enabled(data: st.DataObject) -> None:
    raw = data.draw(definitions())
    definition, places = read_definition(raw)
    form = CompiledForm(definition)
    links = {place: link for link, place in places.items()}
    never = {links[problem.path.partition(".enableWhen")[0]] for problem in find_contradictions(form, places)}
    assume(never)
    for _ in range(10):
        enabled = check_answers(form, data.draw(answers_to(raw["item"]))).enabled
        assert not never & {path.rpartition(":")[2] for path in enabled}
