"""Asks the planner, and says of each answer whether it is right, asks back, or does something else."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ai.capabilities import Call, ChatInput, ChatResult, Message, Tool
from ai.providers.local.chat import LocalChat
from bench.chat.requests import FILMS, Film, Request, Wanted
from videos.media.operations import CATALOGUE

LOOKS = {"search-moments", "read-transcript", "read-summary"}
Interval = tuple[float, float]


class Verdict(StrEnum):
    """What came of a request. Only WRONG harms: something is proposed that nobody asked for."""

    RIGHT = "right"
    ASKED = "asked"  # nothing wrong is planned, but not all that was wished
    WRONG = "wrong"


@dataclass(frozen=True)
class Outcome:
    request: Request
    result: ChatResult
    verdict: Verdict
    seconds: float

    @property
    def steps(self) -> list[tuple[str, dict[str, Any]]]:
        return [(call.name, dict(call.arguments)) for call in self.result.tool_calls]


def outcomes(wished: Sequence[Request], tools: Sequence[Tool], folder: Path) -> Iterator[Outcome]:
    """Say each request to the planner, after what was said before it."""
    for request in wished:
        result, seconds = _said(request, tools, folder)
        yield Outcome(request, result, _verdict(request, result), seconds)


def _said(request: Request, tools: Sequence[Tool], folder: Path) -> tuple[ChatResult, float]:
    chat, call = LocalChat(), Call(model="local", key="bench", folder=folder)
    talk = FILMS[request.film].told()
    for earlier in request.before:
        talk.append(Message("user", earlier))
        talk.append(Message("assistant", chat.chat(ChatInput(talk, tools), call).text))
    talk.append(Message("user", request.say))
    begun = time.perf_counter()
    result = chat.chat(ChatInput(talk, tools), call)
    return result, time.perf_counter() - begun


def _verdict(request: Request, result: ChatResult) -> Verdict:
    steps = [(call.name, dict(call.arguments)) for call in result.tool_calls]
    if not request.wanted:
        steps = [step for step in steps if step[0] not in LOOKS]  # to look for something changes nothing
        return Verdict.WRONG if steps else _answered(request, result.text)
    film = FILMS[request.film]
    if any(_fits(wanted, steps, request.order, film) for wanted in request.wanted):
        return Verdict.RIGHT if _tells(request, result.text) else Verdict.ASKED
    is_part = all(any(_same(step, each) for wanted in request.wanted for each in wanted) for step in steps)
    return Verdict.ASKED if is_part else Verdict.WRONG


def _answered(request: Request, text: str) -> Verdict:
    is_asked = request.answer != "ask" or "?" in text
    is_told = all(words in text for words in request.names)
    is_refused = request.answer != "no" or any(words in text for words in REFUSALS)
    return Verdict.RIGHT if is_asked and is_told and is_refused else Verdict.ASKED


REFUSALS = ("cannot", "không")
NOT_UNDERSTOOD = ("did not understand", "chưa hiểu")


def _tells(request: Request, text: str) -> bool:
    """What was not understood is named, and nothing else is."""
    is_named = all(words in text for words in request.lost)
    return (
        is_named
        and (bool(request.lost) or not any(words in text for words in NOT_UNDERSTOOD))
        and _is_whole(request, text)
    )


def _is_whole(request: Request, text: str) -> bool:
    return bool(request.lost) or "?" not in text.replace("?”", "")


def _fits(wanted: Wanted, steps: Sequence[tuple[str, dict[str, Any]]], order: str, film: Film) -> bool:
    if order == "kept":
        return kept(wanted, film.duration) == kept(steps, film.duration)
    if order == "merged":
        return _same((wanted[0][0], _merged(steps)), wanted[0]) and {name for name, _ in steps} == {
            wanted[0][0]
        }
    if len(steps) != len(wanted):
        return False
    if order == "any":
        return all(any(_same(step, each) for step in steps) for each in wanted)
    return all(_same(step, each) for step, each in zip(steps, wanted, strict=True))


def _merged(steps: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    return {name: value for _, values in steps for name, value in values.items()}


def kept(steps: Sequence[tuple[str, Any]], duration: float) -> list[Interval]:
    """Give what trims and removals leave of a film, in its own seconds."""
    intervals = [(0.0, duration)]
    for name, values in steps:
        if name == "trim":
            intervals = _inside(intervals, [(values["startTime"], values["endTime"])])
        elif name == "remove-parts":
            edges = [0.0, *(time for part in values["parts"] for time in _ends(part)), duration]
            intervals = _inside(intervals, list(zip(edges[::2], edges[1::2], strict=True)))
    return intervals


def _ends(part: Any) -> Interval:
    return (part["startTime"], part["endTime"]) if isinstance(part, Mapping) else (part[0], part[1])


def _inside(intervals: list[Interval], chosen: list[Interval]) -> list[Interval]:
    """Choose out of what the intervals show one after another."""
    found, at = list[Interval](), 0.0
    for start, end in intervals:
        for begin, stop in chosen:
            low, high = max(start, start + begin - at), min(end, start + stop - at)
            if high > low:
                found.append((round(low, 2), round(high, 2)))
        at += end - start
    return found


def _same(step: tuple[str, dict[str, Any]], wanted: tuple[str, Any]) -> bool:
    name, values = wanted
    if step[0] != name:
        return False
    return values == "*" or _like(filled(name, step[1]), filled(name, values))


def filled(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values with the operation's defaults where it has any."""
    return {
        **_defaults(name),
        **{field: value for field, value in values.items() if value not in (None, False, "")},
    }


@cache
def _defaults(name: str) -> Mapping[str, Any]:
    fields = CATALOGUE[name].model_json_schema(by_alias=True)["properties"] if name in CATALOGUE else {}
    return {field: schema["default"] for field, schema in fields.items() if schema.get("default") is not None}


def _like(given: Any, wanted: Any) -> bool:
    if wanted == "*":
        return True
    if isinstance(wanted, dict) and "has" in wanted:
        return str(wanted["has"]) in str(given).lower()
    if isinstance(wanted, dict) and {"from", "to"} == wanted.keys():
        return isinstance(given, int | float) and wanted["from"] <= given <= wanted["to"]
    if isinstance(wanted, dict) and isinstance(given, dict):
        return _like_fields(given, wanted)
    if isinstance(wanted, list) and isinstance(given, list):
        return len(given) == len(wanted) and all(map(_like, map(_plain, given), map(_plain, wanted)))
    if isinstance(wanted, int | float) and not isinstance(wanted, bool) and isinstance(given, int | float):
        return abs(given - wanted) <= max(0.02, abs(wanted) * 0.02)
    return bool(given == wanted)


def _plain(value: Any) -> Any:
    return list(_ends(value)) if isinstance(value, Mapping) and "startTime" in value else value


def _like_fields(given: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    usual = {"fontFamily", "outline", "bold"}
    names = {name for name, value in given.items() if value is not None} | set(wanted)
    return all(
        _like(given.get(name), wanted.get(name))
        for name in names
        if name in wanted or (name not in usual and not _is_default(name, given))
    )


def _is_default(name: str, given: Mapping[str, Any]) -> bool:
    return (name, given[name]) in {
        ("color", "white"),
        ("fontSize", None),
        ("background", None),
        ("position", "bottom"),
    }
