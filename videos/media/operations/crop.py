"""Crop: keep one rectangle of the picture."""

import dataclasses
from typing import ClassVar

from videos.media.filtergraph import Graph
from videos.media.operations.base import Operation, OperationRefused, Whole, described
from videos.media.shape import Shape

LARGEST = 16_384


class Crop(Operation):
    """Keep a rectangle, measured in pixels of the upright picture."""

    name: ClassVar[str] = "crop"
    title: ClassVar[str] = "Crop"
    description: ClassVar[str] = (
        "Keep a rectangle of the picture. Odd sizes lose one pixel, since video codecs need even ones."
    )
    icon: ClassVar[str] = "crop"
    category: ClassVar[str] = "picture"

    width: Whole = described(
        title="Width", description="Width of the rectangle.", unit="pixels", example=640, ge=16, le=LARGEST
    )
    height: Whole = described(
        title="Height", description="Height of the rectangle.", unit="pixels", example=360, ge=16, le=LARGEST
    )
    x: Whole = described(
        0,
        title="Left",
        description="Distance from the picture's left edge.",
        unit="pixels",
        example=0,
        ge=0,
        le=LARGEST,
    )
    y: Whole = described(
        0,
        title="Top",
        description="Distance from the picture's top edge.",
        unit="pixels",
        example=0,
        ge=0,
        le=LARGEST,
    )

    def check(self, shape: Shape) -> None:
        super().check(shape)
        size = f"The picture is {shape.width}x{shape.height} pixels."
        if self.x + self.width > shape.width:
            raise OperationRefused(
                "outside_frame", f"The rectangle leaves the picture on the right. {size}", "width"
            )
        if self.y + self.height > shape.height:
            raise OperationRefused(
                "outside_frame", f"The rectangle leaves the picture below. {size}", "height"
            )

    def after(self, shape: Shape) -> Shape:
        return dataclasses.replace(shape, width=self.width // 2 * 2, height=self.height // 2 * 2)

    def notes(self, shape: Shape) -> list[str]:
        result = self.after(shape)
        if (result.width, result.height) == (self.width, self.height):
            return []
        return [
            f"The crop was rounded down to {result.width}x{result.height}, since video sizes must be even."
        ]

    def join(self, graph: Graph) -> None:
        size = self.after(graph.shape)
        # exact=1: without it the filter moves odd corners to the chroma grid.
        graph.filter_video("crop", w=size.width, h=size.height, x=self.x, y=self.y, exact=1)
