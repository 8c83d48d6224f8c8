"""A form of 200 questions with 600 branch rules is not felt: 20 ms at most, on whatever machine."""

import time

from benchmarks.forms_bench import LIMIT_MS, RULES, definition, likely_answers
from redthread.forms.public import check_answers, parse_form


def test_a_large_form_is_evaluated_within_the_limit() -> None:
    raw = definition()
    form = parse_form(raw)
    answers = likely_answers(raw)
    assert sum(len(node.rules) for node in form.nodes) == RULES
    runs = []
    for _ in range(20):
        begin = time.process_time()
        check_answers(form, answers)
        runs.append((time.process_time() - begin) * 1000)
    # The quickest run: what the machine does besides is not the form's.
    assert min(runs) <= LIMIT_MS
