"""Burn captions: subtitles that become part of the picture."""

import math
from typing import ClassVar, Self

from pydantic import PrivateAttr, field_validator, model_validator

from videos.media.captions import (
    CaptionStyle,
    CaptionsUnreadable,
    Cue,
    Place,
    clean,
    parse_captions,
    write_ass,
)
from videos.media.filtergraph import Graph
from videos.media.fonts import FONT_LABELS, FontFamily, missing_characters
from videos.media.operations.base import Fields, Number, Operation, OperationRefused, Whole, described
from videos.media.operations.colour import COLOUR, COLOUR_HELP, ass_colour
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

LONGEST = 400_000  # characters


class CueFields(Fields):
    """One caption."""

    start: Number = described(
        title=_("From"), description=_("When it appears."), unit="seconds", example=0.5, ge=0, le=1_000_000
    )
    end: Number = described(
        title=_("Until"),
        description=_("When it disappears."),
        unit="seconds",
        example=2.5,
        gt=0,
        le=1_000_000,
    )
    text: str = described(
        title=_("Words"), description=_("What is shown."), example="Hello", min_length=1, max_length=2000
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError("a caption must end after it begins")
        return self


class CaptionLook(Fields):
    """How the captions look."""

    font_family: FontFamily = described(
        "Noto Sans",
        title=_("Typeface"),
        description=_("One of the bundled typefaces."),
        example="Noto Sans",
        labels=FONT_LABELS,
    )
    font_size: Whole | None = described(
        None,
        title=_("Size"),
        description=_("Height of a line; an eighteenth of the picture's height when not given."),
        unit="pixels",
        example=40,
        ge=8,
        le=400,
    )
    color: str = described(
        "white",
        title=_("Colour"),
        description=_("Colour of the letters:") + " " + COLOUR_HELP,
        example="white",
        pattern=COLOUR,
    )
    outline: str = described(
        "black",
        title=_("Outline"),
        description=_("Colour of the line around the letters:") + " " + COLOUR_HELP,
        example="black",
        pattern=COLOUR,
    )
    background: str | None = described(
        None,
        title=_("Box"),
        description=_("Colour of a box behind the words, instead of the outline.") + " " + COLOUR_HELP,
        example="#000000B0",
        pattern=COLOUR,
    )
    bold: bool = described(default=False, title=_("Bold"), description=_("Thicker letters."), example=False)
    position: Place = described(
        "bottom",
        title=_("Position"),
        description=_("Where in the picture the captions stand."),
        example="bottom",
        labels={"bottom": _("Bottom"), "middle": _("Middle"), "top": _("Top")},
    )


class BurnCaptions(Operation):
    """Draw captions into the picture."""

    name: ClassVar[str] = "burn-captions"
    title: ClassVar[str] = _("Captions")
    description: ClassVar[str] = _(
        "Draw captions into the picture, from SRT or WebVTT text or a list. Long lines are broken to fit."
    )
    icon: ClassVar[str] = "type"
    category: ClassVar[str] = "text"

    text: str | None = described(
        None,
        title=_("SRT or WebVTT"),
        description=_("The captions as text with times. Give this or cues, not both."),
        example="1\n00:00:00,500 --> 00:00:02,000\nHello\n",
        max_length=LONGEST,
    )
    cues: list[CueFields] | None = described(
        None,
        title=_("Cues"),
        description=_("The captions one by one. Give this or text, not both."),
        example=[{"start": 0.5, "end": 2, "text": "Hello"}],
        max_length=5000,
    )
    style: CaptionLook = described(
        CaptionLook(),
        title=_("Style"),
        description=_("Typeface, size, colours and place of the captions."),
        example={"position": "bottom"},
    )

    _window: tuple[float, float] | None = PrivateAttr(default=None)

    @field_validator("text")
    @classmethod
    def _readable(cls, text: str | None) -> str | None:
        if text is not None:
            try:
                parse_captions(text)
            except CaptionsUnreadable as failure:
                raise ValueError(str(failure)) from None
        return text

    def between(self, start: float, end: float) -> Self | None:
        """Give the captions that are shown between two times (seconds), if there are any."""
        kept = self._with(_window=(start, end))
        return kept if kept.all_cues() else None

    def all_cues(self) -> list[Cue]:
        """Give the captions in order of time, those without a visible letter left out."""
        start, end = self._window or (-math.inf, math.inf)
        return [cue for cue in self._every_cue() if cue.start <= end and cue.end >= start]

    def _every_cue(self) -> list[Cue]:
        if self.text is not None:
            return parse_captions(self.text)
        given = (Cue(cue.start, cue.end, clean(cue.text)) for cue in self.cues or [])
        return sorted((cue for cue in given if cue.text), key=lambda cue: (cue.start, cue.end))

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self.text is not None and self.cues is not None:
            raise OperationRefused("text_and_cues", gettext("Give text or cues, not both."), "cues")
        if self.text is None and not self.cues:
            raise OperationRefused(
                "captions_missing", gettext("Give the captions as text or as cues."), "text"
            )
        field = "text" if self.text is not None else "cues"
        cues = self.all_cues()
        if not cues:
            raise OperationRefused(
                "captions_missing", gettext("There is nothing to show in these captions."), field
            )
        if cues[0].start >= shape.duration:
            raise OperationRefused(
                "beyond_end",
                gettext("The film is only %(duration)s seconds long.")
                % {"duration": f"{shape.duration:.2f}"},
                field,
            )

    def notes(self, shape: Shape) -> list[str]:
        cues = self.all_cues()
        letters = "".join(dict.fromkeys("".join(cue.text for cue in cues)))
        missing = missing_characters(text=letters, family=self.style.font_family)
        late = sum(cue.start >= shape.duration for cue in cues)
        notes = (
            [gettext("%(late)s captions begin after the film's end and are not seen.") % {"late": late}]
            if late
            else []
        )
        if missing:
            shown = " ".join(missing[:10])
            notes.append(
                gettext("%(font_family)s cannot draw these characters: %(shown)s")
                % {"font_family": self.style.font_family, "shown": shown}
            )
        return notes

    def _style(self, shape: Shape) -> CaptionStyle:
        look = self.style
        return CaptionStyle(
            family=look.font_family,
            size=look.font_size or max(round(shape.height / 18), 12),
            colour=ass_colour(look.color),
            outline=ass_colour(look.outline),
            background=ass_colour(look.background) if look.background else None,
            bold=look.bold,
            place=look.position,
        )

    def join(self, graph: Graph) -> None:
        shape = graph.shape
        graph.offer_font(self.style.font_family)
        script = write_ass(self.all_cues(), self._style(shape), width=shape.width, height=shape.height)
        graph.filter_video("ass", filename=graph.write_text(script))
