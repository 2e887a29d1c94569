"""What a scene of a film is made of, before it is placed in one."""

from collections.abc import Sequence
from dataclasses import dataclass

ROLES = ("open", "mid", "turn", "close")


@dataclass(frozen=True)
class Beat:
    """One thing to show and to say, in English and in Vietnamese.

    `hero` is said instead where a film has somebody in it: {hero} stands for "the keeper", {Hero} begins a
    sentence with it. `time` and `weather` are those in which it can be said at all.
    """

    role: str
    picture: str
    english: str
    vietnamese: str
    hero: str = ""
    hero_vi: str = ""
    time: str = ""
    weather: str = ""


@dataclass(frozen=True)
class Theme:
    """The beats of a place, and the places that a longer film goes on to."""

    name: str
    beats: Sequence[Beat]
    onward: tuple[str, ...]
    music: str
