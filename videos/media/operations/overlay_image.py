"""Overlay image: a logo or a picture on the film."""

import math
import uuid
from typing import Any, ClassVar

import ffmpeg

from videos.media.extra import open_extra
from videos.media.filtergraph import Graph
from videos.media.operations.add_text import ANCHOR_LABELS, Anchor, Position, Span
from videos.media.operations.base import Number, Operation, OperationRefused, Whole, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

MARGIN = 0.04  # of the shorter side, kept free around an anchored image
USUAL_SHARE = 0.2  # of the film's width


class OverlayImage(Operation):
    """Lay an image over the picture."""

    name: ClassVar[str] = "overlay-image"
    title: ClassVar[str] = _("Image")
    description: ClassVar[str] = _(
        "Lay an image of your library over the picture: a logo, a watermark, a moving GIF. Transparent "
        "parts stay transparent."
    )
    icon: ClassVar[str] = "image"
    category: ClassVar[str] = "picture"

    image_id: uuid.UUID = described(
        title=_("Image"),
        description=_("An image of your library."),
        example="3f0c8c9e-6f0e-4b7e-9d53-0b0f6f0f7a11",
        picks="image",
    )
    width: Whole | None = described(
        None,
        title=_("Width"),
        description=_("Width of the image in the film; a fifth of the film's when not given."),
        unit="pixels",
        example=120,
        ge=4,
        le=8192,
    )
    position: Position | None = described(
        None,
        title=_("Position"),
        description=_("The image's top left corner in pixels. Give this or an anchor, not both."),
        example={"x": 40, "y": 40},
    )
    anchor: Anchor | None = described(
        None,
        title=_("Anchor"),
        description=_("Which part of the picture the image sits in; at the bottom right if not given."),
        example="top-right",
        labels=ANCHOR_LABELS,
    )
    opacity: Number = described(
        1.0,
        title=_("Opacity"),
        description=_("0 cannot be seen, 1 hides what is behind."),
        unit="0-1",
        example=0.8,
        ge=0,
        le=1,
    )
    angle: Number = described(
        0.0,
        title=_("Angle"),
        description=_("How far the image is turned clockwise."),
        unit="degrees",
        example=15,
        ge=-360,
        le=360,
    )
    duration: Span | None = described(
        None,
        title=_("Time"),
        description=_("When the image is seen; the whole film when not given."),
        example={"start": 1, "end": 4},
    )

    @property
    def is_still(self) -> bool:
        """Say whether its image does not move."""
        return self._extra[str(self.image_id)].is_image

    def sources(self) -> dict[str, str]:
        return {"imageId": str(self.image_id)}

    def _size(self, shape: Shape) -> tuple[int, int]:
        image = self._extra[str(self.image_id)].info.video
        width = self.width or max(round(shape.width * USUAL_SHARE), 4)
        return width, max(round(width * image.height / image.width), 1) if image else 1

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self._extra[str(self.image_id)].info.video is None:
            raise OperationRefused("no_video", gettext("This file has no picture."), "imageId")
        if self.position is not None and self.anchor is not None:
            raise OperationRefused(
                "position_and_anchor", gettext("Give a position or an anchor, not both."), "anchor"
            )
        width, height = self._size(shape)
        if width > shape.width or height > shape.height:
            raise OperationRefused(
                "outside_frame",
                gettext(
                    "The image would be %(width)sx%(height)s, and the film has %(width2)sx%(height2)s pixels."
                )
                % {"width": width, "height": height, "width2": shape.width, "height2": shape.height},
                "width",
            )
        if self.position is not None and (self.position.x >= shape.width or self.position.y >= shape.height):
            raise OperationRefused(
                "outside_frame", gettext("The image would lie outside of the picture."), "position"
            )
        if self.duration is not None:
            self.duration.check(shape)

    def may_blacken(self, shape: Shape) -> bool:
        return True  # nobody knows what is on the image

    def join(self, graph: Graph) -> None:
        image = open_extra(graph, self._extra[str(self.image_id)], endless=not graph.still)
        width, height = self._size(graph.shape)
        image.filter_video("format", pix_fmts="rgba")
        image.filter_video("scale", w=width, h=height, flags="bicubic")
        if self.angle % 360:
            turn = f"{math.radians(self.angle):.8f}"
            image.filter_video(
                "rotate", angle=turn, ow=f"rotw({turn})", oh=f"roth({turn})", fillcolor="black@0"
            )
        if self.opacity < 1:
            image.filter_video("colorchannelmixer", aa=round(self.opacity, 4))
        # A single image stays by itself; one that repeats for ever must not make the film last as long.
        still = self.is_still or graph.still
        options: dict[str, Any] = {"eof_action": "repeat"} if still else {"shortest": 1}
        if self.duration is not None:
            options["enable"] = self.duration.expression()
        graph.video = ffmpeg.overlay(
            graph.video, image.video, format="auto", **self._place(graph.shape), **options
        )

    def _place(self, shape: Shape) -> dict[str, str]:
        if self.position is not None:
            return {"x": f"{self.position.x:.0f}", "y": f"{self.position.y:.0f}"}
        anchor, margin = self.anchor or "bottom-right", round(min(shape.width, shape.height) * MARGIN)
        across = "W-w-{0}" if anchor.endswith("right") else "{0}" if anchor.endswith("left") else "(W-w)/2"
        down = "{0}" if anchor.startswith("top") else "H-h-{0}" if anchor.startswith("bottom") else "(H-h)/2"
        return {"x": across.format(margin), "y": down.format(margin)}
