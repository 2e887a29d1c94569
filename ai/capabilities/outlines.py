"""A film in its own words: for providers that have no model that writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ai.capabilities.calls import Call
from ai.capabilities.sound import Segment


@dataclass(frozen=True)
class Part:
    """A stretch of one subject, by the second at which it begins."""

    start: float
    title: str


@dataclass(frozen=True)
class Outline:
    """The numbers of the sentences that stand for the whole, in order (many, and few), and its parts."""

    overview: tuple[int, ...]
    points: tuple[int, ...]
    parts: tuple[Part, ...]


@runtime_checkable
class Outlines(Protocol):
    """For providers that sum up by choosing from what is said, since their chat cannot tell it anew."""

    def outline(self, said: Sequence[Segment], call: Call, *, overview: int, points: int) -> Outline:
        """So many sentences for the overview and for the points; `said` are whole sentences, one at least."""
