"""The web process's side of a helper: start it, ask it, end it when it is late, notice when it died."""

import json
import os
import select
import subprocess
import time
from collections.abc import Sequence
from typing import IO, Final, cast

from redthread.edges import sandbox

from .errors import SpeechFailedError, SpeechTimeoutError
from .worker import ANSWER, REFUSED, REQUEST

_LARGEST_ANSWER: Final = 32 << 20


class HelperDiedError(Exception):
    """The helper ended before it answered; a new one may do better."""


class Helper:
    """One speaking process, started when first asked; used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    @property
    def pid(self) -> int | None:
        """Process id of the helper, while there is one."""
        return self._process.pid if self._process else None

    def speak(self, pieces: Sequence[str], *, language: str, rate: int, seconds: float) -> bytes:
        """Return the MP3 of the pieces of a text within so many seconds.

        Raises:
            HelperDiedError: it ended without an answer.
            SpeechTimeoutError: it was late and has been ended.
            SpeechFailedError: the engine refused.
        """
        deadline = time.monotonic() + seconds
        body = json.dumps({"pieces": pieces, "language": language, "rate": rate}).encode()
        try:
            process = self._running()
            cast("IO[bytes]", process.stdin).write(REQUEST.pack(len(body)) + body)
            answers = cast("IO[bytes]", process.stdout).fileno()
            status, length = ANSWER.unpack(_read(answers, ANSWER.size, deadline))
            mp3 = _read(answers, min(length, _LARGEST_ANSWER), deadline)
        except SpeechTimeoutError:
            self.close()
            raise
        except (OSError, HelperDiedError) as error:
            self.close()
            raise HelperDiedError from error
        if status == REFUSED:
            raise SpeechFailedError
        return mp3

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._owner != os.getpid():
            self._process = None  # a forked web process must not talk over its parent's pipe
        if self._process and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._owner = os.getpid()
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
                sandbox.worker_command("redthread.edges.speech.worker"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=sandbox.ENVIRONMENT,
                cwd="/",
                start_new_session=True,
                bufsize=0,
            )
        return self._process

    def close(self) -> None:
        """End the helper, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            cast("IO[bytes]", pipe).close()


def _read(pipe: int, size: int, deadline: float) -> bytes:
    answer = bytearray()
    while len(answer) < size:
        if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise SpeechTimeoutError
        piece = os.read(pipe, min(size - len(answer), 1 << 20))
        if not piece:
            raise HelperDiedError
        answer += piece
    return bytes(answer)
