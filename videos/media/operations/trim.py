"""Trim: keep one span of the film."""

import dataclasses
from typing import ClassVar, Literal

from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, OperationRefused, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

LONGEST = 1_000_000.0


class Trim(Operation):
    """Keep what lies between two times."""

    name: ClassVar[str] = "trim"
    title: ClassVar[str] = _("Trim")
    description: ClassVar[str] = _("Keep the part between two times and drop the rest, exact to the frame.")
    icon: ClassVar[str] = "scissors"
    category: ClassVar[str] = "time"
    needs_video: ClassVar[bool] = False

    start_time: Number = described(
        title=_("Start"),
        description=_("Where the kept part begins."),
        unit="seconds",
        example=2.5,
        ge=0,
        le=LONGEST,
    )
    end_time: Number = described(
        title=_("End"),
        description=_("Where the kept part ends; it must come after the start."),
        unit="seconds",
        example=7.5,
        gt=0,
        le=LONGEST,
    )
    mode: Literal["auto", "exact", "copy"] = described(
        "auto",
        title=_("Precision"),
        description=_(
            "The first two cut at the very frame. When Trim is the only operation, auto encodes only the "
            "frames at the two cuts and copies the others as they are, where the film allows it. A copy is "
            "instant and lossless, but begins at the keyframe before the start; it too must be the only "
            "operation."
        ),
        example="auto",
        labels={"auto": _("Automatic"), "exact": _("Exact, encoded anew"), "copy": _("Instant copy")},
    )

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self.end_time <= self.start_time:
            raise OperationRefused(
                "end_before_start", gettext("The end must come after the start."), "endTime"
            )
        if self.start_time >= shape.duration:
            raise OperationRefused(
                "beyond_end",
                gettext("The film is only %(duration)s seconds long.")
                % {"duration": f"{shape.duration:.2f}"},
                "startTime",
            )
        if self.end_time > shape.duration + max(shape.frame, 0.001):
            raise OperationRefused(
                "beyond_end",
                gettext("The film is only %(duration)s seconds long.")
                % {"duration": f"{shape.duration:.2f}"},
                "endTime",
            )
        start, end = self.span(shape)
        if end - start < shape.frame / 2:
            raise OperationRefused("too_short", gettext("Less than one frame would be left."), "endTime")

    def span(self, shape: Shape) -> tuple[float, float]:
        """Give the times that are really used (seconds).

        An end up to one frame late means the film's end. With an even rate both times are moved to the
        nearest frame, since a cut in the middle of one would leave a gap before the first.
        """
        end = min(self.end_time, shape.duration)
        if shape.variable_rate or shape.fps <= 0:
            return self.start_time, end
        return round(self.start_time * shape.fps) / shape.fps, round(end * shape.fps) / shape.fps

    def after(self, shape: Shape) -> Shape:
        start, end = self.span(shape)
        return dataclasses.replace(shape, duration=end - start)

    def source_time(self, time: float, shape: Shape) -> float:
        return self.span(shape)[0] + time

    def join(self, graph: Graph) -> None:
        start, end = self.span(graph.shape)
        if graph.still:
            graph.filter_video("setpts", expr=f"round(PTS-{start:.6f}/TB)")
            return
        self.cut(graph, start, end)

    def cut(self, graph: Graph, start: float, end: float) -> None:
        """Drop what lies outside of two times (seconds) of the graph, and count from the first."""
        span = {"start": f"{start:.6f}", "end": f"{end:.6f}"}
        if graph.video is not None:
            graph.filter_video("trim", **span)
            graph.filter_video("setpts", expr=f"round(PTS-{start:.6f}/TB)")
            self.close_gap(graph)
        graph.filter_audio("atrim", **span)
        graph.filter_audio("asetpts", expr=f"round(PTS-{start:.6f}/TB)")

    @staticmethod
    def close_gap(graph: Graph) -> None:
        """Show the first picture from the beginning: frames of an uneven rate seldom lie where a cut is."""
        if graph.shape.variable_rate:
            graph.filter_video("setpts", expr="if(eq(N,0),0,PTS)")
            return
        # The picture may start a fraction of a frame after the sound; a later start is meant and stays.
        frame = f"{graph.shape.frame:.6f}"
        graph.filter_video("setpts", expr=f"if(lt(STARTT,{frame}),PTS-STARTPTS,PTS)")
