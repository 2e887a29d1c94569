"""Resize: another picture size."""

import dataclasses
from typing import ClassVar, Literal

from videos.media.engine import Limits
from videos.media.filtergraph import Graph
from videos.media.operations import fitting
from videos.media.operations.base import Operation, OperationRefused, Whole, described
from videos.media.operations.colour import PLAIN_COLOUR, PLAIN_COLOUR_HELP, ffmpeg_colour
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

LARGEST = 8192


class Resize(Operation):
    """Make the picture smaller or larger, in one of four ways to treat other proportions."""

    name: ClassVar[str] = "resize"
    title: ClassVar[str] = _("Resize")
    description: ClassVar[str] = _(
        "Make the picture smaller or larger. With only a width or a height, the other follows. Odd sizes "
        "lose one pixel, since video codecs need even ones."
    )
    icon: ClassVar[str] = "resize"
    category: ClassVar[str] = "picture"

    width: Whole | None = described(
        None,
        title=_("Width"),
        description=_("New width; follows from the height when not given."),
        unit="pixels",
        example=1280,
        ge=16,
        le=LARGEST,
    )
    height: Whole | None = described(
        None,
        title=_("Height"),
        description=_("New height; follows from the width when not given."),
        unit="pixels",
        example=720,
        ge=16,
        le=LARGEST,
    )
    fit: Literal["contain", "cover", "stretch", "pad"] = described(
        "contain",
        title=_("Fit"),
        description=_("What becomes of the picture when the new size has other proportions."),
        example="contain",
        labels={
            "contain": _("As large as fits into the size"),
            "cover": _("Fill the size, cut off edges"),
            "stretch": _("Distort it"),
            "pad": _("Fit it in, fill the rest"),
        },
    )
    padding: Literal["color", "blur"] = described(
        "color",
        title=_("Padding"),
        description=_("What fills the rest, where it is filled."),
        example="blur",
        labels={"color": _("One colour"), "blur": _("The film itself, blurred")},
    )
    color: str = described(
        "black",
        title=_("Padding colour"),
        description=_("Colour of the padding:") + " " + PLAIN_COLOUR_HELP,
        example="black",
        pattern=PLAIN_COLOUR,
    )

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self.width is None and self.height is None:
            raise OperationRefused("size_missing", gettext("Give a width, a height or both."), "width")
        width, height = self._box(shape)
        if max(width, height) > 2 * LARGEST or width * height > Limits().max_pixels:
            raise OperationRefused(
                "too_large_picture",
                gettext("A picture of %(width)sx%(height)s pixels is too large.")
                % {"width": width, "height": height},
                "width",
            )

    def _box(self, shape: Shape) -> fitting.Size:
        if self.width is None and self.height is not None:
            return fitting.even(shape.width * self.height / shape.height), self.height // 2 * 2
        if self.height is None and self.width is not None:
            return self.width // 2 * 2, fitting.even(shape.height * self.width / shape.width)
        return (self.width or 2) // 2 * 2, (self.height or 2) // 2 * 2

    def _size(self, shape: Shape) -> fitting.Size:
        box = self._box(shape)
        return fitting.contained(size=(shape.width, shape.height), box=box) if self.fit == "contain" else box

    def after(self, shape: Shape) -> Shape:
        width, height = self._size(shape)
        return dataclasses.replace(shape, width=width, height=height)

    def notes(self, shape: Shape) -> list[str]:
        width, height = self._size(shape)
        asked = (self.width or width, self.height or height)
        if asked == (width, height):
            return []
        return [
            gettext(
                "The picture becomes %(width)sx%(height)s: its proportions are kept and video sizes are even."
            )
            % {"width": width, "height": height}
        ]

    def join(self, graph: Graph) -> None:
        size = self._size(graph.shape)
        if size == (graph.shape.width, graph.shape.height):
            return
        if self.fit == "cover":
            fitting.cover(graph, size)
        elif self.fit == "pad" and self.padding == "blur":
            fitting.pad_with_blur(graph, size)
        elif self.fit == "pad":
            fitting.pad(graph, size, colour=ffmpeg_colour(self.color))
        else:
            fitting.stretch(graph, size)
