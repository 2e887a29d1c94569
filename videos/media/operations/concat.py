"""Concat: several films, one after the other."""

import dataclasses
import uuid
from typing import Any, ClassVar, Literal

import ffmpeg

from videos.media.engine import Limits
from videos.media.extra import open_extra
from videos.media.filtergraph import SAMPLE_RATE, Graph
from videos.media.operations import fitting
from videos.media.operations.base import Number, Operation, OperationRefused, described
from videos.media.probe import MediaInfo
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape, shape_of

TRANSITIONS = {"crossfade": "fade", "wipe": "wipeleft"}
USUAL_RATE = 25.0  # for films that do not tell theirs


class Concat(Operation):
    """Put other films behind this one."""

    name: ClassVar[str] = "concat"
    title: ClassVar[str] = _("Join")
    description: ClassVar[str] = _(
        "Put other videos of your library behind this one. They are made to fit its size, rate and sound."
    )
    icon: ClassVar[str] = "join"
    category: ClassVar[str] = "time"
    needs_video: ClassVar[bool] = False

    video_ids: list[uuid.UUID] = described(
        title=_("Videos"),
        description=_("What follows, in order; the same video may come again."),
        example=["3f0c8c9e-6f0e-4b7e-9d53-0b0f6f0f7a11"],
        picks="video",
        min_length=1,
        max_length=20,
    )
    transition: Literal["cut", "crossfade", "wipe"] = described(
        "cut",
        title=_("Transition"),
        description=_("How one film follows the other."),
        example="crossfade",
        labels={"cut": _("Cut at once"), "crossfade": _("Crossfade"), "wipe": _("Wipe from right to left")},
    )
    seconds: Number = described(
        0.5,
        title=_("Length of the transition"),
        description=_("How long both films are seen; a cut has no length."),
        unit="seconds",
        example=0.5,
        ge=0.1,
        le=5,
    )
    fit: Literal["pad", "cover"] = described(
        "pad",
        title=_("Fit"),
        description=_("What becomes of films with other proportions than the first."),
        example="pad",
        labels={"pad": _("Show the whole picture"), "cover": _("Fill the frame")},
    )

    def sources(self) -> dict[str, str]:
        return {f"videoIds.{number}": str(each) for number, each in enumerate(self.video_ids)}

    def _shapes(self, shape: Shape) -> list[Shape]:
        return [shape, *(shape_of(info=self._extra[name].info) for name in self.sources().values())]

    def _lengths(self, shape: Shape) -> list[float]:
        """Give how long each film is, in whole frames of the result where there is a picture."""
        if not shape.has_video:
            return [each.duration for each in self._shapes(shape)]
        fps = shape.fps or USUAL_RATE
        return [max(round(each.duration * fps), 1) / fps for each in self._shapes(shape)]

    def _overlap(self, shape: Shape) -> float:
        if self.transition == "cut":
            return 0.0
        fps = shape.fps or USUAL_RATE
        return max(round(self.seconds * fps), 1) / fps

    def starts(self, shape: Shape) -> list[float]:
        """Give when each of the other films begins in the result (seconds), in order."""
        lengths, overlap = self._lengths(shape), self._overlap(shape)
        return [sum(lengths[:number]) - overlap * number for number in range(1, len(lengths))]

    def check(self, shape: Shape) -> None:
        super().check(shape)
        for number, name in enumerate(self.sources().values()):
            self._check_other(self._extra[name].info, shape, f"videoIds.{number}")
        self._check_lengths(shape)

    @staticmethod
    def _check_other(info: MediaInfo, shape: Shape, field: str) -> None:
        if info.is_still:
            raise OperationRefused("no_film", gettext("This is a picture, not a film."), field)
        if shape.has_video and info.video is None:
            raise OperationRefused("no_video", gettext("This file has no picture."), field)
        if not shape.has_video and info.audio is None:
            raise OperationRefused("no_audio", gettext("This file has no sound."), field)

    def _check_lengths(self, shape: Shape) -> None:
        lengths, overlap = self._lengths(shape), self._overlap(shape)
        for number, length in enumerate(lengths):
            # A film in the middle has a transition at both of its ends.
            needed = overlap * (1 if number in (0, len(lengths) - 1) else 2)
            if length < needed:
                raise OperationRefused(
                    "too_short",
                    gettext("A film of %(length)s seconds is too short for these transitions.")
                    % {"length": f"{length:.2f}"},
                    "seconds",
                )
        if self.after(shape).duration > Limits().max_duration:
            raise OperationRefused("too_long", gettext("The films are too long together."), "videoIds")

    def after(self, shape: Shape) -> Shape:
        lengths = self._lengths(shape)
        whole = sum(lengths) - self._overlap(shape) * (len(lengths) - 1)
        sounds = any(each.has_audio for each in self._shapes(shape))
        joined = dataclasses.replace(shape, duration=whole, has_audio=sounds, variable_rate=False)
        if not shape.has_video:
            return joined
        return dataclasses.replace(
            joined,
            width=max(shape.width // 2 * 2, 2),
            height=max(shape.height // 2 * 2, 2),
            fps=shape.fps or USUAL_RATE,
        )

    def source_time(self, time: float, shape: Shape) -> float:
        return min(time, shape.duration)

    def notes(self, shape: Shape) -> list[str]:
        size = (shape.width, shape.height)
        others = sum((each.width, each.height) != size for each in self._shapes(shape)[1:])
        return (
            [
                gettext("%(others)s films were made to fit %(size)sx%(size2)s.")
                % {"others": others, "size": size[0], "size2": size[1]}
            ]
            if others and shape.has_video
            else []
        )

    # -- joining ---------------------------------------------------------------------------------------

    def join(self, graph: Graph) -> None:
        after = self.after(graph.shape)
        first = dataclasses.replace(graph)
        if graph.still:
            self._fit_picture(first, after)
            graph.video = first.video
            return
        others = [open_extra(graph, self._extra[name]) for name in self.sources().values()]
        parts = [first, *others]
        lengths = self._lengths(graph.shape)
        for number, (part, length) in enumerate(zip(parts, lengths, strict=True)):
            self._fit(part, after, length, number)
        if self.transition == "cut":
            self._cut(graph, parts)
        else:
            self._blend(graph, parts, lengths)

    def _fit(self, part: Graph, after: Shape, length: float, number: int) -> None:
        if after.has_video:
            self._fit_picture(part, after)
        else:
            part.video = None
        part.shape = dataclasses.replace(part.shape, fps=after.fps)
        if after.has_audio and part.audio is None:
            part.audio = _silence(length, number)
        part.fill(seconds=length)
        part.unify_sound()

    def _fit_picture(self, part: Graph, after: Shape) -> None:
        size = (after.width, after.height)
        if (part.shape.width, part.shape.height) != size:
            if self.fit == "cover":
                fitting.cover(part, size)
            else:
                fitting.pad(part, size, colour="black")
        part.filter_video("format", pix_fmts="yuv420p")
        part.filter_video("setsar", sar=1)

    @staticmethod
    def _cut(graph: Graph, parts: list[Graph]) -> None:
        has_video, has_audio = parts[0].video is not None, parts[0].audio is not None
        streams = [stream for part in parts for stream in (part.video, part.audio) if stream is not None]
        joined = ffmpeg.concat(*streams, v=int(has_video), a=int(has_audio)).node
        graph.video = joined[0] if has_video else None
        graph.audio = joined[int(has_video)] if has_audio else None

    def _blend(self, graph: Graph, parts: list[Graph], lengths: list[float]) -> None:
        overlap = self._overlap(graph.shape)
        film, sound, length = parts[0].video, parts[0].audio, lengths[0]
        options: dict[str, Any] = {"transition": TRANSITIONS[self.transition], "duration": f"{overlap:.6f}"}
        for part, more in zip(parts[1:], lengths[1:], strict=True):
            if film is not None:
                offset = f"{length - overlap:.6f}"
                film = ffmpeg.filter([film, part.video], "xfade", offset=offset, **options)
            if sound is not None:
                sound = ffmpeg.filter([sound, part.audio], "acrossfade", duration=f"{overlap:.6f}")
            length += more - overlap
        graph.video, graph.audio = film, sound


def _silence(seconds: float, number: int) -> Any:
    # The queue's size only tells two silences of one length apart: ffmpeg-python takes equal inputs for one.
    source = f"anullsrc=channel_layout=stereo:sample_rate={SAMPLE_RATE}:duration={seconds + 1:.3f}"
    return ffmpeg.input(source, f="lavfi", thread_queue_size=40 + number).audio
