"""Fade: from and into black or white, and from and into silence."""

from typing import ClassVar, Literal

from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, OperationRefused, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

LONGEST = 60.0


class Fade(Operation):
    """Let the film appear and disappear softly."""

    name: ClassVar[str] = "fade"
    title: ClassVar[str] = _("Fade")
    description: ClassVar[str] = _("Let picture and sound appear and disappear softly.")
    icon: ClassVar[str] = "fade"
    category: ClassVar[str] = "picture"
    needs_video: ClassVar[bool] = False

    fade_in: Number = described(
        1.0,
        title=_("In"),
        description=_("How long the beginning takes to appear; 0 for no fade."),
        unit="seconds",
        example=1,
        ge=0,
        le=LONGEST,
    )
    fade_out: Number = described(
        1.0,
        title=_("Out"),
        description=_("How long the end takes to disappear; 0 for no fade."),
        unit="seconds",
        example=1,
        ge=0,
        le=LONGEST,
    )
    color: Literal["black", "white"] = described(
        "black",
        title=_("Colour"),
        description=_("What the picture comes from and goes into."),
        example="black",
        labels={"black": _("Black"), "white": _("White")},
    )
    sound: bool = described(
        default=True,
        title=_("Fade the sound"),
        description=_("Fade the sound together with the picture."),
        example=True,
    )

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self.fade_in + self.fade_out > shape.duration + shape.frame:
            raise OperationRefused(
                "too_long",
                gettext("The fades are longer than the film, which has %(duration)s seconds.")
                % {"duration": f"{shape.duration:.2f}"},
                "fadeOut" if self.fade_out > self.fade_in else "fadeIn",
            )

    def may_blacken(self, shape: Shape) -> bool:
        # Where little is left between the fades, only dim pictures may be.
        return self.color == "black" and shape.duration - self.fade_in - self.fade_out < shape.duration / 2

    def join(self, graph: Graph) -> None:
        start = max(graph.shape.duration - self.fade_out, 0.0)
        for kind, begin, length in (("in", 0.0, self.fade_in), ("out", start, self.fade_out)):
            if length == 0:
                continue
            span = {"type": kind, "start_time": f"{begin:.6f}", "duration": f"{length:.6f}"}
            if graph.video is not None:
                graph.filter_video("fade", color=self.color, **span)
            if self.sound:
                graph.filter_audio("afade", **span)
