"""`redthread test` (`make test`): everything that continuous integration runs, in order, with its time."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redthread.project import requirements
from redthread.project.cli.console import console, say
from redthread.project.home import CHECKOUT, home

TOOL = Path(sys.executable).parent
DJANGO = [sys.executable, "-m", "django"]
OURS = [sys.executable, "-m", "redthread.project.cli"]
SHOWN_LINES = 60
CLOSING = re.compile(r"\b\d+ (passed|failed|errors?)\b.* in [\d.]+s")

# Rules of squawk that do not fit, each with its reason.
SQUAWK_EXCEPTIONS = {
    "prefer-robust-stmts": "a migration is one transaction: half of it never stays",
    "require-concurrent-index-creation": "migrations run before the pages are served",
    "require-lock-timeout": "migrations run before the pages are served",
    "require-statement-timeout": "migrations run before the pages are served",
    "constraint-missing-not-valid": "the tables are new, and migrations run before the pages are served",
    "prefer-bigint-over-int": "positions in one person's chain and numbers of minutes stay small",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One check: a name, what it asks in a few words, and the command."""

    name: str
    title: str
    command: Callable[[], list[str]]


def main(words: list[str]) -> int:
    """Run the steps; exit status 1 when one fails. All of them run, so that one look shows everything."""
    parser = argparse.ArgumentParser("redthread test", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[[], *(step.name for step in STEPS)], help="some steps")
    chosen = parser.parse_args(words)
    steps = [step for step in STEPS if not chosen.only or step.name in chosen.only]
    if any(step.name == "tests" for step in steps):
        requirements.ensure(say)
    os.chdir(CHECKOUT)
    environment = _environment()
    began, failed = time.monotonic(), []
    for step in steps:
        passed = _run_tests(step, environment) if step.name == "tests" else _run(step, environment)
        if not passed:
            failed.append(step.name)
    took = time.monotonic() - began
    if failed:
        say(f"Failed: {', '.join(failed)} ({took:.0f} s).")
        return 1
    say(f"All {len(steps)} steps passed in {took:.0f} s.")
    return 0


def _environment() -> dict[str, str]:
    """Return the environment of every step: a home of its own, no service's settings."""
    foreign = {"DATABASE_URL", "PORT", "HOST", "SCALE", "REDTHREAD_DATABASE_ROLE", "REDTHREAD_HOSTS"}
    foreign |= {"REDTHREAD_ADDRESS", "REDTHREAD_SMTP_URL", "REDTHREAD_MAIL_FROM"}  # no test sends real mail
    caches = home() / "test" / "caches"
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return kept | {
        "REDTHREAD_HOME": str(home() / "test"),
        "DJANGO_SETTINGS_MODULE": "redthread.project.settings",
        "PATH": f"{TOOL}{os.pathsep}{os.environ.get('PATH', '')}",
        "RUFF_CACHE_DIR": str(caches / "ruff"),
        "MYPY_CACHE_DIR": str(caches / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(caches / "hypothesis"),
    }


def _run(step: Step, environment: dict[str, str]) -> bool:
    began = time.monotonic()
    if console.is_terminal:
        with console.status(step.title):
            done = _done(step, environment)
    else:
        done = _done(step, environment)
    passed = done.returncode == 0
    mark = "[green]✓[/]" if passed else "[red]✗[/]"
    console.print(f"{mark} {step.title:<44} [dim]{time.monotonic() - began:6.1f} s[/]")
    if not passed:
        lines = (done.stdout + done.stderr).rstrip().splitlines()
        if len(lines) > SHOWN_LINES:
            say(f"  … {len(lines) - SHOWN_LINES} lines before these")
        for line in lines[-SHOWN_LINES:]:
            say(f"  {line}")
    return passed


def _done(step: Step, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (the commands below)
        step.command(), env=environment, capture_output=True, text=True, check=False
    )


def _run_tests(step: Step, environment: dict[str, str]) -> bool:
    """Run pytest with its own display, and repeat its closing line, which says the counts."""
    console.print(f"  {step.title}")
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and arguments)
        step.command(),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        bufsize=1,
    )
    closing = ""
    for line in process.stdout or ():
        sys.stdout.write(line)
        sys.stdout.flush()
        if CLOSING.search(line):
            closing = line.strip("= \n")
    status = process.wait()
    say(f"Tests: {closing or 'no counts'}")
    return status == 0


def _sql_files() -> list[str]:
    return [str(path) for path in sorted((CHECKOUT / "src").glob("**/sql/*.up.sql"))]


def _squawk() -> list[str]:
    return [
        str(TOOL / "squawk"),
        "--pg-version=15",
        f"--exclude={','.join(SQUAWK_EXCEPTIONS)}",
        *_sql_files(),
    ]


def _pytest() -> list[str]:
    return [
        sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--durations", "10",
        "--durations-min", "3", "-q", "-r", "fE", "-o", f"cache_dir={home() / 'test' / 'caches' / 'pytest'}",
    ]  # fmt: skip


STEPS = [
    Step("texts", "Texts compile", lambda: [*OURS, "texts", "compile"]),
    Step("languages", "Texts are whole in six languages", lambda: [*OURS, "texts", "check"]),
    Step("packs", "Jurisdiction packs can be read", lambda: [*OURS, "packs", "check"]),
    Step("lint", "Lint", lambda: [str(TOOL / "ruff"), "check", "--output-format", "concise", "."]),
    Step("format", "Format", lambda: [str(TOOL / "ruff"), "format", "--check", "."]),
    Step("types", "Types", lambda: [str(TOOL / "mypy")]),
    Step(
        "contracts",
        "Floors and rooms",
        lambda: [str(TOOL / "lint-imports"), "--cache-dir", str(home() / "test" / "caches" / "imports")],
    ),
    Step("dependencies", "Every import is declared", lambda: [str(TOOL / "deptry"), "src"]),
    Step("sql", "SQL of the migrations", _squawk),
    Step(
        "migrations",
        "Models and migrations agree",
        lambda: [*DJANGO, "makemigrations", "--check", "--dry-run", "--skip-checks"],
    ),
    Step("tests", "Tests: units, properties, browser journeys", _pytest),
]
