"""A timeline as other programs see it: clips that meet at cuts, with handles on both sides of a transition.

Here the later clip of a transition begins while the earlier one still runs. Elsewhere they meet at a cut,
which lies in the middle of the transition: of an odd number of frames, the greater half comes after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from projects.interchange.media import exact_rate
from projects.interchange.refusing import Unwritable
from projects.timeline.frames import frame_at, frames_of
from projects.timeline.saying import Said as _
from projects.timeline.schema import AnyClip, AnyTrack, MediaClip, TextClip, Timeline, TransitionKind


@dataclass(frozen=True)
class Joint:
    """A transition over a cut: frames of it that lie before the cut, and after it."""

    kind: TransitionKind
    before: int
    after: int

    @property
    def frames(self) -> int:
        return self.before + self.after


@dataclass(frozen=True)
class Cut:
    """A clip from one cut to the next, in frames of the timeline: from `first` up to but without `last`.

    `whole` is where the clip itself begins, before the transition into it.
    """

    clip: AnyClip
    first: int
    last: int
    whole: int
    joint: Joint | None = None  # into it, from the cut before, which ends where this one begins

    @property
    def frames(self) -> int:
        return self.last - self.first

    def speed(self) -> Fraction:
        return Fraction(str(self.clip.speed)) if isinstance(self.clip, MediaClip) else Fraction(1)

    def source_at(self, frame: int, rate: Fraction) -> Fraction:
        """The second of its file that is shown at a frame of the timeline."""
        if not isinstance(self.clip, MediaClip):
            return Fraction(0)
        return Fraction(str(self.clip.source_in)) + (frame - self.whole) / rate * self.speed()


@dataclass(frozen=True)
class Sheet:
    """A track in cuts, in order of time."""

    track: AnyTrack
    cuts: Sequence[Cut]


def rate_of(timeline: Timeline) -> Fraction:
    """The rate that is told to others."""
    return exact_rate(float(timeline.rate))


def sheets_of(timeline: Timeline) -> list[Sheet]:
    """All tracks of a settled timeline in cuts, in its order: the lowest first. Raises Unwritable."""
    return [Sheet(track, _cuts(track, timeline.rate)) for track in timeline.tracks]


def moment(seconds: float, timeline: Timeline) -> int:
    """The frame at which something lies."""
    return frame_at(seconds, timeline.rate)


def _cuts(track: AnyTrack, rate: Fraction) -> list[Cut]:
    cuts: list[Cut] = []
    for clip in track.clips:
        first, last = frames_of(clip, rate)
        fresh = Cut(clip=clip, first=first, last=last, whole=first)
        if cuts and cuts[-1].last > first:
            cuts[-1], fresh = _joined(cuts[-1], fresh)
        cuts.append(fresh)
    return cuts


def _joined(before: Cut, fresh: Cut) -> tuple[Cut, Cut]:
    """Both with a cut in the middle of the transition, where they overlap."""
    transition = None if isinstance(fresh.clip, TextClip) else fresh.clip.transition
    overlap = before.last - fresh.first
    cut = fresh.first + overlap // 2
    if transition is None or not before.first < cut < fresh.last:
        raise Unwritable(_("Clips lie over each other at %(start)s s.", start=f"{fresh.clip.start:.2f}"))
    joint = Joint(transition.kind, before=cut - fresh.first, after=before.last - cut)
    return replace(before, last=cut), replace(fresh, first=cut, joint=joint)
