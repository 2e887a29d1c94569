"""A step in one line, as a person would say it: made of the words that its own schema has for forms."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from ai.services.chatting.looking import clock
from ai.services.chatting.tools import TOOLS
from videos.services import saying

LONGEST_TITLE, LONGEST_VALUE = 200, 40  # characters of a line, and of one value in it
MOST_SPANS = 3
UNITS = {
    "seconds": gettext_lazy("s"),
    "pixels": "px",
    "times": "x",
    "degrees": gettext_lazy("degrees"),
    "0-1": "",
}
SPANS = (("startTime", "endTime"), ("start", "end"))
NAMED_BY_KIND = frozenset({"text", "prompt", "phrase", "script"})  # their label says nothing more

Schema = Mapping[str, Any]


def title_of(operation: str, params: Mapping[str, Any]) -> str:
    """The step's name and what is not as usual in it: `Trim: 0:02-0:10`, `Filter: black and white`."""
    tool = TOOLS[operation]
    schema = saying.schema_of(tool.fields)
    shown = [words for words in _values(params, schema, schema.get("$defs", {})) if words]
    return f"{tool.title}: {', '.join(shown)}"[:LONGEST_TITLE] if shown else str(tool.title)


def _values(params: Mapping[str, Any], schema: Schema, shapes: Schema) -> Iterator[str]:
    span = _span(params)
    if span:
        yield span
    for name, value in params.items():
        field = schema.get("properties", {}).get(name, {})
        is_told = span and any(name in pair for pair in SPANS)
        if is_told or value in (None, "", False) or value == field.get("default"):
            continue
        if isinstance(value, Mapping):
            yield from _values(value, _shape_of(field, shapes), shapes)
        else:
            yield _value(name, value, field)


def _value(name: str, value: Any, field: Schema) -> str:
    label = str(field.get("title", name)).lower()
    if value is True:
        return label
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _list(label, value)
    if isinstance(value, str):
        chosen = field.get("x-labels", {}).get(value)
        text = value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"
        if chosen:
            is_name = any(letter.isupper() for letter in chosen[1:])  # such as WebM
            return str(chosen) if is_name else str(chosen[:1].lower() + chosen[1:])
        return f"“{text}”" if name in NAMED_BY_KIND else f"{label} {text}"
    unit = str(field.get("unit", ""))
    return f"{label} {value:g} {UNITS.get(unit, unit)}".rstrip()


def _list(label: str, values: Sequence[Any]) -> str:
    spans = [_span(each) for each in values[:MOST_SPANS] if isinstance(each, Mapping)]
    if not spans or not all(spans) or len(values) > MOST_SPANS:
        return f"{len(values)} {label}"
    return ", ".join(spans)


def _span(value: Mapping[str, Any]) -> str:
    for start, end in SPANS:
        if isinstance(value.get(start), int | float) and isinstance(value.get(end), int | float):
            return f"{clock(value[start])}-{clock(value[end])}"
    return ""


def _shape_of(field: Schema, shapes: Schema) -> Schema:
    for each in (field, *field.get("anyOf", ()), *field.get("allOf", ())):
        if "$ref" in each:
            found: Schema = shapes.get(each["$ref"].rpartition("/")[2], {})
            return found
    return field
