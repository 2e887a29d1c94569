"""Wishes about what is kept of a film: trim, cut out, start at, shorten to."""

import re
from collections.abc import Sequence

from ai.providers.local.assistant.masking import NotFound
from ai.providers.local.assistant.spans import Stretch
from ai.providers.local.assistant.wishes import Clause, Question, Rule, Step, Understood, ask, not_found

DROP = (
    r"shorter|remove|removing|delete|deleting|drop|discard|skip|lose|get rid of|rid of|"
    r"cut(?: \w+)? out|cutting out|cut off|cut away|"
    r"trim off|trim out|trim away|edit out|chop(?: off| out)?|chop|take out|take away|"
    r"take off|shave(?: off)?|snip(?: off| out)?|lop(?: off)?|"
    r"slice off|slice out|knock|clip off|clip out|leave out|throw away|throw out|toss|"
    r"ditch|dump|kill|erase|nuke|axe|scrap|"
    r"exclude|omit|eliminate|strip|without|cut(?= the (?:part|bit|section|segment|"
    r"scene|portion|moment|middle))"
)
KEEP = (
    r"keep|keeping|leave|use|save|extract|want|need|take|grab|pull|only|just|clip|trim "
    r"to|trim down to|cut to|cut down to|"
    r"crop to|shorten|limit|reduce|isolate|give|show|retain|preserve|lasts|long"
)
CUT = r"cut|cutting|trim|trimming|crop|snip|slice|off|clip|shorten|down"
EXCEPT = r"except(?: for)?|but|besides|other than|apart from|aside from|excluding"
REST = (
    r"(?:the )?(?:rest|remainder)|everything else|all else|what(?: is|'s)? left|the other parts?|all the rest"
)
WHERE = (
    r"part|parts|bit|bits|section|sections|segment|scene|portion|piece|seconds?|"
    r"minutes?|whole|ending|tail|in half|of|the|at|from|to|then|and|off|out|down|with|by"
)
VAGUE = (
    r"(?:boring|bad|best|good|nice|funny|interesting|important|worst|useless|slow|"
    r"silly|dull|exciting|great|coolest|"
    r"highlights?|mistakes?|bloopers?|intro|outro|ads?|sponsor(?:ship)?s?|beginning|"
    r"ending|end|start)(?: (?:parts?|bits?|moments?|scenes?|"
    r"sections?|segments?))?"
)
ENDINGS = re.compile(r"(?:start|begin|end|stop|finish)(?:s|es|ing)?\b")  # "end it at 0:40"
ENDING_BEFORE = re.compile(r"(?<!the )\b(?:start|begin|end|stop|finish)(?:s|es|ing)?(?: it| the \w+)? $")
SHORTENED = r"(?:cutting|trimming|removing|dropping|off)(?: off| from)*"
# "Trim A and cut out B" are two wishes, "keep A and throw the rest away" is one.
TWO_WISHES = re.compile(
    rf"(?<!in half)(?:,|\b(?:and|but))\s+(?:(?:also|then|just|only) )*(?:{DROP}|cut|"
    rf"trim|keep)\b(?! (?:(?:off|out|away) )?(?:{REST}))"
)
SLACK = 0.05  # seconds by which people overshoot the end
Interval = tuple[float, float]


def cut(clause: Clause) -> Understood:
    """Read which stretches are meant, and whether they are kept or dropped."""
    if TWO_WISHES.search(clause.text):
        return None
    try:
        found = clause.stretches()
    except NotFound as missing:
        return not_found("trim", missing) if _verbs(clause, []) else None
    intent = _verbs(clause, found)
    if not found:
        return _without_times(clause)
    clause.has(WHERE)
    clause.has(CUT)
    if not intent:
        return None
    if intent == "unclear":
        first = found[0]
        return ask("trim", "keep_or_drop", start=first.start, end=first.end)
    if intent == "drop" and [each.form for each in found] == ["after"] and found[0].end is None:
        return _trim(0.0, found[0].start, clause)
    return _unknown(found, clause) or _outcome(found, clause, intent)


def _without_times(clause: Clause) -> Understood:
    if not clause.has(rf"{CUT}|{DROP}|shorten|shorter"):
        return None
    if clause.has(VAGUE):
        return ask("trim", "which_parts")
    if [each.form for each in clause.moments] in (["units"], ["number"]):
        clause.has(WHERE)
        return ask("trim", "which_end")
    return ask("trim", "which_span") if clause.has(r"trim|trimmed|clip|shorten|shorter|cut") else None


def _verbs(clause: Clause, found: Sequence[Stretch]) -> str:
    """Say "keep" or "drop", "unclear" where a cut may be either, or nothing without a verb."""
    is_rest_dropped = clause.has(
        rf"(?:and )?(?:{DROP}|cut|trim|throw)(?: off| out)? (?:{REST})(?: away| out| off)?"
    )
    has_rest = clause.has(REST)
    is_excepted = bool(found) and _excepts(clause, found)
    is_drop, is_keep = clause.has(DROP), clause.has(KEEP)
    forms = {each.form for each in found}
    if is_rest_dropped:
        return "keep"
    if has_rest and is_keep:
        return "drop"
    if is_excepted:
        return "keep" if is_drop else "drop" if is_keep else ""
    if any(_is_ending(each, clause) for each in found):
        return "" if is_drop else "keep"
    if is_drop and forms == {"to"}:
        return "keep" if clause.has("down to|into") else ""
    if is_drop:
        return "" if clause.has("keep|only keep") else "drop"
    return _of_cut(clause, found, is_keep=is_keep)


def _is_ending(stretch: Stretch, clause: Clause) -> bool:
    """ "Start at 0:05", "end the clip after 20 seconds": only such times and the verb before them."""
    if ENDINGS.match(clause.text[stretch.begin :]):
        return True
    return ENDING_BEFORE.search(clause.text[: stretch.begin]) is not None and clause.has(ENDINGS.pattern)


def _excepts(clause: Clause, found: Sequence[Stretch]) -> bool:
    before = Clause(clause.text[: found[0].begin], (), clause.film)
    return before.has(EXCEPT) and clause.has(EXCEPT)


def _of_cut(clause: Clause, found: Sequence[Stretch], *, is_keep: bool) -> str:
    """ "Cut the first five seconds" drops them; "cut to the first five" and "cut from A to B" keep."""
    is_cut = clause.has(CUT)
    if not is_cut:
        return "keep" if is_keep else ""
    if clause.has("keep|only|just|make it|down to|shorten") or all(each.form == "to" for each in found):
        return "keep"
    if any(clause.text[: each.begin].rstrip().endswith((" to", " into", "down to")) for each in found):
        return "keep"
    forms = {each.form for each in found}
    if forms <= {"edge", "before", "part"} or (forms <= {"after", "edge", "part"} and _is_past(clause)):
        return "drop"
    is_from = clause.has(r"(?:cut|cutting)(?: \w+){0,6}? (?:from|between|starting)|trim|trimming|clip|crop")
    return "keep" if forms == {"span"} and len(found) == 1 and is_from else "unclear"


def _is_past(clause: Clause) -> bool:
    return clause.has("after|past|beyond|everything|anything|whatever|all")


def _unknown(found: Sequence[Stretch], clause: Clause) -> Question | None:
    """Ask where a stretch cannot be placed in the film."""
    duration = clause.film.duration
    for each in found:
        if each.start < 0 or each.end is None:
            return ask("trim", "length_unknown")
        if each.end <= each.start:
            return ask("trim", "end_before_start", start=each.start, end=each.end)
        if duration is not None and each.end > duration + SLACK:
            return ask("trim", "beyond_end", duration=duration)
    return None


def _outcome(found: Sequence[Stretch], clause: Clause, intent: str) -> Understood:
    named = sorted((each.start, each.end or 0.0) for each in found)
    if intent == "drop":
        return _dropped(_merged(named), clause)
    is_narrowed = all(each.form in {"later", "earlier", "after", "before", "to"} for each in found)
    kept = (
        [(max(start for start, _ in named), min(end for _, end in named))] if is_narrowed else _merged(named)
    )
    is_short = found[0].form == "to"
    if is_short and clause.has(f"{SHORTENED} (?:the )?(?:start|beginning|front)"):
        kept = [(max((clause.film.duration or 0.0) - kept[0][1], 0.0), clause.film.duration or kept[0][1])]
    elif is_short:
        clause.has(
            f"(?:by )?{SHORTENED} (?:the )?end|(?:take|keep|use|keeping|from)? ?(?:just |only "
            f")?(?:the )?(?:start|beginning)"
        )
    if kept[0][1] <= kept[0][0]:
        return ask("trim", "end_before_start", start=kept[0][0], end=kept[0][1])
    return _kept(kept, clause)


def _kept(kept: list[Interval], clause: Clause) -> Understood:
    if len(kept) == 1:
        return _trim(*kept[0], clause)
    duration = clause.film.duration
    if duration is None:
        return ask("trim", "length_unknown")
    edges = [0.0, *(time for interval in kept for time in interval), duration]
    return _without(list(zip(edges[::2], edges[1::2], strict=True)))


def _dropped(dropped: list[Interval], clause: Clause) -> Understood:
    """Keep what is left when stretches are dropped."""
    duration = clause.film.duration
    if duration is None:
        return _without(dropped)
    edges = [0.0, *(time for interval in dropped for time in interval), duration]
    kept = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end - start > 0.01]
    if not kept:
        return ask("trim", "nothing_left")
    return _trim(*kept[0], clause) if len(kept) == 1 else _without(dropped)


def _trim(start: float, end: float, clause: Clause) -> Understood:
    duration = clause.film.duration
    if duration is not None and start <= 0 and end >= duration - 0.001:
        return ask("trim", "all_of_it", duration=duration)
    return Step("trim", {"startTime": round(start, 3), "endTime": round(end, 3)})


def _without(parts: Sequence[Interval]) -> Step:
    written = [
        {"startTime": round(start, 3), "endTime": round(end, 3)}
        for start, end in parts
        if end - start > 0.001
    ]
    return Step("remove-parts", {"parts": written})


def _merged(intervals: Sequence[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in intervals:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


RULES: tuple[Rule, ...] = (cut,)
