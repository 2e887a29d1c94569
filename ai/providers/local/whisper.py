"""Writes down speech in many languages by faster-whisper, where the operator has put a model into a folder.

Neither the package nor a model comes with the platform.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from ai.capabilities import Call, ProviderError, Word
from ai.providers.local.children import listen


@dataclass(frozen=True)
class Heard:
    """What was said, with the end marks of the model, and in which language."""

    words: tuple[Word, ...]
    language: str


def is_ready(model: Path | None) -> bool:
    """Say whether both the model and the package are here."""
    has_model = model is not None and (model / "model.bin").is_file() and (model / "tokenizer.json").is_file()
    return has_model and importlib.util.find_spec("faster_whisper") is not None


def write_down(samples: Path, *, model: Path, language: str, call: Call) -> Heard:
    """Give the words of a file of 16 kHz mono 16 bit samples. Raises ProviderError and Stopped."""
    question = {"path": str(samples.resolve()), "model": str(model.resolve()), "language": language}
    words: list[Word] = []
    found = ""
    for line in listen("whisper_child.py", question, call):
        words += [Word(*word) for word in line.get("words", ())]
        found = line.get("language", found)
        if "percent" in line:
            call.progress(10 + line["percent"] * 0.85, "listening")
    if not found:
        raise ProviderError("local_engine_failed", "The recognition ended in the middle.")
    return Heard(tuple(words), found)
