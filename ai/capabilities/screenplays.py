"""A short film in words: what is said and what is seen in each of its shots."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ai.capabilities.calls import Call

CAMERAS = ("still", "push-in", "pull-out", "pan-left", "pan-right", "tilt-up", "tilt-down")
SECONDS_PER_SHOT = 5.0
FEWEST, MOST = 2, 40  # shots


@dataclass(frozen=True)
class ScreenplayWish:
    """`shots` 0: as suits the length. `language` is what the narrator speaks, as a code such as "vi"."""

    prompt: str
    style: str = ""
    seconds: float = 30.0
    language: str = "en"
    aspect: str = "16:9"
    shots: int = 0

    @property
    def count(self) -> int:
        """How many shots the film has."""
        return self.shots or shots_for(self.seconds)


@dataclass(frozen=True)
class ShotPlan:
    """One shot: what the narrator says during it, and what is to be seen (in English, for any model).

    `camera` is one of CAMERAS; it is not in the words of `picture`.
    """

    text: str
    picture: str
    seconds: float
    camera: str


@dataclass(frozen=True)
class Screenplay:
    """The seconds of the shots together are those that were wished. `music` is for a music model.

    `notes` are whole sentences for the person. `is_draft`: written without a model.
    """

    title: str
    logline: str
    shots: tuple[ShotPlan, ...]
    music: str
    language: str
    is_draft: bool
    notes: tuple[str, ...] = ()


def shots_for(seconds: float) -> int:
    """How many shots suit a film of this length."""
    return min(max(round(seconds / SECONDS_PER_SHOT), FEWEST), MOST)


@runtime_checkable
class Screenplays(Protocol):
    """For providers that write by themselves what others are asked for in a chat."""

    def screenplay(self, wish: ScreenplayWish, call: Call) -> Screenplay:
        """A screenplay of `wish.count` shots. Raises Stopped."""
