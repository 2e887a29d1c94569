"""Writes edit decision lists (CMX 3600), one for a track: an EDL knows no more than one picture at a time.

Record times begin at 01:00:00:00, as is usual. Source times count from the beginning of the file, in frames
of the timeline. What comes after an event beside the usual comments: `* SOURCE FILE` names the file, and
`* TRANSITION` the kind that a dissolve stands for.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from projects.interchange.cuts import Cut, Sheet, moment, rate_of, sheets_of
from projects.interchange.media import Shelf
from projects.interchange.timecode import nominal, to_timecode
from projects.timeline.schema import AudioTrack, MediaClip, TextTrack, Timeline, TransitionKind

BEGINNING = 3600  # seconds of the clock at which the record side begins
RESERVED = {"AX", "BL", "BLACK", "BARS"}
MOST_EVENTS = 9999


def to_edls(timeline: Timeline, *, name: str, media: Shelf) -> dict[str, str]:
    """An EDL for each track of films or sound that has clips, by the track's name in order; lowest first."""
    rate = rate_of(timeline)
    sheets = [each for each in sheets_of(timeline) if each.cuts and not isinstance(each.track, TextTrack)]
    reels = _reels(sheets, media)
    lists: dict[str, str] = {}
    for number, sheet in enumerate(sheets, start=1):
        writing = _Writing(sheet, rate, media, reels)
        marks = [(moment(each.time, timeline), each.name) for each in timeline.markers]
        title = re.sub(r"\s+", " ", f"{name} {sheet.track.name}".strip())[:70]
        label = re.sub(r"[^\w-]+", "_", sheet.track.name or sheet.track.id).strip("_") or "track"
        lists[f"{number}_{label}"] = writing.text(title, marks if number == 1 else [])
    return lists


def _reels(sheets: Sequence[Sheet], media: Shelf) -> dict[str, str]:
    """A name of eight letters for each file."""
    reels: dict[str, str] = {}
    taken = set(RESERVED)
    for sheet in sheets:
        for cut in sheet.cuts:
            key = _key(cut)
            if key in reels:
                continue
            known = media.get(cut.clip.video_id) if isinstance(cut.clip, MediaClip) else None
            letters = re.sub(r"[^A-Z0-9]", "", (known.title if known else "").upper())[:8] or "REEL"
            name, number = letters, 2
            while name in taken:
                name, number = f"{letters[: 8 - len(str(number))]}{number}", number + 1
            taken.add(name)
            reels[key] = name
    return reels


def _key(cut: Cut) -> str:
    return str(cut.clip.video_id) if isinstance(cut.clip, MediaClip) else ""


class _Writing:
    """One list in the making."""

    def __init__(self, sheet: Sheet, rate: Fraction, media: Shelf, reels: dict[str, str]) -> None:
        self.sheet = sheet
        self.rate = rate
        self.media = media
        self.reels = reels

    def text(self, title: str, marks: list[tuple[int, str]]) -> str:
        lines = [f"TITLE: {title}", "FCM: NON-DROP FRAME", ""]
        cuts = self.sheet.cuts[:MOST_EVENTS]
        for number, cut in enumerate(cuts, start=1):
            before = cuts[number - 2] if number > 1 else None
            after = cuts[number] if number < len(cuts) else None
            lines += self.event(number, cut, before, after)
            if number == 1:
                lines.append(f"* FRAME RATE: {self.rate.numerator}/{self.rate.denominator}")
            first, last = _extent(cut, after)
            lines += [
                f"* LOC: {self.record(at)} ORANGE  {_line(name)}"
                for at, name in marks
                if first <= at < last or (at >= last and after is None) or (at < first and before is None)
            ]
            lines.append("")
        return "\n".join(lines)

    def event(self, number: int, cut: Cut, before: Cut | None, after: Cut | None) -> list[str]:
        first, last = _extent(cut, after)
        if cut.joint is None or before is None:
            lines = [self.line(number, cut, "C", first, last)]
            lines += [f"* FROM CLIP NAME: {_line(cut.clip.name or self.title(cut))}"]
        else:
            lines = [
                self.line(number, before, "C", first, first),
                self.line(number, cut, f"D    {cut.joint.frames:03}", first, last),
                f"* FROM CLIP NAME: {_line(before.clip.name or self.title(before))}",
                f"* TO CLIP NAME: {_line(cut.clip.name or self.title(cut))}",
            ]
            if cut.joint.kind != TransitionKind.DISSOLVE:
                lines.append(f"* TRANSITION: {cut.joint.kind.value}")
        known = self.media.get(cut.clip.video_id) if isinstance(cut.clip, MediaClip) else None
        if known is not None:
            lines.append(f"* SOURCE FILE: {known.path}")
        return lines + self.motion(cut, first)

    def motion(self, cut: Cut, first: int) -> list[str]:
        speed = cut.speed()
        if speed == 1:
            return []
        frames = float(speed * nominal(self.rate))
        return [
            f"M2   {self.reels[_key(cut)]:8}       {frames:06.2f}                {self.source(cut, first)}"
        ]

    def line(self, number: int, cut: Cut, edit: str, first: int, last: int) -> str:
        into = self.source_frame(cut, first)
        shown = int((last - first) * cut.speed() + Fraction(1, 2))
        codes = [to_timecode(into, self.rate), to_timecode(into + shown, self.rate)]
        codes += [self.record(first), self.record(last)]
        return f"{number:03}  {self.reels[_key(cut)]:8} {self.channels(cut):5} {edit:8} {' '.join(codes)}"

    def channels(self, cut: Cut) -> str:
        if isinstance(self.sheet.track, AudioTrack):
            return "AA"
        known = self.media.get(cut.clip.video_id) if isinstance(cut.clip, MediaClip) else None
        is_heard = known is not None and known.has_sound and not self.sheet.track.muted
        return "AA/V" if is_heard else "V"

    def title(self, cut: Cut) -> str:
        known = self.media.get(cut.clip.video_id) if isinstance(cut.clip, MediaClip) else None
        return known.title if known else cut.clip.id

    def source_frame(self, cut: Cut, frame: int) -> int:
        known = self.media.get(cut.clip.video_id) if isinstance(cut.clip, MediaClip) else None
        if known is not None and known.is_still:
            return 0
        return max(int(cut.source_at(frame, self.rate) * self.rate + Fraction(1, 2)), 0)

    def source(self, cut: Cut, frame: int) -> str:
        return to_timecode(self.source_frame(cut, frame), self.rate)

    def record(self, frame: int) -> str:
        return to_timecode(BEGINNING * nominal(self.rate) + frame, self.rate)


def _extent(cut: Cut, after: Cut | None) -> tuple[int, int]:
    """An EDL's event begins with the transition into it, and ends with the one that follows."""
    ends_early = after is not None and after.joint is not None
    return cut.whole, after.whole if after is not None and ends_early else cut.last


def _line(text: str) -> str:
    """On one line: what lies on the next would be an event."""
    return re.sub(r"\s+", " ", text)[:120]
