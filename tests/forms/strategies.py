"""Random questionnaires that branch, repeat and nest, and random answers to them."""

from typing import Any

from hypothesis import strategies as st

KINDS = (
    "string",
    "text",
    "integer",
    "decimal",
    "boolean",
    "date",
    "time",
    "choice",
    "open-choice",
    "quantity",
    "lines",
)
CODES = ("a", "b", "c")
ORDERED = {"integer", "decimal", "date", "time", "quantity"}

_VALID: dict[str, st.SearchStrategy[Any]] = {
    "string": st.sampled_from(["yes", "no", "شكرا", "👩‍👩‍👧"]),
    "text": st.sampled_from(["one\ntwo", "yes"]),
    "integer": st.integers(-3, 3),
    "decimal": st.sampled_from(["-1.5", "0", "0.5", "2"]),
    "boolean": st.booleans(),
    "date": st.sampled_from(["2026-01-01", "2026-01-02", "2026-02-01"]),
    "time": st.sampled_from(["08:00", "12:30", "23:59"]),
    "choice": st.sampled_from(CODES),
    "open-choice": st.one_of(
        st.sampled_from(CODES), st.builds(lambda t: {"text": t}, st.sampled_from(["x", "y"]))
    ),
    "quantity": st.builds(
        lambda v, u: {"value": v, "unit": u}, st.sampled_from(["0", "1", "2.5"]), st.sampled_from(CODES)
    ),
    "lines": st.dictionaries(st.sampled_from(CODES), st.integers(0, 3), max_size=3),
}

garbage: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.sampled_from(["", " ", "\u202eabc", "\x00", "9" * 50, "1e9", "2026-13-45", "25:00", "٣", "a"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(st.text(max_size=4), st.sampled_from(["code", "quantity", "value", "unit", "text"])),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


def words(text: str = "Words") -> dict[str, str]:
    """Return a text in the default language."""
    return {"en": text}


def options() -> list[dict[str, Any]]:
    """Return three options."""
    return [{"code": code, "text": words(code)} for code in CODES]


@st.composite
def definitions(draw: st.DrawFn, most: int = 10) -> dict[str, Any]:
    """Return the JSON of a questionnaire whose rules never go in a circle."""
    count = draw(st.integers(1, most))
    items = [draw(_items(f"q{i}")) for i in range(count)]
    top: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    for item in items:
        home = draw(st.sampled_from([None, *groups]))
        (top if home is None else home["item"]).append(item)
        if item["type"] == "group" and len(groups) < 3:
            groups.append(item)
    _drop_empty_groups(top)
    if not top:
        top.append(draw(_items("q0", kinds=("string",))))
    _add_rules(draw, top)
    return {"code": "random", "version": draw(st.integers(1, 9)), "title": words("Random"), "item": top}


@st.composite
def _items(
    draw: st.DrawFn, link_id: str, kinds: tuple[str, ...] = (*KINDS, "group", "group", "display")
) -> dict[str, Any]:
    kind = draw(st.sampled_from(kinds))
    item: dict[str, Any] = {"linkId": link_id, "type": kind, "text": words(f"Item {link_id}")}
    if kind == "group":
        item["item"] = []
    if kind not in {"display", "boolean", "lines"} and draw(st.booleans()):
        item["repeats"] = True
        if draw(st.booleans()):
            item["maxOccurs"] = draw(st.integers(2, 3))
            item["minOccurs"] = draw(st.integers(1, 2))
    if kind != "display" and draw(st.integers(0, 2)) == 0:
        item["required"] = True
    if kind in {"choice", "open-choice", "lines"}:
        item["answerOption"] = options()
    if kind == "quantity":
        item["unitOption"] = options()
    if kind in {"string", "text", "open-choice"} and draw(st.booleans()):
        item["maxLength"] = draw(st.integers(8, 20))
    if kind in {"integer", "decimal"} and draw(st.booleans()):
        item["minValue"], item["maxValue"] = -2, 2
    return item


def _drop_empty_groups(items: list[dict[str, Any]]) -> None:
    for item in list(items):
        if item["type"] == "group":
            _drop_empty_groups(item["item"])
            if not item["item"]:
                items.remove(item)


def flat(
    items: list[dict[str, Any]], above: tuple[str, ...] = ()
) -> list[tuple[dict[str, Any], tuple[str, ...]]]:
    """Return every item with the groups it lies in."""
    found = []
    for item in items:
        found.append((item, above))
        found += flat(item.get("item", []), (*above, item["linkId"]))
    return found


def _add_rules(draw: st.DrawFn, top: list[dict[str, Any]]) -> None:
    everything = flat(top)
    # A rank that groups share with what lies in them keeps every rule pointing one way.
    ranks = {item["linkId"]: n for n, (item, _) in enumerate(draw(st.permutations(everything)))}
    rank = {
        item["linkId"]: max([ranks[item["linkId"]], *(ranks[group] for group in above)])
        for item, above in everything
    }
    for item, _ in everything:
        askable = [
            other
            for other, around in everything
            if other["type"] not in {"group", "display"}
            and rank[other["linkId"]] < ranks[item["linkId"]]
            and item["linkId"] not in around
            and not (item["type"] == "group" and any(rank[link] > ranks[item["linkId"]] for link in around))
        ]
        rules = (
            [draw(_rules(draw(st.sampled_from(askable)))) for _ in range(draw(st.integers(0, 3)))]
            if askable
            else []
        )
        if rules:
            item["enableWhen"] = rules
        if len(rules) > 1 and draw(st.booleans()):
            item["enableBehavior"] = "any"


@st.composite
def _rules(draw: st.DrawFn, question: dict[str, Any]) -> dict[str, Any]:
    kind = question["type"]
    if kind == "lines" or draw(st.integers(0, 3)) == 0:
        return {"question": question["linkId"], "operator": "exists", "answer": draw(st.booleans())}
    operators = ["=", "!=", ">", "<", ">=", "<="] if kind in ORDERED else ["=", "!="]
    return {
        "question": question["linkId"],
        "operator": draw(st.sampled_from(operators)),
        "answer": draw(_VALID[kind]),
    }


@st.composite
def answers_to(draw: st.DrawFn, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return answers, mostly of the right kind, some garbage, some missing."""
    found: dict[str, Any] = {}
    for item in items:
        link_id, kind = item["linkId"], item["type"]
        if kind == "group" and item.get("repeats"):
            found[link_id] = [draw(answers_to(item["item"])) for _ in range(draw(st.integers(0, 3)))]
        elif kind == "group":
            found.update(draw(answers_to(item["item"])))
        elif kind != "display":
            luck = draw(st.integers(0, 9))
            if luck == 0:
                found[link_id] = draw(garbage)
            elif luck > 2:
                many = item.get("repeats", False)
                found[link_id] = draw(st.lists(_VALID[kind], max_size=3) if many else _VALID[kind])
    return found
