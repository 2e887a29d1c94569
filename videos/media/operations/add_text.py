"""Add text: words drawn on the picture, for the whole film or a part of it."""

import re
import unicodedata
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from videos.media.filtergraph import Graph
from videos.media.fonts import FONT_LABELS, FontFamily, line_height, missing_characters, wrap
from videos.media.operations.base import Fields, Number, Operation, OperationRefused, Whole, described
from videos.media.operations.colour import COLOUR, COLOUR_HELP, ffmpeg_colour
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

Anchor = Literal[
    "top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"
]
ANCHOR_LABELS = {
    "top-left": _("Top left"),
    "top": _("Top"),
    "top-right": _("Top right"),
    "left": _("Left"),
    "center": _("Centre"),
    "right": _("Right"),
    "bottom-left": _("Bottom left"),
    "bottom": _("Bottom"),
    "bottom-right": _("Bottom right"),
}
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
MARGIN = 0.04  # of the shorter side, kept free around anchored text


class Position(Fields):
    """The top left corner of what is drawn."""

    x: Number = described(
        title=_("Left"),
        description=_("Distance from the left edge."),
        unit="pixels",
        example=40,
        ge=0,
        le=16_384,
    )
    y: Number = described(
        title=_("Top"),
        description=_("Distance from the top edge."),
        unit="pixels",
        example=40,
        ge=0,
        le=16_384,
    )


class Style(Fields):
    """How the letters look."""

    font_size: Whole | None = described(
        None,
        title=_("Size"),
        description=_("Height of the letters; a fifteenth of the picture's shorter side when not given."),
        unit="pixels",
        example=48,
        ge=6,
        le=1000,
    )
    color: str = described(
        "white",
        title=_("Colour"),
        description=_("Colour of the letters:") + " " + COLOUR_HELP,
        example="#FFFFFF",
        pattern=COLOUR,
    )
    font_family: FontFamily = described(
        "Noto Sans",
        title=_("Typeface"),
        description=_("One of the bundled typefaces."),
        example="Noto Sans",
        labels=FONT_LABELS,
    )
    background: str | None = described(
        None,
        title=_("Background"),
        description=_("Colour of a box behind the text; none when not given.") + " " + COLOUR_HELP,
        example="#00000080",
        pattern=COLOUR,
    )
    outline: str | None = described(
        None,
        title=_("Outline"),
        description=_("Colour of a line around the letters; none when not given.") + " " + COLOUR_HELP,
        example="black",
        pattern=COLOUR,
    )


class Span(Fields):
    """When something is seen."""

    start: Number = described(
        0.0, title=_("From"), description=_("When it appears."), unit="seconds", example=1, ge=0, le=1_000_000
    )
    end: Number | None = described(
        None,
        title=_("Until"),
        description=_("When it disappears; at the film's end when not given."),
        unit="seconds",
        example=4,
        gt=0,
        le=1_000_000,
    )

    def check(self, shape: Shape) -> None:
        """Refuse (OperationRefused) a span that a film of this shape does not have."""
        if self.end is not None and self.end <= self.start:
            raise OperationRefused(
                "end_before_start", gettext("The end must come after the start."), "duration.end"
            )
        if self.start >= shape.duration:
            raise OperationRefused(
                "beyond_end",
                gettext("The film is only %(duration)s seconds long.")
                % {"duration": f"{shape.duration:.2f}"},
                "duration.start",
            )

    def expression(self) -> str:
        """Write when something is shown, for FFmpeg.

        Half open, so that two texts which follow each other never share a frame. The slack of 0.1 ms
        forgives containers that store times in whole milliseconds.
        """
        shown = f"gte(t,{self.start - 0.0001:.4f})"
        return shown if self.end is None else f"{shown}*lt(t,{self.end - 0.0001:.4f})"


class AddText(Operation):
    """Draw text on the picture."""

    name: ClassVar[str] = "add-text"
    title: ClassVar[str] = _("Text")
    description: ClassVar[str] = _(
        "Draw text on the picture. Lines wider than the picture are broken to fit; line breaks are kept."
    )
    icon: ClassVar[str] = "type"
    category: ClassVar[str] = "text"

    text: str = described(
        title=_("Text"),
        description=_("The words to draw."),
        example="A day at the sea",
        min_length=1,
        max_length=500,
    )
    position: Position | None = described(
        None,
        title=_("Position"),
        description=_("The text's top left corner in pixels. Give this or an anchor, not both."),
        example={"x": 40, "y": 40},
    )
    anchor: Anchor | None = described(
        None,
        title=_("Anchor"),
        description=_("Which part of the picture the text sits in; at the bottom if not given."),
        example="bottom",
        labels=ANCHOR_LABELS,
    )
    style: Style = described(
        Style(),
        title=_("Style"),
        description=_("Typeface, size and colours of the letters."),
        example={"color": "white"},
    )
    duration: Span | None = described(
        None,
        title=_("Time"),
        description=_("When the text is seen; the whole film when not given."),
        example={"start": 1, "end": 4},
    )

    @field_validator("text")
    @classmethod
    def _printable(cls, text: str) -> str:
        spaced = LINE_ENDS.sub("\n", text).replace("\t", "    ")
        kept = "".join(letter for letter in spaced if letter == "\n" or unicodedata.category(letter) != "Cc")
        if not any(unicodedata.category(letter)[0] in "LNPS" for letter in kept):
            raise ValueError("there is nothing to draw in this text")
        return kept

    def check(self, shape: Shape) -> None:
        super().check(shape)
        self._check_place(shape)
        if self.duration is not None:
            self.duration.check(shape)
        height = self._height(shape)
        room = shape.height - (self.position.y if self.position else 2 * self._margin(shape))
        if height > room:
            raise OperationRefused(
                "text_too_large",
                gettext(
                    "The text needs %(height)s pixels of height and there are %(room)s. Make it smaller or "
                    "shorter."
                )
                % {"height": height, "room": f"{max(room, 0):.0f}"},
                "style.fontSize" if self.style.font_size else "text",
            )

    def _check_place(self, shape: Shape) -> None:
        if self.position is None:
            return
        if self.anchor is not None:
            raise OperationRefused(
                "position_and_anchor", gettext("Give a position or an anchor, not both."), "anchor"
            )
        size = gettext("The picture is %(width)sx%(height)s pixels.") % {
            "width": shape.width,
            "height": shape.height,
        }
        if self.position.x >= shape.width:
            raise OperationRefused(
                "outside_frame",
                gettext("The text would begin outside of the picture. %(size)s") % {"size": size},
                "position.x",
            )
        if self.position.y >= shape.height:
            raise OperationRefused(
                "outside_frame",
                gettext("The text would begin outside of the picture. %(size)s") % {"size": size},
                "position.y",
            )

    def notes(self, shape: Shape) -> list[str]:
        missing = missing_characters(text=self.text, family=self.style.font_family)
        if not missing:
            return []
        shown = " ".join(missing[:10])
        return [
            gettext("%(font_family)s cannot draw these characters, so boxes are shown instead: %(shown)s")
            % {"font_family": self.style.font_family, "shown": shown}
        ]

    def font_size(self, shape: Shape) -> int:
        """Give the size that is really used, in pixels."""
        return self.style.font_size or max(round(min(shape.width, shape.height) / 15), 10)

    def _margin(self, shape: Shape) -> int:
        return round(min(shape.width, shape.height) * MARGIN)

    def _border(self, shape: Shape) -> int:
        return max(self.font_size(shape) // 16, 1)

    def lines(self, shape: Shape) -> list[str]:
        """Give the text's lines, broken so that none is wider than the picture."""
        left = self.position.x if self.position else self._margin(shape)
        width = max(shape.width - left - self._margin(shape) - 2 * self._border(shape), 1)
        return wrap(text=self.text, family=self.style.font_family, size=self.font_size(shape), width=width)

    def _height(self, shape: Shape) -> int:
        size = self.font_size(shape)
        return len(self.lines(shape)) * line_height(family=self.style.font_family, size=size)

    def join(self, graph: Graph) -> None:
        options = self.drawing(graph)
        if self.duration is not None:
            options["enable"] = self.duration.expression()
        graph.filter_video("drawtext", **options)

    def drawing(self, graph: Graph) -> dict[str, Any]:
        """Give the drawtext filter's options for all but the time; writes what it reads into the folder."""
        shape, style = graph.shape, self.style
        return {
            "textfile": graph.write_text("\n".join(self.lines(shape))),
            "fontfile": graph.place_font(style.font_family),
            "expansion": "none",
            "fontsize": self.font_size(shape),
            "fontcolor": ffmpeg_colour(style.color),
            **self._place(shape),
            **self._decoration(shape),
        }

    def _place(self, shape: Shape) -> dict[str, Any]:
        if self.position is not None:
            return {"x": f"{self.position.x:.2f}", "y": f"{self.position.y:.2f}", "text_align": "L"}
        anchor, margin = self.anchor or "bottom", self._margin(shape)
        horizontal = "left" if anchor.endswith("left") else "right" if anchor.endswith("right") else "center"
        vertical = (
            "top" if anchor.startswith("top") else "bottom" if anchor.startswith("bottom") else "middle"
        )
        across = {"left": f"{margin}", "right": f"w-text_w-{margin}", "center": "(w-text_w)/2"}
        down = {"top": f"{margin}", "bottom": f"h-text_h-{margin}", "middle": "(h-text_h)/2"}
        return {"x": across[horizontal], "y": down[vertical], "text_align": horizontal[0].upper()}

    def _decoration(self, shape: Shape) -> dict[str, Any]:
        drawn: dict[str, Any] = {}
        if self.style.background is not None:
            padding = max(self.font_size(shape) // 4, 2)
            drawn.update(box=1, boxcolor=ffmpeg_colour(self.style.background), boxborderw=padding)
        if self.style.outline is not None:
            drawn.update(borderw=self._border(shape), bordercolor=ffmpeg_colour(self.style.outline))
        return drawn
