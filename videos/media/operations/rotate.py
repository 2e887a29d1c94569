"""Rotate: turn the picture."""

import dataclasses
import math
from typing import Any, ClassVar

from videos.media.engine import Limits
from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, OperationRefused, described
from videos.media.operations.colour import PLAIN_COLOUR, PLAIN_COLOUR_HELP, ffmpeg_colour
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

Filters = list[tuple[str, dict[str, Any]]]
# Quarter turns move pixels and change none.
QUARTERS: dict[float, Filters] = {
    0: [],
    90: [("transpose", {"dir": "clock"})],
    180: [("hflip", {}), ("vflip", {})],
    270: [("transpose", {"dir": "cclock"})],
}


class Rotate(Operation):
    """Turn the picture clockwise by any angle."""

    name: ClassVar[str] = "rotate"
    title: ClassVar[str] = _("Rotate")
    description: ClassVar[str] = _("Turn the picture clockwise. Quarter turns keep every pixel.")
    icon: ClassVar[str] = "rotate"
    category: ClassVar[str] = "picture"

    angle: Number = described(
        title=_("Angle"),
        description=_("How far to turn clockwise; negative turns the other way."),
        unit="degrees",
        example=90,
        ge=-360,
        le=360,
    )
    expand: bool = described(
        default=True,
        title=_("Whole picture"),
        description=_("Enlarge the frame so that no corner is cut off; otherwise the size stays."),
        example=True,
    )
    color: str = described(
        "black",
        title=_("Corner colour"),
        description=_("Colour of the corners that appear at odd angles:") + " " + PLAIN_COLOUR_HELP,
        example="black",
        pattern=PLAIN_COLOUR,
    )

    @property
    def _turn(self) -> float:
        return self.angle % 360

    def check(self, shape: Shape) -> None:
        super().check(shape)
        result = self.after(shape)
        if result.width * result.height > Limits().max_pixels:
            raise OperationRefused(
                "too_large_picture",
                gettext("A picture of %(width)sx%(height)s pixels is too large.")
                % {"width": result.width, "height": result.height},
                "expand",
            )

    def after(self, shape: Shape) -> Shape:
        if self._turn in QUARTERS:
            turned = (shape.height, shape.width) if self._turn % 180 else (shape.width, shape.height)
            return dataclasses.replace(shape, width=turned[0], height=turned[1])
        if not self.expand:
            return shape
        angle = math.radians(self._turn)
        across, along = abs(math.cos(angle)), abs(math.sin(angle))
        return dataclasses.replace(
            shape,
            width=math.ceil((shape.width * across + shape.height * along) / 2) * 2,
            height=math.ceil((shape.width * along + shape.height * across) / 2) * 2,
        )

    def join(self, graph: Graph) -> None:
        if self._turn in QUARTERS:
            for name, options in QUARTERS[self._turn]:
                graph.filter_video(name, **options)
            return
        size = self.after(graph.shape)
        graph.filter_video(
            "rotate",
            angle=f"{math.radians(self._turn):.8f}",
            ow=size.width,
            oh=size.height,
            fillcolor=ffmpeg_colour(self.color),
        )
