"""Remove parts: cut out what lies between given times, as many pieces as one likes."""

from collections.abc import Iterable
from typing import ClassVar, Self

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from videos.media.operations.base import Fields, Number, OperationRefused, described
from videos.media.operations.keeping import GRID, Keeping
from videos.media.said import gettext, ngettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

LONGEST = 1_000_000.0
MOST_PARTS = 2000


class PartFields(Fields):
    """One part that is removed."""

    start_time: Number = described(
        title=_("From"), description=_("Where it begins."), unit="seconds", example=2.5, ge=0, le=LONGEST
    )
    end_time: Number = described(
        title=_("Until"), description=_("Where it ends."), unit="seconds", example=4, gt=0, le=LONGEST
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end_time <= self.start_time:
            raise PydanticCustomError("end_before_start", "the end must come after the start")
        return self


class RemoveParts(Keeping):
    """Cut pieces out of a film."""

    name: ClassVar[str] = "remove-parts"
    title: ClassVar[str] = _("Remove parts")
    description: ClassVar[str] = _(
        "Cut out one or more parts and join what is left, exact to the frame, picture and sound together. "
        "As the only operation it encodes just the frames at the cuts again, where the film allows it."
    )
    icon: ClassVar[str] = "scissors"
    category: ClassVar[str] = "time"
    needs_video: ClassVar[bool] = False
    joint_fade: ClassVar[float] = 0.005

    parts: list[PartFields] = described(
        title=_("Parts"),
        description=_("What is cut out. Parts that overlap or touch become one."),
        example=[{"startTime": 2.5, "endTime": 4}],
        min_length=1,
        max_length=MOST_PARTS,
    )

    @field_validator("parts")
    @classmethod
    def _merged(cls, parts: list[PartFields]) -> list[PartFields]:
        # In one normal form: the same cut has the same address, however it was asked for.
        merged: list[PartFields] = []
        for part in sorted(parts, key=lambda part: (part.start_time, part.end_time)):
            last = merged[-1] if merged else None
            if last is None or part.start_time > last.end_time:
                merged.append(part)
            elif part.end_time > last.end_time:
                merged[-1] = PartFields(start_time=last.start_time, end_time=part.end_time)
        return merged

    def cuts(self, duration: float) -> Iterable[tuple[float, float]]:
        for part in self.parts:
            if part.start_time < duration:
                yield part.start_time, min(part.end_time, duration)

    def grid(self, shape: Shape) -> float:
        return GRID if shape.variable_rate else super().grid(shape)

    def edges(self, shape: Shape) -> list[int]:
        edges = super().edges(shape)
        # Where less than half a frame was to go, nothing is cut, so there is no joint either.
        joints = zip(edges[1:-1:2], edges[2::2], strict=True)
        inner = [edge for end, start in joints if end != start for edge in (end, start)]
        return [*edges[:1], *inner, *edges[-1:]]

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if not any(True for _ in self.cuts(shape.duration)):
            message = gettext("The film is only %(duration)s seconds long.") % {
                "duration": f"{shape.duration:.2f}"
            }
            raise OperationRefused("beyond_end", message, "parts.0.startTime")
        if not self.edges(shape):
            raise OperationRefused("nothing_left", gettext("Nothing of the film would be left."), "parts")
        if self._removed(shape) < 0.5 / self.grid(shape):
            message = gettext("These parts are shorter than one frame, so nothing would change.")
            raise OperationRefused("too_short", message, "parts")

    def notes(self, shape: Shape) -> list[str]:
        count = sum(1 for _ in self.cuts(shape.duration))
        words = ngettext(
            "%(count)s part is cut out, %(removed)s seconds in all.",
            "%(count)s parts are cut out, %(removed)s seconds in all.",
            count,
        )
        said = [words % {"count": count, "removed": f"{self._removed(shape):.1f}"}]
        beyond = len(self.parts) - count
        if beyond:
            said.append(gettext("%(beyond)s more would begin after the film's end.") % {"beyond": beyond})
        return said

    def _removed(self, shape: Shape) -> float:
        return shape.duration - self.after(shape).duration
