"""`redthread reset` (`make reset`): start over."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from redthread.project.cli.console import say
from redthread.project.home import explain, home, read_secrets
from redthread.project.lock import only_one
from redthread.project.postgres import uses_embedded_server
from redthread.project.server import EmbeddedServer

KEPT = {"venv", "test", "setup.lock"}


def main(words: list[str]) -> int:
    """Delete the database, the secrets and everything made from the sources; refuse while running."""
    argparse.ArgumentParser("redthread reset", description=main.__doc__).parse_args(words)
    place = home()
    if not place.exists():
        say("There is nothing to delete.")
        return 0
    with only_one(place):
        server = _server_folders()
        doomed = sorted(path for path in place.iterdir() if path.name not in KEPT and path.name != "run")
        EmbeddedServer().remove()
        for path in doomed:
            say(f"Deleting {path}")
            _delete(path)
        for path in server:
            if path.exists():
                say(f"Deleting {path}")
                _delete(path)
    _delete(place / "run")
    if not uses_embedded_server():
        say("The database of DATABASE_URL is left alone; `redthread database reset --yes` empties it.")
    say("The installed programs are kept. `make run` starts over.")
    return 0


def _server_folders() -> list[Path]:
    secrets = read_secrets()
    if secrets is None or secrets["server"] is None:
        return []
    return [Path(secrets["server"]["folder"]), Path(secrets["server"]["socket"])]


def _delete(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise explain(error, path) from error
