"""Why something is no timeline: everything at once, by wire path."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from projects.timeline.schema import TrackKind
from videos.media.operations import OperationRefused

MOST_TOLD = 100
KINDS = frozenset(TrackKind)


@dataclass(frozen=True)
class Refusal:
    """`field` is a path such as `tracks.0.clips.3.start`; empty for the timeline as a whole."""

    field: str
    code: str
    message: str


class TimelineRefused(Exception):
    """`each` tells what is wrong, MOST_TOLD at most."""

    def __init__(self, each: Sequence[Refusal]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.message} ({one.code})" for one in each[:5]))
        self.each = tuple(each[:MOST_TOLD])


def of_fields(failure: ValidationError, place: str = "") -> Iterator[Refusal]:
    """What pydantic has found, below `place`."""
    for error in failure.errors(include_url=False, include_input=False, include_context=False):
        words = error["msg"].removeprefix("Value error, ").rstrip(".")
        where = joined(place, *_path(error["loc"]))
        yield Refusal(where, error["type"], f"{words[:1].upper()}{words[1:]}.")


def of_operation(refused: OperationRefused) -> Iterator[Refusal]:
    for each in refused.each:
        yield Refusal(each.field or "", each.code, each.message)


def joined(*parts: str | int) -> str:
    return ".".join(str(part) for part in parts if part != "")


def _path(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Without the kind of track, which pydantic names as if it were a field."""
    is_in_track = len(loc) > 2 and loc[0] == "tracks" and loc[2] in KINDS
    return (*loc[:2], *loc[3:]) if is_in_track else loc
