"""`redthread django …`: any of Django's own commands, as `rt_web` unless `--as` names another role."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line

from redthread.project.cli import start_django


def main(words: list[str]) -> int:
    """Pass the words on to Django."""
    parser = argparse.ArgumentParser("redthread django", description=__doc__, add_help=False)
    parser.add_argument("--as", dest="role", default="rt_web", help="database role, such as rt_owner")
    chosen, rest = parser.parse_known_args(words)
    start_django(chosen.role)
    execute_from_command_line(["redthread django", *rest])
    return 0
