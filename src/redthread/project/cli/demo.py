"""`redthread demo …`: the demonstration service with its invented people.

What it calls, in `redthread.demo.public`::

    loaded_scale() -> str | None                    # "small", "national", or None for an empty database
    load(*, scale, show) -> None                    # show(what, done, total) as it goes
    people() -> Sequence[Person]                    # .door .name .role .how (how to sign in, one line)
    TOTP_SECRET: str                                # what the staff's code generators share
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
from collections.abc import Sequence
from typing import Any, Protocol

import pyotp
from django.db import connections
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from redthread.project import postgres
from redthread.project.cli import database
from redthread.project.cli.console import console, say
from redthread.project.home import SetupError, home, make_folder

SCALES = ("small", "national")
DOORS = {"client": "/my/", "staff": "/staff/", "partner": "/partner/", "family": "/family/"}


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
    actions.add_parser("code", help="say the six digits that staff sign in with now")
    chosen = parser.parse_args(words)
    if chosen.action == "code":
        return show_code()
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
    loading = make_folder(home() / "run") / "demonstration-loading"
    if loading.exists():
        _clear_half()
    there = demo.loaded_scale()
    if there == scale:
        return
    if there is not None:
        say(f"The {there} demonstration is kept. For the other: `make reset`, then `make run SCALE={scale}`.")
        return
    columns = (TextColumn("  {task.description:<42}"), BarColumn(20), TextColumn("{task.fields[count]:>9}"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                for task in tasks.values():  # a new step: those before are done
                    progress.update(task, completed=1, total=1)
                tasks[what] = progress.add_task(what, total=total or None, count="")
            progress.update(tasks[what], completed=done, count=f"{done:,}" if done else "")

        loading.touch()  # until it is whole; whoever finds it knows that a load was cut off
        demo.load(scale=scale, show=show)
        loading.unlink()
        for task in tasks.values():
            progress.update(task, completed=1, total=1)


def people() -> Sequence[Person]:
    """Return whom one can sign in as; nobody where the demonstration is not loaded."""
    demo = _module()
    if demo is None or demo.loaded_scale() is None:
        return []
    found: Sequence[Person] = demo.people()
    return found


def _clear_half() -> None:
    """Empty a database whose load was cut off: it was empty when that load began.

    Raises:
        SetupError: the database is not ours to empty.
    """
    if not postgres.uses_embedded_server():
        msg = (
            "Loading the demonstration was cut off, the database at DATABASE_URL holds half of it. "
            "Empty it with `redthread database reset --yes`, then start again."
        )
        raise SetupError(msg)
    say("Loading the demonstration was cut off the last time; it starts over.")
    connections.close_all()
    database.make_anew()
    database.migrate()


def show_people(root: str = "") -> None:
    """Print each door's address, its people and how to sign in as them."""
    found = people()
    names = max((len(person.name) for person in found), default=0)
    roles = max((len(person.role) for person in found), default=0)
    for door, path in DOORS.items():
        console.print(f"\n[bold]{door.capitalize()} door[/]  {root}{path}")
        for person in found:
            if person.door == door:
                console.print(f"  {person.name:<{names}}  [dim]{person.role:<{roles}}[/]  {person.how}")


def show_code() -> int:
    """Print the demonstration staff's code of this half minute."""
    demo = _module()
    if demo is None:
        msg = "This installation has no demonstration."
        raise SetupError(msg)
    say(pyotp.TOTP(demo.TOTP_SECRET).now())
    return 0


def _module() -> Any:
    """Return `redthread.demo` where this installation has it (a service in earnest may leave it out)."""
    if importlib.util.find_spec("redthread.demo") is None:
        return None
    return importlib.import_module("redthread.demo.public")
