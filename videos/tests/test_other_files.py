"""Edits that need more than their source: other videos of the library, or a look at the film first."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_clip, a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)


def made_by(api: APIClient, operation: str, source: Video, **fields: Any) -> Video:
    answer = api.post(f"/api/video/{operation}", {"videoId": str(source.pk), **fields})
    assert answer.status_code == 202, answer.json()
    job = finished(Job.objects.get(pk=answer.json()["id"]))
    assert (job.status, job.error_message) == ("completed", "")
    return Video.objects.get(job_id=job.pk)


def test_two_videos_become_one(api: APIClient, alice: User) -> None:
    first, second = a_video(alice), a_video(alice, source=a_clip(1.0, 160, audio=False))
    made = made_by(api, "concat", first, videoIds=[str(second.pk), str(first.pk)])
    assert made.duration == pytest.approx(7, abs=0.15)
    assert (made.width, made.height) == (320, 180)
    assert made.parent == first


def test_the_price_of_joined_videos_is_that_of_the_whole(api: APIClient, alice: User) -> None:
    source = a_video(alice, ready=False)
    body = {"videoId": str(source.pk), "videoIds": [str(source.pk)] * 20}
    quote = api.post("/api/video/concat?dryRun=true", body).json()["quote"]
    assert quote["seconds"] == pytest.approx(63, abs=1)


@pytest.mark.parametrize(
    ("operation", "field", "wrap"),
    [("concat", "videoIds", True), ("replace-audio", "audioId", False), ("overlay-image", "imageId", False)],
)
def test_somebody_elses_video_cannot_take_part(
    api: APIClient, alice: User, bob: User, operation: str, field: str, wrap: bool
) -> None:
    own, foreign = a_video(alice, ready=False), a_video(bob, ready=False)
    value = [str(foreign.pk)] if wrap else str(foreign.pk)
    answer = api.post(f"/api/video/{operation}", {"videoId": str(own.pk), field: value})
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert (error["code"], error["attr"]) == ("source_missing", f"{field}.0" if wrap else field)


def test_an_image_of_the_library_lies_over_a_preview_too(
    api: APIClient, alice: User, settings: Settings
) -> None:
    source = a_video(alice)
    gif = made_by(api, "gif", source, width=64, endTime=0.4)
    assert gif.media_type == "image"
    step = {"operation": "overlay-image", "imageId": str(gif.pk), "width": 64}
    shown = []
    for steps in ([], [step]):
        answer = api.post(
            "/api/video/preview", {"videoId": str(source.pk), "timestamp": 1, "operations": steps}
        )
        assert answer.status_code == 200, answer.json()
        key = answer.headers["X-Accel-Redirect"].removeprefix("/stored/")
        shown.append((Path(settings.MEDIA_ROOT) / key).read_bytes())
    assert shown[0] != shown[1]


def test_a_film_that_must_be_listened_to_first_is_made(api: APIClient, alice: User) -> None:
    made = made_by(api, "normalize-audio", a_video(alice), target="podcast")
    assert made.duration == pytest.approx(3, abs=0.1)
