"""The child that listens with faster-whisper. Run as a script by `whisper.py`; never imported elsewhere.

Reads 16 kHz mono 16 bit samples from a file, some minutes at a time, each piece cut at its quietest place.
Prints `{"words": [[word, start, end, probability], ...]}` for each segment, `{"percent": ...}`, and
`{"language": ...}` at last.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from videos.media.launcher import lock_down

RATE = 16000
PIECE, SEARCH = 300 * RATE, 15 * RATE  # samples
WINDOW = RATE // 5


def cut(samples: Any) -> int:
    """Give where to cut a piece: in the quietest fifth of a second of its end."""
    if len(samples) < PIECE:
        return len(samples)
    end = samples[-SEARCH:]
    loudness = np.convolve(np.abs(end), np.ones(WINDOW), mode="valid")
    return int(len(samples) - SEARCH + int(loudness.argmin()) + WINDOW // 2)


def write_down(model: Any, spec: dict[str, Any]) -> None:
    path, language, at = Path(spec["path"]), spec["language"] or None, 0
    whole = path.stat().st_size // 2
    with path.open("rb") as file:
        while at < whole:
            file.seek(at * 2)
            samples = np.fromfile(file, dtype="<i2", count=PIECE).astype(np.float32) / 32768
            samples = samples[: cut(samples)]
            segments, info = model.transcribe(
                samples, language=language, word_timestamps=True, vad_filter=False, beam_size=5
            )
            language = language or info.language
            for segment in segments:
                say({"words": [described(word, at / RATE) for word in segment.words or ()]})
            at += len(samples)
            say({"percent": 100 * at / whole})
    say({"language": language or "en"})


def described(word: Any, since: float) -> list[Any]:
    return [word.word.strip(), since + word.start, since + word.end, float(word.probability)]


def say(word: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


def main() -> None:
    spec = json.load(sys.stdin)
    model = WhisperModel(spec["model"], device="cpu", compute_type="int8", local_files_only=True)
    packages = [str(Path(folder).resolve()) for folder in sys.path if folder]
    reads = [spec["path"], spec["model"], *packages, "/proc", "/sys"]
    lock_down({**spec, "read": reads, "execute": [], "write": []})
    write_down(model, spec)


if __name__ == "__main__":
    main()
