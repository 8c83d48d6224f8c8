"""What the command line shows: steps with their time, on a terminal with a spinner."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False, soft_wrap=True)


@contextmanager
def step(title: str) -> Iterator[Callable[[str], None]]:
    """Show a step while it works and its time when done; call what it yields to add a word on how it went."""
    began = time.monotonic()
    words: list[str] = []
    if console.is_terminal:
        with console.status(title):
            yield words.append
    else:
        yield words.append
    note = f"  [dim]{words[-1]}[/]" if words and words[-1] else ""
    console.print(f"[green]✓[/] {title}  [dim]{time.monotonic() - began:.1f} s[/]{note}")


def say(text: str) -> None:
    """Print a line as it is."""
    console.print(text, markup=False)
