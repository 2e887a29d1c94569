"""Speaks with Piper where the operator has put voices into a folder, in a child process.

The package piper-tts is under the GPL and carries no voice: whoever wants it installs both.
"""

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

from ai.capabilities import Call, ProviderError, Voice, Word
from ai.providers.local.children import listen
from ai.providers.local.voices import Choice


def choices(folder: Path | None) -> list[Choice]:
    """List the voices in a folder; none when there is no folder, or no package to speak with."""
    if folder is None or not folder.is_dir() or importlib.util.find_spec("piper") is None:
        return []
    return [_described(model) for model in sorted(folder.glob("*.onnx")) if _sheet(model).is_file()]


def _sheet(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _described(model: Path) -> Choice:
    sheet = json.loads(_sheet(model).read_text(encoding="utf-8"))
    code = str(sheet.get("language", {}).get("code") or model.name.split("-")[0]).replace("_", "-")
    voice = Voice(
        id=f"piper-{model.stem.lower()}",
        name=f"Piper {sheet.get('dataset') or model.stem}",
        language=code,
        description="Piper: a neural voice from this machine.",
    )
    return Choice(voice, "piper", str(model.resolve()))


def speak(
    spans: Sequence[tuple[str, float]], choice: Choice, *, speed: float, call: Call
) -> tuple[Path, list[Word]]:
    """Say sentences, each with its pause behind it (seconds), into a mono WAV file of the call's folder.

    Piper tells no word's time, so no words come back. Raises ProviderError and Stopped.
    """
    question = {"model": choice.name, "speed": speed, "sentences": list(spans)}
    is_done = False
    for line in listen("piper_child.py", question, call):
        if "number" in line:
            call.progress(80 * (line["number"] + 1) / len(spans), "speaking")
        is_done = is_done or "seconds" in line
    if not is_done:
        raise ProviderError("local_engine_failed", "Piper ended without an answer.")
    return call.folder / "raw.wav", []
