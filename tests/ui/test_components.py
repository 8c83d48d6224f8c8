"""Components say in words and structure what they show in form and colour, and let no markup in."""

import re

import pytest

from tests.ui.conftest import Render

HOSTILE = '"><script>alert(1)</script>'


def test_the_thread_is_an_ordered_list_with_a_word_for_every_state(render: Render) -> None:
    states = {"done": "done", "now": "now", "todo": "to come", "late": "late", "yes": "yes", "no": "no"}
    html = render(
        "{{ c.thread(steps, 'h', 'The way') }}", steps=[{"state": s, "title": f"Step {s}"} for s in states]
    )
    assert '<ol class="thread h" aria-label="The way">' in html
    assert re.findall(r'sr-only"> \((.*?)\)', html) == list(states.values())


def test_the_thread_is_sewn_up_to_what_is_reached_and_stitched_after(render: Render) -> None:
    steps = [{"state": s, "title": s} for s in ("done", "done", "now", "todo")]
    assert re.findall(r'<li class="(.*?)"', render("{{ c.thread(steps) }}", steps=steps)) == [
        "done sewn",
        "done sewn",
        "now",
        "todo",
    ]


def test_the_step_of_now_is_the_current_one(render: Render) -> None:
    html = render(
        "{{ c.thread(steps) }}", steps=[{"state": "done", "title": "a"}, {"state": "late", "title": "b"}]
    )
    assert html.count('aria-current="step"') == 1


def test_a_field_is_tied_to_its_label_hint_and_error(render: Render) -> None:
    html = render("{{ c.text_field('number', 'Your number', hint='On your card', error='Write a number') }}")
    assert '<label for="f-number">Your number</label>' in html
    assert 'aria-describedby="f-number-hint f-number-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="f-number-hint"' in html
    assert 'id="f-number-error"' in html


def test_the_error_summary_leads_to_the_fields(render: Render) -> None:
    assert '<a href="#f-about">Choose</a>' in render("{{ c.error_summary([('about', 'Choose')]) }}")
    assert render("{{ c.error_summary([]) }}").strip() == ""


def test_only_the_chosen_card_is_checked(render: Render) -> None:
    options = [{"value": n, "title": str(n)} for n in (1, 2, 3)]
    one = render("{{ c.choice_field('a', 'A', o, 2) }}", o=options)
    many = render("{{ c.choice_field('a', 'A', o, [1, 3], many=true) }}", o=options)
    assert re.findall(r'value="(\d)" checked', one) == ["2"]
    assert re.findall(r'value="(\d)" checked', many) == ["1", "3"]


@pytest.mark.parametrize(
    "call",
    [
        "c.button(x, href=x, name=x, value=x, key=x)",
        "c.tile(x, x, 'requests', x)",
        "c.thread([{'state': 'done', 'title': x, 'note': x, 'href': x}], 'v', x)",
        "c.text_field('n', x, x, hint=x, error=x)",
        "c.text_area('n', x, x)",
        "c.select_field('n', x, [(x, x)], x)",
        "c.choice_field('n', x, [{'value': x, 'title': x, 'note': x}])",
        "c.facts([(x, x)])",
        "c.notice('info', x, x)",
        "c.promise(x, x, x)",
        "c.due(x)",
        "c.confirm(x, x, x, '', x, x)",
        "c.toast(x)",
        "c.side_nav([{'href': x, 'label': x, 'icon': 'home', 'count': x}])",
        "thread_line(['done', x], label=x)",
        "thread_mini(['done', x], label=x)",
        "thread_day(0.5, [0.1], label=x)",
        "icon('lock', x)",
    ],
)
def test_what_people_write_stays_text(render: Render, call: str) -> None:
    assert "<script" not in render("{{ " + call + " }}", x=HOSTILE)


@pytest.mark.parametrize("kind", ["info", "ok", "late", "error", "offline"])
def test_a_notice_has_a_sign_and_speaks_up_only_for_errors(render: Render, kind: str) -> None:
    html = render("{{ c.notice(kind, 'Title') }}", kind=kind)
    assert "<use href=" in html
    assert (f'role="{"alert" if kind == "error" else "status"}"') in html


def test_languages_are_written_in_their_own_script_and_direction(render: Render) -> None:
    html = render("{{ c.language_list('/l', '', 'sv') }}")
    assert '<button name="language" value="ar" lang="ar" dir="rtl"><span>العربية</span>' in html
    assert html.count("<button") == 6
    assert re.search(r'value="sv"[^>]*aria-current="true"', html)


def test_pages_are_shown_at_the_ends_and_round_the_current_one(render: Render) -> None:
    html = render("{{ c.pagination(5, 9, '?page=') }}")
    assert re.findall(r">(\d|…)</", html) == ["1", "…", "4", "5", "6", "…", "9"]
    assert render("{{ c.pagination(1, 1, '?page=') }}").strip() == ""


def test_a_hole_in_the_data_is_an_error_not_a_gap(render: Render) -> None:
    with pytest.raises(Exception, match="undefined"):
        render("{{ nothing_here }}")


def test_a_stepper_is_a_number_field_within_its_limits(render: Render) -> None:
    html = render("{{ c.stepper('n', 'Coffee', 1, 0, 5) }}")
    assert 'type="number"' in html
    assert 'min="0" max="5"' in html
    assert 'aria-label="One more: Coffee"' in html


def test_the_lock_is_a_form_that_works_without_script(render: Render) -> None:
    html = render("{{ c.client_bar('<token>'|safe, lock='/my/lock') }}")
    assert '<form method="post" action="/my/lock" data-lock><token>' in html
    assert 'type="submit"' in html
