"""`redthread texts …`: the translations in six languages."""

from __future__ import annotations

import argparse

from redthread.project import texts
from redthread.project.cli.console import say

SHOWN = 60


def main(words: list[str]) -> int:
    """Do what the second word says; exit status 1 when a check finds something."""
    parser = argparse.ArgumentParser("redthread texts", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("compile", help="compile the catalogues that changed")
    actions.add_parser("extract", help="bring the catalogues up to the texts in the code")
    actions.add_parser("check", help="name what is missing, unfinished or overlong in any language")
    return ACTIONS[parser.parse_args(words).action]()


def compile_catalogues() -> int:
    """Compile what changed."""
    say(f"{texts.compile_all()} catalogues compiled.")
    return 0


def extract() -> int:
    """Bring the catalogues up to the code."""
    say(f"{texts.extract_all()} catalogues changed.")
    return 0


def check() -> int:
    """Check all languages."""
    problems = texts.check_all()
    for problem in problems[:SHOWN]:
        say(str(problem))
    if len(problems) > SHOWN:
        say(f"… and {len(problems) - SHOWN} more")
    say(f"{len(problems)} problems in {len(texts.locale_folders())} folders of texts.")
    return 1 if problems else 0


ACTIONS = {"compile": compile_catalogues, "extract": extract, "check": check}
