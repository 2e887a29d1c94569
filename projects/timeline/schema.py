"""The timeline's fields: what is stored, sent and documented as JSON Schema.

All times are seconds. A clip's `start` and `duration` lie on frames of the timeline; what it shows of its
file begins at `sourceIn` and lasts `duration * speed`. The first track is the lowest: those after it lie
over it.
"""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from videos.media.operations.add_text import Anchor, Position, Style
from videos.media.operations.base import Fields, Number, Whole, described
from videos.media.operations.colour import COLOUR

LONGEST = 6 * 3600.0  # seconds of a timeline
MOST_TRACKS = 40
MOST_CLIPS = 2000  # of a whole timeline
MOST_MARKERS = 500
MOST_EFFECTS = 10  # of a clip
SLOWEST, FASTEST = 0.1, 10.0
LONGEST_FADE, LONGEST_TEXT_FADE, LONGEST_TRANSITION = 60.0, 10.0, 10.0
# Television's rates are a thousandth slower than their names: 29.97 means 30000/1001.
NTSC = tuple(Fraction(frames * 1000, 1001) for frames in (24, 30, 48, 60, 120))

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class TrackKind(StrEnum):
    VIDEO = "video"  # fills the frame; the lowest one is the film's main line
    OVERLAY = "overlay"  # pictures and films laid over a part of the frame
    TEXT = "text"
    AUDIO = "audio"


class TransitionKind(StrEnum):
    DISSOLVE = "dissolve"
    FADE_BLACK = "fade-black"
    FADE_WHITE = "fade-white"
    WIPE_LEFT = "wipe-left"
    WIPE_RIGHT = "wipe-right"
    SLIDE_LEFT = "slide-left"
    SLIDE_RIGHT = "slide-right"


class Transition(Fields):
    """How a clip comes in over the one before it, whose last seconds it overlaps by `duration`."""

    kind: TransitionKind = TransitionKind.DISSOLVE
    duration: Number = Field(gt=0, le=LONGEST_TRANSITION)


class Place(Fields):
    """A part of the frame, as shares of its width and height from the top left; may reach beyond it."""

    x: Number = Field(0.0, ge=-1, le=1)
    y: Number = Field(0.0, ge=-1, le=1)
    width: Number = Field(1.0, gt=0, le=2)
    height: Number = Field(1.0, gt=0, le=2)


class Clip(Fields):
    """What all clips have. `meta` is for whoever made the clip, and passes through untouched."""

    id: Id
    name: str = Field("", max_length=200)
    start: Number = described(description="Where it begins.", unit="seconds", example=4, ge=0, le=LONGEST)
    duration: Number = described(description="How long.", unit="seconds", example=3, gt=0, le=LONGEST)
    meta: dict[str, Any] = Field(default_factory=dict)


class MediaClip(Clip):
    """A stretch of a file of the library. A picture has no time: its `sourceIn` is 0 and its speed 1."""

    video_id: UUID
    source_in: Number = described(
        0.0, description="Where in the file.", unit="seconds", example=1, ge=0, le=1_000_000
    )
    speed: Number = Field(1.0, ge=SLOWEST, le=FASTEST)
    volume: Number = Field(1.0, ge=0, le=4)
    fade_in: Number = described(
        0.0, description="Comes up for so long.", unit="seconds", example=1, ge=0, le=LONGEST_FADE
    )
    fade_out: Number = described(
        0.0, description="Dies away for so long.", unit="seconds", example=1, ge=0, le=LONGEST_FADE
    )
    effects: list[dict[str, Any]] = Field(
        default_factory=list,
        max_length=MOST_EFFECTS,
        description="Operations of the catalogue that keep the length, in order.",
    )


class VideoClip(MediaClip):
    fit: Literal["contain", "cover", "stretch"] = "contain"
    transition: Transition | None = None


class OverlayClip(MediaClip):
    place: Place = Place()
    opacity: Number = Field(1.0, ge=0, le=1)
    transition: Transition | None = None


class AudioClip(MediaClip):
    transition: Transition | None = Field(None, description="A crossfade, whatever its kind.")


class TextClip(Clip):
    text: str = Field(min_length=1, max_length=500)
    style: Style = Style()
    anchor: Anchor | None = "bottom"
    position: Position | None = None
    fade_in: Number = Field(0.0, ge=0, le=LONGEST_TEXT_FADE)
    fade_out: Number = Field(0.0, ge=0, le=LONGEST_TEXT_FADE)


AnyClip = VideoClip | OverlayClip | AudioClip | TextClip


class Track(Fields):
    id: Id
    name: str = Field("", max_length=100)
    muted: bool = Field(default=False, description="Its sound is not heard.")
    hidden: bool = Field(default=False, description="Its pictures or texts are not seen.")
    locked: bool = Field(default=False, description="Editors leave it as it is.")
    volume: Number = Field(1.0, ge=0, le=4)


class VideoTrack(Track):
    kind: Literal[TrackKind.VIDEO] = TrackKind.VIDEO
    clips: list[VideoClip] = Field(default_factory=list)


class OverlayTrack(Track):
    kind: Literal[TrackKind.OVERLAY] = TrackKind.OVERLAY
    clips: list[OverlayClip] = Field(default_factory=list)


class TextTrack(Track):
    kind: Literal[TrackKind.TEXT] = TrackKind.TEXT
    role: Literal["titles", "captions"] = "titles"
    clips: list[TextClip] = Field(default_factory=list)


class Duck(Fields):
    """Makes room: quieter by `amount` decibels while something is heard on the tracks `under`."""

    under: list[Id] = Field(min_length=1, max_length=MOST_TRACKS)
    amount: Number = Field(12.0, gt=0, le=40)


class AudioTrack(Track):
    kind: Literal[TrackKind.AUDIO] = TrackKind.AUDIO
    duck: Duck | None = None
    clips: list[AudioClip] = Field(default_factory=list)


AnyTrack = Annotated[VideoTrack | OverlayTrack | TextTrack | AudioTrack, Field(discriminator="kind")]


class Marker(Fields):
    id: Id
    time: Number = Field(ge=0, le=LONGEST)
    name: str = Field("", max_length=200)
    color: str = Field("#f5a524", pattern=COLOUR)


class Timeline(Fields):
    """A whole film. As short as its last clip; where nothing lies, `background` is seen and silence heard."""

    schema_version: Literal[1] = Field(1, alias="schema")
    width: Whole = Field(1280, ge=16, le=7680, multiple_of=2)
    height: Whole = Field(720, ge=16, le=7680, multiple_of=2)
    fps: Number = Field(30.0, ge=1, le=120)
    background: str = Field("#000000", pattern=COLOUR)
    tracks: list[AnyTrack] = Field(default_factory=list, max_length=MOST_TRACKS)
    markers: list[Marker] = Field(default_factory=list, max_length=MOST_MARKERS)

    @property
    def rate(self) -> Fraction:
        """Frames a second without rounding: 23.98 and 23.976 are 24000/1001."""
        exact = next((rate for rate in NTSC if abs(float(rate) - self.fps) < 0.005), None)
        return exact or Fraction(self.fps).limit_denominator(1001)

    @property
    def clips(self) -> list[AnyClip]:
        return [clip for track in self.tracks for clip in track.clips]

    @property
    def duration(self) -> float:
        """Seconds until the last clip ends."""
        return max((clip.start + clip.duration for clip in self.clips), default=0.0)

    @property
    def video_ids(self) -> set[UUID]:
        return {clip.video_id for clip in self.clips if isinstance(clip, MediaClip)}

    def to_json(self) -> dict[str, Any]:
        """The form that is stored and sent, which `Timeline.model_validate` reads back."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
