"""The best moments of a film, clips of them, and what is to be seen in it."""

import uuid

import numpy as np
import pytest
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator.world import World
from ai.models import FrameDescription, Highlight
from ai.services.insights import choosing, describing
from ai.services.insights.lines import Line
from ai.tests.test_summaries import SAID, a_spoken_film, openai
from credits.auditing import audit
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_clip, a_video, finished

__all__ = ["openai"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_moments_are_whole_sentences_and_become_clips_with_one_price(api: APIClient, alice: User) -> None:
    film = a_spoken_film(alice, SAID * 2)
    path = f"/api/ai/highlights/{film.pk}"
    assert api.get(path).json() == {"highlights": []}
    job = finished(Job.objects.get(pk=api.post(path, {"seconds": 15, "count": 2}).json()["id"]))
    assert (job.status, job.charged) == ("completed", 1_000_000), job.error_message
    found = api.get(path).json()["highlights"]
    assert len(found) == 2
    assert found[0]["score"] >= found[1]["score"]
    for each in found:
        assert 7.5 <= each["endTime"] - each["startTime"] <= 15
        assert min(abs(each["startTime"] - (3.0 * n + 0.2 - choosing.BEFORE)) for n in range(16)) < 0.6
        assert min(abs(each["endTime"] - (3.0 * n + 2.8 + choosing.AFTER)) for n in range(16)) < 0.3
        assert each["reason"].endswith(".")
    body = {"ids": [each["id"] for each in found[:1]], "aspect": "9:16", "captions": True}
    dry = api.post(f"{path}/clips?dryRun=true", body).json()["quote"]
    answer = api.post(f"{path}/clips", body)
    assert answer.status_code == 202, answer.content
    batch = Job.objects.get(pk=answer.json()["id"])
    clip = finished(batch.children.get())
    assert clip.status == "completed", clip.error_message
    assert clip.charged == dry["credits"] * 1_000_000
    made = Video.objects.get(pk=clip.outputs[0]["id"])
    assert made.duration == pytest.approx(found[0]["endTime"] - found[0]["startTime"], abs=0.1)
    assert made.width < made.height
    assert [step["operation"] for step in made.recipe] == ["trim", "reframe", "burn-captions"]
    refused = api.post(f"{path}/clips", {"ids": [str(uuid.uuid4())]})
    assert refused.json()["errors"][0]["code"] == "unknown_highlight"
    finished(Job.objects.get(pk=api.post(path, {"count": 1}).json()["id"]))
    assert Highlight.objects.count() == 1  # a new choice takes the place of the last
    assert audit().faults == {}


def test_the_moment_that_says_most_and_is_loud_wins() -> None:
    lines = [Line(f"And so on, and so on, well, number {n}.", 5.0 * n, 5.0 * n + 4) for n in range(40)]
    for n in range(20, 24):
        text = f"The solar battery price fell: solar battery price number {n}."
        lines[n] = Line(text, 5.0 * n, 5.0 * n + 4)
    loudness = np.full(2000, 10.0)
    loudness[1000:1200] = 40
    film = choosing.Film(lines, loudness, [], 200.0)
    best, *rest = choosing.best(film, seconds=20, count=3)
    assert 95 <= best.start < best.end <= 125
    assert "solar" in best.reason
    assert "loudest" in best.reason
    assert all(other.end <= best.start or other.start >= best.end for other in rest)
    silent = choosing.best(choosing.Film((), loudness, [30.0, 60.0, 90.0], 200.0), seconds=20, count=2)
    assert len(silent) == 2
    assert all(each.end - each.start == pytest.approx(20) for each in silent)


def test_the_middle_of_each_scene_is_described(api: APIClient, alice: User, world: World) -> None:
    assert describing.moments([4.0, 6.0], duration=10, count=3) == [2.0, 5.0, 8.0]
    assert describing.moments([4.0, 6.0], duration=10, count=1) == [2.0]
    assert describing.moments([], duration=8, count=4) == [1.0, 3.0, 5.0, 7.0]
    film = a_video(alice, source=a_clip(3.0))
    path = f"/api/ai/describe/{film.pk}"
    dry = api.post(f"{path}?dryRun=true", {"count": 2}).json()
    assert dry["quote"]["credits"] == 1
    job = finished(Job.objects.get(pk=api.post(path, {"count": 2}).json()["id"]))
    assert (job.status, job.charged) == ("completed", 1_000_000), job.error_message
    frames = api.get(path).json()["frames"]
    assert [each["time"] for each in frames] == [0.75, 2.25]
    assert all(each["isDraft"] and each["text"] and each["colours"] for each in frames)
    assert FrameDescription.objects.filter(video=film).count() == 2


def test_a_vendor_describes_each_picture_by_itself(api: APIClient, alice: User, openai: World) -> None:
    film = a_video(alice, source=a_clip(3.0))
    path = f"/api/ai/describe/{film.pk}"
    job = finished(Job.objects.get(pk=api.post(path, {"count": 2}).json()["id"]))
    assert (job.status, job.charged, job.provider) == ("completed", 2_000_000, "openai"), job.error_message
    assert len([row for row in openai.billed if row["what"] == "chat"]) == 2
    assert [each["isDraft"] for each in api.get(path).json()["frames"]] == [False, False]
    picture = a_video(alice, source=a_clip(3.0, audio=False))
    assert api.post(f"/api/ai/highlights/{picture.pk}", {}).json()["errors"][0]["code"] == "too_short"
