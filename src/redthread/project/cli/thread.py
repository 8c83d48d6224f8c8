"""`redthread thread …`: prove that nobody has changed what was written, and leave proof elsewhere."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from redthread.foundation import clock
from redthread.project import chain
from redthread.project.cli.console import console, say


def main(words: list[str]) -> int:
    """Do what the second word says; exit status 1 when a link is broken."""
    parser = argparse.ArgumentParser("redthread thread", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("verify", help="recompute every chain and name the first broken link of each")
    check.add_argument(
        "--anchors",
        type=Path,
        default=chain.anchors_folder(),
        help="compare with the anchors in this folder too (those the worker writes)",
    )
    check.add_argument("--jobs", type=int, default=2, help="connections at the same time (2)")
    export = actions.add_parser("anchor", help="write the heads that moved to a new file")
    export.add_argument("folder", type=Path, help="a place that the database's keepers cannot write to")
    chosen = parser.parse_args(words)
    return verify(chosen) if chosen.action == "verify" else anchor(chosen)


def verify(chosen: argparse.Namespace) -> int:
    """Verify all chains, and the anchors where a folder is named."""
    entries, chains = chain.count_entries()
    began = time.monotonic()
    with Progress(
        TextColumn("Verifying"), BarColumn(), MofNCompleteColumn(), console=console, transient=True
    ) as progress:
        task = progress.add_task("entries", total=entries)
        broken = chain.verify(jobs=chosen.jobs, show=lambda done: progress.advance(task, done))
    took = time.monotonic() - began
    broken += chain.verify_looks()
    if chain.has_anchors(chosen.anchors):
        known = {link.client_id for link in broken}
        broken += [link for link in chain.verify_anchors(chosen.anchors) if link.client_id not in known]
    for link in broken:
        whose = "the looks, seal" if link.client_id == chain.LOOKS else f"client {link.client_id}, entry"
        say(f"Broken: {whose} {link.seq}: {link.problem}.")
    if broken:
        return 1
    rate = f", {entries / took:,.0f} a second" if took > 1 else ""
    say(f"Whole: {entries:,} entries in {chains:,} chains{rate}.")
    return 0


def anchor(chosen: argparse.Namespace) -> int:
    """Export the heads that moved since the last anchor."""
    path, heads = chain.export_anchor(chosen.folder, at=clock.now())
    say(f"{heads:,} heads written to {path}")
    return 0
