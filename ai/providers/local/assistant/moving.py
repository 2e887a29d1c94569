"""A bit more or less of a step that was planned: "slower", "not so loud", "bigger"."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from ai.providers.local.assistant.wishes import Clause

WEAKER = (
    r"less(?: strong(?:ly)?)?|weaker|not (?:that|so|too) (?:much|strong(?:ly)?|intense|"
    r"heavy|far|extreme)|softer|subtler|milder|gentler|tone it down|reduce it|decrease it|down"
)
STRONGER = r"more|stronger|even more|heavier|harder|intenser|more intense|increase it|up|not enough|further"
HARDER: Mapping[str, str] = {
    "blur": "blurrier",
    "warm": "warmer",
    "cool": "cooler|colder",
    "sharpen": "sharper|crisper",
    "grain": "grainier",
}
SLIGHT = r"a little(?: bit)?|a bit|slightly|a tad|a touch|somewhat|a tiny bit"
THAN = re.compile(
    r"\b(?:than (?:that|this|it|before)|that|so|even|still|it|make|please|be|of|by|add|"
    r"also|much|a lot|way|now)\b"
)


def _speed(clause: Clause, values: Mapping[str, Any], share: float) -> dict[str, Any] | None:
    slower, faster = (
        clause.has(f"slower|less fast|not (?:that|so|too) fast|too fast|{WEAKER}"),
        clause.has(f"faster|quicker|less slow|not (?:that|so|too) slow|too slow|{STRONGER}"),
    )
    if slower == faster:
        return None
    if clause.has(WEAKER) or clause.has(STRONGER):  # of what was done, whichever way that went
        slower = (values["factor"] > 1) == clause.has(WEAKER)
    change = 1.25 if share < 1 else 1.5
    factor = values["factor"] / change if slower else values["factor"] * change
    return {"factor": round(min(max(factor, 0.25), 4.0), 3)}


def _loudness(clause: Clause, values: Mapping[str, Any], share: float) -> dict[str, Any] | None:
    gain, factor = values.get("gain"), values.get("factor")
    quieter = clause.has(
        f"quieter|softer|lower|less loud|not (?:that|so|too|quite so) loud|too loud|turn it down|{WEAKER}"
    )
    louder = clause.has(f"louder|higher|less quiet|not (?:that|so|too) quiet|too quiet|turn it up|{STRONGER}")
    if quieter == louder or factor == 0:
        return None
    change = (-3.0 if quieter else 3.0) * (0.67 if share < 1 else 1.0)
    if gain is not None:
        return {"gain": round(gain + change, 1)}
    return {"factor": round(float(factor or 1.0) * (0.75 if quieter else 1.33), 3)}


def _strength(clause: Clause, values: Mapping[str, Any], share: float) -> dict[str, Any] | None:
    weaker, stronger = (
        clause.has(f"{WEAKER}|not (?:that|so|too) \\w+|too (?:strong|much|blurry|warm|cold)"),
        clause.has(f"{STRONGER}|{HARDER.get(values['filterType'], STRONGER)}"),
    )
    if weaker == stronger:
        return None
    intensity = float(values.get("intensity", 1.0)) + (-1 if weaker else 1) * (0.2 if share < 1 else 0.35)
    return {"intensity": round(min(max(intensity, 0.1), 1.0), 2)}


def _tuned(clause: Clause, values: Mapping[str, Any], share: float) -> dict[str, Any] | None:
    up, down = clause.has("brighter|lighter|more vivid|more colou?rful"), clause.has("darker|dimmer|duller")
    is_light = values.get("brightness", 0) + values.get("saturation", 1) + values.get("contrast", 1) - 2 > 0
    weaker = clause.has(f"{WEAKER}|not (?:that|so|too) \\w+|too (?:bright|dark|strong|much)") or (
        down if is_light else up
    )
    stronger = clause.has(STRONGER) or (up if is_light else down)
    if weaker == stronger:
        return None
    change = (0.7 if weaker else 1.3) if share < 1 else (0.5 if weaker else 1.6)
    return {
        name: round(value * change if name == "brightness" else 1 + (value - 1) * change, 3)
        for name, value in values.items()
    }


def resized(clause: Clause, values: Mapping[str, Any], share: float) -> dict[str, Any] | None:
    bigger, smaller = clause.has("bigger|larger|too small"), clause.has("smaller|tinier|too (?:big|large)")
    if bigger == smaller:
        return None
    clause.has("the|text|letters?|title|words?|font|size")
    height = clause.film.height or 720
    size = (values.get("style") or {}).get("fontSize") or min(height, clause.film.width or height) / 15
    change = (1.25 if bigger else 0.8) if share < 1 else (1.5 if bigger else 0.67)
    return {"style": {**(values.get("style") or {}), "fontSize": round(size * change)}}


def _faded(clause: Clause, values: Mapping[str, Any], share: float) -> dict[str, Any] | None:
    longer, shorter = clause.has("longer|slower"), clause.has("shorter|faster|quicker")
    if longer == shorter:
        return None
    change = (1.5 if longer else 0.67) if share < 1 else (2.0 if longer else 0.5)
    return {name: round(value * change, 2) for name, value in values.items() if name in {"fadeIn", "fadeOut"}}


MOVING: Mapping[str, Callable[[Clause, Mapping[str, Any], float], dict[str, Any] | None]] = {
    "speed": _speed,
    "volume": _loudness,
    "apply-filter": _strength,
    "adjust": _tuned,
    "add-text": resized,
    "fade": _faded,
}
