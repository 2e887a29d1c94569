"""Wishes about words and pictures laid on the film: text, captions, a logo."""

import re
from typing import Any

from ai.providers.local.assistant.masking import NotFound
from ai.providers.local.assistant.sounding import LIBRARY_ID
from ai.providers.local.assistant.spans import Stretch
from ai.providers.local.assistant.wishes import (
    Clause,
    Question,
    Rule,
    Step,
    Understood,
    ask,
    first,
    not_found,
)

COLOURS = "white|black|red|orange|yellow|green|blue|purple|pink|gr[ae]y"
COLOUR = re.compile(rf"\b(?:in |colou?r(?:ed)? )?({COLOURS})\b|(#[0-9a-f]{{6}})")
BEHIND = re.compile(
    rf"\b(?:on|with|over)(?: an?)? ({COLOURS})(?: background| box| bar)?(?! outline| letters| text| font)\b"
)
OUTLINE = re.compile(rf"\b(?:with|and)?(?: an?)? ?({COLOURS}) (?:outline|border|edges?|stroke)\b")
PLACES = {
    "(?:top|upper)[ -](?:hand )?left(?:[ -]hand)?": "top-left",
    "(?:top|upper)[ -](?:hand )?right(?:[ -]hand)?": "top-right",
    "(?:bottom|lower)[ -](?:hand )?left(?:[ -]hand)?": "bottom-left",
    "(?:bottom|lower)[ -](?:hand )?right(?:[ -]hand)?": "bottom-right",
    "top|upper": "top",
    "bottom|lower": "bottom",
    "cent(?:er|re|ered|red)|middle": "center",
    "left": "left",
    "right": "right",
}
ADDS = (
    "add|put|write|insert|show|display|overlay|place|with|include|type|stick|slap|to "
    "say|should say|saying|draw|print|superimpose"
)
ABOUT = (
    "text|titles?|heading|labels?|words?|headline|captions?|subtitle|message|sentence|"
    "line|banner|credits?|overlay"
)
LITTLE = (
    "in|on|at|of|to|the|that|which|with|corner|side|screen|picture|frame|letters?|"
    "lettering|font|colou?r(?:ed)?|saying|says?|reads?|reading|"
    "play|run|have|say|as|it|a|an|and|over|across|onto|during|between|for|there|big|"
    "size|font size|please|hand|edge|area|half|part|appear|appearing|"
    "visible|shown|showing|background|starting|from|until|to|beginning"
)
SIZES = {
    "huge|giant|gigantic|enormous|massive|very (?:big|large)": 6.0,
    "big|bigger|large|larger": 10.0,
    "small|smaller|little|tiny": 30.0,
}
USUAL_SHARE, USUAL_HEIGHT = 15.0, 720
STAYS = 3.0  # seconds that a text is shown of which only the beginning was told
LASTS = re.compile(r"\bfor (?:about |just |only )?(\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?)\b")


def words(clause: Clause) -> Understood:
    adds, about = clause.has(ADDS), clause.has(ABOUT)
    if not (adds or about) or (not about and not clause.quotes) or len(clause.quotes) > 1:
        return None
    if not clause.quote:
        return ask("add-text", "which_text") if adds or clause.has("an?") else None
    found: dict[str, Any] = {"text": clause.quote}
    style = style_of(clause)
    try:
        shown = _shown(clause)
    except NotFound as missing:
        return not_found("add-text", missing)
    if isinstance(shown, Question):
        return shown
    place = first(clause, PLACES)
    clause.has(LITTLE)
    if place:
        found["anchor"] = place
    if style:
        found["style"] = style
    if shown:
        found["duration"] = shown
    return Step("add-text", found)


def style_of(clause: Clause) -> dict[str, Any]:
    """Read colour, box, outline and height of letters."""
    found: dict[str, Any] = {}
    outline, behind = clause.search(OUTLINE), clause.search(BEHIND)
    rest = clause.text
    for taken in (outline, behind):
        if taken is not None:
            rest = rest.replace(taken[0], " " * len(taken[0]))
    colour = COLOUR.search(rest)
    if colour is not None:
        clause.read.update(range(*colour.span()))
        found["color"] = (colour[1] or colour[2]).replace("grey", "gray")
    if behind is not None:
        found["background"] = behind[1].replace("grey", "gray")
    if outline is not None:
        found["outline"] = outline[1].replace("grey", "gray")
    size = clause.number(
        r"\b(?:font size|size|height)\D{0,6}(\d{1,3})(?:\s*(?:px|pt|pixels))?\b"
    ) or clause.number(r"\b(\d{1,3})\s*(?:px|pt|pixels)\b")
    share = next((share for words, share in SIZES.items() if clause.has(words)), None)
    if size is None and share is not None:
        size = float(round((clause.film.height or USUAL_HEIGHT) / share))
    return {**found, **({"fontSize": int(size)} if size else {})}


def _shown(clause: Clause) -> dict[str, float] | Question:
    lasts = clause.search(LASTS)
    parts = clause.stretches()
    others = [
        each for each in clause.moments if not _within(each.begin, parts, lasts) and each.kind == "time"
    ]
    if len(parts) > 1 or len(others) > 1:
        return ask("add-text", "which_times")
    length = float(lasts[1]) if lasts else STAYS
    edges = [
        each.kind
        for each in clause.moments
        if not _within(each.begin, parts, lasts) and each.kind in {"start", "end"}
    ]
    if edges and not parts and not others:
        start, end = _at_edge(edges[0], length, clause.film.duration)
    elif others:
        at = others[0].seconds or 0.0
        start, end = clause.film.placed(at, at + length)
    elif parts:
        start, end = parts[0].start, parts[0].end
        end = start + length if lasts else end
    elif lasts:
        start, end = 0.0, length
    else:
        return {}
    return _limited(start, end, clause)


def _at_edge(edge: str, length: float, duration: float | None) -> tuple[float, float | None]:
    if edge == "start":
        return 0.0, length
    return (-1.0, None) if duration is None else (max(duration - length, 0.0), duration)


def _limited(start: float, end: float | None, clause: Clause) -> dict[str, float] | Question:
    duration = clause.film.duration
    if start < 0 or end is None:
        return ask("add-text", "length_unknown")
    if duration is not None and start >= duration:
        return ask("add-text", "beyond_end", duration=duration)
    if end <= start:
        return ask("add-text", "end_before_start")
    return {"start": round(start, 3), "end": round(end if duration is None else min(end, duration), 3)}


def _within(place: int, parts: list[Stretch], lasts: re.Match[str] | None) -> bool:
    spans = [(part.begin, part.stop) for part in parts] + ([lasts.span()] if lasts else [])
    return any(begin <= place < stop for begin, stop in spans)


def captions(clause: Clause) -> Understood:
    if (
        not clause.has(
            "(?:closed |burned(?:-in)? )?(?:captions?|subtitles?|subs|subbed|captioned|"
            "subtitled)|caption(?: it| this)?"
        )
        or clause.quotes
    ):
        return None
    if clause.has("remove|delete|without|no"):
        return None
    place = first(clause, {"top|upper": "top", "bottom|lower": "bottom", "cent(?:er|re)|middle": "center"})
    style = style_of(clause)
    if place:
        style["position"] = place
    if clause.has("bold|thick|thicker"):
        style["bold"] = True
    clause.has(
        f"{ADDS}|{LITTLE}|burn(?: in| them in)?|generate|create|need|want|ones?|hard-?code|"
        f"automatic(?:ally)?|auto|me|burned|text|what is said|of what|she|he|they|speech|"
        f"turn on|enable"
    )
    return Step("burn-captions", {"style": style} if style else {})


def logo(clause: Clause) -> Understood:
    if not clause.has("logo|watermark|image|picture|sticker|photo|icon") or not clause.has(
        "add|put|insert|overlay|place|lay|stick|show"
    ):
        return None
    chosen = clause.search(LIBRARY_ID)
    place = first(clause, PLACES)
    clause.has(f"{LITTLE}|my|our|library")
    if chosen is None:
        return ask("overlay-image", "which_image")
    return Step("overlay-image", {"imageId": chosen[0], **({"anchor": place} if place else {})})


EARLY_RULES: tuple[Rule, ...] = (captions, words, logo)
