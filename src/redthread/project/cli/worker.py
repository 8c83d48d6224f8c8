"""`redthread worker`: runs the jobs as `rt_job`, under the same row policies as the web."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from redthread.project.cli import start_django


def main(words: list[str]) -> int:
    """Take jobs from the queue until told to stop; a running job is finished first."""
    parser = argparse.ArgumentParser("redthread worker", description=__doc__)
    parser.add_argument("--concurrency", type=int, default=1, help="jobs at the same time (1)")
    chosen = parser.parse_args(words)
    start_django("rt_job")
    call_command("procrastinate", "worker", "--concurrency", str(chosen.concurrency))
    return 0
