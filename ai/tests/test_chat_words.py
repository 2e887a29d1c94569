"""How steps are told, and what answers cite."""

from typing import Any

import pytest

from accounts.models import User
from ai.models import Transcript
from ai.services.chatting.citing import cited
from ai.services.chatting.wording import title_of
from ai.services.transcripts import writing
from videos.tests.films import a_video


@pytest.mark.parametrize(
    ("operation", "params", "told"),
    [
        ("trim", {"mode": "auto", "startTime": 2.0, "endTime": 62.5}, "Trim: 0:02-1:02.5"),
        ("trim", {"mode": "copy", "startTime": 0.0, "endTime": 2.0}, "Trim: 0:00-0:02, instant copy"),
        ("apply-filter", {"filterType": "blackwhite", "intensity": 1.0}, "Filter: black and white"),
        ("remove-parts", {"parts": [{"startTime": 2, "endTime": 3}]}, "Remove parts: 0:02-0:03"),
        ("volume", {"gain": -6.0, "factor": None, "limiter": True}, "Volume: gain -6 dB"),
        ("export", {"format": "webm"}, "Export: WebM"),
        ("burn-captions", {"cues": [{"start": 0, "end": 1, "text": "x"}] * 9}, "Captions: 9 cues"),
        ("generate-image", {"prompt": "a" * 50}, f"Picture: “{'a' * 39}…”"),
        (
            "add-text",
            {"text": "Hi", "style": {"color": "red"}, "duration": {"start": 1.0, "end": 3.0}},
            "Text: “Hi”, colour red, 0:01-0:03",
        ),
    ],
)
def test_a_step_is_told_by_what_is_not_as_usual(operation: str, params: dict[str, Any], told: str) -> None:
    assert title_of(operation, params) == told


@pytest.mark.django_db
def test_an_answer_cites_the_lines_at_the_moments_that_it_names(alice: User) -> None:
    film = a_video(alice)
    lines = [{"text": text, "start": at, "end": at + 1.5, "speaker": ""} for at, text in enumerate("abc")]
    writing.publish(video=film, language="en", origin=Transcript.Origin.IMPORTED, segments=lines, words=())
    named = cited(video=film, text="[0:01] “b”, [0:02-0:03] and [9:59]; not 0:00 and not [zero]")
    assert [(each["text"], each["startTime"]) for each in named] == [("b", 1), ("c", 2)]
    assert cited(video=None, text="[0:01]") == []
