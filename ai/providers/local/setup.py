"""What the local engines may find on this machine beyond their own packages."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setup:
    """Folders that the operator names; each switches a better engine on.

    `piper_voices` holds `<voice>.onnx` files with their `<voice>.onnx.json`, `whisper_model` one model in
    CTranslate2's format.
    """

    piper_voices: Path | None = None
    whisper_model: Path | None = None
