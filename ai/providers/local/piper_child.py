"""The child that speaks with Piper. Run as a script by `piper.py`; never imported by the platform.

Writes `raw.wav` (mono, 16 bit) into the folder, and prints `{"number": ...}` after each sentence and
`{"seconds": ...}` at last.
"""

import json
import sys
import wave
from pathlib import Path
from typing import Any

from piper import PiperVoice, SynthesisConfig

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from videos.media.launcher import lock_down


def say(word: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


def speak(voice: Any, spec: dict[str, Any], output: wave.Wave_write) -> float:
    manner = SynthesisConfig(length_scale=1 / spec["speed"])
    rate: int = voice.config.sample_rate
    written = 0
    output.setnchannels(1)
    output.setsampwidth(2)
    output.setframerate(rate)
    for number, (text, pause) in enumerate(spec["sentences"]):
        for chunk in voice.synthesize(text, syn_config=manner):
            output.writeframes(chunk.audio_int16_bytes)
            written += len(chunk.audio_int16_bytes) // 2
        output.writeframes(bytes(2 * round(pause * rate)))
        written += round(pause * rate)
        say({"number": number})
    return written / rate


def main() -> None:
    spec = json.load(sys.stdin)
    voice = PiperVoice.load(spec["model"])
    # The engine's own data is read while it speaks.
    packages = [str(Path(folder).resolve()) for folder in sys.path if folder]
    reads = [*packages, "/lib", "/usr/lib", "/proc", "/sys"]
    lock_down({**spec, "read": reads, "execute": [], "write": [spec["folder"]]})
    with wave.open(str(Path(spec["folder"]) / "raw.wav"), "wb") as output:
        seconds = speak(voice, spec, output)
    say({"seconds": seconds})


if __name__ == "__main__":
    main()
