"""Speaks with eSpeak NG from its wheel, in a child process."""

import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ai.capabilities import Call, ProviderError, Word
from ai.providers.local.children import listen
from ai.providers.local.voices import Choice

USUAL_RATE = 165  # words a minute
WRITTEN_WORD = re.compile(r"\S+")
SPOKEN = re.compile(r"\w")


def is_installed() -> bool:
    """Say whether the wheel is here."""
    return importlib.util.find_spec("espeakng_loader") is not None


def _package() -> Path:
    found = importlib.util.find_spec("espeakng_loader")
    if found is None or found.origin is None:
        raise ProviderError("engine_missing", "The package espeakng-loader is not installed.")
    return Path(found.origin).parent


def speak(
    spans: Sequence[tuple[str, float]], choice: Choice, *, speed: float, call: Call
) -> tuple[Path, list[Word]]:
    """Say sentences, each with its pause behind it (seconds), into a mono WAV file of the call's folder.

    Gives the file, and each written word with its times. Raises ProviderError and Stopped.
    """
    package = _package()
    question = {
        "library": str(package / "libespeak-ng.so"),
        "data": str(package / "espeak-ng-data"),
        "voice": choice.name,
        "pitch": choice.pitch,
        "words_per_minute": round(USUAL_RATE * speed),
        "sentences": list(spans),
    }
    words: list[Word] = []
    for line in listen("speaking_child.py", question, call):
        if "number" in line:
            words += _written_words(spans[line["number"]][0], line["words"])
            call.progress(80 * (line["number"] + 1) / len(spans), "speaking")
    return call.folder / "raw.wav", words


def _written_words(sentence: str, heard: Sequence[Sequence[Any]]) -> list[Word]:
    """Give the words as they are written: the engine says some of them in several pieces (1984, e-mail)."""
    spoken = []
    for written in WRITTEN_WORD.finditer(sentence):
        pieces = [piece for piece in heard if written.start() <= piece[0] < written.end()]
        if pieces and SPOKEN.search(written[0]):
            start, end = float(pieces[0][1]), float(pieces[-1][2])
            spoken.append(Word(written[0], start, end))
    return spoken
