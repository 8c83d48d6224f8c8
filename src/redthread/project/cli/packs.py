"""`redthread packs …`: check every jurisdiction pack, publish the guides or the partners' rules of one."""

from __future__ import annotations

import argparse

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from redthread.foundation import clock
from redthread.jurisdiction.guides import load_guides
from redthread.jurisdiction.load import list_pack_directories, load_pack
from redthread.jurisdiction.sharing import load_sharing_rules
from redthread.jurisdiction.tables import PackError
from redthread.project.cli import start_django
from redthread.project.cli.console import console, say
from redthread.project.home import CHECKOUT


def main(words: list[str]) -> int:
    """Do what the second word says; exit status 1 when a pack is not as it should be."""
    parser = argparse.ArgumentParser("redthread packs", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("check", help="check every pack")
    publish = actions.add_parser("guides", help="publish the guides of a pack that have changed")
    publish.add_argument("pack", help="its code, such as se")
    publish.add_argument("--everybody", action="store_true", help="take running courses over to them too")
    partners = actions.add_parser("partners", help="let what partners may know follow a pack's rules")
    partners.add_argument("pack", help="its code, such as se")
    chosen = parser.parse_args(words)
    if chosen.action == "check":
        return check()
    start_django("rt_job")
    if chosen.action == "partners":
        return apply_partners(chosen.pack)
    return publish_guides(chosen.pack, everybody=chosen.everybody)


def check() -> int:
    """Read every pack as the program does, and name what is wrong."""
    wrong = 0
    folders = list_pack_directories(CHECKOUT / "packs")
    for folder in folders:
        try:
            pack = load_pack(folder)
            tasks = sum(map(len, load_guides(folder).values()))
            lines = load_sharing_rules(folder).lines
        except PackError as error:
            say(f"{folder.name}: {error}")
            wrong += 1
        else:
            say(
                f"{folder.name}: {len(pack.request_types)} request types, {len(pack.forms)} forms, "
                f"{tasks} tasks in guides, {len(lines)} lines for partners"
            )
    say(f"{len(folders)} packs, {wrong} wrong.")
    return 1 if wrong or not folders else 0


def apply_partners(pack: str) -> int:
    """Write a pack's lines for partners, and bring everybody's grants in line with them."""
    from redthread.foundation.session import acting_as_system  # noqa: PLC0415 - after Django has started
    from redthread.sharing import public as sharing  # noqa: PLC0415 - the same

    folders = {folder.name: folder for folder in list_pack_directories(CHECKOUT / "packs")}
    if pack not in folders:
        say(f"There is no pack {pack}. There are {', '.join(folders)}.")
        return 1
    try:
        rules = load_sharing_rules(folders[pack])
    except PackError as error:
        say(f"{pack}: {error}")
        return 1
    sharing.sync_templates([rules])
    with acting_as_system("sharing") as actor:
        done = sharing.apply_template_change(actor=actor, pack=pack, reason="new rules", at=clock.now())
    say(f"{len(rules.lines)} lines for partners.")
    say(f"For {done.people} people {done.ended} grants ended and {done.made} began.")
    return 0


def publish_guides(pack: str, *, everybody: bool) -> int:
    """Publish what differs from the current guides, and take running courses over where that is asked."""
    from redthread.foundation.session import acting_as_system  # noqa: PLC0415 - after Django has started
    from redthread.journey import public as journey  # noqa: PLC0415 - the same

    try:
        with acting_as_system("journey") as actor:
            made = journey.load_pack_guides(actor=actor, pack=pack, at=clock.now())
    except PackError as error:
        say(f"{pack}: {error}")
        return 1
    say(f"{len(made)} guides published; whoever enters a phase from now on follows them.")
    if not everybody:
        return 0
    with acting_as_system("journey") as actor:
        total = journey.start_migration(actor=actor, pack=pack, at=clock.now()).total
    with Progress(
        TextColumn("Courses"), BarColumn(), MofNCompleteColumn(), console=console, transient=True
    ) as progress:
        task, done = progress.add_task("courses", total=total), 1
        while done:
            with acting_as_system("journey") as actor:
                done = journey.migrate_batch(actor=actor, at=clock.now())
            progress.advance(task, done)
    say(f"{total} courses follow the current guides.")
    return 0
