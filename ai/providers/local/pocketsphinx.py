"""Writes down English speech, and aligns a known text with it, by PocketSphinx in a child process."""

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ai.capabilities import Call, ProviderError, Word
from ai.providers.local.children import listen
from ai.providers.local.pronunciation import pronounce

LONGEST = 20.0  # seconds of one utterance; speech over music has no pauses


def is_installed() -> bool:
    """Say whether the wheel is here."""
    return importlib.util.find_spec("pocketsphinx") is not None


def write_down(samples: Path, *, call: Call) -> list[Word]:
    """Give the words of a file of 16 kHz mono 16 bit samples. Raises ProviderError and Stopped."""
    return [word for words in _ask(samples, (), call) for word in words]


def align(samples: Path, script: Sequence[str], *, call: Call) -> list[Word]:
    """Say when each word of a script (lower case, no marks) is spoken; nothing when they do not fit together.

    Words that the dictionary lacks are pronounced as they are spelt. Raises ProviderError and Stopped.
    """
    return [word for words in _ask(samples, script, call) for word in words]


def _ask(samples: Path, script: Sequence[str], call: Call) -> Iterator[list[Word]]:
    if not is_installed():
        raise ProviderError("engine_missing", "The package pocketsphinx is not installed.")
    question: dict[str, Any] = {
        "path": str(samples.resolve()),
        "script": list(script),
        "longest": LONGEST,
        "pronunciations": {word: pronounce(word) for word in sorted(set(script))},
    }
    is_done = False
    for line in listen("listening_child.py", question, call):
        if "percent" in line:
            call.progress(10 + line["percent"] * 0.85, "listening")
        yield [Word(*word) for word in line.get("words", ())]
        is_done = is_done or "done" in line
    if not is_done:
        raise ProviderError("local_engine_failed", "The recognition ended in the middle.")
