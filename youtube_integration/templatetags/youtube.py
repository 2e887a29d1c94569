"""How publications and what AI has made are written for people."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from videos.media.lineage import EFFECTS, KINDS, MUSIC, PICTURE, VOICE, Span
from youtube_integration.models import Publication
from youtube_integration.services.gate import GateReport

register = template.Library()
State = Publication.State
NAMES = {
    PICTURE: gettext_lazy("Picture"),
    VOICE: gettext_lazy("Voice"),
    MUSIC: gettext_lazy("Music"),
    EFFECTS: gettext_lazy("Sound effects"),
}
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
    return number_format(value, 0 if round(value, 1).is_integer() else 1)


@register.filter
def points(value: float) -> str:
    """A number as SVG and addresses take it."""
    return f"{value:.3f}"


@register.inclusion_tag("youtube/timeline.html")
def timeline(report: GateReport) -> dict[str, Any]:
    """What AI has made of a film, a row for each kind."""
    kinds = [kind for kind in KINDS if any(kind in span.kinds for span in report.spans)]
    rows = [
        {
            "kind": kind,
            "name": NAMES[kind],
            "spans": [span for span in report.spans if kind in span.kinds],
        }
        for kind in kinds
    ]
    return {"report": report, "rows": rows, "words": "; ".join(_spoken(span) for span in report.spans)}


def _spoken(span: Span) -> str:
    kinds = ", ".join(str(NAMES[kind]) for kind in KINDS if kind in span.kinds)
    told = {"kinds": kinds, "start": seconds(span.start), "end": seconds(span.end)}
    return _("%(kinds)s from %(start)s to %(end)s seconds") % told
