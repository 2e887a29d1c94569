"""Speed: a faster or slower film, its voices as high as before."""

import dataclasses
from typing import ClassVar

from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, OperationRefused, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

# Beyond these, one atempo drops or repeats whole pieces of sound, so a chain of smaller steps is used.
FASTEST_STEP, SLOWEST_STEP = 2.0, 0.5


def tempo_steps(factor: float) -> list[float]:
    """Give steps that multiply to a factor, each within what one filter does well."""
    steps = []
    while factor > FASTEST_STEP or factor < SLOWEST_STEP:
        step = FASTEST_STEP if factor > FASTEST_STEP else SLOWEST_STEP
        steps.append(step)
        factor /= step
    return [*steps, factor]


class Speed(Operation):
    """Play the film faster or slower."""

    name: ClassVar[str] = "speed"
    title: ClassVar[str] = _("Speed")
    description: ClassVar[str] = _(
        "Play the film faster or slower. Voices keep their pitch, and the frame rate stays."
    )
    icon: ClassVar[str] = "speed"
    category: ClassVar[str] = "time"
    needs_video: ClassVar[bool] = False

    factor: Number = described(
        title=_("Factor"),
        description=_("2 is twice as fast, 0.5 half as fast."),
        unit="times",
        example=1.5,
        ge=0.25,
        le=4,
    )

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if shape.duration / self.factor < shape.frame:
            raise OperationRefused("too_short", gettext("Less than one frame would be left."), "factor")

    def after(self, shape: Shape) -> Shape:
        fps = shape.fps * self.factor if shape.variable_rate else shape.fps
        return dataclasses.replace(shape, duration=shape.duration / self.factor, fps=fps)

    def source_time(self, time: float, shape: Shape) -> float:
        return time * self.factor

    def join(self, graph: Graph) -> None:
        if self.factor == 1:
            return
        if graph.video is not None:
            graph.filter_video("setpts", expr=f"PTS/{self.factor:.9g}")
            if not (graph.shape.variable_rate or graph.still):
                graph.pace()
        graph.settle_sound()
        for step in tempo_steps(self.factor):
            graph.filter_audio("atempo", tempo=f"{step:.9g}")
        graph.filter_audio("atrim", end=f"{graph.shape.duration / self.factor:.6f}")
