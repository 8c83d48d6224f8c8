"""A form of 200 questions with 600 branch rules: how long an evaluation takes, beside two references.

References, in the same run: the limit of 20 ms that the house sets itself, and a naive interpreter that tries
every rule again until nothing changes (``tests/forms/naive.py``, also the oracle of the property tests).

Run: ``python benchmarks/forms_bench.py`` from the root of the checkout.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from redthread.forms.rules.evaluate import check_answers
from redthread.forms.rules.parse import parse_form
from redthread.forms.rules.steps import FIELD_ANSWERS, FIELD_PAGE, pack, start, take_step
from redthread.forms.rules.values import FormContext
from tests.forms.naive import enabled_paths

QUESTIONS, RULES, LIMIT_MS = 200, 600, 20.0


def definition() -> dict[str, Any]:
    """Return twenty groups of ten questions; each but the first ten has rules on up to thirty before it."""
    chance = random.Random(7)
    questions: list[dict[str, Any]] = []
    for i in range(QUESTIONS):
        kind = ("choice", "integer", "boolean", "string")[i % 4]
        item: dict[str, Any] = {
            "linkId": f"q{i}",
            "type": kind,
            "text": {"en": f"Question {i}"},
            "required": True,
        }
        if kind == "choice":
            item["answerOption"] = [{"code": code, "text": {"en": code}} for code in "abcd"]
        questions.append(item)
    for n in range(RULES):
        i = 10 + n % (QUESTIONS - 10)
        asked = chance.choice(questions[max(0, i - 30) : i])
        answers = {"choice": "a", "integer": 3, "boolean": True, "string": "yes"}
        rule = {"question": asked["linkId"], "operator": "=", "answer": answers[asked["type"]]}
        rules = questions[i].setdefault("enableWhen", [])
        rules.append(rule)
        if len(rules) > 1:
            questions[i]["enableBehavior"] = "any"
    groups = [
        {"linkId": f"g{g}", "type": "group", "item": questions[g * 10 : g * 10 + 10]}
        for g in range(QUESTIONS // 10)
    ]
    return {"code": "large", "version": 1, "title": {"en": "Large"}, "item": groups}


def likely_answers(raw: dict[str, Any]) -> dict[str, str]:
    """Return an answer to every question, most of which fulfil the rules that ask it."""
    chance = random.Random(11)
    likely = {"choice": "aab", "integer": "334", "boolean": ["true", "false"], "string": ["yes", "no"]}
    return {
        item["linkId"]: chance.choice(likely[item["type"]]) for group in raw["item"] for item in group["item"]
    }


def milliseconds(work: Callable[[], object], times: int) -> list[float]:
    """Return the CPU time of each run in ms, sorted; a clock would measure the neighbours too."""
    found = []
    for _ in range(times):
        begin = time.process_time()
        work()
        found.append((time.process_time() - begin) * 1000)
    return sorted(found)


def main() -> None:
    """Print medians and 99th percentiles, and fail where the limit is not kept."""
    raw = definition()
    begin = time.process_time()
    form = parse_form(json.loads(json.dumps(raw)))
    parsed = (time.process_time() - begin) * 1000
    answers = likely_answers(raw)
    assert sum(len(node.rules) for node in form.nodes) == RULES
    assert check_answers(form, answers).enabled == enabled_paths(form.definition, answers, FormContext())

    ours = milliseconds(lambda: check_answers(form, answers), 300)
    naive = milliseconds(lambda: enabled_paths(form.definition, answers, FormContext()), 5)
    posted = {f"q{i}": [answers[f"q{i}"]] for i in range(190, 200)}
    posted |= {FIELD_PAGE: ["g19"], FIELD_ANSWERS: [pack(answers)]}
    assert take_step(form, posted).is_complete
    page = milliseconds(lambda: take_step(form, posted), 100)
    begun = milliseconds(lambda: start(form), 100)

    print(f"{QUESTIONS} questions, {RULES} rules; parsed and proved in {parsed:.1f} ms, once a version")
    print(f"{'CPU time':42}{'p50 ms':>9}{'p99 ms':>9}")
    for name, runs in (
        ("check_answers (enable, validate, clean)", ours),
        ("take_step (a whole POST of one page)", page),
        ("start (a whole GET)", begun),
        ("naive interpreter (enabling only)", naive),
    ):
        print(f"{name:42}{statistics.median(runs):9.2f}{runs[int(len(runs) * 0.99)]:9.2f}")
    median = statistics.median(ours)
    slow = max(runs[int(len(runs) * 0.99)] for runs in (ours, page))
    print(f"naive / ours: {statistics.median(naive) / median:.0f}×; limit / ours: {LIMIT_MS / median:.0f}×")
    if slow > LIMIT_MS:
        sys.exit(f"slower than the limit of {LIMIT_MS:.0f} ms")


if __name__ == "__main__":
    main()
