"""The operations' words in the language of the person that is served; the engine's own are English."""

from functools import cache
from typing import Any

from django.utils.translation import gettext

from videos.media.operations import Operation
from videos.media.operations.base import Fields
from videos.media.operations.colour import COLOUR_HELP, PLAIN_COLOUR_HELP

SHOWN = ("title", "description")
# The same end of many descriptions, of names that programs read.
ENDS = (COLOUR_HELP, PLAIN_COLOUR_HELP)


def title_of(operation: Operation | type[Operation]) -> str:
    return gettext(operation.title)


def schema_of(fields: type[Fields]) -> dict[str, Any]:
    """The JSON Schema of an operation's fields, or of others declared like them."""
    schema: dict[str, Any] = _said(_english(fields))
    return schema


@cache
def _english(fields: type[Fields]) -> dict[str, Any]:
    return fields.model_json_schema(by_alias=True)


def _said(part: Any) -> Any:
    """A part of a schema; names and values of fields stay as they are."""
    if isinstance(part, list):
        return [_said(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {name: _worded(name, value) for name, value in part.items()}


def _worded(name: str, value: Any) -> Any:
    if name in SHOWN and isinstance(value, str):
        return _sentence(value)
    if name == "x-labels":
        return {choice: gettext(words) for choice, words in value.items()}
    return value if name in {"example", "default", "enum"} else _said(value)


def _sentence(words: str) -> str:
    for end in ENDS:
        if words.endswith(f" {end}"):
            return f"{gettext(words.removesuffix(end).rstrip())} {end}"
    return gettext(words) if words else words
