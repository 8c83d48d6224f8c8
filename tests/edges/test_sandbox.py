"""A confined process can compute and nothing else."""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from redthread.edges import sandbox

PROBE = """
import json, os, resource, socket, sys
sys.path.insert(0, sys.argv[1])
from redthread.edges.sandbox import confine
target = os.dup(1)
filtered = confine(memory_bytes=256 << 20, cpu_seconds=2, may_read_files=sys.argv[2] == "read")
def attempt(action):
    try:
        action()
    except BaseException as error:
        return type(error).__name__
    return "done"
tried = {
    "filtered": filtered,
    "user": os.getuid(),
    "network": attempt(lambda: socket.socket()),
    "read": attempt(lambda: os.close(os.open("/etc/hostname", os.O_RDONLY))),
    "write": attempt(lambda: os.open(sys.argv[3], os.O_WRONLY | os.O_CREAT)),
    "process": attempt(lambda: os.fork() or os._exit(0)),
    "program": attempt(lambda: os.execv("/bin/true", ["true"])),
    "signal": attempt(lambda: os.kill(os.getppid(), 0)),
    "memory": attempt(lambda: bytearray(300 << 20)),
    "root": attempt(lambda: os.setuid(0)),
}
os.write(target, json.dumps(tried).encode())
while sys.argv[4] == "spin":
    pass
"""

pytestmark = pytest.mark.skipif(platform.machine() not in sandbox._CALLS, reason="no filter for this machine")


def probe(
    tmp_path: Path, reading: str = "no", then: str = "stop"
) -> tuple[dict[str, object], subprocess.CompletedProcess[bytes]]:
    root = str(sandbox._SOURCE_ROOT)
    command = [sys.executable, "-I", "-c", PROBE, root, reading, str(tmp_path / "loot"), then]
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    return json.loads(done.stdout), done


def test_a_confined_process_reaches_nothing(tmp_path: Path) -> None:
    tried, _ = probe(tmp_path)
    if not tried.pop("filtered"):
        pytest.skip("this kernel offers no system call filter")
    assert tried.pop("user") != 0
    memory = tried.pop("memory")
    assert memory == "MemoryError"
    assert set(tried.values()) == {"PermissionError"}
    assert not (tmp_path / "loot").exists()


def test_a_helper_that_needs_files_may_read_but_not_write(tmp_path: Path) -> None:
    tried, _ = probe(tmp_path, reading="read")
    if not tried["filtered"]:
        pytest.skip("this kernel offers no system call filter")
    assert tried["read"] == "done"
    assert tried["write"] == tried["network"] == tried["process"] == "PermissionError"
    assert not (tmp_path / "loot").exists()


def test_a_process_that_spins_is_ended_by_the_kernel(tmp_path: Path) -> None:
    _, done = probe(tmp_path, then="spin")
    assert done.returncode < 0
