"""A few seconds of the edited film: made by a free job, watched with Range, kept for a day."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import pytest
from django.conf import settings as chosen
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.media.generate import clip
from videos.media.probe import probe
from videos.media.tests.cut_films import plain_ffmpeg
from videos.models import Video
from videos.services import clipping, editing, library
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

SEPIA = {"operation": "apply-filter", "filterType": "sepia"}
PAUSES = {"operation": "remove-silence", "padding": 0}
PATH = "/api/video/preview-clip"


def asked(api: APIClient, video: Video, *steps: dict[str, Any], **more: object) -> Job:
    answer = api.post(PATH, {"videoId": str(video.pk), "operations": list(steps), **more})
    assert answer.status_code == 202, answer.json()
    return Job.objects.get(pk=answer.json()["id"])


def sent(answer: HttpResponse) -> Path:
    assert answer.status_code == 200
    return Path(chosen.MEDIA_ROOT) / answer.headers["X-Accel-Redirect"].removeprefix("/stored/")


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of which each third one is silent."""
    folder = tmp_path_factory.mktemp("talk")
    quiet, made = clip(folder / "quiet.mp4", seconds=8, audio=False), folder / "talk.mp4"
    speech = "aevalsrc=exprs='0.5*sin(2*PI*440*t)*lt(mod(t,3),2)':s=44100:d=8"
    plain_ffmpeg("-i", str(quiet), "-f", "lavfi", "-i", speech, "-c:v", "copy", "-c:a", "aac", str(made))
    return made


def test_a_clip_is_made_for_nothing_and_is_no_video_of_the_library(alice: User, api: APIClient) -> None:
    video = a_video(alice, source=a_clip(5.0, 960))
    before = ledger_of(alice)
    job = asked(api, video, SEPIA, startTime=1)
    assert (job.category, job.queue, job.quoted) == ("video", "interactive", 0)
    assert finished(job).status == "completed", job.log
    answer = api.get(job.outputs[0]["url"])
    assert answer.headers["Content-Type"] == "video/mp4"
    found = probe(sent(answer))
    assert found.video is not None
    assert (found.video.width, found.video.height) == (480, 270)
    assert found.duration == pytest.approx(4, abs=0.1)
    assert found.audio is not None
    assert (ledger_of(alice), Video.objects.count()) == (before, 1)


def test_the_same_clip_is_made_once(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    first = finished(asked(api, video, SEPIA))
    again = asked(api, video, SEPIA)
    assert (again.status, again.outputs, again.attempt) == ("completed", first.outputs, 0)
    assert asked(api, video, SEPIA, width=320).status == "queued"


def test_a_newer_clip_ends_the_older_one(alice: User, bob: User, api: APIClient) -> None:
    video, his = a_video(alice), a_video(bob)
    others = asked(client_of(bob), his)
    older, newer = asked(api, video, startTime=0), asked(api, video, startTime=1)
    older.refresh_from_db()
    assert (older.status, newer.status, others.status) == ("cancelled", "queued", "queued")


def test_what_a_clip_has_measured_the_export_knows(alice: User, api: APIClient, talk: Path) -> None:
    video = a_video(alice, source=talk)
    job = finished(asked(api, video, PAUSES, SEPIA, startTime=1, duration=3))
    with av.open(str(sent(api.get(job.outputs[0]["url"])))) as container:
        assert sum(1 for _ in container.decode(video=0)) == 75
    draft = editing.draft(user=alice, video_id=video.pk, operations=[PAUSES, SEPIA])
    assert finished(editing.order(user=alice, draft=draft)).result["measuredBefore"] == ["remove-silence"]


def test_a_preview_picture_uses_what_was_measured_and_says_what_was_not(
    alice: User, api: APIClient, talk: Path
) -> None:
    """Second 3 without pauses is second 4 of the film."""
    video = a_video(alice, source=talk)
    body = {"videoId": str(video.pk), "operations": [PAUSES], "timestamp": 3, "width": 320}
    guess = api.post("/api/video/preview", body)
    assert "pauses have not been looked for" in guess.headers["X-Preview-Note"]
    finished(asked(api, video, PAUSES, startTime=0, duration=1))
    known = api.post("/api/video/preview", body)
    assert "X-Preview-Note" not in known.headers
    plain = {
        time: sent(
            api.post("/api/video/preview", {"videoId": str(video.pk), "timestamp": time, "width": 320})
        )
        for time in (3, 4)
    }
    assert sent(guess).read_bytes() == plain[3].read_bytes()
    assert sent(known).read_bytes() == plain[4].read_bytes()


def test_a_picture_of_a_stabilized_film_says_that_it_shows_no_movement(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    body = {"videoId": str(video.pk), "operations": [{"operation": "stabilize"}], "timestamp": 1}
    assert "calmer camera" in api.post("/api/video/preview", body).headers["X-Preview-Note"]
    body["operations"] = [{"operation": "normalize-audio"}]
    assert "X-Preview-Note" not in api.post("/api/video/preview", body).headers


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"startTime": 3}, "startTime"),
        ({"startTime": -1}, "startTime"),
        ({"duration": 11}, "duration"),
        ({"duration": 0}, "duration"),
        ({"width": 1280}, "width"),
        ({"operations": [{"operation": "trim", "startTime": 2, "endTime": 1}]}, "operations.0.endTime"),
    ],
)
def test_a_clip_that_makes_no_sense_is_refused_by_field(
    alice: User, api: APIClient, fields: dict[str, Any], attr: str
) -> None:
    video = a_video(alice, ready=False)
    answer = api.post(PATH, {"videoId": str(video.pk), **fields})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert not Job.objects.filter(kind=clipping.KIND).exists()


@pytest.mark.parametrize("name", ["0" * 32, "frame", "..-..-film"])
def test_no_other_file_is_reached_by_a_clips_address(alice: User, api: APIClient, name: str) -> None:
    video = a_video(alice, ready=False)
    assert api.get(f"/api/videos/{video.pk}/preview-clips/{name}").status_code == 404


def test_a_clip_is_swept_after_a_day_and_goes_with_its_video(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    old, young = finished(asked(api, video)), finished(asked(api, video, SEPIA))
    clipping.sweep()
    assert [api.get(job.outputs[0]["url"]).status_code for job in (old, young)] == [200, 200]
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(hours=25))
    clipping.sweep()
    assert [api.get(job.outputs[0]["url"]).status_code for job in (old, young)] == [404, 200]
    assert asked(api, video).status == "queued"
    library.delete(user=alice, video_id=video.pk)
    assert stored(user=alice) == []
