"""FFmpeg ends well and has not written what was ordered: nothing is charged, nothing is published or kept."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.media.engine import engine
from videos.models import Video
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

OPERATION = {"operation": "apply-filter", "filterType": "sepia"}


@pytest.fixture
def idle_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """FFMPEG_BINARY names a real program that ends with 0 and writes nothing."""
    true = shutil.which("true")
    assert true is not None
    a_clip()  # is made once, and by a real FFmpeg
    monkeypatch.setenv("FFMPEG_BINARY", true)
    engine.cache_clear()
    yield
    monkeypatch.undo()
    engine.cache_clear()


def edited(api: APIClient, video: Video, steps: list[dict[str, Any]]) -> Job:
    answer = api.post("/api/video/edit", {"videoId": str(video.pk), "operations": steps})
    return finished(Job.objects.get(pk=answer.json()["id"]))


def nothing_came_of(job: Job, user: User, before: list[str]) -> bool:
    kept = not Video.objects.filter(job_id=job.pk).exists() and stored() == before
    ledger = ledger_of(user)
    return kept and (job.charged, ledger.available, ledger.held, ledger.spent) == (0, 95, 0, 5)


def test_an_ffmpeg_that_writes_nothing_is_noticed(
    api: APIClient, alice: User, request: pytest.FixtureRequest
) -> None:
    video = a_video(alice)
    before = stored()
    request.getfixturevalue("idle_ffmpeg")
    job = edited(api, video, [OPERATION])
    assert (job.status, job.error_code) == ("failed", "check_failed")
    assert (job.evidence["check"], job.evidence["found"]) == ("no_output", None)
    assert nothing_came_of(job, alice, before)


@pytest.mark.parametrize(
    ("other", "checks"),
    [
        ("short", {"wrong_duration"}),
        ("silent", {"wrong_streams", "ffmpeg_failed"}),
        ("cut", {"wrong_duration", "ffmpeg_failed", "check_failed"}),
    ],
)
def test_a_source_that_is_not_what_it_was_makes_no_wrong_film(
    api: APIClient, alice: User, settings: Settings, other: str, checks: set[str]
) -> None:
    """The stored file was damaged behind our back: the result is compared with what was ordered."""
    video = a_video(alice, source=a_clip(3.0))
    path = Path(settings.MEDIA_ROOT) / video.file
    content = {"short": a_clip(1.0), "silent": a_clip(3.0, audio=False), "cut": a_clip(3.0)}[
        other
    ].read_bytes()
    path.write_bytes(content[: len(content) // 2] if other == "cut" else content)
    before = stored()
    job = edited(api, video, [OPERATION])
    assert (other, job.status) == (other, "failed")
    assert {job.error_code, job.evidence.get("check")} & checks
    assert job.error_message
    assert str(path) not in job.error_message
    assert nothing_came_of(job, alice, before)


def test_a_preparation_that_fails_keeps_the_film_and_gives_the_credits_back(
    api: APIClient, alice: User, idle_ffmpeg: None
) -> None:
    video = a_video(alice, ready=False)
    job = Job.objects.get()
    for _ in range(job.max_attempts):
        Job.objects.update(not_before=job.created_at)
        finished(job)
    job.refresh_from_db()
    video.refresh_from_db()
    assert (job.status, video.status) == ("failed", "failed")
    assert ledger_of(alice).available == 100
    assert api.get(f"/api/videos/{video.pk}/download").status_code == 200
    assert api.post(f"/api/jobs/{job.pk}/retry").status_code == 202
