"""Writes FCPXML 1.10, which Final Cut Pro 10.6 and later, and DaVinci Resolve read.

The lowest film track is the primary storyline. What lies on other tracks hangs on the clip, or gap, of it
that is seen when it begins; clips with transitions between them hang together, as a storyline of their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # nosec B405 - writes only

from projects.interchange.cuts import Cut, Joint, Sheet, moment, rate_of, sheets_of
from projects.interchange.fcpxml_looks import add_picture, add_timing, add_volume, add_words
from projects.interchange.fcpxml_resources import BASIC_TITLE, CROSS_DISSOLVE, CROSSFADE, Resources
from projects.interchange.fcpxml_times import at_frame, told
from projects.interchange.media import Media, Shelf
from projects.timeline.schema import (
    AnyTrack,
    AudioTrack,
    MediaClip,
    TextClip,
    TextTrack,
    Timeline,
    VideoTrack,
)

VERSION = "1.10"
# What XML 1.0 cannot hold, whatever way it is written.
UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_fcpxml(timeline: Timeline, *, name: str, media: Shelf) -> str:
    """The timeline as FCPXML; media by path relative to it. What is gone is a gap."""
    root = Element("fcpxml", version=VERSION)
    resources = SubElement(root, "resources")
    event = SubElement(SubElement(root, "library"), "event", name=name)
    writing = _Writing(timeline, media, Resources(resources))
    project = SubElement(event, "project", name=name)
    project.append(writing.sequence())
    for element in root.iter():
        element.attrib = {key: UNSAYABLE.sub("", value) for key, value in element.attrib.items()}
        element.text = UNSAYABLE.sub("", element.text) if element.text else element.text
    indent(root)
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'


@dataclass
class _Piece:
    """An element of the primary storyline, and what hangs on it. `local` is its own time at `first`."""

    element: Element
    first: int
    last: int
    local: Fraction = Fraction(0)
    hanging: list[Element] = field(default_factory=list)
    markers: list[Element] = field(default_factory=list)

    def finish(self) -> None:
        self.element.extend(self.hanging)
        self.element.extend(self.markers)


class _Writing:
    """One document in the making."""

    def __init__(self, timeline: Timeline, media: Shelf, resources: Resources) -> None:
        self.timeline = timeline
        self.media = media
        self.resources = resources
        self.rate = rate_of(timeline)
        self.styles = count(1)

    def sequence(self) -> Element:
        sheets = sheets_of(self.timeline)
        main = next((place for place, each in enumerate(sheets) if isinstance(each.track, VideoTrack)), None)
        end = max((cut.last for sheet in sheets for cut in sheet.cuts), default=0)
        format_id = self.resources.sequence(self.timeline, self.rate)
        spine = Element("spine")
        pieces = self.primary(spine, sheets[main] if main is not None else None, end)
        for lane, sheet in _lanes(sheets, main):
            for run in _runs(sheet.cuts):
                self.hang(pieces, lane, sheet.track, run)
        for marker in self.timeline.markers:
            self.mark(pieces, moment(marker.time, self.timeline), marker.name)
        for piece in pieces:
            piece.finish()
        whole = Element("sequence", format=format_id, duration=self.at(end), tcStart="0s", tcFormat="NDF")
        whole.attrib |= {"audioLayout": "stereo", "audioRate": "48k"}
        whole.append(spine)
        return whole

    def at(self, frame: int) -> str:
        return at_frame(frame, self.rate)

    def primary(self, spine: Element, sheet: Sheet | None, end: int) -> list[_Piece]:
        """The main line without holes, to the film's end."""
        pieces: list[_Piece] = []
        here = 0
        for cut in sheet.cuts if sheet else []:
            if cut.first > here:
                pieces.append(self.gap(spine, here, cut.first))
            if cut.joint is not None:
                spine.append(self.transition(cut, cut.joint, origin=0, is_sound=False))
            pieces.append(self.piece(spine, sheet.track if sheet else None, cut))
            here = cut.last
        if end > here:
            pieces.append(self.gap(spine, here, end))
        return pieces

    def gap(self, spine: Element, first: int, last: int) -> _Piece:
        facts = {"name": "Gap", "offset": self.at(first), "start": "0s", "duration": self.at(last - first)}
        return _Piece(SubElement(spine, "gap", facts), first, last)

    def piece(self, spine: Element, track: AnyTrack | None, cut: Cut) -> _Piece:
        made = self.clip(track, cut, offset=self.at(cut.first)) if track else None
        if made is None:
            return self.gap(spine, cut.first, cut.last)
        element, local = made
        spine.append(element)
        return _Piece(element, cut.first, cut.last, local)

    def hang(self, pieces: Sequence[_Piece], lane: int, track: AnyTrack, run: Sequence[Cut]) -> None:
        """Clips that belong together, on what is seen when they begin."""
        first = run[0].first
        piece = next(each for each in pieces if each.first <= first < each.last)
        offset = told(piece.local + (first - piece.first) / self.rate)
        if len(run) == 1:
            made = self.clip(track, run[0], offset=offset, lane=lane)
            if made is not None:
                piece.hanging.append(made[0])
            return
        line = Element("spine", lane=str(lane), offset=offset)
        for cut in run:
            if cut.joint is not None:
                is_sound = isinstance(track, AudioTrack)
                line.append(self.transition(cut, cut.joint, origin=first, is_sound=is_sound))
            made = self.clip(track, cut, offset=self.at(cut.first - first))
            if made is None:
                self.gap(line, cut.first - first, cut.last - first)
            else:
                line.append(made[0])
        piece.hanging.append(line)

    def mark(self, pieces: Sequence[_Piece], frame: int, name: str) -> None:
        """A marker, on what is seen there; one after the end on the last frame."""
        if not pieces:
            return
        frame = min(frame, pieces[-1].last - 1)
        piece = next(each for each in pieces if each.first <= frame < each.last)
        start = told(piece.local + (frame - piece.first) / self.rate)
        piece.markers.append(Element("marker", start=start, duration=self.at(1), value=name or "Marker"))

    def transition(self, cut: Cut, joint: Joint, *, origin: int, is_sound: bool) -> Element:
        effect = CROSSFADE if is_sound else CROSS_DISSOLVE
        name = effect[0] if joint.kind == "dissolve" or is_sound else joint.kind.value
        offset = self.at(cut.first - joint.before - origin)
        made = Element("transition", name=name, offset=offset, duration=self.at(joint.frames))
        if not is_sound:
            SubElement(
                made, "filter-video", ref=self.resources.effect(CROSS_DISSOLVE), name=CROSS_DISSOLVE[0]
            )
        SubElement(made, "filter-audio", ref=self.resources.effect(CROSSFADE), name=CROSSFADE[0])
        return made

    def clip(
        self, track: AnyTrack, cut: Cut, *, offset: str, lane: int | None = None
    ) -> tuple[Element, Fraction] | None:
        """The element of a cut, and its own time at its beginning; None for a file that is gone."""
        facts = {"name": cut.clip.name or cut.clip.id, "offset": offset, "duration": self.at(cut.frames)}
        facts |= {"lane": str(lane)} if lane is not None else {}
        if isinstance(cut.clip, TextClip):
            return self.words(track, cut.clip, facts), Fraction(0)
        media = self.media.get(cut.clip.video_id)
        if media is None:
            return None
        return (
            self.still(track, cut.clip, media, facts)
            if media.is_still
            else self.film(track, cut, media, facts)
        )

    def words(self, track: AnyTrack, clip: TextClip, facts: dict[str, str]) -> Element:
        is_caption = isinstance(track, TextTrack) and track.role == "captions"
        if is_caption:
            made = Element("caption", facts, start="0s", role="iTT?captionFormat=ITT.en")
        else:
            made = Element("title", facts, start="0s", ref=self.resources.effect(BASIC_TITLE))
        made.attrib |= {"enabled": "0"} if track.hidden else {}
        add_words(made, clip, self.timeline, next(self.styles), is_caption=is_caption)
        return made

    def still(
        self, track: AnyTrack, clip: MediaClip, media: Media, facts: dict[str, str]
    ) -> tuple[Element, Fraction]:
        made = Element("video", facts, start="0s", ref=self.resources.asset(media))
        made.attrib |= {"enabled": "0"} if track.hidden else {}
        add_picture(made, clip, media, self.timeline)
        return made, Fraction(0)

    def film(
        self, track: AnyTrack, cut: Cut, media: Media, facts: dict[str, str]
    ) -> tuple[Element, Fraction]:
        local = _source(cut, media, self.rate) / cut.speed()
        made = Element("asset-clip", facts, start=told(local), ref=self.resources.asset(media))
        made.attrib |= _enabled(track, media)
        add_timing(made, cut, media, self.rate)
        if isinstance(cut.clip, MediaClip):
            if not isinstance(track, AudioTrack):
                add_picture(made, cut.clip, media, self.timeline)
            if media.has_sound:
                add_volume(made, cut.clip, track, self.timeline, self.rate)
        return made, local


def _enabled(track: AnyTrack, media: Media) -> dict[str, str]:
    """Which of picture and sound is on."""
    is_sound = isinstance(track, AudioTrack)
    is_seen = media.has_picture and not is_sound and not track.hidden
    is_heard = media.has_sound and not track.muted
    if not is_seen and not is_heard:
        return {"enabled": "0"}
    if is_seen and is_heard:
        return {}
    return {"srcEnable": "video" if is_seen else "audio"} if media.has_picture and media.has_sound else {}


def _source(cut: Cut, media: Media, rate: Fraction) -> Fraction:
    """The second of the file at the cut, on a frame of the file's own."""
    own = media.rate or Fraction(media.sample_rate or 1000)
    return max(int(cut.source_at(cut.first, rate) * own + Fraction(1, 2)), 0) / own


def _lanes(sheets: Sequence[Sheet], main: int | None) -> Iterator[tuple[int, Sheet]]:
    """The tracks beside the main line: those over it count up, those under it and sound count down."""
    up, down = count(1), count(-1, -1)
    for place, sheet in enumerate(sheets):
        if place != main:
            is_under = isinstance(sheet.track, AudioTrack) or (main is not None and place < main)
            yield next(down if is_under else up), sheet


def _runs(cuts: Sequence[Cut]) -> list[list[Cut]]:
    """Cuts in groups, each held together by transitions."""
    runs: list[list[Cut]] = []
    for cut in cuts:
        if cut.joint is not None and runs:
            runs[-1].append(cut)
        else:
            runs.append([cut])
    return runs
