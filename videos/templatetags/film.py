"""How lengths, prices and recipes are written for people."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credits.pricing import to_credits
from videos.media.operations import CATALOGUE

register = template.Library()


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds as on a player: 0:07, 1:02:03."""
    whole = round(seconds or 0)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


# Seconds of each unit, the largest first. Django's own `timesince` has no Vietnamese words.
UNITS: tuple[tuple[int, Callable[[int], str]], ...] = (
    (31_557_600, lambda count: ngettext("%(count)s year ago", "%(count)s years ago", count)),
    (2_629_800, lambda count: ngettext("%(count)s month ago", "%(count)s months ago", count)),
    (604_800, lambda count: ngettext("%(count)s week ago", "%(count)s weeks ago", count)),
    (86_400, lambda count: ngettext("%(count)s day ago", "%(count)s days ago", count)),
    (3_600, lambda count: ngettext("%(count)s hour ago", "%(count)s hours ago", count)),
    (60, lambda count: ngettext("%(count)s minute ago", "%(count)s minutes ago", count)),
)


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, in the largest unit that fits: a library is read at a glance."""
    seconds = (timezone.now() - moment).total_seconds()
    for size, words in UNITS:
        if seconds >= size:
            count = int(seconds // size)
            return words(count) % {"count": count}
    return _("just now")


@register.filter(name="credits")
def as_credits(micro: int) -> str:
    """Micro-credits as credits, with at most two decimals."""
    return f"{to_credits(micro):.2f}".rstrip("0").rstrip(".")


@register.filter
def steps(recipe: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """A stored recipe as `[{title, icon, facts: [(label, value)]}]`."""
    return [_step(operation) for operation in recipe or [] if operation.get("operation") in CATALOGUE]


def _step(stored: dict[str, Any]) -> dict[str, Any]:
    operation = CATALOGUE[stored["operation"]]
    schema = operation.model_json_schema(by_alias=True)
    fields = {name: value for name, value in stored.items() if name != "operation"}
    facts = _facts(schema["properties"], fields, schema.get("$defs", {}))
    return {"title": operation.title, "icon": operation.icon, "facts": facts}


def _facts(
    properties: dict[str, Any], fields: dict[str, Any], definitions: dict[str, Any]
) -> list[tuple[str, str]]:
    """What differs from the usual: a default is not worth a word."""
    facts: list[tuple[str, str]] = []
    # In the schema's order: the database does not keep the order of names.
    for name, schema in properties.items():
        value = fields.get(name)
        if isinstance(value, dict):
            facts += _facts(_group(schema, definitions).get("properties", {}), value, definitions)
        elif value is not None and value != schema.get("default"):
            words = schema.get("x-labels", {}).get(value) if isinstance(value, str) else None
            facts.append((schema.get("title", name), words or _worded(value, schema.get("unit", ""))))
    return facts


def _group(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    choices = [schema, *schema.get("anyOf", [])]
    names = [choice["$ref"].rpartition("/")[2] for choice in choices if "$ref" in choice]
    return definitions.get(names[0], {}) if names else {}


def _worded(value: object, unit: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        # A hundred parts or cues are told by their number.
        plain = not any(isinstance(each, dict) for each in value)
        return ", ".join(map(str, value)) if plain else str(len(value))
    text = f"{value:g}" if isinstance(value, float) else str(value)
    short = {"seconds": "s", "pixels": "px", "0-1": ""}.get(unit, unit)
    return f"{text} {short}".strip()
