"""`redthread web`: granian with our application; becomes that program."""

from __future__ import annotations

import argparse
import os
import sys

from redthread.project.address import address_from_environment


def main(words: list[str]) -> int:
    """Serve until told to stop; `HOST`, `PORT`, `WEB_WORKERS` and `WEB_THREADS` are the settings."""
    host, port = address_from_environment()
    parser = argparse.ArgumentParser("redthread web", description=__doc__)
    parser.add_argument("--host", default=host)
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_WORKERS") or 2))
    parser.add_argument("--threads", type=int, default=int(os.environ.get("WEB_THREADS") or 4))
    chosen = parser.parse_args(words)
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "redthread.project.wsgi:application",
        "--host", chosen.host, "--port", str(chosen.port), "--workers", str(chosen.workers),
        "--no-ws", "--log-level", "warning", "--respawn-failed-workers", "--backlog", "512",
        # Each thread keeps its own connections: few, or the database runs out of them.
        "--blocking-threads", str(chosen.threads), "--blocking-threads-idle-timeout", "10m",
        # A worker that is told to stop while it still loads does not hear it: it is ended.
        "--workers-kill-timeout", "10s",
    ]  # fmt: skip
    os.environ["REDTHREAD_DATABASE_ROLE"] = "rt_web"
    os.execv(sys.executable, command)  # noqa: S606 (our own interpreter and arguments)
