"""`redthread assets`: collect what the browser fetches beside the pages."""

from __future__ import annotations

import argparse

from redthread.project.assets import collect
from redthread.project.cli import start_django
from redthread.project.cli.console import step


def main(words: list[str]) -> int:
    """Collect the assets where they have changed."""
    argparse.ArgumentParser("redthread assets", description=__doc__).parse_args(words)
    start_django("rt_web")
    with step("Collecting the assets") as note:
        files = collect()
        note("unchanged" if files is None else f"{files} files")
    return 0
