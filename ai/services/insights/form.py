"""The form that a model's summary must have, and whether it fits the film that it is about."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

SLACK = 1.0  # seconds that a time may lie beside its part of the film
LONGEST_OVERVIEW, LONGEST_POINT, LONGEST_TITLE = 4000, 600, 120  # characters
MOST_POINTS, MOST_CHAPTERS = 60, 60

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class BadAnswer(ValueError):
    """The model's answer is not what was asked for; the message tells the model what is wrong with it."""


class _Form(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, extra="forbid",
        allow_inf_nan=False, frozen=True,
    )  # fmt: skip


class Point(_Form):
    time: float = Field(ge=0)
    text: Said = Field(max_length=LONGEST_POINT)


class Start(_Form):
    start_time: float = Field(ge=0)
    title: Said = Field(max_length=LONGEST_TITLE)


class Told(_Form):
    """A summary as a model tells it: when each point is made, and when each chapter begins."""

    overview: Said = Field(max_length=LONGEST_OVERVIEW)
    key_points: tuple[Point, ...] = Field(min_length=1, max_length=MOST_POINTS)
    chapters: tuple[Start, ...] = Field(max_length=MOST_CHAPTERS)


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


# Written out, since vendors with strict schemas refuse most of what pydantic says of a field.
SCHEMA = _object(
    overview={"type": "string"},
    keyPoints=_list(_object(time={"type": "number"}, text={"type": "string"})),
    chapters=_list(_object(startTime={"type": "number"}, title={"type": "string"})),
)


@dataclass(frozen=True)
class Span:
    """A part of a film, in seconds."""

    start: float
    end: float


def read(text: str, *, within: Span) -> Told:
    """The summary that an answer holds. Raises BadAnswer when it has another form, or other times."""
    try:
        told = Told.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadAnswer(f"{place or 'the answer'}: {first['msg']}") from None
    except ValueError:
        raise BadAnswer("It is not JSON.") from None
    _must_lie_within("keyPoints", [point.time for point in told.key_points], within)
    _must_lie_within("chapters", [each.start_time for each in told.chapters], within)
    if any(after.start_time <= before.start_time for before, after in pairwise(told.chapters)):
        raise BadAnswer("Two chapters begin at the same time.")
    return told


def _must_lie_within(name: str, times: Sequence[float], within: Span) -> None:
    if any(not within.start - SLACK <= time <= within.end + SLACK for time in times):
        raise BadAnswer(f"{name}: every time must lie between {within.start:.1f} and {within.end:.1f}.")
    if list(times) != sorted(times):
        raise BadAnswer(f"{name}: they must be in the order of their times.")


Row = dict[str, Any]


def points_of(told: Told, *, duration: float) -> list[Row]:
    return [{"time": _second(each.time, duration), "text": each.text} for each in told.key_points]


def chapters_of(told: Told, *, duration: float) -> list[Row]:
    """The chapters with their ends: each lasts until the next, the first begins with the film."""
    starts = [0.0, *(_second(each.start_time, duration) for each in told.chapters[1:]), duration]
    spans = zip(told.chapters, pairwise(starts), strict=True)
    return [{"start": start, "end": end, "title": each.title} for each, (start, end) in spans if end > start]


def _second(time: float, duration: float) -> float:
    return min(math.floor(max(time, 0.0) * 1000) / 1000, duration)
