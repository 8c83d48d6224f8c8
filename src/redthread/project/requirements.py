"""What the tests need beside Python packages: a browser with letters, and a second PostgreSQL.

As root on Debian they are installed; elsewhere a sentence says what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from redthread.project.home import SetupError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OLDEST_SERVER = 15
EMBEDDED_SERVER = 18
DEBIAN_SERVERS = Path("/usr/lib/postgresql")
ARABIC_LETTERS = Path("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf")


def browser() -> str | None:
    """Return the path of a Chromium of this machine."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def other_server() -> Path | None:
    """Return the folder of another PostgreSQL's programs than the embedded one's, the oldest there is."""
    chosen = os.environ.get("REDTHREAD_OTHER_POSTGRES")
    if chosen:
        return Path(chosen)
    found = [
        (int(folder.name), folder / "bin")
        for folder in DEBIAN_SERVERS.glob("*")
        if folder.name.isdigit() and (folder / "bin" / "initdb").exists()
    ]
    usable = [pair for pair in sorted(found) if pair[0] >= OLDEST_SERVER and pair[0] != EMBEDDED_SERVER]
    return usable[0][1] if usable else None


def ensure(say: Callable[[str], None]) -> None:
    """Make sure of everything, installing what is missing where we may.

    Raises:
        SetupError: something is missing and cannot be installed from here.
    """
    wanted = []
    if browser() is None:
        wanted.append("chromium")
    if not ARABIC_LETTERS.exists():
        wanted.append("fonts-noto-core")
    if other_server() is None:
        wanted.append("postgresql-15")
    if not wanted:
        return
    if os.getuid() != 0 or not shutil.which("apt-get"):
        msg = (
            f"The tests need more on this machine. On Debian: apt-get install {' '.join(wanted)}. "
            "For another PostgreSQL 15–17 name the folder of its programs in REDTHREAD_OTHER_POSTGRES."
        )
        raise SetupError(msg)
    _apt("update")
    for package in wanted:
        say(f"Installing Debian's {package}")
        if package.startswith("postgresql"):
            _install_server()
        else:
            _apt("install", "-y", "--no-install-recommends", package)
    if browser() is None or other_server() is None:
        missing = "chromium" if browser() is None else "postgresql-15"
        msg = f"Debian's {missing} could not be installed. Install it by hand, then run the tests again."
        raise SetupError(msg)


def _install_server() -> None:
    """Install the oldest server that Debian has here, without the server that Debian would make and start."""
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("create_main_cluster = false\n", "utf-8")
    for version in range(OLDEST_SERVER, EMBEDDED_SERVER):
        quiet = ("-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold")
        if _apt("install", *quiet, f"postgresql-{version}"):
            return


def _apt(*words: str) -> bool:
    done = subprocess.run(  # noqa: S603 (fixed program)
        ["apt-get", *words],  # noqa: S607 (Debian's own, found by root's PATH)
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0
