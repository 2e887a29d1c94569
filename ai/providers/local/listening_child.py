"""The child that listens with PocketSphinx. Run as a script by `pocketsphinx.py`; never imported elsewhere.

Reads 16 kHz mono 16 bit samples from a file, in pieces. Writing down, it prints a line for each utterance:
`{"words": [[word, start, end, probability], ...]}`, times in seconds. Aligning, it prints one such line, with
no words when the text and the sound do not fit together. Now and then `{"percent": ...}`, and
`{"done": true}` at last.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from pocketsphinx import Decoder, Endpointer, Vad

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from videos.media.launcher import lock_down

RATE = 16000
FRAMES = 100  # of the decoder, in a second
WIDE = {"beam": 1e-57, "wbeam": 1e-57, "pbeam": 1e-57}  # with the text given, there is time to look wider
SECOND_FORM = re.compile(r"\(\d+\)$")


class Scribe:
    """Writes down one utterance after the other; a long one is cut, and goes on as the next."""

    def __init__(self, decoder: Decoder, longest: float) -> None:
        self._decoder, self._longest = decoder, longest
        self._is_open = False
        self._begun = 0.0  # seconds
        self._bytes = 0
        self._goes_on_at: float | None = None

    def hear(self, samples: bytes, since: float) -> None:
        """Take a piece of speech that began at `since`, which counts for the first piece only."""
        if not self._is_open:
            self._decoder.start_utt()
            self._begun = since if self._goes_on_at is None else self._goes_on_at
            self._is_open, self._bytes = True, 0
        self._decoder.process_raw(samples)
        self._bytes += len(samples)
        if self._bytes > self._longest * RATE * 2:
            self._close()
            self._goes_on_at = self._begun + self._bytes / RATE / 2

    def end(self) -> None:
        """Finish the utterance, if one has begun: a pause follows."""
        self._close()
        self._goes_on_at = None

    def _close(self) -> None:
        if self._is_open:
            self._decoder.end_utt()
            self._is_open = False
            words = words_of(self._decoder, self._begun)
            if words:
                say({"words": words})


def words_of(decoder: Decoder, begun: float) -> list[list[Any]]:
    if decoder.hyp() is None:
        return []
    return [
        [
            SECOND_FORM.sub("", part.word),
            round(begun + part.start_frame / FRAMES, 3),
            round(begun + (part.end_frame + 1) / FRAMES, 3),
            round(min(max(part.prob, 0.0), 1.0), 3),
        ]
        for part in decoder.seg() or ()
        if part.word[0] not in "<[+"
    ]


def write_down(decoder: Decoder, path: Path, longest: float) -> None:
    """Go through the file piece by piece, an utterance at a time."""
    ear = Endpointer(sample_rate=RATE, vad_mode=Vad.LOOSE, window=0.3, ratio=0.9)
    scribe, size, read, reported = Scribe(decoder, longest), max(path.stat().st_size, 1), 0, 0.0
    with path.open("rb") as file:
        while piece := file.read(ear.frame_bytes):
            read += len(piece)
            # Only the last piece may be shorter; the endpointer gives the speech that it still holds.
            speech = ear.process(piece) if len(piece) == ear.frame_bytes else ear.end_stream(piece)
            if speech:
                scribe.hear(speech, ear.speech_start)
            if not ear.in_speech:
                scribe.end()
            if 100 * read / size - reported >= 1:
                reported = 100 * read / size
                say({"percent": reported})
    scribe.end()


def align(decoder: Decoder, path: Path, spec: dict[str, Any]) -> None:
    """Find when each word of a known text is said."""
    for word, phones in spec["pronunciations"].items():
        if decoder.lookup_word(word) is None:
            decoder.add_word(word, phones, update=False)
    decoder.set_align_text(" ".join(spec["script"]))
    decoder.start_utt()
    decoder.process_raw(path.read_bytes(), full_utt=True)
    decoder.end_utt()
    say({"words": words_of(decoder, 0.0)})


def say(word: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


def main() -> None:
    spec = json.load(sys.stdin)
    wishes = WIDE if spec["script"] else {}
    decoder = Decoder(samprate=RATE, loglevel="FATAL", **wishes)  # reads its models from the disk now
    lock_down({**spec, "read": [spec["path"]], "execute": [], "write": [spec["folder"]]})
    if spec["script"]:
        align(decoder, Path(spec["path"]), spec)
    else:
        write_down(decoder, Path(spec["path"]), spec["longest"])
    say({"done": True})


if __name__ == "__main__":
    main()
