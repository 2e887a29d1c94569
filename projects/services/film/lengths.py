"""How long the shots of a film are: as long as the narrator needs, and together as long as was asked."""

from collections.abc import Sequence
from fractions import Fraction

from ai.language.pace import seconds_to_say
from projects.models import Shot
from projects.services.film.parts import Board
from projects.services.film.wishes import FPS

LEAD, TAIL = 0.35, 0.45  # seconds of air before and after what is said
LEAST = 1.5  # seconds of a shot
DISSOLVE = 0.4  # seconds
SPARE = 0.6  # seconds that a film is made longer by, for the dissolve into it


def spoken(shot: Shot) -> float:
    """Seconds that are said during a shot; before they are spoken, about."""
    if not shot.text.strip():
        return 0.0
    return shot.speech.duration if shot.speech else seconds_to_say(shot.text)


def least(shot: Shot) -> float:
    """What a shot cannot be shorter than."""
    said = spoken(shot)
    return max(LEAD + said + TAIL if said else 0.0, min(LEAST, shot.seconds))


def wanted(board: Board, shot: Shot) -> float:
    """How long a film of a shot should be made: as long as it will be seen, with some to spare."""
    return round(max(shot.seconds, least(shot)) + SPARE, 1)


def expected(board: Board) -> float:
    """About how long the film will be, seconds."""
    return float(sum(fitted(board.shots)) / FPS) if board.shots else board.wish.seconds


def fitted(shots: Sequence[Shot]) -> list[int]:
    """The length of each shot in frames: together what was asked, unless the narrator needs longer.

    A shot that has to be longer takes from those that have more than their narrator needs.
    """
    if not shots:
        return []
    asked = sum(shot.seconds for shot in shots)
    needs = [least(shot) for shot in shots]
    wishes = [max(need, shot.seconds) for need, shot in zip(needs, shots, strict=True)]
    spare = sum(wishes) - sum(needs)
    over = max(sum(wishes) - asked, 0.0)
    share = 1.0 if spare <= 0 else max(1.0 - over / spare, 0.0)
    lasting = [need + (wish - need) * share for need, wish in zip(needs, wishes, strict=True)]
    return [frames(each) for each in lasting]


def frames(seconds: float) -> int:
    return max(round(seconds * FPS), 1)


def seconds_of(count: int) -> float:
    """Whole frames as seconds, as timelines keep them."""
    return round(float(Fraction(count, FPS)), 6)
