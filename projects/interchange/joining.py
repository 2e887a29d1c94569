"""Which frames of shots are seen in transitions: as many as the file wished, and as a timeline allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from projects.timeline.schema import LONGEST_TRANSITION


@dataclass
class Handle:
    """One shot of a track in frames: its part between cuts, and what is seen of it before and after."""

    first: int
    last: int
    lead: int
    tail: int
    is_joined: bool = False  # to the shot before, which ends where it begins

    @property
    def frames(self) -> int:
        return self.lead + self.last - self.first + self.tail


def meet(handles: Sequence[Handle]) -> None:
    """Takes off what shots that are not joined would show over each other."""
    for before, after in pairwise(handles):
        over = before.last + before.tail - (after.first - after.lead)
        if not after.is_joined and over > 0:
            spared = min(over, before.tail)
            before.tail -= spared
            after.lead -= min(over - spared, after.lead)


def shortened(handles: Sequence[Handle], rate: Fraction) -> bool:
    """Takes frames off transitions until each lasts half of either shot at most; whether any were taken."""
    most = int(LONGEST_TRANSITION * rate)
    is_changed, again = False, True
    while again:
        again = False
        for before, after in pairwise(handles):
            if after.is_joined and _shorten(before, after, most):
                is_changed = again = True
    return is_changed


def _shorten(before: Handle, after: Handle, most: int) -> bool:
    wished = before.tail + after.lead
    while (length := before.tail + after.lead) and (
        length > most or 2 * length > before.frames or 2 * length > after.frames
    ):
        if before.tail >= after.lead:
            before.tail -= 1
        else:
            after.lead -= 1
    return before.tail + after.lead < wished
