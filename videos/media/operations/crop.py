"""Crop: keep one rectangle of the picture."""

import dataclasses
from typing import ClassVar

from videos.media.filtergraph import Graph
from videos.media.operations.base import Operation, OperationRefused, Whole, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

LARGEST = 16_384


class Crop(Operation):
    """Keep a rectangle, measured in pixels of the upright picture."""

    name: ClassVar[str] = "crop"
    title: ClassVar[str] = _("Crop")
    description: ClassVar[str] = _(
        "Keep a rectangle of the picture. Odd sizes lose one pixel, since video codecs need even ones."
    )
    icon: ClassVar[str] = "crop"
    category: ClassVar[str] = "picture"

    width: Whole = described(
        title=_("Width"),
        description=_("Width of the rectangle."),
        unit="pixels",
        example=640,
        ge=16,
        le=LARGEST,
    )
    height: Whole = described(
        title=_("Height"),
        description=_("Height of the rectangle."),
        unit="pixels",
        example=360,
        ge=16,
        le=LARGEST,
    )
    x: Whole = described(
        0,
        title=_("Left"),
        description=_("Distance from the picture's left edge."),
        unit="pixels",
        example=0,
        ge=0,
        le=LARGEST,
    )
    y: Whole = described(
        0,
        title=_("Top"),
        description=_("Distance from the picture's top edge."),
        unit="pixels",
        example=0,
        ge=0,
        le=LARGEST,
    )

    def check(self, shape: Shape) -> None:
        super().check(shape)
        size = gettext("The picture is %(width)sx%(height)s pixels.") % {
            "width": shape.width,
            "height": shape.height,
        }
        if self.x + self.width > shape.width:
            raise OperationRefused(
                "outside_frame",
                gettext("The rectangle leaves the picture on the right. %(size)s") % {"size": size},
                "width",
            )
        if self.y + self.height > shape.height:
            raise OperationRefused(
                "outside_frame",
                gettext("The rectangle leaves the picture below. %(size)s") % {"size": size},
                "height",
            )

    def after(self, shape: Shape) -> Shape:
        return dataclasses.replace(shape, width=self.width // 2 * 2, height=self.height // 2 * 2)

    def notes(self, shape: Shape) -> list[str]:
        result = self.after(shape)
        if (result.width, result.height) == (self.width, self.height):
            return []
        return [
            gettext("The crop was rounded down to %(width)sx%(height)s, since video sizes must be even.")
            % {"width": result.width, "height": result.height}
        ]

    def join(self, graph: Graph) -> None:
        size = self.after(graph.shape)
        # exact=1: without it the filter moves odd corners to the chroma grid.
        graph.filter_video("crop", w=size.width, h=size.height, x=self.x, y=self.y, exact=1)
