"""A summary in the film's own words, by a provider that chooses from them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ai.capabilities import Call, Outlines, ProviderError, Segment
from ai.services.insights.form import (
    LONGEST_OVERVIEW,
    LONGEST_POINT,
    LONGEST_TITLE,
    MOST_CHAPTERS,
    Point,
    Start,
    Told,
)
from ai.services.insights.lines import Line


def drafted(lines: Sequence[Line], sentences: int, points: int, provider: Outlines, call: Call) -> Told:
    """The film in its own words; raises ProviderError when nothing is said in it."""
    if not lines:
        raise ProviderError("no_speech", _("Nothing is said in this film, so there is nothing to sum up."))
    said = [Segment(line.text, line.start, line.end) for line in lines]
    found = provider.outline(said, call, overview=sentences, points=points)
    return Told(
        overview=" ".join(lines[at].text for at in found.overview)[:LONGEST_OVERVIEW],
        key_points=tuple(
            Point(time=lines[at].start, text=lines[at].text[:LONGEST_POINT]) for at in found.points
        ),
        chapters=tuple(
            Start(start_time=each.start, title=each.title[:LONGEST_TITLE])
            for each in found.parts[:MOST_CHAPTERS]
        ),
    )
