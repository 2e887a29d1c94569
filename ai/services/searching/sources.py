"""All the texts of a film that can be found, as they are now."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from ai.language.languages import language_of
from ai.models import FrameDescription, Passage, Transcript
from ai.services.searching.terms import placed, plain
from ai.services.searching.windows import windows
from videos.models import Video

UNKNOWN = "und"  # BCP 47: nobody knows which language it is
SEEN_FOR = 5.0  # seconds for which a picture is taken to be seen, at most
LONGEST_TEXT = 2000  # letters
FEWEST_WORDS = 5


@dataclass(frozen=True)
class Piece:
    """A passage to be; `times` as in `Passage`."""

    kind: Passage.Kind
    language: str
    start: float
    end: float
    text: str
    times: tuple[tuple[int, float], ...] = ()

    @property
    def digest(self) -> str:
        return hashlib.blake2b(self.text.encode(), digest_size=16).hexdigest()

    @property
    def has_meaning(self) -> bool:
        """Whether it is long enough for that: a word or two lie near to anything, and are found as words."""
        return sum(1 for _ in placed(self.text)) >= FEWEST_WORDS


def pieces_of(video: Video) -> list[Piece]:
    """What the video's title, transcripts and described pictures give; the same twice only once."""
    found = [_title(video), *_speech(video), *_pictures(video)]
    return list(dict.fromkeys(piece for piece in found if piece.text.strip()))


def _title(video: Video) -> Piece:
    text = plain(f"{video.title}. {video.description}" if video.description else video.title)
    return Piece(Passage.Kind.TITLE, language_of(text), 0.0, video.duration or 0.0, text[:LONGEST_TEXT])


def _speech(video: Video) -> Iterator[Piece]:
    for transcript in Transcript.objects.current().filter(video=video).order_by("-is_spoken", "language"):
        known = transcript.language != UNKNOWN
        language = transcript.language if known else language_of(transcript.text)
        for window in windows(segments=transcript.segments, words=transcript.words):
            text = window.text[:LONGEST_TEXT]
            yield Piece(Passage.Kind.SPEECH, language, window.start, window.end, text, window.times)


def _pictures(video: Video) -> Iterator[Piece]:
    rows = list(FrameDescription.objects.filter(video=video).order_by("time"))
    ends = [*(row.time for row in rows[1:]), video.duration or 0.0][: len(rows)]
    read = ""
    for row, end in zip(rows, ends, strict=True):
        until = max(row.time, min(end, row.time + SEEN_FOR))
        seen = plain(". ".join([row.text, ", ".join(map(str, row.labels))] if row.labels else [row.text]))
        yield Piece(Passage.Kind.FRAME, language_of(seen), row.time, until, seen[:LONGEST_TEXT])
        if row.ocr and row.ocr != read:  # a line that stays is one thing to find
            text = plain(row.ocr)
            yield Piece(Passage.Kind.TEXT, language_of(text), row.time, until, text[:LONGEST_TEXT])
        read = row.ocr
