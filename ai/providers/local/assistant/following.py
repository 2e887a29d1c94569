"""Reads what is said after a plan was proposed: corrections, additions, a bit more or less of it."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ai.providers.local.assistant.lettering import PLACES, style_of
from ai.providers.local.assistant.moving import MOVING, SLIGHT, THAN, resized
from ai.providers.local.assistant.picturing import LOOKS
from ai.providers.local.assistant.planning import Plan, Setting, plan, readings, whole
from ai.providers.local.assistant.reading import Wishes, read
from ai.providers.local.assistant.times import Film
from ai.providers.local.assistant.wishes import Clause, Step, first

CORRECTION = re.compile(
    r"^(?:(?:no|nope|nah|actually|hmm+|hm|um+|wait|sorry|oops|ops|rather|instead|i "
    r"mean|i meant|my bad|on second thou?ght|ok|okay|well|"
    r"better|make that|make it|oh|please|to|is|it|the|change (?:it|that) to)\b[\s,.!:–—-]*)+"
)
CORRECTS = re.compile(
    r"\b(?:no|nope|nah|actually|wait|sorry|oops|rather|instead|i mean|i meant|my bad|"
    r"second thou?ght|make that|better)\b"
)
ADDITION = re.compile(
    r"^(?:(?:and|also|plus|oh|ok|okay|please|now|then|in addition|"
    r"additionally)\b[\s,]*)*\b(?:and|also|plus|in addition|additionally)\b[\s,]*|"
    r"\b(?:too|as well|also)$"
)
CANCELLED = re.compile(
    r"^(?:(?:no|oh|ok|okay|actually|please|just|hey)\b[\s,]*)*(?:never ?mind|forget "
    r"(?:it|that|about it|everything)|cancel(?: that| it| everything| the plan)?|"
    r"undo(?: that| it)?|"
    r"stop|scrap (?:that|it|everything)|leave it(?: as it is| alone)?|don't (?:do "
    r"(?:it|that)|bother)|nothing)"
    r"(?:[\s,]+(?:please|never ?mind|forget it|then|now|that|it))*$"
)
# What a step is called by somebody who does not want it any more.
CALLED: Mapping[str, str] = {
    "volume": "sound|audio|volume|mute|muting|loud(?:er|ness)?|gain",
    "apply-filter": (
        "filter|look|effect|colou?rs?|black and white|sepia|vintage|blur|cartoon|"
        "warm(?:th)?|cool|grain|sharpen(?:ing)?|vignette|b&w"
    ),
    "add-text": "text|title|words?|caption|heading|label|letters?",
    "burn-captions": "captions?|subtitles?|subs",
    "speed": "speed|slow(?:er|ing)?|fast(?:er)?|slow motion",
    "trim": "trim|trimming|cut|cutting|length",
    "remove-parts": "cut|cuts|cutting|removal",
    "reframe": "vertical|square|crop(?:ping)?|reframe|format|shape|aspect(?: ratio)?|portrait",
    "crop": "crop(?:ping)?",
    "resize": "resize|resizing|size|scaling",
    "rotate": "rotation|rotate|turn",
    "flip": "flip|mirror(?:ing)?",
    "fade": "fades?|fade ?(?:in|out)|fading",
    "adjust": "brightness|contrast|saturation|brighter|darker|adjustment",
    "reverse": "reverse|backwards|reversing",
    "stabilize": "stabili[sz]ation|stabili[sz]ing|stabili[sz]e",
    "denoise": "denoise|denoising|noise reduction",
    "normalize-audio": "normali[sz]ation|normali[sz]e",
    "remove-silence": "silences?|pauses?",
    "export": "export",
    "extract-audio": "audio|extract(?:ion)?",
    "gif": "gif",
    "overlay-image": "logo|image|watermark",
    "cut-words": "fillers?|filler words",
}
UNWANTED = re.compile(
    r"^(?:but |and |please |just )*(?:(?P<not>without|no|not|skip|drop|remove|leave "
    r"out|leave off|forget(?: about)?|undo|lose|delete|don't|do not|"
    r"take (?:out|away|off)|get rid of|minus) |(?P<leave>leave|keep) )(?:the |any |"
    r"that |it |its |adding |add |do )*(?P<what>.+?)"
    r"(?: (?:as (?:it is|is|it was)|alone|original|unchanged|untouched|part|step|thing|"
    r"please|it|that|this|though|after all))*$"
)
NUMBERED = re.compile(r"^(?:step |number |no\.? ?|#)?(\d)(?:st|nd|rd|th)?(?: step)?$")


def followed(message: str, before: Plan, setting: Setting) -> Plan | None:
    """Read a message as one about a plan; None if it is not, so that it is a wish of its own."""
    wishes = read(message)
    said = " ".join(section.text for section in wishes.sections)
    if CANCELLED.match(said):
        return Plan(language=wishes.language, is_dropped=True)
    if not before.steps:
        return None
    for reading in (_moved, _unwanted, _restyled, _retimed, _replaced, _added):
        found = reading(message, said, wishes, before, setting)
        if found is not None:
            return replace(found, language=wishes.language)
    return None


def _bare(said: str) -> str:
    return CORRECTION.sub("", said, count=1).removesuffix(" instead").removesuffix(" please").strip(" ,.!")


def _with_steps(before: Plan, steps: Mapping[int, Step]) -> Plan:
    return replace(
        before,
        steps=tuple(steps.get(at, step) for at, step in enumerate(before.steps)),
        questions=(),
        lost=(),
    )


def _unwanted(message: str, said: str, wishes: Wishes, before: Plan, setting: Setting) -> Plan | None:
    found = UNWANTED.match(_plain(said))
    if found is None:
        return None
    what = found["what"]
    number = NUMBERED.match(what)
    gone = [
        at
        for at, step in enumerate(before.steps)
        if (at + 1 == int(number[1]) if number else _is_called(step, what))
    ]
    if not gone or (found["leave"] and not _is_untouched(said)):
        return None
    kept = [at for at in range(len(before.steps)) if at not in gone]
    return replace(
        before,
        steps=tuple(before.steps[at] for at in kept),
        sources=tuple(before.sources[at] for at in kept),
        questions=(),
        lost=(),
        is_dropped=not kept,
    )


def _is_called(step: Step, what: str) -> bool:
    if re.fullmatch(CALLED.get(_name(step), "(?!)"), what) is None:
        return False
    kind = first(Clause(what, (), Film()), LOOKS)
    return not kind or kind == step.arguments.get("filterType")


def _plain(said: str) -> str:
    """The message without "no, " before a wish, but with the "no" of "no text"."""
    return re.sub(r"^(?:no|nope|nah|actually|hmm+|wait|sorry|oops)\s*,\s*", "", said).strip(" ,.!")


def _is_untouched(said: str) -> bool:
    return (
        re.search(
            (
                r"\b(?:as (?:it is|is|it was)|alone|original|unchanged|untouched)\b|\bkeep (?:the |"
                r"its )?(?:original )?(?:sound|audio|colou?rs?)\b"
            ),
            said,
        )
        is not None
    )


def _name(step: Step) -> str:
    return step.tool.replace("_", "-")


def _clause(text: str, wishes: Wishes, setting: Setting) -> Clause:
    return Clause(text, wishes.quotes_in(text), setting.film, setting.said)


def _moved(message: str, said: str, wishes: Wishes, before: Plan, setting: Setting) -> Plan | None:
    """ "A bit slower than that", "not so loud", "bigger": a value of a step moves."""
    clause = _clause(_bare(said), wishes, setting)
    share = 0.5 if clause.has(SLIGHT) else 1.0
    for at in reversed(range(len(before.steps))):
        step = before.steps[at]
        moving = MOVING.get(_name(step))
        fresh = clause.anew()
        moved = moving(fresh, step.arguments, share) if moving else None
        fresh.has(SLIGHT)
        fresh.has(THAN.pattern)
        if moved is not None and not fresh.left:
            return _with_steps(before, {at: Step(step.tool, {**step.arguments, **moved})})
    return None


def _restyled(message: str, said: str, wishes: Wishes, before: Plan, setting: Setting) -> Plan | None:
    """ "Make it yellow", "at the bottom instead, and bigger": of the text that is planned."""
    lettered = [at for at, step in enumerate(before.steps) if _name(step) in {"add-text", "burn-captions"}]
    if not lettered:
        return None
    step = before.steps[lettered[-1]]
    retold = _retold(step, said, wishes, setting) if lettered[-1] == len(before.steps) - 1 else None
    if retold is not None:
        return _with_steps(before, {lettered[-1]: retold})
    clause = _clause(_bare(said), wishes, setting)
    larger = resized(clause, step.arguments, 1.0) or {}
    style, place = style_of(clause), first(clause, PLACES)
    clause.has(
        "put|move|place|set|change|text|title|letters?|words?|captions?|subtitles?|font|"
        "colou?r|in|at|on|to|of|side|corner|the|it|screen|picture|"
        "with|them|background|instead|say|read|should|rather|size|convert|is|no"
    )
    words = clause.quote
    if clause.left or not (larger or style or place or words):
        return None
    changed: dict[str, Any] = dict(step.arguments)
    known = {**(step.arguments.get("style") or {}), **style, **larger.get("style", {})}
    if _name(step) == "burn-captions":
        known |= {"position": place} if place in {"top", "bottom", "center"} else {}
    elif place:
        changed["anchor"] = place
    if known:
        changed["style"] = known
    if words and _name(step) == "add-text":
        changed["text"] = words
    return _with_steps(before, {lettered[-1]: Step(step.tool, changed)})


def _retold(step: Step, said: str, wishes: Wishes, setting: Setting) -> Step | None:
    """Read what is said as if it had been said with the planned text: where, when, in which colour."""
    if _name(step) != "add-text" or wishes.quotes:
        return None
    found = whole(
        Clause(f"add text ⟦a⟧ {_bare(said)}", (step.arguments["text"],), setting.film, setting.said)
    )
    if not isinstance(found, Step) or found.tool != "add-text" or len(found.arguments) < 2:
        return None
    style = {**(step.arguments.get("style") or {}), **(found.arguments.get("style") or {})}
    return Step(step.tool, {**step.arguments, **found.arguments, **({"style": style} if style else {})})


START_ONLY = re.compile(r"^(?:start(?:ing)?(?: it)?(?: at| from)?|from|beginning at) (?=[\d])")
END_ONLY = re.compile(r"^(?:end(?:ing)?(?: it)?(?: at)?|until|til|till|to|up to|stop(?:ping)? at) (?=[\d])")


def _retimed(message: str, said: str, wishes: Wishes, before: Plan, setting: Setting) -> Plan | None:
    """ "No, the last 5 seconds", "actually until 40": other times for the last cut of the plan."""
    cuts = [at for at, step in enumerate(before.steps) if _name(step) in {"trim", "remove-parts"}]
    if not cuts or ADDITION.search(said):
        return None
    # The times as they were said, with only "no, " and the like taken off.
    bare = re.sub(
        r"^(?:(?:no|nope|actually|wait|sorry|oops|hmm+|rather|i meant?|make (?:it|that)|better|it)\b[\s,]*)+",
        "",
        said,
    ).strip(" ,.!")
    bare = bare.removesuffix(" instead").removesuffix(" please")
    at = cuts[-1]
    fresh = _clause(bare, wishes, setting)
    step, source = before.steps[at], before.sources[at]
    if _name(step) == "trim" and (START_ONLY.match(bare) or END_ONLY.match(bare)) and len(fresh.moments) == 1:
        return _one_end(fresh, bare, at, before, is_end=END_ONLY.match(bare) is not None)
    verb = re.match(r"^(?:please |can you )*([a-z]+(?: only| just| out| off| rid of)?)\b", source)
    if verb is None:
        return None
    found = whole(_clause(f"{verb[1]} {bare}", wishes, setting))
    if (
        not isinstance(found, Step)
        or found.tool not in {"trim", "remove-parts"}
        or whole(_clause(bare, wishes, setting)) is not None
    ):
        return None
    return _again(f"{verb[1]} {bare}", at, before, found)


def _one_end(fresh: Clause, bare: str, at: int, before: Plan, *, is_end: bool) -> Plan | None:
    fresh.has("start|end|stop|until|til|till|to|up to|from|at|it|starting|ending|beginning")
    times = fresh.moments
    if fresh.left or times[0].seconds is None:
        return None
    step = before.steps[at]
    changed = {**step.arguments, "endTime" if is_end else "startTime": times[0].seconds}
    if changed["endTime"] <= changed["startTime"] or changed["endTime"] > (fresh.film.duration or 1e9) + 0.05:
        return None
    return _with_steps(before, {at: Step(step.tool, changed)})


def _again(source: str, at: int, before: Plan, step: Step) -> Plan:
    sources = (*before.sources[:at], source, *before.sources[at + 1 :])
    return replace(_with_steps(before, {at: step}), sources=sources)


def _replaced(message: str, said: str, wishes: Wishes, before: Plan, setting: Setting) -> Plan | None:
    """ "Rather sepia", "no, 3x": a step of the same kind takes the place of the one in the plan."""
    if not CORRECTS.search(said):
        return None
    stripped = _bare(said)
    amended = [_amended(source, stripped) for source in reversed(before.sources)]
    for text in (stripped, *filter(None, amended), *(f"{verb} {stripped}" for verb in _verbs(before))):
        clause = _clause(text, wishes, setting)
        for _, fresh, found in readings(clause):
            same = [
                at
                for at, step in enumerate(before.steps)
                if isinstance(found, Step) and _name(step) == found.tool
            ]
            if isinstance(found, Step) and not fresh.left and same:
                return _again(text, same[-1], before, found)
    fresh_plan = plan(stripped if not wishes.quotes else message, setting)
    return fresh_plan if fresh_plan.steps and not fresh_plan.lost else None


AMOUNT = re.compile(r"^(?:to |by |at )?(\d+(?:\.\d+)?)\s*(%|x|times|db|degrees|px|pixels|seconds?|s)?$")


def _amended(source: str, said: str) -> str:
    """Put a bare number in the place of the one of its kind: "make that 30%" after "20% faster"."""
    told = AMOUNT.match(said)
    if told is None:
        return ""
    kind = re.escape(told[2]) if told[2] else ""
    found = re.findall(rf"(?<![\w.:])\d+(?:\.\d+)?\s*{kind}(?!\w)", source)
    return source.replace(found[0], f"{told[1]}{told[2] or ''}") if len(found) == 1 else ""


def _verbs(before: Plan) -> list[str]:
    found = (
        re.match(r"^(?:make it |speed it up|slow it down|[a-z]+(?: it| out| off| up)?)", source)
        for source in reversed(before.sources)
    )
    return [match[0].strip() for match in found if match]


def _added(message: str, said: str, wishes: Wishes, before: Plan, setting: Setting) -> Plan | None:
    if not ADDITION.search(said):
        return None
    rest = ADDITION.sub("", message.strip().rstrip(".!"), count=1) if wishes.language == "en" else message
    both = plan(re.sub(r"\b(?:too|as well|also)$", "", rest, flags=re.IGNORECASE), setting, before=before)
    return both if len(both.steps) > len(before.steps) else None
