"""Transcripts as files: captions that can be read (WebVTT, SRT), plain text, and files read back."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ai.models import Transcript
from ai.services.transcripts.timing import by_segment, words_of
from videos.media.captions import CaptionsUnreadable, Cue, clean, parse_captions, to_srt, to_vtt

LINE = 42  # letters; a cue has two lines
SHORTEST, LONGEST = 1.0, 7.0  # seconds of a cue
PAUSE = 0.8  # seconds of silence that end a cue
PARAGRAPH = 2.0  # seconds of silence that begin a new paragraph of the plain text
LAST_BIT = 12  # letters that are too few for a last cue of their own
LARGEST_FILE = 2 * 1024 * 1024
ENDS = (".", "?", "!", "…", "。", "！", "？", "؟", "।")  # noqa: RUF001 - marks of other scripts
MARKS = (*ENDS, ",", ";", ":", "،", "、")
INVISIBLE = frozenset({"Mn", "Me", "Cf"})


@dataclass(frozen=True)
class Piece:
    """A word, or a part of a long one; such a part is `glued` to the one before."""

    text: str
    start: float
    end: float
    glued: bool = False


# -- captions ----------------------------------------------------------------------------------------------


def cues_of(transcript: Transcript) -> list[Cue]:
    """The words as captions: at most two lines of 42 letters, for 1 to 7 seconds, none over another."""
    groups: list[list[Piece]] = []
    for segment, words in by_segment(transcript.segments, transcript.words):
        if str(segment["text"]).strip():
            groups += _groups([piece for word in words for piece in _pieces(word)])
    return list(_timed(_together(groups), transcript.video.duration))


def as_vtt(transcript: Transcript) -> str:
    return to_vtt(cues_of(transcript))


def as_srt(transcript: Transcript) -> str:
    return to_srt(cues_of(transcript))


def as_text(transcript: Transcript) -> str:
    """What is said, a line for each segment; who says it, where that is known and changes."""
    lines: list[str] = []
    speaker, end = "", 0.0
    for segment in transcript.segments:
        if lines and (segment["start"] - end > PARAGRAPH or segment["speaker"] != speaker):
            lines.append("")
        said = clean(segment["text"]).replace("\n", " ")
        is_new = bool(segment["speaker"]) and segment["speaker"] != speaker
        lines.append(f"{segment['speaker']}: {said}" if is_new else said)
        speaker, end = segment["speaker"], segment["end"]
    return "\n".join(lines) + "\n" if lines else ""


WRITERS: dict[str, tuple[Callable[[Transcript], str], str]] = {
    "vtt": (as_vtt, "text/vtt"),
    "srt": (as_srt, "application/x-subrip"),
    "txt": (as_text, "text/plain"),
}


def _pieces(word: dict[str, Any]) -> list[Piece]:
    text, start, end = clean(word["text"]).replace("\n", " "), float(word["start"]), float(word["end"])
    parts = [text[at : at + LINE] for at in range(0, len(text), LINE)]
    step = (end - start) / max(len(parts), 1)
    return [
        Piece(part, start + step * number, start + step * (number + 1), glued=number > 0)
        for number, part in enumerate(parts)
    ]


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """One segment's words, cut where a cue must end, or had better."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not groups or _must_break(groups[-1], piece):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    if len(groups) > 1 and len(_joined(groups[-1])) < LAST_BIT:
        groups[-2:] = _halves([*groups[-2], *groups[-1]]) or groups[-2:]
    return groups


def _must_break(group: list[Piece], piece: Piece) -> bool:
    if piece.start - group[-1].end > PAUSE or piece.end - group[0].start > LONGEST:
        return True
    if group[-1].text.endswith(ENDS) and group[-1].end - group[0].start >= SHORTEST:
        return True
    return _wrapped([*group, piece]) is None


def _halves(pieces: list[Piece]) -> list[list[Piece]] | None:
    """Two cues of about the same length, when the words lie close enough together."""
    if any(after.start - before.end > PAUSE for before, after in pairwise(pieces)):
        return None
    whole = _joined(pieces)
    best = min(range(1, len(pieces)), key=lambda at: abs(2 * len(_joined(pieces[:at])) - len(whole)))
    halves = [pieces[:best], pieces[best:]]
    return halves if all(_wrapped(half) for half in halves) else None


def _together(groups: list[list[Piece]]) -> list[list[Piece]]:
    """Cues that nobody could read in their time become one with their neighbour, where both fit."""
    kept: list[list[Piece]] = []
    for number, group in enumerate(groups):
        before = kept[-1] if kept else None
        if before is not None and _joinable(before, group, _room(groups, number)):
            before += group
        else:
            kept.append(list(group))
    return kept


def _room(groups: list[list[Piece]], number: int) -> float:
    """Until when a cue may stay."""
    return groups[number + 1][0].start if number + 1 < len(groups) else float("inf")


def _joinable(before: list[Piece], group: list[Piece], room: float) -> bool:
    is_short = (
        group[0].start - before[0].start < SHORTEST
        or min(room, group[-1].end + SHORTEST) - group[0].start < SHORTEST
    )
    close = group[0].start - before[-1].end <= PAUSE and group[-1].end - before[0].start <= LONGEST
    return is_short and close and _wrapped([*before, *group]) is not None


def _timed(groups: list[list[Piece]], duration: float) -> Iterable[Cue]:
    until = 0.0
    for number, group in enumerate(groups):
        start = max(group[0].start, until)
        wanted = start + SHORTEST
        room = _room(groups, number)
        if number + 1 < len(groups):
            # The next one can wait a little, when it is long enough.
            room = max(room, min(wanted, groups[number + 1][-1].end - SHORTEST))
        until = min(max(group[-1].end, wanted), start + LONGEST, room)
        end = min(until, duration) if duration > start else until
        if end > start:
            yield Cue(round(start, 3), round(end, 3), "\n".join(_wrapped(group) or (_joined(group),)))


def _wrapped(pieces: Sequence[Piece]) -> tuple[str, ...] | None:
    """The lines of a cue, about as long as each other; None when they do not fit."""
    whole = _joined(pieces)
    if _width(whole) <= LINE:
        return (whole,)
    pairs = [(_joined(pieces[:at]), _joined(pieces[at:])) for at in range(1, len(pieces))]
    fitting = [pair for pair in pairs if max(map(_width, pair)) <= LINE]
    return min(fitting, key=_unevenness, default=None)


def _unevenness(lines: tuple[str, ...]) -> float:
    # A line that ends with a mark may be a little shorter.
    return abs(_width(lines[0]) - _width(lines[1])) - (8 if lines[0].endswith(MARKS) else 0)


def _joined(pieces: Sequence[Piece]) -> str:
    return "".join(
        piece.text if piece.glued or number == 0 else f" {piece.text}" for number, piece in enumerate(pieces)
    )


def _width(text: str) -> int:
    return sum(unicodedata.category(letter) not in INVISIBLE for letter in text)


# -- files of captions -------------------------------------------------------------------------------------


def read_captions(
    content: bytes, *, duration: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Segments, words and notes of a WebVTT or SRT file; ValidationError (`file`) when it is none.

    What begins after the film's end (`duration`, seconds) is left out, and a note says so.
    """
    try:
        cues = parse_captions(_decoded(content))
    except CaptionsUnreadable as unreadable:
        raise _wrong(str(unreadable), "not_captions") from None
    within = [cue for cue in cues if not duration or cue.start < duration]
    if not within:
        raise _wrong(_("All of these captions begin after the end of this video."), "beyond_end")
    segments = [
        {"text": " ".join(cue.text.split()), "start": cue.start, "end": min(cue.end, duration or cue.end)}
        for cue in within
    ]
    words = [word for segment in segments for word in words_of(segment, [])]
    left_out = len(cues) - len(within)
    return segments, words, [_left_out(left_out)] if left_out else []


def _left_out(count: int) -> str:
    words = ngettext(
        "%(count)s caption begins after the end of this video and was left out.",
        "%(count)s captions begin after the end of this video and were left out.",
        count,
    )
    return words % {"count": count}


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        message = _("A file of captions may have at most %(most)s MB.")
        raise _wrong(message % {"most": LARGEST_FILE // 1024 // 1024}, "too_large")
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _wrong(_("This is not a text in UTF-8."), "not_text") from None


def _wrong(message: str, code: str) -> ValidationError:
    return ValidationError({"file": ValidationError(message, code=code)})
