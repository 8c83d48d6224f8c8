"""Kolibri as a reference: the CPU of its empty shell page and of its first data call, signed in, nothing else in it.

The learning platform Kolibri (PyPI ``kolibri``, MIT licence) is what offline schools and prisons run. It is
installed into a virtual environment of its own under ``.redthread/bench`` the first time and runs as shipped.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

from benchmarks.support import HOME, cpu_of_tree, say

VERSION, PASSWORD, TIMES = "0.19.5", "benchmark1", 200
SHELL, DATA = "/en/learn/", "/api/auth/facility/"


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds of one answer, and its bytes."""

    what: str
    bytes: int
    cpu_ms: float


def costs() -> list[Cost]:
    """Start Kolibri, sign in, and return what its shell and its first data call cost."""
    say("starting Kolibri")
    with _running() as (base, pid):
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        facility = json.loads(browser.open(base + DATA).read())[0]["id"]
        _sign_in(browser, base, facility)
        return [
            _cost(browser, f"Kolibri {VERSION}, {what}", base + path, pid)
            for what, path in (("empty shell", SHELL), ("first data call", DATA))
        ]


def _cost(browser: urllib.request.OpenerDirector, what: str, url: str, pid: int) -> Cost:
    size = 0
    for _ in range(20):
        size = len(browser.open(url).read())
    before = cpu_of_tree(pid)
    for _ in range(TIMES):
        browser.open(url).read()
        time.sleep(0.02)
    return Cost(what, size, (cpu_of_tree(pid) - before) * 1000 / TIMES)


def _sign_in(browser: urllib.request.OpenerDirector, base: str, facility: str) -> None:
    browser.open(base + "/").read()
    jar = next(h.cookiejar for h in browser.handlers if isinstance(h, urllib.request.HTTPCookieProcessor))
    token = next((c.value for c in jar if c.name == "kolibri_csrftoken"), "")
    said = {"username": "admin", "password": PASSWORD, "facility": facility}
    browser.open(
        urllib.request.Request(
            base + "/api/auth/session/",
            data=json.dumps(said).encode(),
            headers={"Content-Type": "application/json", "X-CSRFToken": token or ""},
        )
    ).read()


@contextmanager
def _running() -> Iterator[tuple[str, int]]:
    program = _installed()
    folder = Path(tempfile.mkdtemp(prefix="kolibri-", dir=HOME.parent))
    environment = os.environ | {"KOLIBRI_HOME": str(folder), "KOLIBRI_RUN_MODE": "benchmark"}
    environment = {k: v for k, v in environment.items() if not k.startswith("DJANGO_")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    subprocess.run(
        [program, "manage", "provisiondevice", "--facility", "Bench", "--superusername", "admin",
         "--superuserpassword", PASSWORD, "--preset", "nonformal", "--language_id", "en", "--noinput"],
        check=True, **quiet,
    )  # fmt: skip
    ports = _free_ports(2)
    words = [program, "start", "--foreground", f"--port={ports[0]}", f"--zip-port={ports[1]}"]
    process = subprocess.Popen(words, **quiet)
    base = f"http://127.0.0.1:{ports[0]}"
    try:
        _wait(base)
        time.sleep(10)  # its start-up tasks are not the page's
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _installed() -> str:
    folder = HOME.parent / "kolibri-venv"
    program = folder / "bin" / "kolibri"
    if not program.exists():
        say("installing Kolibri from the package index")
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", f"kolibri=={VERSION}"], check=True)
    return str(program)


def _wait(base: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(base + "/en/auth/", timeout=5).read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    msg = "Kolibri did not answer"
    raise RuntimeError(msg)


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
