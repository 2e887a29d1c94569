"""Times of FCPXML: rational seconds such as 1001/30000s."""

from fractions import Fraction


def told(time: Fraction) -> str:
    return f"{time.numerator}s" if time.denominator == 1 else f"{time.numerator}/{time.denominator}s"


def at_frame(frame: int, rate: Fraction) -> str:
    """The time of a frame, over the rate's own denominator as Final Cut writes it."""
    numerator = frame * rate.denominator
    if not numerator % rate.numerator:
        return f"{numerator // rate.numerator}s"
    return f"{numerator}/{rate.numerator}s"
