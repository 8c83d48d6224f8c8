"""Confine a helper process before it touches anything that came from outside.

A helper gives away, in this order: memory, processor time and file writing (resource limits), its user (when
started as root), the right to gain privileges, and, where the kernel can, every system call but the few that
computing needs: no network, no new process, no file opened, unless reading is asked for.
"""

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path
from typing import Final

_SOURCE_ROOT: Final = Path(__file__).resolve().parents[2]

#: A helper inherits nothing: settings and secrets of the web process live in its environment.
ENVIRONMENT: Final = {"LANG": "C.UTF-8", "PATH": "", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

_NOBODY: Final = 65534
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, _PR_SET_NO_NEW_PRIVS = 22, 2, 38
_RET_ALLOW, _RET_KILL, _RET_EPERM = 0x7FFF0000, 0x80000000, 0x00050001
_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_AT_NUMBER, _AT_ARCHITECTURE, _AT_THIRD_ARGUMENT = 0, 4, 32
_WRITING_FLAGS: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

#: Per machine: the audit number of the architecture, the calls that computing on open pipes needs (memory,
#: signals, clocks, reading and writing what is open), those that reading files adds, and openat (read only).
# fmt: off
_CALLS: Final = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 23, 24, 25, 28, 35, 39, 60, 98, 131, 186,
         202, 219, 228, 230, 231, 270, 271, 273, 318, 334),
        (4, 6, 17, 21, 79, 89, 217, 262, 332),
        257,
    ),
    "aarch64": (
        0xC00000B7,
        (57, 62, 63, 64, 65, 66, 72, 73, 80, 93, 94, 98, 99, 101, 113, 115, 124, 128, 132, 134, 135, 139,
         165, 172, 178, 214, 215, 216, 222, 226, 233, 278, 293),
        (17, 48, 61, 67, 78, 79, 291),
        56,
    ),
}
# fmt: on


def worker_command(module: str) -> list[str]:
    """Return the command that runs ``main()`` of a module in a fresh, isolated interpreter."""
    start = f"import sys; sys.path.insert(0, sys.argv[1]); from {module} import main; main()"
    return [sys.executable, "-I", "-c", start, str(_SOURCE_ROOT)]


def confine(
    *, memory_bytes: int, cpu_seconds: int | None = None, writes_bytes: int = 0, may_read_files: bool = False
) -> bool:
    """Give up, for good, everything this process does not need; call it after the imports.

    Args:
        memory_bytes: largest address space.
        cpu_seconds: processor time after which the kernel ends the process; None for a process that stays.
        writes_bytes: size to which an open file may grow; pipes are not limited.
        may_read_files: keep the user and the right to open files for reading (voices load on demand).

    Returns:
        Whether the system call filter is in force (it is not on an unknown machine or an old kernel).
    """
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_FSIZE: writes_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 32,
    }
    if cpu_seconds is not None:
        limits[resource.RLIMIT_CPU] = cpu_seconds
    for limit, value in limits.items():
        hard = resource.getrlimit(limit)[1]
        lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (lower, lower))
    if os.geteuid() == 0 and not may_read_files:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    return _filter_system_calls(may_read_files=may_read_files)


def _filter_system_calls(*, may_read_files: bool) -> bool:
    known = _CALLS.get(platform.machine())
    if known is None or sys.platform != "linux":
        return False
    program = _filter_program(*known, may_read_files=may_read_files)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header) == 0)


def _filter_program(
    architecture: int, calls: tuple[int, ...], reading: tuple[int, ...], openat: int, *, may_read_files: bool
) -> bytes:
    """Return the seccomp filter (classic BPF): allow the listed calls, answer EPERM to all others."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("@HBBI", code, if_true, if_false, value)

    steps = [
        step(_LOAD, _AT_ARCHITECTURE),
        step(_JUMP_EQUAL, architecture, if_true=1),
        step(_RETURN, _RET_KILL),
        step(_LOAD, _AT_NUMBER),
    ]
    for number in (*calls, *(reading if may_read_files else ())):
        steps += [step(_JUMP_EQUAL, number, if_false=1), step(_RETURN, _RET_ALLOW)]
    if may_read_files:
        steps += [
            step(_JUMP_EQUAL, openat, if_false=3),
            step(_LOAD, _AT_THIRD_ARGUMENT),
            step(_JUMP_ANY_BIT, _WRITING_FLAGS, if_true=1),
            step(_RETURN, _RET_ALLOW),
        ]
    steps.append(step(_RETURN, _RET_EPERM))
    return b"".join(steps)
