"""Wishes about time: cut, speed, backwards, fade, pauses."""

from typing import Any

from ai.providers.local.assistant.times import Span, span
from ai.providers.local.assistant.wishes import Clause, Rule, Step, Understood, ask

DROP = (
    r"remove|delete|drop|discard|skip|lose|get rid of|cut out|cut off|cut away|trim off|trim away|chop off|"
    r"take out"
)
KEEP = (
    r"keep|only|just|trim|cut|clip|shorten|extract|crop|take|use|make it|(?:start|begin|end|stop)(?: \w+)? at"
)
SILENCE = (
    r"silences?|silent (?:parts?|bits?|moments?|sections?)|pauses?|dead air|gaps?|quiet (?:parts?|moments?)"
)
FACTOR = r"(\d+(?:\.\d+)?)\s*(?:x(?![\w])|times\b)"
PERCENT = r"(\d+(?:\.\d+)?)\s*(?:%|percent)"


def silence(clause: Clause) -> Understood:
    if not clause.has(SILENCE) or not clause.has(rf"{DROP}|cut|trim|without|no|tighten|jump ?cuts?|shorten"):
        return None
    found: dict[str, Any] = {}
    threshold = clause.number(r"(-?\d+(?:\.\d+)?)\s*db")
    if threshold is not None:
        found["threshold"] = -abs(threshold)
    if clause.has("longer than|over|more than|above") and clause.moments:
        found["minimum"] = clause.moments[0].seconds
    return Step("remove-silence", found)


def trim(clause: Clause) -> Understood:
    is_drop = clause.has(DROP)
    if not (is_drop or clause.has(KEEP)):
        return None
    part = span(clause.text, clause.film)
    if part is None:
        return (
            ask("trim", "which_span") if clause.has(r"trim|clip|shorten|cut") and not clause.quotes else None
        )
    # "Cut the first five seconds" means to be rid of them; "cut to the first five" and "keep" do not.
    edge = clause.has("first|last|final") and clause.has("cut|trim") and not clause.has("keep|only|just|to")
    if (
        is_drop
        or edge
        or (clause.has("cut|trim") and clause.has("before|after") and not clause.has("keep|only"))
    ):
        return _without(part, clause)
    return _kept(part, clause)


def _kept(part: Span, clause: Clause) -> Understood:
    if part.start < 0 or part.end is None:
        return ask("trim", "length_unknown")
    if part.end <= part.start:
        return ask("trim", "end_before_start", start=part.start, end=part.end)
    return _trim(part.start, part.end)


def _without(part: Span, clause: Clause) -> Understood:
    """Keep what is left when a stretch at the beginning or the end is dropped."""
    duration = clause.film.duration
    if clause.has("before") and not clause.has("after"):
        part = Span(0.0, part.end)
    if part.end is not None and part.end <= max(part.start, 0.0):
        return ask("trim", "end_before_start", start=part.start, end=part.end)
    if part.start < 0 or duration is None:
        return (
            _trim(0.0, part.start) if part.end is None and part.start > 0 else ask("trim", "length_unknown")
        )
    if part.end is None or part.end >= duration - 0.01:
        return _trim(0.0, part.start) if part.start > 0 else ask("trim", "nothing_left")
    if part.start <= 0.01:
        return _trim(part.end, duration)
    return ask("trim", "middle", start=part.start, end=part.end)


def _trim(start: float, end: float) -> Step:
    return Step("trim", {"startTime": round(start, 3), "endTime": round(end, 3)})


def speed(clause: Clause) -> Understood:
    faster = clause.has(
        r"speed (?:\w+ ){0,3}?up|faster|fast forward|fast|time-?lapse|accelerate|"
        r"quicker|double(?: the)? speed|sped up|double"
    )
    slower = clause.has(
        r"slow(?: \w+){0,3}? down|slower|slow(?:-| )?mo(?:tion)?|slow|half(?: the)? speed|half as fast"
    )
    if not (faster or slower or clause.has("speed|playback rate")) or clause.has("fade|brighter|volume|loud"):
        return None
    factor = _factor(clause, is_slower=slower)
    return ask("speed", "how_fast") if factor is None else Step("speed", {"factor": factor})


def _factor(clause: Clause, *, is_slower: bool) -> float | None:
    percent, times = clause.number(PERCENT), clause.number(FACTOR)
    if percent is not None:
        is_change = clause.has("faster|slower|by") and percent < 100
        return round((1 + percent / 100 * (-1 if is_slower else 1)) if is_change else percent / 100, 3)
    if times is not None:
        return round(1 / times, 3) if is_slower and times > 1 else times
    if clause.has("half|twice|double"):
        return 0.5 if is_slower or clause.has("half") else 2.0
    if is_slower:
        return {0.5: 0.75, 1.0: 0.5, 2.0: 0.25}[clause.amount]
    if clause.has("speed") and not clause.has("up"):
        return clause.number(r"speed\D{0,12}(\d+(?:\.\d+)?)")
    return {0.5: 1.25, 1.0: 1.5, 2.0: 3.0}[clause.amount]


def reverse(clause: Clause) -> Understood:
    if not clause.has(r"reverse|reversed|backwards?|rewind|in reverse"):
        return None
    return Step(
        "reverse", {"sound": False} if clause.has("without (?:the )?(?:sound|audio)|no sound") else {}
    )


def fade(clause: Clause) -> Understood:
    if not clause.has(r"fade|fades|fade-in|fade-out|fading"):
        return None
    comes, goes = (
        clause.has("fade(?:s|-| )?in|in|start|beginning|from"),
        clause.has("fade(?:s|-| )?out|out|end|to (?:black|white)"),
    )
    both = comes == goes
    length = next((moment.seconds for moment in clause.moments if moment.kind == "time"), None) or 1.0
    found: dict[str, Any] = {
        "fadeIn": length if comes or both else 0,
        "fadeOut": length if goes or both else 0,
    }
    if clause.has("white"):
        found["color"] = "white"
    return Step("fade", found)


RULES: tuple[Rule, ...] = (silence, fade, reverse)
LAST_RULES: tuple[Rule, ...] = (speed, trim)
