"""The child that speaks with eSpeak NG. Run as a script by `espeak.py`; never imported by the platform.

eSpeak NG keeps global state and is under the GPL: it lives in this process only. Writes `raw.wav` (mono, 16
bit) into the folder. Prints a JSON line for each sentence: `{"number", "words": [[position, start, end],
...]}`, where a position counts the sentence's characters from 0 and times are seconds of the file; and at
last `{"seconds": ...}`.
"""

import ctypes
import json
import sys
import wave
from array import array
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from videos.media.launcher import lock_down

# https://github.com/espeak-ng/espeak-ng/blob/1.52/src/include/espeak-ng/speak_lib.h
RETRIEVAL = 1
DONT_EXIT = 0x8000
END_OF_EVENTS, WORD = 0, 1
BY_CHARACTER, UTF8 = 1, 1
RATE_PARAMETER, PITCH_PARAMETER = 1, 3
QUIET = 90  # of 32768; what is below is silence
CALLBACK_MS = 60


class EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    )


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


class Speaker:
    """eSpeak NG with one voice."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._library = ctypes.CDLL(spec["library"])
        self._library.espeak_Initialize.argtypes = (
            ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int,
        )  # fmt: skip
        self._library.espeak_SetVoiceByName.argtypes = (ctypes.c_char_p,)
        self.rate: int = self._library.espeak_Initialize(
            RETRIEVAL, CALLBACK_MS, spec["data"].encode(), DONT_EXIT
        )
        self._samples = array("h")
        self._events: list[tuple[int, int]] = []
        self._callback = CALLBACK(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetParameter(RATE_PARAMETER, spec["words_per_minute"], 0)
        self._library.espeak_SetParameter(PITCH_PARAMETER, spec["pitch"], 0)

    def choose(self, voice: str) -> bool:
        return bool(self.rate > 0 and self._library.espeak_SetVoiceByName(voice.encode()) == 0)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._samples.frombytes(ctypes.string_at(samples, count * 2))
        number = 0
        while events[number].type != END_OF_EVENTS:
            if events[number].type == WORD:
                self._events.append((events[number].text_position - 1, events[number].sample))
            number += 1
        return 0

    def say(self, text: str) -> "tuple[array[int], list[tuple[int, int]]]":
        """Give the samples, and for each word its position in the text and its first sample."""
        self._samples, self._events = array("h"), []
        content = text.encode()
        self._library.espeak_Synth(content, len(content) + 1, 0, BY_CHARACTER, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        return self._samples, self._events


def ends_of(samples: "array[int]", starts: list[int]) -> list[int]:
    """Give the last loud sample of each word: there may be a pause before the next one starts."""
    ends = []
    for start, limit in zip(starts, [*starts[1:], len(samples)], strict=True):
        end = min(limit, len(samples))
        while end > start and abs(samples[end - 1]) < QUIET:
            end -= 1
        ends.append(max(end, start))
    return ends


def speak(speaker: Speaker, spec: dict[str, Any], output: wave.Wave_write) -> int:
    """Say all sentences. Gives the number of samples."""
    written = 0
    for number, (text, pause) in enumerate(spec["sentences"]):
        samples, events = speaker.say(text)
        events = sorted({start: position for position, start in reversed(events)}.items())
        starts = [start for start, _ in events]
        ends = ends_of(samples, starts)
        words = [
            [position, (written + start) / speaker.rate, (written + end) / speaker.rate]
            for (start, position), end in zip(events, ends, strict=True)
        ]
        spoken = ends_of(samples, [0])[0]
        output.writeframes(samples[:spoken].tobytes())
        output.writeframes(bytes(2 * round(pause * speaker.rate)))
        written += spoken + round(pause * speaker.rate)
        say({"number": number, "words": words})
    return written


def say(word: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


def main() -> None:
    spec = json.load(sys.stdin)
    reads = [spec["data"], spec["library"], "/lib", "/usr/lib"]
    lock_down({**spec, "read": reads, "execute": [], "write": [spec["folder"]]})
    speaker = Speaker(spec)
    if not speaker.choose(spec["voice"]):
        say({"failed": "voice_missing", "message": "This voice is not installed."})
        return
    with wave.open(str(Path(spec["folder"]) / "raw.wav"), "wb") as output:
        output.setnchannels(1)
        output.setsampwidth(2)
        output.setframerate(speaker.rate)
        written = speak(speaker, spec, output)
    say({"seconds": written / speaker.rate})


if __name__ == "__main__":
    main()
