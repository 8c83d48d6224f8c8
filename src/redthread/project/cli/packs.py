"""`redthread packs check`: read every jurisdiction pack as the program does, and name what is wrong."""

from __future__ import annotations

import argparse

from redthread.jurisdiction.load import list_pack_directories, load_pack
from redthread.jurisdiction.tables import PackError
from redthread.project.cli.console import say
from redthread.project.home import CHECKOUT


def main(words: list[str]) -> int:
    """Check the packs; exit status 1 when one is not as it should be."""
    parser = argparse.ArgumentParser("redthread packs", description=__doc__)
    parser.add_subparsers(dest="action", required=True).add_parser("check", help="check every pack")
    parser.parse_args(words)
    wrong = 0
    folders = list_pack_directories(CHECKOUT / "packs")
    for folder in folders:
        try:
            pack = load_pack(folder)
        except PackError as error:
            say(f"{folder.name}: {error}")
            wrong += 1
        else:
            say(f"{folder.name}: {len(pack.request_types)} request types, {len(pack.forms)} forms")
    say(f"{len(folders)} packs, {wrong} wrong.")
    return 1 if wrong or not folders else 0
