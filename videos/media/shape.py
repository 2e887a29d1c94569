"""What a film looks like between two operations."""

from dataclasses import dataclass

from videos.media.probe import MediaInfo


@dataclass(frozen=True)
class Shape:
    """A film's picture size (pixels, as displayed), length (seconds), rate and what it carries."""

    width: int
    height: int
    duration: float
    fps: float
    has_audio: bool
    has_video: bool
    variable_rate: bool = False

    @property
    def frame(self) -> float:
        """Give the length of one frame in seconds."""
        return 1.0 / self.fps if self.fps > 0 else 0.04


def shape_of(*, info: MediaInfo) -> Shape:
    """Describe a probed file as it will enter the first operation: upright and with square pixels."""
    video = info.video
    return Shape(
        width=video.width if video else 0,
        height=video.height if video else 0,
        duration=info.duration,
        fps=video.fps if video else 0.0,
        has_audio=info.audio is not None,
        has_video=video is not None,
        variable_rate=video.variable_rate if video else False,
    )
