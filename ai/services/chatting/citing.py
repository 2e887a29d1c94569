"""What an answer rests on: the lines of the transcript at the moments that it names, such as [0:12]."""

import re
from typing import Any

from ai.services.chatting.looking import source
from ai.services.transcripts import reading
from videos.models import Video

MOMENT = re.compile(r"\[(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:\.\d+)?)(?=[\]\-–])")  # noqa: RUF001 - people write it
MOST = 10


def cited(*, video: Video | None, text: str) -> list[dict[str, Any]]:
    """The lines named in `text`, in its order; a moment at which nothing is said names none."""
    named = [_seconds(match) for match in MOMENT.finditer(text)]
    transcript = reading.current(video=video) if video and named else None
    if video is None or transcript is None:
        return []
    found = []
    for moment in named[:MOST]:
        # Moments are told in whole seconds, so a line may begin within the one that is named.
        lines = [row for row in transcript.segments if row["start"] < moment + 1 and row["end"] > moment]
        begun = [row for row in lines if row["start"] >= moment]
        found += [source(video, row) for row in (begun or lines)[:1]]
    return found


def _seconds(match: re.Match[str]) -> float:
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
