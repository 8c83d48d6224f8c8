"""Our scripts and style sheets need nothing that Chromium 109, Firefox ESR or Safari 15.0 do not have.

A guarded list instead of a compiler: what is newer than these browsers (MDN's browser compatibility data,
November 2026) may stand in a script only beside the words that ask first whether it is there.
"""

import re
from pathlib import Path

import pytest

from tests.ui.test_assets import TOO_NEW

SOURCES = Path(__file__).parents[2] / "src" / "redthread"
SCRIPTS = sorted(
    p for p in SOURCES.glob("**/static/**/*.js") if "vendor" not in p.parts and ".min." not in p.name
)
SHEETS = sorted(p for p in SOURCES.glob("**/static/**/*.css") if p.parent.name != "ui")

# Pattern → the words of the guard, or None where no guard helps because the file would not even be read.
NEWER: dict[str, str | None] = {
    # syntax: the whole file fails
    r"\(\?<[=!]": None,  # look-behind: Safari 16.4
    r"\bstatic\s*\{": None,  # static blocks: Safari 16.4
    r"\bimport\s[^;]*\bwith\s*\{": None,  # import attributes
    r"/[a-z]*v[a-z]*\.(?:test|exec)\(": None,  # the v flag of regular expressions
    r"^\s*(?:await|using)\s+\w+\s*=": None,
    r"\busing\s+\w+\s*=": None,
    # Safari 15.4 and later
    r"\.at\(": None,
    r"\bstructuredClone\b": None,
    r"\bObject\.hasOwn\b": None,
    r"\.findLast(?:Index)?\(": None,
    r"\brandomUUID\b": None,
    r"\bnavigator\.locks\b": None,
    r"\.inert\b": None,
    r"\bBroadcastChannel\b": r'"BroadcastChannel" in window',
    r"\.showModal\(": r"!\w+\.showModal\b",
    r"\.submitter\b": r"\.submitter \|\|",
    # Safari 16 and later
    r"\brequestSubmit\b": r"\.requestSubmit \?",
    r"\bAbortSignal\.(?:timeout|any)\b": None,
    r"\bCompressionStream\b": None,
    r"\bresizeObserver(?:Entry)?\.devicePixel": None,
    r"\bshowPicker\b": r"showPicker",
    r"\bOffscreenCanvas\b": None,
    r"\bpushManager\b": None,
    r"\bcheckVisibility\b": None,
    # Chromium 110 and later
    r"\.to(?:Sorted|Reversed|Spliced)\(": None,
    r"\.with\(": None,
    r"\bObject\.groupBy\b|\bMap\.groupBy\b": None,
    r"\bPromise\.(?:withResolvers|try)\b": None,
    r"\bArray\.fromAsync\b": None,
    r"\.isWellFormed\(": None,
    r"\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf)\(": None,
    r"\bIterator\.from\b": None,
    r"\bURL\.(?:canParse|parse)\b": None,
    r"\bTemporal\b": None,
    r"\bshowPopover\b|\btogglePopover\b|\bpopover\b": None,
    r"\bstartViewTransition\b": None,
    r"\bparse(?:Creation|Request)OptionsFromJSON\b": r"OptionsFromJSON\s*(?:\)|&&|\?)",
    r"\bmoveBefore\b|\bsetHTMLUnsafe\b|\bscrollend\b": None,
    # in no Safari
    r"\brequestIdleCallback\b": r'"requestIdleCallback" in window',
    # selectors
    r":has\(": None,
    r":focus-visible": None,
}


def without_comments(script: str) -> str:
    """Return a script without what is only said in it."""
    return re.sub(r"/\*.*?\*/|(?:^|\s)//[^\n]*", " ", script, flags=re.DOTALL)


def too_new(script: str) -> list[str]:
    """Return the patterns of :data:`NEWER` that a script uses without asking first."""
    said = without_comments(script)
    return [
        pattern
        for pattern, guard in NEWER.items()
        if re.search(pattern, said, re.MULTILINE) and (guard is None or not re.search(guard, said))
    ]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(SOURCES)))
def test_our_scripts_need_no_newer_browser(script: Path) -> None:
    assert too_new(script.read_text()) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(SOURCES)))
def test_the_doors_own_styles_need_no_newer_browser(sheet: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    # The staff's tables say a little more where a browser knows :has(), in rules of their own.
    known = {":has("} if "staff" in sheet.parts else set()
    assert [feature for feature in TOO_NEW if feature in css and feature not in known] == []


@pytest.mark.parametrize(
    ("script", "is_found"),
    [
        ("rows.at(-1)", True),
        ("structuredClone(x)", True),
        ("const d = /(?<=a)b/", True),
        ("rows.toSorted()", True),
        ("document.querySelector('a:has(b)')", True),
        ("warning.showModal()", True),
        ("if (!warning.showModal) show(); else warning.showModal()", False),
        ("// rows.at(-1) would be newer", False),
        ("const one = rows.concat(row).pop(); row.at; a ?? b; a?.b", False),
    ],
)
def test_the_list_finds_what_is_newer(script: str, is_found: bool) -> None:
    assert bool(too_new(script)) is is_found
