"""A text becomes sound in six languages, and a voice that breaks down takes nobody with it."""

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from redthread.edges import speech
from redthread.edges.speech import speaker as speaker_module
from redthread.edges.speech.helper import Helper
from redthread.edges.speech.speaker import Speaker

GREETINGS = {
    "en": "Your request has been answered. You get your shoes on Friday.",
    "sv": "Din begäran har fått svar. Du får dina skor på fredag.",
    "da": "Din anmodning er besvaret. Du får dine sko på fredag.",
    "nl": "Uw verzoek is beantwoord. U krijgt uw schoenen op vrijdag.",
    "fr": "Votre demande a reçu une réponse. Vous recevrez vos chaussures vendredi.",
    "ar": "تم الرد على طلبك. ستحصل على حذائك يوم الجمعة.",
}


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    one = Speaker()
    yield one
    one.close()


def heard(mp3: bytes) -> tuple[float, float]:
    """Return the length in seconds and the loudest sample (0 to 1) of an MP3."""
    samples, rate = soundfile.read(io.BytesIO(mp3))
    assert rate == 22_050
    assert samples.ndim == 1
    return len(samples) / rate, float(np.abs(samples).max())


@pytest.mark.parametrize("language", speech.VOICES)
def test_every_language_of_the_house_is_spoken(speaker: Speaker, language: str) -> None:
    seconds, loudest = heard(speaker.synthesise(GREETINGS[language], language))
    assert 2.5 < seconds < 8
    assert loudest > 0.2


def test_each_language_has_its_own_voice(speaker: Speaker) -> None:
    lengths = {
        round(heard(speaker.synthesise("Radio hotel international 1999", language))[0], 1)
        for language in ("en", "sv", "da", "nl", "fr")
    }
    assert len(lengths) >= 4


def test_a_region_speaks_the_language(speaker: Speaker) -> None:
    assert heard(speaker.synthesise(GREETINGS["sv"], "sv-SE"))[0] > 2.5


def test_a_slower_rate_takes_longer(speaker: Speaker) -> None:
    slow, fast = (heard(speaker.synthesise(GREETINGS["en"], "en", rate=rate))[0] for rate in (100, 200))
    assert slow > 1.6 * fast


def test_a_long_text_is_spoken_to_its_end(speaker: Speaker) -> None:
    once = heard(speaker.synthesise(GREETINGS["en"], "en"))[0]
    many = heard(speaker.synthesise("\n".join([GREETINGS["en"]] * 30), "en"))[0]
    assert many == pytest.approx(30 * once, rel=0.15)


def test_what_looks_like_markup_is_read_and_not_obeyed(speaker: Speaker) -> None:
    plain = heard(speaker.synthesise("break time ten seconds", "en"))[0]
    marked = heard(speaker.synthesise('<break time="10s"/> [[h@l@U]] &amp; ten', "en"))[0]
    assert marked < plain + 5


@pytest.mark.parametrize("text", ["", "   \n\t ", "\0\x07", "\u202e\u200f", "... !?"])
def test_a_text_with_nothing_to_say_is_refused(speaker: Speaker, text: str) -> None:
    with pytest.raises(speech.SpeechTextEmptyError):
        speaker.synthesise(text, "en")


@pytest.mark.parametrize("language", ["", "xx", "../../etc", "en\0", "klingon", "s"])
def test_an_unknown_language_is_refused(speaker: Speaker, language: str) -> None:
    with pytest.raises(speech.SpeechLanguageUnknownError):
        speaker.synthesise("Hello", language)


def test_a_text_that_is_too_long_and_an_impossible_rate_are_refused(speaker: Speaker) -> None:
    with pytest.raises(speech.SpeechTextTooLongError):
        speaker.synthesise("a" * 5_001, "en")
    for rate in (0, -1, 79, 301):
        with pytest.raises(speech.SpeechRateError):
            speaker.synthesise("Hello", "en", rate=rate)


@pytest.mark.parametrize(
    "text", ["a\ud800b", "a\0b", "e\u0301\u202egnp.exe", "😀 ❤️ 👩‍👩‍👧", "x" * 3000, "\x1b[31mhi"]
)
def test_strange_characters_are_survived(speaker: Speaker, text: str) -> None:
    assert heard(speaker.synthesise(text, "en"))[0] > 0.1


def test_a_killed_voice_is_replaced_and_the_text_is_spoken(speaker: Speaker) -> None:
    speaker.synthesise("One", "en")
    (pid,) = speaker.helper_pids
    os.kill(pid, signal.SIGKILL)
    assert heard(speaker.synthesise(GREETINGS["en"], "en"))[0] > 2.5
    assert speaker.helper_pids != [pid]


def test_a_voice_killed_while_speaking_is_replaced(speaker: Speaker) -> None:
    speaker.synthesise("One", "en")
    (pid,) = speaker.helper_pids
    killer = threading.Timer(0.1, os.kill, (pid, signal.SIGKILL))
    killer.start()
    seconds, _ = heard(speaker.synthesise("\n".join([GREETINGS["en"]] * 60), "en"))
    killer.join()
    assert seconds > 100
    assert speaker.helper_pids != [pid]


def test_a_stuck_voice_is_ended_in_time() -> None:
    one = Speaker(seconds=3)
    try:
        one.synthesise("One", "en")
        (pid,) = one.helper_pids
        os.kill(pid, signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(speech.SpeechTimeoutError):
            one.synthesise("Two", "en")
        assert time.monotonic() - started < 5
        assert heard(one.synthesise("Three", "en"))[0] > 0.1
    finally:
        one.close()


def test_a_voice_that_dies_every_time_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redthread.edges.sandbox.worker_command", lambda _module: ["/bin/false"])
    one = Speaker()
    with pytest.raises(speech.SpeechFailedError):
        one.synthesise("Hello", "en")
    one.close()


def test_who_finds_every_voice_speaking_is_told_so() -> None:
    one = Speaker(helpers=1, seconds=0.2)
    one._free.get()
    with pytest.raises(speech.SpeechBusyError):
        one.synthesise("Hello", "en")


def test_many_threads_share_few_voices(speaker: Speaker) -> None:
    lengths: list[float] = []
    threads = [
        threading.Thread(target=lambda: lengths.append(heard(speaker.synthesise("Good morning", "en"))[0]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lengths) == 8
    assert max(lengths) == pytest.approx(min(lengths), rel=0.2)
    assert len(speaker.helper_pids) == 1


def test_a_forked_web_process_does_not_talk_over_its_parents_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    helper = Helper()
    parents = helper._running()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    childs = helper._running()
    assert childs.pid != parents.pid
    helper.close()
    helper._process = parents
    helper.close()


def test_a_public_text_is_kept_and_a_personal_one_never_touches_the_disk(tmp_path: Path) -> None:
    one = Speaker(cache=speech.SpeechCache(tmp_path / "speech"))
    try:
        one.synthesise("My tooth hurts.", "en")
        assert not list(tmp_path.rglob("*.mp3"))
        first = one.synthesise("Requests", "en", public=True)
        (file,) = tmp_path.rglob("*.mp3")
        assert file.read_bytes() == first
        one.close()
        assert one.synthesise("  Requests\n", "en", public=True) == first
        assert not one.helper_pids
        file.write_bytes(b"")
        assert len(one.synthesise("Requests", "en", public=True)) > 1000
    finally:
        one.close()


def test_the_cache_forgets_what_was_not_heard_for_longest(tmp_path: Path) -> None:
    cache = speech.SpeechCache(tmp_path / "speech", max_bytes=10_000)
    paths = [cache.path(f"text {number}", language="en", rate=150) for number in range(14)]
    for age, path in enumerate(paths[:10]):
        cache.put(path, bytes(1_000))
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert cache.get(paths[0])
    cache.put(paths[10], bytes(1_000))
    left = [path for path in paths if path.exists()]
    assert paths[0] in left
    assert paths[1] not in left
    assert paths[10] in left
    assert sum(path.stat().st_size for path in left) <= 10_000


def test_a_cache_that_cannot_be_written_costs_nothing_but_speed(tmp_path: Path) -> None:
    (tmp_path / "speech").write_text("a file where the folder should be")
    one = Speaker(cache=speech.SpeechCache(tmp_path / "speech"))
    try:
        assert heard(one.synthesise("Requests", "en", public=True))[0] > 0.1
    finally:
        one.close()


def test_the_house_speaker_keeps_its_cache_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDTHREAD_HOME", str(tmp_path))
    speaker_module._house_speaker.cache_clear()
    try:
        assert speech.synthesise("Requests", "en", public=True)
        assert list((tmp_path / "speech").rglob("*.mp3"))
    finally:
        speaker_module._house_speaker().close()
        speaker_module._house_speaker.cache_clear()
