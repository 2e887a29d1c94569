"""Wishes about the picture: proportions, size, turning, looks, words on it."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from typing import Any

from ai.providers.local.assistant.sounding import LIBRARY_ID, RESOLUTIONS
from ai.providers.local.assistant.times import span
from ai.providers.local.assistant.timing import PERCENT
from ai.providers.local.assistant.wishes import Clause, Rule, Step, Understood, ask, first

ASPECTS = {
    "9:16|9 by 16|vertical|portrait|tik ?tok|shorts?|reels?|stories|story|phones?|mobile": "9:16",
    "1:1|square": "1:1",
    "4:5": "4:5",
    "16:9|16 by 9|landscape|widescreen|wide ?screen|horizontal": "16:9",
}
LOOKS = {
    "vintage|retro|old (?:film|movie|school)|nostalgic": "vintage",
    "black[ -]?(?:and|&|n)[ -]?white|b&w|b/w|gr[ae]y ?scale|monochrome|bw|noir": "blackwhite",
    "sepia": "sepia",
    "cartoon|cartoonish|comic|anime": "cartoon",
    "vignette": "vignette",
    "grain|grainy|film grain": "grain",
    "sharpen|sharper|sharpness|crisper|sharp": "sharpen",
    "warm|warmer": "warm",
    "cool|cooler|cold|colder": "cool",
    "blur|blurry|blurred|blurrier": "blur",
}
COLOURS = "white|black|red|orange|yellow|green|blue|purple|pink|gray"
PLACES = {
    "(?:top|upper)[ -]left": "top-left",
    "(?:top|upper)[ -]right": "top-right",
    "(?:bottom|lower)[ -]left": "bottom-left",
    "(?:bottom|lower)[ -]right": "bottom-right",
    "top|upper": "top",
    "bottom|lower": "bottom",
    "cent(?:er|re)|middle": "center",
    "left": "left",
    "right": "right",
}
SIZE = re.compile(r"\b(\d{2,5})\s*(?:x|×|by)\s*(\d{2,5})\b")
AT = re.compile(r"\b(?:at|from)\s*\(?\s*(\d{1,5})\s*[,;x]\s*(\d{1,5})")


def flip(clause: Clause) -> Understood:
    if not clause.has("flip|flipped|mirror|mirrored"):
        return None
    across, down = (
        clause.has("horizontal(?:ly)?|left|right|sideways"),
        clause.has("vertical(?:ly)?|upside down|top"),
    )
    direction = "both" if (across and down) or clause.has("both") else "vertical" if down else "horizontal"
    return Step("flip", {"direction": direction})


def rotate(clause: Clause) -> Understood:
    if clause.has("upside[- ]down"):
        return Step("rotate", {"angle": 180})
    if not clause.has("rotate|rotated|turn|tilt|straighten") or clause.has(
        "turn (?:it |the \\w+ )?(?:up|down|into|on|off)"
    ):
        return None
    angle = clause.number(r"(-?\d+(?:\.\d+)?)")
    left = clause.has("left|counter-?clockwise|anti-?clockwise|ccw")
    if angle is None:
        angle = 90.0 if left or clause.has("right|clockwise|sideways") else None
    if angle is None:
        return ask("rotate", "which_angle")
    return Step("rotate", {"angle": -angle if left else angle})


def crop(clause: Clause) -> Understood:
    if not clause.has("crop|cropped") or first(clause, ASPECTS):
        return None
    size, place = SIZE.search(clause.text), AT.search(clause.text)
    if size is None:
        return None if clause.moments else ask("crop", "which_rectangle")
    width, height = int(size[1]), int(size[2])
    x, y = (int(place[1]), int(place[2])) if place else (0, 0)
    film = clause.film
    if place is None and film.width is not None and film.height is not None:
        x, y = max((film.width - width) // 2, 0), max((film.height - height) // 2, 0)
    return Step("crop", {"width": width, "height": height, "x": x, "y": y})


def reframe(clause: Clause) -> Understood:
    aspect = first(clause, ASPECTS)
    if clause.has("instagram|insta") and not aspect:
        aspect = "4:5" if clause.has("crop|reframe|format|fit|post|portrait") else ""
    if not aspect:
        return ask("reframe", "which_aspect") if clause.has("reframe|aspect(?: ratio)?") else None
    found: dict[str, Any] = {"aspect": aspect}
    if clause.has("follow|track|face|faces|speaker"):
        found["mode"] = "follow-face"
    elif clause.has("blur|blurred|padding|bars|whole picture|without cutting|pad"):
        found["mode"] = "blur-pad"
    return Step("reframe", found)


def resize(clause: Clause) -> Understood:
    if not clause.has(
        "resize|scale|downscale|upscale|smaller|size|shrink|enlarge|resolution|make it|convert|change"
    ):
        return None
    size = SIZE.search(clause.text)
    if size is not None:
        return Step("resize", {"width": int(size[1]), "height": int(size[2])})
    height = first(clause, RESOLUTIONS)
    if height:
        return Step("resize", {"height": int(height[:-1])})
    for side in ("width", "height"):
        number = clause.number(rf"{side}\D{{0,8}}(\d{{2,5}})") or clause.number(
            rf"(\d{{2,5}})\s*(?:px|pixels)?\s*{side}"
        )
        if number is not None:
            return Step("resize", {side: int(number)})
    percent = clause.number(PERCENT) or (50.0 if clause.has("half") else None)
    if percent is not None and clause.film.width is not None:
        return Step("resize", {"width": max(round(clause.film.width * percent / 200) * 2, 16)})
    return (
        ask("resize", "which_size")
        if clause.has("resize|scale|downscale|shrink|enlarge|resolution")
        else None
    )


def stabilize(clause: Clause) -> Understood:
    if not clause.has(
        r"stabili[sz]e|stabili[sz]ed|stabili[sz]ation|de-?shake|shaky|shaking|shakiness|shake|steady|steadier"
    ):
        return None
    strength = first(
        clause,
        {
            "slight(?:ly)?|a little|a bit|gently|low": "low",
            "very|strong(?:ly)?|a lot|much|high|heavily": "high",
        },
    )
    return Step("stabilize", {"strength": strength} if strength else {})


def denoise(clause: Clause) -> Understood:
    if not clause.has(r"denoise|de-noise|noise|noisy|hiss|hum|remove (?:the )?grain"):
        return None
    amount = {0.5: 0.3, 1.0: 0.5, 2.0: 0.8}[clause.amount]
    sound, picture = (
        clause.has("sound|audio|voice|hiss|hum|background noise"),
        clause.has("picture|video|image|grain"),
    )
    if sound == picture:
        return Step("denoise", {"picture": amount, "sound": amount} if clause.amount != 1 else {})
    return Step("denoise", {"picture": 0 if sound else amount, "sound": amount if sound else 0})


def look(clause: Clause) -> Understood:
    kind = first(clause, LOOKS)
    if not kind or clause.quotes:
        return (
            ask("apply-filter", "which_filter")
            if clause.has("filter|look|effect") and not clause.quotes
            else None
        )
    percent = clause.number(PERCENT)
    intensity = percent / 100 if percent is not None else {0.5: 0.4, 1.0: None, 2.0: 1.0}[clause.amount]
    return Step(
        "apply-filter", {"filterType": kind, **({} if intensity is None else {"intensity": intensity})}
    )


def adjust(clause: Clause) -> Understood:
    """Brighter by 0.15 or by so many percent; contrast and saturation by 1.25 or so many percent."""
    less = clause.has(r"less|lower|decrease|reduce|darker|darken|dim|desaturate|weaker|dull")
    percent = clause.number(PERCENT)
    found: dict[str, Any] = {}
    if clause.has("bright|brighten|brighter|brightness|darker|darken|dark|lighter|lighten|dim|exposure"):
        step = percent / 100 if percent is not None else 0.15 * clause.amount
        found["brightness"] = round(-step if less or clause.has("dark") else step, 3)
    for name, words in (
        ("contrast", "contrast|contrasty"),
        ("saturation", "saturation|saturated?|colou?rful|vivid|vibrant|desaturate|colou?rs? pop"),
    ):
        if clause.has(words):
            step = percent / 100 if percent is not None else 0.25 * clause.amount
            found[name] = round(1 - step if less else 1 + step, 3)
    return Step("adjust", found) if found else None


def words(clause: Clause) -> Understood:
    about = clause.has("text|title|heading|label|words?|headline|caption")
    if not (
        (about and clause.has("add|put|write|insert|show|display|overlay|place|with"))
        or (clause.quote and clause.has("add|write|put|show|say|display"))
    ):
        return None
    if not clause.quote:
        return ask("add-text", "which_text")
    found: dict[str, Any] = {"text": clause.quote}
    place = first(clause, PLACES)
    if place:
        found["anchor"] = place
    style = _style(clause)
    if style:
        found["style"] = style
    shown = _shown(clause)
    if shown:
        found["duration"] = shown
    return Step("add-text", found)


def _style(clause: Clause) -> dict[str, Any]:
    colour = re.search(rf"\b({COLOURS})\b|(#[0-9a-f]{{6}})", clause.text)
    size = clause.number(r"(?:size|font size)\D{0,6}(\d{1,3})") or clause.number(r"(\d{1,3})\s*(?:px|pt)\b")
    return {**({"color": colour[0]} if colour else {}), **({"fontSize": int(size)} if size else {})}


def _shown(clause: Clause) -> dict[str, float]:
    if re.search(r"\bat\s+(?:second\s+)?[\d]", clause.text) and len(clause.moments) == 1:
        at = clause.moments[0].seconds or 0.0
        return {"start": at, "end": at + 3.0}
    part = span(SIZE.sub(" ", re.sub(r"size\D{0,6}\d+", " ", clause.text)), clause.film)
    if part is None or part.end is None or part.start < 0 or part.end <= part.start:
        return {}
    return {"start": part.start, "end": part.end}


def captions(clause: Clause) -> Understood:
    if not clause.has("captions?|subtitles?|subs") or clause.quotes:
        return None
    return (
        Step("burn-captions", {})
        if clause.has("add|burn|put|make|generate|create|show|insert|with|need|want")
        else None
    )


def logo(clause: Clause) -> Understood:
    if not clause.has("logo|watermark|image|picture|sticker") or not clause.has(
        "add|put|insert|overlay|place|lay"
    ):
        return None
    chosen = LIBRARY_ID.search(clause.text)
    if chosen is None:
        return ask("overlay-image", "which_image")
    place = first(clause, PLACES)
    return Step("overlay-image", {"imageId": chosen[0], **({"anchor": place} if place else {})})


EARLY_RULES: tuple[Rule, ...] = (captions, words, logo)
RULES: tuple[Rule, ...] = (flip, stabilize, denoise, crop, reframe, rotate, adjust, look)
LATE_RULES: tuple[Rule, ...] = (resize,)
