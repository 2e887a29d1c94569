"""How publications and what AI has made are written for people."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import template

from videos.media.lineage import KINDS
from youtube_integration.models import Publication
from youtube_integration.services.gate import GateReport

register = template.Library()
State = Publication.State
CHIPS = {State.PUBLISHED: "completed", State.UPLOADING: "processing", State.FINISHING: "processing"}


@register.filter
def chip(state: str) -> str:
    """The look of a state among those that jobs have."""
    return CHIPS.get(State(state), state)


@register.filter
def item(mapping: Mapping[uuid.UUID, Any], key: uuid.UUID | None) -> Any:
    return mapping.get(key) if key else None


@register.filter
def seconds(value: float) -> str:
    """Seconds with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


@register.filter
def points(value: float) -> str:
    """A number as SVG and addresses take it."""
    return f"{value:.3f}"


@register.inclusion_tag("youtube/timeline.html")
def timeline(report: GateReport) -> dict[str, Any]:
    """What AI has made of a film, a row for each kind."""
    kinds = [kind for kind in KINDS if any(kind in span.kinds for span in report.spans)]
    rows = [{"kind": kind, "spans": [span for span in report.spans if kind in span.kinds]} for kind in kinds]
    return {"report": report, "rows": rows}
