"""The `redthread` command: one file per group of words, read only when its word is used."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redthread.project.home import SetupError, explain, home

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Group:
    """A first word of the command line: what it is for, and the database role its Django uses."""

    summary: str
    role: str | None = None  # None: the group starts Django itself, or does without


GROUPS = {
    "run": Group("show Redthread: database, assets, web and worker, until Ctrl-C"),
    "test": Group("run everything that continuous integration runs"),
    "reset": Group("delete the data of this checkout and start over"),
    "web": Group("serve the pages (needs a prepared database)"),
    "worker": Group("run the jobs (needs a prepared database)"),
    "database": Group("start, stop, prepare, migrate, reset, status, backup, restore"),
    "thread": Group("verify the hash chains, export an anchor"),
    "demo": Group("load the demonstration service, list its people", role="rt_owner"),
    "packs": Group("check the jurisdiction packs, publish their guides"),
    "texts": Group("extract, check and compile the translations"),
    "assets": Group("collect stylesheets, scripts, fonts and pictograms"),
    "django": Group("any of Django's own commands"),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; whatever goes wrong ends in a sentence."""
    words = list(sys.argv[1:] if words is None else words)
    if not words or words[0] in {"-h", "--help"} or words[0] not in GROUPS:
        return _usage(words)
    try:
        return _run(words[0], words[1:])
    except SetupError as error:
        return _end(str(error))
    except ImportError as error:
        if "cannot open shared object file" not in str(error):
            raise
        library = str(error).split(":", maxsplit=1)[0]
        return _end(
            f"The library {library} is missing on this machine. On Debian, find its package with "
            f"`apt-file search {library}`, or try: apt-get install libstdc++6 zlib1g libgomp1"
        )
    except OSError as error:
        if error.filename is None and error.errno != 28:  # noqa: PLR2004 (28: the disk is full)
            raise
        return _end(str(explain(error, home())))
    except KeyboardInterrupt:
        return _end("Stopped.")


def _run(name: str, words: list[str]) -> int:
    role = GROUPS[name].role
    if role is not None:
        start_django(role)
    module = importlib.import_module(f"redthread.project.cli.{name}")
    status: int = module.main(words)
    return status


def start_django(role: str) -> None:
    """Set Django up so that its default connection is `role`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redthread.project.settings")
    os.environ["REDTHREAD_DATABASE_ROLE"] = role
    logging.getLogger("procrastinate.blueprints").setLevel(logging.WARNING)  # one line a start, about nothing
    importlib.import_module("django").setup()


def _usage(words: list[str]) -> int:
    asked = not words or words[0] in {"-h", "--help"}
    out = sys.stdout if asked else sys.stderr
    if not asked:
        print(f"redthread has no command “{words[0]}”.\n", file=out)
    print("redthread <command> [--help]\n", file=out)
    for name, group in GROUPS.items():
        print(f"  {name:<10}{group.summary}", file=out)
    return 0 if asked else 2


def _end(sentence: str) -> int:
    print(f"\n{sentence}", file=sys.stderr)
    return 1
