"""The espeak-ng engine, inside the helper process: text in, MP3 out."""

import ctypes
import io
from collections.abc import Sequence
from typing import Final

import espeakng_loader
import numpy as np
import soundfile

from .text import VOICES

_SYNCHRONOUS: Final = 2  # no sound card, no thread: samples come to the callback before a call returns
_DO_NOT_EXIT: Final = 0x8000  # espeak ends the process on a missing file otherwise
_LONGEST_SECONDS: Final = 900  # what is left of a text made to last for hours is not spoken
_BY_CHARACTER: Final = 1
_UTF8_WITH_END_PAUSE: Final = 0x1001
_RATE: Final = 1

# About 40 kbit/s for this voice: far below what a cell's network carries. Plays from Safari 15 on.
_MP3: Final = {"format": "MP3", "subtype": "MPEG_LAYER_III"}

# The C signature: without it a 64-bit size is passed as an int.
_SYNTH_ARGUMENTS: Final = (
    *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
    *(ctypes.c_void_p, ctypes.c_void_p),
)
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class EngineError(Exception):
    """The engine refused; its number says why."""


class Voice:
    """One engine; a process may hold only one, used by one thread: libespeak-ng keeps global state."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_Synth.argtypes = _SYNTH_ARGUMENTS
        path = espeakng_loader.get_data_path().encode()
        self.samples_per_second: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, path, _DO_NOT_EXIT)
        if self.samples_per_second <= 0:
            raise EngineError(self.samples_per_second)
        self._samples = bytearray()
        self._most_bytes = 2 * self.samples_per_second * _LONGEST_SECONDS
        self._callback = _Callback(self._take)  # kept: the library holds only its address
        self._library.espeak_SetSynthCallback(self._callback)

    def _take(self, wave: int | None, count: int, _events: int | None) -> int:
        if wave and count > 0:
            self._samples += ctypes.string_at(wave, count * 2)
        return int(len(self._samples) > self._most_bytes)  # 1 ends this piece

    def speak(self, pieces: Sequence[str], *, language: str, rate: int) -> bytes:
        """Return the pieces of a text as MP3 (mono), or nothing where the voice is silent.

        Raises:
            EngineError: the engine refused the voice or a piece.
        """
        self._samples.clear()
        self._check(self._library.espeak_SetVoiceByName(VOICES[language].encode()))
        self._check(self._library.espeak_SetParameter(_RATE, rate, 0))
        for piece in pieces:
            if len(self._samples) > self._most_bytes:
                break
            text = piece.encode()
            arguments = (len(text) + 1, 0, _BY_CHARACTER, 0, _UTF8_WITH_END_PAUSE, None, None)
            self._check(self._library.espeak_Synth(text + b"\0", *arguments))
        if not self._samples:
            return b""
        file = io.BytesIO()
        wave = np.frombuffer(bytes(self._samples), dtype=np.int16)
        soundfile.write(file, wave, self.samples_per_second, **_MP3)
        self._samples.clear()
        return file.getvalue()

    @staticmethod
    def _check(result: int) -> None:
        if result != 0:
            raise EngineError(result)
