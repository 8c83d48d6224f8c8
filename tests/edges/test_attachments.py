"""Whatever is attached to a message comes out as pixels or sound of our own making, or not at all."""

import io
import resource
import time

import numpy as np
import pytest
import soundfile
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from PIL import Image

from redthread.edges.attachments import (
    AttachmentRefusedError,
    CleanAttachment,
    Kind,
    RefusalReason,
    answer,
    clean_attachment,
)
from redthread.edges.attachments import clean as clean_module
from redthread.foundation.errors import DomainError
from redthread.messages import ports as messages_ports
from redthread.project import wiring
from redthread.project.wiring import REFUSED, VOICE_REFUSED
from tests.edges import hostile, samples

MOST_SECONDS = 5
MOST_MEMORY_KB = 1400 << 10
#: What these are is sound in itself: they come out clean, without what they carried.
# fmt: off
CLEAN = {
    Kind.PHOTO: {
        "jpeg-and-zip.jpg", "jpeg-and-javascript.jpg", "png-and-texts.png", "webp-and-zip.webp",
        "position.jpg", "xmp.jpg", "profile.png", "endless.png", "endless.webp",
    },
    Kind.VOICE: {
        "tagged.wav", "tagged.flac", "tagged.ogg", "tagged.mp3", "wav-and-zip.wav", "mp3-and-html.mp3",
        "lying-length.wav", "no-numbers.wav",
    },
}
# fmt: on


def outcome(data: bytes, kind: Kind) -> CleanAttachment | RefusalReason:
    try:
        return clean_attachment(data, kind)
    except AttachmentRefusedError as refused:
        return refused.reason_code


def refusal(data: bytes, kind: Kind) -> RefusalReason:
    found = outcome(data, kind)
    assert isinstance(found, RefusalReason)
    return found


def heard(clean: CleanAttachment) -> tuple[np.ndarray, int]:
    """Return the samples of a clean voice note and how many make a second."""
    samples_, rate = soundfile.read(io.BytesIO(clean.data), dtype="float32")
    assert samples_.ndim == 1
    return samples_, rate


def pitch(clean: CleanAttachment) -> float:
    """Return the loudest frequency."""
    wave, rate = heard(clean)
    return float(np.abs(np.fft.rfft(wave)).argmax() * rate / len(wave))


def check_clean(clean: CleanAttachment, kind: Kind) -> None:
    """Nothing of the payload, nothing that looks like another file, and it opens as what it says it is."""
    for piece in (hostile.MARKER, b"<script", b"alert", b"PK\x03\x04", b"Exif", b"xmpmeta", b"ID3", b"TAG"):
        assert piece not in clean.data
    if kind is Kind.VOICE:
        assert clean.media_type == "audio/mpeg"
        assert clean.seconds is not None
        assert clean.seconds <= 121
        assert heard(clean)[1] <= 24_000
        return
    picture = Image.open(io.BytesIO(clean.data))
    picture.load()
    assert picture.size == (clean.width, clean.height)
    assert max(picture.size) <= 2000
    assert clean.media_type == {"JPEG": "image/jpeg", "PNG": "image/png"}[picture.format or ""]
    assert getattr(picture, "n_frames", 1) == 1


def check_hostile(data: bytes, kind: Kind) -> CleanAttachment | RefusalReason:
    started = time.monotonic()
    found = outcome(data, kind)
    assert time.monotonic() - started < MOST_SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEMORY_KB
    if isinstance(found, CleanAttachment):
        check_clean(found, kind)
    else:
        assert str(VOICE_REFUSED.get(found) or REFUSED[found])
    return found


def test_the_archive_is_what_its_script_names() -> None:
    assert {file.name for file in hostile.FOLDER.iterdir()} == set(hostile.ARCHIVE)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", hostile.ARCHIVE)
def test_a_hostile_file_is_refused_in_a_sentence_or_comes_out_clean(name: str, kind: Kind) -> None:
    found = check_hostile((hostile.FOLDER / name).read_bytes(), kind)
    picture = CLEAN[Kind.PHOTO]
    wanted = CLEAN[Kind.VOICE] if kind is Kind.VOICE else picture
    if name in wanted:
        assert isinstance(found, CleanAttachment), found
    elif name in CLEAN[Kind.VOICE] | picture:
        assert isinstance(found, RefusalReason)


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.LARGE)
def test_a_large_hostile_file_costs_no_more_than_a_small_one(name: str) -> None:
    data = hostile.LARGE[name]()
    for kind in Kind:
        found = check_hostile(data, kind)
        assert isinstance(found, RefusalReason) or name == "unpacked-text.png"


@pytest.mark.parametrize("ending", ["svg", "html", "pdf", "zip", "docx", "doc"])
def test_documents_are_named_as_documents(ending: str) -> None:
    for file in hostile.FOLDER.glob(f"*.{ending}"):
        for kind in Kind:
            assert refusal(file.read_bytes(), kind) is RefusalReason.DOCUMENT


def test_what_plays_for_minutes_or_hours_is_refused_as_too_long() -> None:
    assert (
        refusal((hostile.FOLDER / "twenty-minutes.flac").read_bytes(), Kind.VOICE) is RefusalReason.TOO_LONG
    )
    assert refusal(hostile.LARGE["hours-of-silence.mp3"](), Kind.VOICE) is RefusalReason.TOO_LONG


@pytest.mark.parametrize("seconds", [120, 122])
def test_two_minutes_are_the_longest_note(seconds: int) -> None:
    found = outcome(hostile.tone(seconds, 8000), Kind.VOICE)
    if seconds == 122:
        assert found is RefusalReason.TOO_LONG
    else:
        assert isinstance(found, CleanAttachment)
        assert found.seconds == 120


@pytest.mark.parametrize(
    ("kind", "coding", "rate"),
    [
        ("WAV", "PCM_16", 48_000),
        ("WAV", "FLOAT", 44_100),
        ("WAV", "ULAW", 8_000),
        ("WAV", "PCM_24", 96_000),
        ("OGG", "VORBIS", 44_100),
        ("OGG", "OPUS", 48_000),
        ("FLAC", "PCM_16", 192_000),
        ("MP3", None, 32_000),
    ],
)
def test_every_recorder_sounds_as_it_did(kind: str, coding: str | None, rate: int) -> None:
    clean = clean_attachment(hostile.tone(1.5, rate, kind, coding), "voice")
    assert clean.seconds == pytest.approx(1.5, abs=0.1)
    assert pitch(clean) == pytest.approx(440, abs=3)
    wave, _ = heard(clean)
    assert float(np.abs(wave[len(wave) // 4 : -len(wave) // 4]).max()) == pytest.approx(0.5, abs=0.1)


def test_two_channels_become_one_and_what_is_too_high_does_not_fold_down() -> None:
    at = np.arange(48_000 * 2) / 48_000
    both = np.stack([np.sin(2 * np.pi * 500 * at), np.sin(2 * np.pi * 20_000 * at)], axis=1)
    file = io.BytesIO()
    soundfile.write(file, both * 0.5, 48_000, format="WAV")
    clean = clean_attachment(file.getvalue(), "voice")
    wave, rate = heard(clean)
    strength = np.abs(np.fft.rfft(wave))
    folded = strength[round(4000 * len(wave) / rate)]
    assert pitch(clean) == pytest.approx(500, abs=3)
    assert folded < strength.max() / 100


def test_a_drawing_stays_a_drawing() -> None:
    clean = clean_attachment(samples.saved(samples.quarters(3000, 2000), "PNG"), "drawing")
    check_clean(clean, Kind.DRAWING)
    picture = Image.open(io.BytesIO(clean.data)).convert("RGB")
    assert picture.getpixel((10, 10)) == pytest.approx(samples.RED, abs=10)
    assert (clean.width, clean.height) == (2000, 1333)


def test_an_unknown_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="film"):
        clean_attachment(b"\xff\xd8\xff", "film")


@pytest.mark.parametrize("kind", Kind)
def test_a_worker_that_was_taken_over_can_only_answer_with_what_we_encode(
    monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    good = {
        Kind.PHOTO: samples.saved(samples.quarters(), "JPEG"),
        Kind.DRAWING: samples.saved(samples.quarters(), "PNG"),
        Kind.VOICE: hostile.tone(kind="MP3"),
    }[kind]
    marked = {
        Kind.PHOTO: (hostile.FOLDER / "xmp.jpg").read_bytes(),
        Kind.DRAWING: (hostile.FOLDER / "png-and-texts.png").read_bytes(),
        Kind.VOICE: (hostile.FOLDER / "tagged.mp3").read_bytes(),
    }[kind]
    for answered in (marked, good + hostile.MARKER, hostile.MARKER + good, good[:-7], b"", good):
        head = answer.HEAD.pack(1, 1, 1, len(answered))
        monkeypatch.setattr(
            clean_module, "_decode", lambda _, head=head, answered=answered: b"\0" + head + answered
        )
        found = outcome(good, kind)
        if answered is good:
            assert isinstance(found, CleanAttachment)
        else:
            assert found is RefusalReason.DAMAGED


def test_every_reason_has_a_sentence_in_every_language() -> None:
    sounds = {
        RefusalReason.NOT_A_SOUND,
        RefusalReason.UNSUPPORTED_SOUND,
        RefusalReason.TOO_LONG,
        RefusalReason.SILENT,
    }
    assert set(REFUSED) == set(RefusalReason) - sounds
    assert set(RefusalReason) == set(REFUSED) | set(VOICE_REFUSED)
    for sentence in (*REFUSED.values(), *VOICE_REFUSED.values()):
        with override("en"):
            english = str(sentence)
        for language in ("sv", "da", "nl", "fr", "ar"):
            with override(language):
                assert str(sentence) != english


WHOLE_SOUNDS = [
    hostile.tone(0.2),
    hostile.tone(0.2, 8_000, "WAV", "ULAW"),
    hostile.tone(0.2, kind="OGG", coding="VORBIS"),
    hostile.tone(0.2, kind="OGG", coding="OPUS"),
    hostile.tone(0.2, kind="FLAC"),
    hostile.tone(0.2, kind="MP3"),
]


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(samples.mutated(WHOLE_SOUNDS))
def test_a_mutated_sound_never_hangs_and_never_harms_the_caller(data: bytes) -> None:
    check_hostile(data, Kind.VOICE)


@pytest.mark.parametrize("kind", Kind)
def test_messages_clean_what_is_attached_through_this_edge(kind: Kind) -> None:
    """The wiring is the project's: a refusal reaches the person as a sentence."""
    wiring.connect()
    with pytest.raises(DomainError) as refused:
        messages_ports.clean_attachment((hostile.FOLDER / "javascript.pdf").read_bytes(), kind=kind)
    assert str(refused.value.message) == str(
        (VOICE_REFUSED if kind is Kind.VOICE else REFUSED)[RefusalReason.DOCUMENT]
    )
