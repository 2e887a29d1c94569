"""JSON of strangers, looked through before a library in C++ reads it."""

import json
import math
import re
from collections.abc import Callable
from typing import Any

from projects.interchange.refusing import Unreadable
from projects.timeline.saying import Said as _

LARGEST = 20 * 1024 * 1024  # bytes
DEEPEST = 120  # brackets in each other; Python and C++ both read such by recursion
MOST_OBJECTS = 400_000
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
BRACKET = re.compile(r"[\[\]{}]")
GREATEST = 2**63  # of OTIO's whole numbers


def guarded(content: bytes, *, each: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """The JSON's value, its objects as `each` leaves them.

    Raises Unreadable for what is too large, too deep, or no JSON.
    """
    if len(content) > LARGEST:
        raise Unreadable(_("The file may have at most %(most)s MB.", most=LARGEST // 1024**2))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise Unreadable(
            _("This is not text in UTF-8."), line=content[: failure.start].count(b"\n") + 1
        ) from None
    _must_be_shallow(text)
    try:
        return json.loads(
            text, object_hook=each, parse_constant=_no_number, parse_float=_finite, parse_int=_small
        )
    except json.JSONDecodeError as failure:
        raise Unreadable(_("This is not JSON: %(msg)s.", msg=failure.msg), line=failure.lineno) from None


def _must_be_shallow(text: str) -> None:
    """Counts brackets as a reader would meet them, without recursion of its own."""
    depth = 0
    for number, found in enumerate(BRACKET.finditer(STRING.sub("", text))):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEEPEST or number > 2 * MOST_OBJECTS:
            raise Unreadable(_("This file is nested too deeply, or holds too much."))


def _no_number(name: str) -> float:
    raise Unreadable(_("%(name)s is no number.", name=name))


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits[:40])


def _small(digits: str) -> int:
    number = int(digits) if len(digits) < 20 else GREATEST
    return number if abs(number) < GREATEST else int(_no_number(digits[:40]))
