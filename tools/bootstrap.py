"""Bring this checkout to where its own command line runs, then hand over to it: `make run|test|reset`.

Only the standard library: nothing is installed yet. Makes `.redthread/venv`, installs what `pyproject.toml`
names, remembers with a stamp that it did, and becomes `redthread <words>`. Kept readable by Python 3.7, so
that an old version gets a sentence and not a syntax error.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, NoReturn

OLDEST = (3, 11)
NEWEST_TRIED = 14
CHECKOUT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("REDTHREAD_HOME") or CHECKOUT / ".redthread").expanduser().resolve()
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "redthread.stamp"
MEGABYTES = 1500  # a full set-up with the development tools
NO_RIGHT = f"There is no permission to write {HOME}. Change its owner, or set REDTHREAD_HOME."
TROUBLE = (  # what pip says -> what to do
    ("No space left on device", "The disk is full. Make room, then try again."),
    ("Temporary failure in name resolution", "The package registry cannot be reached. Check the network."),
    ("NewConnectionError", "The package registry cannot be reached. Check the network, or pip's settings."),
    ("CERTIFICATE_VERIFY_FAILED", "The package registry's certificate is not trusted. Check PIP_CERT."),
    ("No matching distribution found", "A package is missing for this Python and machine (see above)."),
    ("Permission denied", NO_RIGHT),
)


def main(words: list[str]) -> None:
    """Set up what `words` needs (`test` needs the development tools too), then become that command."""
    use_a_python_that_is_new_enough()
    development = words[:1] == ["test"]
    try:
        make_home()
        with (HOME / "setup.lock").open("a") as lock:
            wait_for(lock)
            if not is_set_up(development=development):
                check_space()
                make_environment()
                install(development=development)
    except OSError as error:
        stop(sentence_about(error))
    os.execv(PYTHON, [str(PYTHON), "-m", "redthread.project.cli", *words])


def use_a_python_that_is_new_enough() -> None:
    """Go on with a newer Python of this machine when this one is too old; say so when there is none."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(NEWEST_TRIED, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    stop(
        f"Redthread needs Python 3.11 or later; this is {platform.python_version()}. "
        "On Debian 12 and later: apt-get install python3 python3-venv"
    )


def make_home() -> None:
    """Create the ignored folder for everything made here."""
    HOME.mkdir(parents=True, exist_ok=True)
    if not os.access(HOME, os.W_OK):
        raise PermissionError(errno.EACCES, "no permission", str(HOME))


def wait_for(lock: IO[str]) -> None:
    """Let one set-up work at a time."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say("Another set-up is at work here; waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)


def is_set_up(*, development: bool) -> bool:
    """Tell whether the environment works and holds what `pyproject.toml` names now."""
    try:
        made_for, extras = STAMP.read_text().split()
    except (OSError, ValueError):
        return False
    return made_for == wanted() and (extras == "dev" or not development) and works(PYTHON)


def wanted() -> str:
    """Return what changes whenever something else has to be installed."""
    declared = (CHECKOUT / "pyproject.toml").read_bytes()
    return hashlib.sha256(declared + str(CHECKOUT).encode()).hexdigest()


def works(python: Path) -> bool:
    """Tell whether an environment's Python still starts (the system's may have been replaced)."""
    try:
        return (
            subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False).returncode
            == 0
        )
    except OSError:
        return False


def check_space() -> None:
    """Refuse to begin what the disk cannot hold."""
    free = shutil.disk_usage(HOME).free // 1000000
    if not works(PYTHON) and free < MEGABYTES:
        stop(f"The disk with {HOME} has {free} MB free; {MEGABYTES} MB are needed. Make room first.")


def make_environment() -> None:
    """Make the virtual environment, installing Debian's package for it where we may."""
    if works(PYTHON):
        return
    say(f"Making a Python environment in {VENV}")
    shutil.rmtree(VENV, ignore_errors=True)
    if not has_venv():
        install_debian_venv()
    command = [sys.executable, "-m", "venv", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stdout + done.stderr
        stop(sentence_in(said) or f"Python cannot make an environment: {said.strip()}")


def has_venv() -> bool:
    """Tell whether this Python can make environments with pip (Debian ships that part separately)."""
    command = [sys.executable, "-c", "import venv, ensurepip"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install_debian_venv() -> None:
    """Install python3-venv as root on Debian; elsewhere say what is missing."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    advice = f"Python cannot make environments here. On Debian: apt-get install {package}"
    if os.getuid() != 0 or not shutil.which("apt-get"):
        stop(advice)
    say(f"Installing Debian's {package}")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", package]):
        subprocess.run(command, capture_output=True, env=quiet, check=False)
    if not has_venv():
        stop(advice)


def install(*, development: bool) -> None:
    """Install what Redthread needs, showing how far it is, and make its own code known to the environment."""
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    extras = "dev" if development else "run"
    needed = VENV / "requirements.txt"
    needed.write_text("\n".join(requirements(development=development)) + "\n")
    say("Installing what Redthread needs" + (" and the tools for its tests" if development else ""))
    began, said = time.time(), []
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--requirement", str(needed)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=str(HOME)
    )
    show = Progress()
    for line in process.stdout or ():
        said.append(line)
        show.line(line)
    show.close()
    if process.wait():
        sys.stderr.write("".join(said[-12:]))
        stop(sentence_in("".join(said)) or "The packages could not be installed (see above).")
    make_known()
    STAMP.write_text(f"{wanted()} {extras}\n")
    say(f"Installed in {time.time() - began:.0f} seconds")


def requirements(*, development: bool) -> list[str]:
    """Return what `pyproject.toml` declares."""
    import tomllib  # noqa: PLC0415 - Python 3.11 has it; an older one must read this file far enough to say so

    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    found: list[str] = project["dependencies"]
    return found + project["optional-dependencies"]["dev"] if development else found


def make_known() -> None:
    """Let the environment find the code in the checkout, and give it the `redthread` command.

    An installation by pip would do the same, but writes into the checkout and needs build tools.
    """
    packages = next((VENV / "lib").glob("python3*")) / "site-packages"
    (packages / "redthread.pth").write_text(f"{CHECKOUT / 'src'}\n")
    command = VENV / "bin" / "redthread"
    command.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m redthread.project.cli "$@"\n')
    command.chmod(0o755)


class Progress:
    """One line that says which package pip is at; on a terminal it is rewritten in place."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self.count = 0
        self.tty = sys.stdout.isatty()

    def line(self, text: str) -> None:
        """Show a line of pip's where it says something new."""
        words = text.split()
        if text.startswith("Collecting"):
            self.count += 1
            self.put(f"{self.count:3d}  {words[1]}")
        elif text.startswith("Installing collected packages"):
            self.put(f"     unpacking {len(words) - 3} packages")
        elif "No space left" in text:
            self.put("     the disk is full")

    def put(self, text: str) -> None:
        """Write over the line before, or every tenth line where nothing can be written over."""
        if self.tty:
            sys.stdout.write(f"\r   {text[:70]:<70}")
            sys.stdout.flush()
        elif self.count % 10 == 1 or "unpacking" in text:
            say("  " + text)

    def close(self) -> None:
        """Clear the line."""
        if self.tty:
            sys.stdout.write("\r" + " " * 75 + "\r")


def sentence_about(error: OSError) -> str:
    """Turn an operating system's error into a sentence that says what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk with {HOME} is full. Make room, then try again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return NO_RIGHT
    if error.errno == errno.EROFS:
        return f"{HOME} lies on a read-only disk. Set REDTHREAD_HOME to a folder that can be written."
    return f"{error.filename or HOME} could not be used: {error.strerror}."


def sentence_in(said: str) -> str | None:
    """Return the sentence for the first known trouble in what a program said."""
    return next((sentence for words, sentence in TROUBLE if words in said), None)


def say(text: str) -> None:
    """Tell how far it is."""
    print("·  " + text, flush=True)


def stop(sentence: str) -> NoReturn:
    """End with a sentence for the person at the terminal."""
    sys.stderr.write("\n" + sentence + "\n")
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        stop("Stopped before the set-up was done; the next start goes on where this one was.")
