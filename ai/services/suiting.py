"""Whether a model can do what is wished: its limits and the parameters that it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from ai.capabilities import Capability
from ai.models import ModelSpec
from ai.services.kinds import HAS_SECONDS, KINDS, seconds_made
from videos.models import Video

USUAL_SECONDS = {Capability.MUSIC: 30.0}
# What we say by names of our own, so that it is checked and moderated.
OURS = frozenset({"prompt", "text", "webhook", "model", "input"})


@dataclass(frozen=True)
class Misfit:
    """The field of the wish that a model has no place for, and why."""

    field: str
    message: str
    code: str = "unsupported_option"


def misfit(
    spec: ModelSpec, fields: Mapping[str, Any], sources: Mapping[str, Video], options: Mapping[str, Any]
) -> Misfit | None:
    """The first thing that the model cannot do, or None."""
    capability = Capability(spec.capability)
    return (
        _too_long(spec, capability, fields, sources)
        or _too_large(spec, fields)
        or _too_many_letters(spec, str(fields.get(KINDS[capability].words, "")), KINDS[capability].words)
        or _unknown_option(spec, options)
    )


def usual_seconds(spec: ModelSpec) -> float:
    """What is made when nobody says how long: the usual, or what the model makes that is nearest to it."""
    usual = USUAL_SECONDS.get(Capability(spec.capability), 5.0)
    if only := spec.limits.get("seconds"):
        return float(min(only, key=lambda each: abs(each - usual)))
    if fixed := spec.params_schema.get("x-seconds"):
        return float(fixed)
    return float(min(max(usual, spec.limits.get("minSeconds", usual)), spec.limits.get("maxSeconds", usual)))


def _too_long(
    spec: ModelSpec, capability: Capability, fields: Mapping[str, Any], sources: Mapping[str, Video]
) -> Misfit | None:
    seconds = seconds_made(capability, fields, sources)
    if seconds is None:
        return None
    limits = spec.limits
    named = "seconds" if capability in HAS_SECONDS else "videoId"
    if (only := limits.get("seconds")) and named == "seconds" and seconds not in only:
        told = ", ".join(f"{each:g}" for each in only)
        return Misfit(
            named, _("%(model)s makes films of %(seconds)s seconds.") % {"model": spec.name, "seconds": told}
        )
    least, most = limits.get("minSeconds", 0), limits.get("maxSeconds", float("inf"))
    if not least <= seconds <= most:
        words = {"model": spec.name, "least": f"{least:g}", "most": f"{most:g}"}
        if most == float("inf"):
            return Misfit(named, _("%(model)s works on at least %(least)s seconds.") % words)
        return Misfit(named, _("%(model)s works on %(least)s to %(most)s seconds.") % words)
    return None


def _too_large(spec: ModelSpec, fields: Mapping[str, Any]) -> Misfit | None:
    most = spec.limits.get("maxSide")
    if most and max(fields.get("width", 0), fields.get("height", 0)) > most:
        return Misfit(
            "size", _("%(model)s makes at most %(most)s pixels a side.") % {"model": spec.name, "most": most}
        )
    return None


def _too_many_letters(spec: ModelSpec, text: str, field: str) -> Misfit | None:
    most = spec.limits.get("maxCharacters")
    if most and len(text) > most:
        return Misfit(
            field, _("%(model)s reads at most %(most)s characters.") % {"model": spec.name, "most": most}
        )
    return None


def _unknown_option(spec: ModelSpec, options: Mapping[str, Any]) -> Misfit | None:
    known = spec.params_schema.get("properties", {})
    for name, value in options.items():
        declared = known.get(name)
        if declared is None or name in OURS or declared.get("format") == "uri":
            return Misfit(
                f"options.{name}",
                _("%(model)s takes no option %(name)s.") % {"model": spec.name, "name": name},
            )
        try:
            wrong = next(Draft202012Validator(declared).iter_errors(value), None)
        except SchemaError:  # what a vendor calls a schema need not be one
            continue
        if wrong:
            return Misfit(f"options.{name}", f"{spec.name}: {wrong.message}"[:300], code="invalid")
    return None
