"""Decode a voice note and encode it anew as a small mono MP3."""

import io
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile

from .answer import DONE, HEAD, MP3_RATES, SILENT, TOO_LONG, UNSUPPORTED, RefusedError

LONGEST_SECONDS: Final = 120
MEMORY: Final = 768 << 20
CPU_SECONDS: Final = 10

_GRACE: Final = 1  # a recorder stops a moment after it is told to
_MOST_CHANNELS: Final = 8
_FASTEST: Final = 192_000
_BLOCK: Final = 1 << 16
_HIGHEST_RATE: Final = max(MP3_RATES)  # speech ends at 8 kHz: 24,000 samples a second hold it
_TAPS_A_SIDE: Final = 8
_FORMATS: Final = {"WAV": ("WAV", "WAVEX"), "OGG": ("OGG",), "FLAC": ("FLAC",), "MP3": ("MP3",)}
_CODINGS: Final = frozenset(
    {"PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW", "VORBIS", "OPUS"}
    | {"MPEG_LAYER_III"}
)
_MP3: Final = {"format": "MP3", "subtype": "MPEG_LAYER_III"}

_Samples = npt.NDArray[np.float32]


def reencode(data: bytes, file_format: str) -> bytes:
    """Return the answer for a sound: mono, at most 24,000 samples a second, without tags and pictures.

    The length that the file gives itself is not believed: decoding stops when two minutes are full.

    Raises:
        RefusedError: longer than two minutes, without a sample, or coded in a way that is not supported.
        Exception: whatever the decoder raises on a damaged file.
    """
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        steps = -(-file.samplerate // _HIGHEST_RATE)  # so many samples become one
        rate = file.samplerate // steps
        if (
            file.format not in _FORMATS[file_format]
            or file.subtype not in _CODINGS
            or file.channels > _MOST_CHANNELS
            or file.samplerate > _FASTEST
            or rate not in MP3_RATES
        ):
            raise RefusedError(UNSUPPORTED)
        samples = _lower(_decode(file), steps)
    target = io.BytesIO()
    soundfile.write(target, samples, rate, **_MP3)
    mp3 = target.getvalue()
    return bytes([DONE]) + HEAD.pack(0, 0, round(1000 * len(samples) / rate), len(mp3)) + mp3


def _decode(file: soundfile.SoundFile) -> _Samples:
    """Return what sounds, mixed to one channel, each sample between -1 and 1."""
    blocks: list[_Samples] = []
    room = file.samplerate * (LONGEST_SECONDS + _GRACE)
    while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
        room -= len(block)
        if room < 0:
            raise RefusedError(TOO_LONG)
        blocks.append(np.clip(np.nan_to_num(block.mean(axis=1)), -1, 1))
    if not blocks:
        raise RefusedError(SILENT)
    return np.concatenate(blocks)


def _lower(samples: _Samples, steps: int) -> _Samples:
    """Return every second, third … sample after a low-pass (windowed sinc): what is too high falls away."""
    if steps == 1:
        return samples
    side = _TAPS_A_SIDE * steps
    taps = np.sinc(np.arange(-side, side + 1) / steps) * np.hamming(2 * side + 1)
    taps = (taps / taps.sum()).astype(np.float32)
    padded = np.pad(samples, side)
    count = -(-len(samples) // steps)
    lowered = np.zeros(count, dtype=np.float32)
    for at, tap in enumerate(taps):
        lowered += tap * padded[at : at + (count - 1) * steps + 1 : steps]
    return lowered


def warm_up() -> None:
    """Let the decoders and the encoder load what they load late: nothing can be opened once confined."""
    wave = np.sin(np.arange(4800, dtype=np.float32) / 10)
    for file_format, coding in (("WAV", "PCM_16"), ("OGG", "VORBIS"), ("FLAC", "PCM_16"), ("MP3", None)):
        file = io.BytesIO()
        soundfile.write(file, wave, 48_000, format=file_format, subtype=coding)
        reencode(file.getvalue(), file_format)


MAKERS: Final = {"voice": reencode}
