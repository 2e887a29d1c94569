"""Speaks with flite where the FFmpeg binary was built with it."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import functools
import mmap
import unicodedata
import wave
from collections.abc import Sequence
from pathlib import Path

from ai.capabilities import Call, ProviderError, Stopped, Word
from ai.providers.local.voices import Choice
from videos.media import runner
from videos.media.command import Command, Expectation
from videos.media.engine import engine

RATE = 16000


@functools.cache
def is_built_in(ffmpeg: str) -> bool:
    """Say whether this FFmpeg binary was built with flite: it carries the words of its configuration."""
    with Path(ffmpeg).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b"--enable-libflite") >= 0


def plain(text: str) -> str:
    """Give the text in the letters that flite can say. Raises ProviderError when none is left."""
    parted = unicodedata.normalize("NFKD", text.replace("’", "'"))
    kept = "".join(letter for letter in parted if letter.isascii() and letter.isprintable())
    if not any(letter.isalnum() for letter in kept):
        raise ProviderError("unspeakable", "This voice speaks English only, and there is none in this text.")
    return kept


def speak(
    spans: Sequence[tuple[str, float]], choice: Choice, *, speed: float, call: Call
) -> tuple[Path, list[Word]]:
    """Say sentences, each with its pause behind it (seconds), into a mono WAV file of the call's folder.

    flite tells no word's time, so no words come back. Raises ProviderError and Stopped.
    """
    output = call.folder / "raw.wav"
    with wave.open(str(output), "wb") as joined:
        joined.setnchannels(1)
        joined.setsampwidth(2)
        joined.setframerate(RATE)
        for number, (text, pause) in enumerate(spans):
            joined.writeframes(_say(plain(text), choice.name, speed, call))
            joined.writeframes(bytes(2 * round(pause * RATE)))
            call.progress(80 * (number + 1) / len(spans), "speaking")
    return output, []


def _say(text: str, voice: str, speed: float, call: Call) -> bytes:
    (call.folder / "sentence.txt").write_text(text, encoding="ascii")
    said = call.folder / "sentence.raw"
    tempo = f"atempo={speed:.4f}," if speed != 1 else ""
    argv = (
        engine().ffmpeg, "-f", "lavfi", "-i", f"flite=textfile=sentence.txt:voice={voice}",
        "-af", f"{tempo}aresample={RATE}", "-ac", "1", "-f", "s16le", said.name,
    )  # fmt: skip
    expects = Expectation("none", 0.0, 0, 0, 0.0, has_video=False, has_audio=True, tolerance=0.0)
    try:
        runner.run(
            Command(argv, (), (), said, expects, "encode"),
            folder=call.folder,
            should_stop=call.should_stop,
            deadline=call.deadline,
        )
    except runner.Stopped:
        raise Stopped from None
    except runner.RunEnded as failure:
        raise ProviderError("local_engine_failed", "flite could not say this.") from failure
    content = said.read_bytes()
    if not content:
        raise ProviderError("unspeakable", "flite could not say this.")
    return content
