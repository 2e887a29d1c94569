"""GIF: a short, silent picture that repeats."""

import dataclasses
from typing import ClassVar

from videos.media.filtergraph import Graph, rate_words
from videos.media.formats import FORMATS
from videos.media.operations import fitting
from videos.media.operations.base import Number, OperationRefused, Whole, described
from videos.media.operations.export import Ending, Target
from videos.media.operations.trim import Trim
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

LONGEST = 60.0


class Gif(Ending):
    """Make an animated GIF of a part of the film."""

    name: ClassVar[str] = "gif"
    title: ClassVar[str] = _("GIF")
    description: ClassVar[str] = _(
        "Make an animated GIF that repeats for ever, without sound, of at most 60 seconds."
    )
    icon: ClassVar[str] = "gif"
    category: ClassVar[str] = "output"

    width: Whole = described(
        480,
        title=_("Width"),
        description=_("Width of the picture; a smaller film is not enlarged."),
        unit="pixels",
        example=480,
        ge=32,
        le=1280,
    )
    fps: Number = described(
        12.0,
        title=_("Frames per second"),
        description=_("More is smoother and larger."),
        unit="frames per second",
        example=12,
        ge=1,
        le=30,
    )
    start_time: Number = described(
        0.0,
        title=_("Start"),
        description=_("Where the GIF begins."),
        unit="seconds",
        example=0,
        ge=0,
        le=1_000_000,
    )
    end_time: Number | None = described(
        None,
        title=_("End"),
        description=_("Where the GIF ends; the film's end when not given."),
        unit="seconds",
        example=4,
        gt=0,
        le=1_000_000,
    )

    def target(self, shape: Shape) -> Target:
        return Target(FORMATS["gif"], None, None, None)

    def _trim(self, shape: Shape) -> Trim:
        end = shape.duration if self.end_time is None else self.end_time
        return Trim(start_time=self.start_time, end_time=end)

    def check(self, shape: Shape) -> None:
        super().check(shape)
        trim = self._trim(shape)
        trim.check(shape)
        seconds = trim.after(shape).duration
        if seconds > LONGEST + shape.frame:
            raise OperationRefused(
                "too_long",
                gettext("A GIF has at most %(longest)s seconds, and these are %(seconds)s.")
                % {"longest": f"{LONGEST:.0f}", "seconds": f"{seconds:.0f}"},
                "endTime",
            )

    def after(self, shape: Shape) -> Shape:
        width = min(self.width, shape.width)
        height = shape.height if width == shape.width else fitting.even(shape.height * width / shape.width)
        trimmed = self._trim(shape).after(shape)
        fps = min(self.fps, shape.fps)
        return dataclasses.replace(
            trimmed, width=width, height=height, fps=fps, has_audio=False, variable_rate=False
        )

    def source_time(self, time: float, shape: Shape) -> float:
        return self._trim(shape).source_time(time, shape)

    def join(self, graph: Graph) -> None:
        after = self.after(graph.shape)
        self._trim(graph.shape).join(graph)
        if not graph.still:
            graph.filter_video("fps", fps=rate_words(after.fps))
        if after.width != graph.shape.width:
            fitting.stretch(graph, (after.width, after.height))
