"""`redthread demo …`: the demonstration service with its invented people.

What it calls, in `redthread.demo`::

    loaded_scale() -> str | None                    # "small", "national", or None for an empty database
    load(*, scale, show) -> None                    # show(what, done, total) as it goes
    people() -> Sequence[Person]                    # .door .name .role .how (how to sign in, one line)
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
from collections.abc import Sequence
from typing import Any, Protocol

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from redthread.project.cli.console import console, say
from redthread.project.home import SetupError

SCALES = ("small", "national")


class Person(Protocol):
    """Somebody of the demonstration whom one can sign in as."""

    door: str
    name: str
    role: str
    how: str


def main(words: list[str]) -> int:
    """Do what the second word says."""
    parser = argparse.ArgumentParser("redthread demo", description=__doc__.split("\n")[0] if __doc__ else "")
    actions = parser.add_subparsers(dest="action", required=True)
    loading = actions.add_parser("load", help="load the demonstration into an empty database")
    loading.add_argument("--scale", choices=SCALES, default=wanted_scale())
    actions.add_parser("people", help="say whom one can sign in as, and how")
    chosen = parser.parse_args(words)
    if chosen.action == "people":
        show_people()
        return 0
    load_if_empty(chosen.scale)
    return 0


def wanted_scale() -> str:
    """Return `SCALE`, by default small.

    Raises:
        SetupError: `SCALE` is neither small nor national.
    """
    scale = os.environ.get("SCALE") or "small"
    if scale not in SCALES:
        msg = f"SCALE={scale} is not known. Choose SCALE=small or SCALE=national."
        raise SetupError(msg)
    return scale


def load_if_empty(scale: str) -> None:
    """Load the demonstration into an empty database; say so when another scale is there already."""
    demo = _module()
    if demo is None:
        return
    there = demo.loaded_scale()
    if there == scale:
        return
    if there is not None:
        say(f"The {there} demonstration is kept. For the other: `make reset`, then `make run SCALE={scale}`.")
        return
    columns = (TextColumn("{task.description:<28}"), BarColumn(), TextColumn("{task.completed:>9,}"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        demo.load(scale=scale, show=show)


def people() -> Sequence[Person]:
    """Return whom one can sign in as; nobody where the demonstration is not loaded."""
    demo = _module()
    if demo is None or demo.loaded_scale() is None:
        return []
    found: Sequence[Person] = demo.people()
    return found


def show_people() -> None:
    """Print the people of each door and how to sign in as them."""
    found = people()
    for door in dict.fromkeys(person.door for person in found):
        console.print(f"\n  [bold]{door}[/]")
        for person in found:
            if person.door == door:
                console.print(f"    {person.name:<26} [dim]{person.role:<24}[/] {person.how}")


def _module() -> Any:
    """Return `redthread.demo` where this installation has it (a service in earnest may leave it out)."""
    if importlib.util.find_spec("redthread.demo") is None:
        return None
    return importlib.import_module("redthread.demo")
