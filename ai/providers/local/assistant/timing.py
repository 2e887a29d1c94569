"""Wishes about time: speed, backwards, fade, pauses. What is kept of a film is read in `cutting`."""
# ruff: noqa: RUF001 - marks of other languages are meant as they are

import re
from typing import Any

from ai.providers.local.assistant.wishes import Clause, Rule, Step, Understood, ask

DROP = (
    r"remove|removing|removed|delete|drop|discard|skip|lose|get rid of|rid|cut(?: "
    r"\w+)? out|cut off|cut away|trim off|trim away|"
    r"chop(?: \w+)?(?: off| out)?|take out|take away|take off|shave(?: off)?|snip(?: "
    r"off| out)?|lop(?: off)?|slice off|knock|"
    r"clip off|leave out|throw away|throw out|toss|ditch|dump|kill|erase|nuke|axe|"
    r"scrap|exclude|omit|eliminate|"
    r"strip|without"
)
SILENCE = (
    r"(?:(?:awkward|long|longer|boring|empty|all|the|useless|unnecessary) "
    r")*(?:silences?|silent (?:parts?|bits?|moments?|"
    r"sections?|gaps?)|pauses?|dead (?:air|space|time)|gaps?|quiet (?:parts?|moments?|bits?))"
)
NUMBER = r"(\d+(?:\.\d+)?)"
FACTOR = rf"(?<![\w.]){NUMBER}\s*(?:x(?!\w)|×|times\b)"
PERCENT = rf"{NUMBER}\s*(?:%|percent\b)"
FACTORED = re.compile(FACTOR)
PLACED = re.compile(r"\b(?:at|from|until|till|after|before|between|to|by)\s+$")
TOO = "(?:(?:way |a bit |much )?too|so|a bit|kind of|pretty|really)"
SHARES = {"half": 0.5, "third": round(1 / 3, 3), "quarter": 0.25}


def silence(clause: Clause) -> Understood:
    is_wished = clause.has(rf"{DROP}|cut|cuts|trim|no|tighten(?: up)?|tighter|jump ?cuts?|shorten|clean up")
    if not is_wished or not clause.has(SILENCE):
        return None
    clause.has("parts?|below|under|quieter than|that are|softer than")
    found: dict[str, Any] = {}
    threshold = clause.number(r"(-?\d+(?:\.\d+)?)\s*db\b")
    if threshold is not None:
        found["threshold"] = -abs(threshold)
    if clause.has(
        r"(?:(?:that|which) (?:last|are|take) |lasting )?(?:longer than|over|more than|above|at least)"
    ):
        times = clause.moments
        if len(times) == 1:
            found["minimum"] = times[0].seconds
    return Step("remove-silence", found)


def speed(clause: Clause) -> Understood:
    faster = clause.has(
        r"speed(?:ing)? (?:\w+ ){0,3}?up|faster|fast(?: |-)?forward|fast|time-?lapse|"
        r"accelerate|quicker|quick|"
        r"double(?: the)? speed|sped up|double|hurry(?: \w+)? up|snappier"
    )
    slower = clause.has(
        r"slow(?:ing)?(?: \w+){0,3}? down|slower|(?:super )?slow(?:-| )?mo(?:tion)?|slowmo|"
        r"slow|(?:half|quarter)(?: the)? speed|"
        r"half as fast"
    )
    too_slow, too_fast = clause.has(rf"{TOO} slow"), clause.has(rf"{TOO} fast")
    faster, slower = (faster and not too_fast) or too_slow, (slower and not too_slow) or too_fast
    about = clause.has("(?:playback |play |the )*(?:speed|rate|tempo|pace)")
    about = about or (FACTORED.search(clause.text) is not None and clause.has("play|run|go|goes|plays|runs"))
    if not (faster or slower or about) or (faster and slower):
        return None
    clause.has(r"play|run|set|increase|reduce|bump|raise|lower|change|twice|half|as|at|by|of|in|into|motion")
    factor = _target(clause) or _factor(clause, is_slower=slower)
    return ask("speed", "how_fast") if factor is None else Step("speed", {"factor": factor})


def _target(clause: Clause) -> float | None:
    """How fast it must go to last so many seconds."""
    duration = clause.film.duration
    if duration is None or not clause.has(
        r"(?:only |just )?lasts?(?: only| just)?|lasting|into|takes?|fit|fits|squeeze|long|"
        r"down to|under|become|becomes|"
        r"(?:is|be)(?= (?:only |just |exactly )?\d)"
    ):
        return None
    times = [each for each in clause.moments if each.seconds and each.form in {"units", "clock"}]
    if len(times) != 1:
        return None
    clause.has(r"by|to|exactly|second|seconds")
    return round(duration / (times[0].seconds or 1.0), 3)


def _factor(clause: Clause, *, is_slower: bool) -> float | None:
    percent, times = clause.number(PERCENT), clause.number(FACTOR)
    if percent is not None:
        return _by_percent(clause, percent, is_slower=is_slower)
    if times is not None:
        return round(1 / times, 3) if is_slower and times > 1 else times
    share = next((value for word, value in SHARES.items() if clause.has(rf"(?:a |one )?{word}")), None)
    if share is not None:
        return share
    if clause.has("twice|double"):
        return 0.5 if is_slower else 2.0
    if clause.has("triple|thrice"):
        return round(1 / 3, 3) if is_slower else 3.0
    plain = clause.number(rf"{NUMBER} (?:times )?(?:the )?(?:normal |playback )?(?:speed|rate)")
    plain = plain or clause.number(
        rf"(?:speed|rate|up|down|fast|slow|tempo)\D{{0,9}}?{NUMBER}(?!\S*\d)(?!\s*(?:s|m|h|"
        rf"sec|min|second|minute)\b)"
    )
    if plain is not None:
        return plain
    return _by_words(clause, is_slower=is_slower)


def _by_percent(clause: Clause, percent: float, *, is_slower: bool) -> float | None:
    if clause.has(r"to|of|at") and not clause.has("by|faster|slower"):
        return round(percent / 100, 3)
    if percent >= 100:
        return None  # "200 % faster": twice, or three times?
    is_change = clause.has(r"faster|slower|by|up|down|speed up|slow down|increase|reduce|more|less|quicker")
    is_less = is_slower or clause.has("reduce|decrease|lower")
    return round(1 + percent / 100 * (-1 if is_less else 1), 3) if is_change else round(percent / 100, 3)


def _by_words(clause: Clause, *, is_slower: bool) -> float | None:
    amount = clause.amount
    if is_slower:
        return {0.5: 0.75, 1.0: 0.5, 2.0: 0.25}[amount]
    return (
        {0.5: 1.25, 1.0: 1.5, 2.0: 3.0}[amount]
        if clause.has("up|fast.*|quick.*|accelerate|time-?lapse|snappier")
        else None
    )


def reverse(clause: Clause) -> Understood:
    if not clause.has(r"(?:in |play in |put in )?reverse|reversed|reversing|backwards?|rewind|back to front"):
        return None
    clause.has("play|played|run|playing")
    is_silent = clause.has("without (?:the |any )?(?:sound|audio)|no (?:sound|audio)|(?:sound|audio) off")
    return Step("reverse", {"sound": False} if is_silent else {})


def fade(clause: Clause) -> Understood:
    if not clause.has(r"fade|fades|fade-in|fade-out|fading|fadein|fadeout"):
        return None
    comes = clause.has("fade(?:s|-| )?in|in|start|beginning|from (?:black|white)|intro|opening|front")
    goes = clause.has("fade(?:s|-| )?out|out|end|ending|to (?:black|white)|outro|away|close")
    both = comes == goes
    clause.has(
        "add|put|apply|do|last|final|first|at|with|over|of|lasting|during|effect|both|"
        "ends|sides|smooth|transition|nice|black|slow|long"
    )
    times = [each for each in clause.moments if each.kind == "time" and each.seconds]
    if any(PLACED.search(clause.text[: each.begin]) or each.form in {"clock", "ordinal"} for each in times):
        return None  # a fade is at the film's ends only
    lengths = [each.seconds for each in times if each.seconds]
    if len(lengths) > (2 if both else 1):
        return None
    length = lengths[0] if lengths else (0.5 if clause.has("quick|short|fast") else 1.0)
    last = lengths[-1] if lengths else length
    found: dict[str, Any] = {"fadeIn": length if comes or both else 0, "fadeOut": last if goes or both else 0}
    if clause.has("(?:to |from )?white"):
        found["color"] = "white"
    return Step("fade", found)


RULES: tuple[Rule, ...] = (silence, fade, reverse)
LAST_RULES: tuple[Rule, ...] = (speed,)
