"""What was measured or made of a film is not measured or made again where it must be the same."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as chosen
from rest_framework.test import APIClient

from accounts.models import User
from jobs.models import Job
from videos import findings
from videos.models import Video
from videos.services import deriving, editing, library
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

LOUDER = {"operation": "volume", "gain": 3}
SEPIA = {"operation": "apply-filter", "filterType": "sepia"}
PODCAST = {"operation": "normalize-audio", "target": "podcast"}
YOUTUBE = {"operation": "normalize-audio", "target": "youtube"}
STABILIZE = {"operation": "stabilize"}


def edited(user: User, video: Video, *steps: dict[str, Any]) -> Job:
    draft = editing.draft(user=user, video_id=video.pk, operations=list(steps))
    job = finished(editing.order(user=user, draft=draft))
    assert job.status == "completed", (job.error_message, job.log)
    return job


def result_of(job: Job) -> Video:
    return Video.objects.get(job_id=job.pk)


def measurements(video: Video) -> list[Path]:
    place = Path(chosen.MEDIA_ROOT) / f"users/{video.owner_id}/videos/{video.pk}/derived/measured"
    return sorted(place.iterdir()) if place.exists() else []


# --- measurements --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "again", "measuring"),
    [
        ([YOUTUBE], [PODCAST], "ebur128"),
        ([YOUTUBE], [SEPIA, PODCAST], "ebur128"),
        ([STABILIZE], [STABILIZE, SEPIA], "vidstabdetect"),
        (
            [{"operation": "remove-silence"}],
            [{"operation": "remove-silence", "padding": 0.2}, SEPIA],
            "silencedetect",
        ),
        (
            [{"operation": "reframe", "aspect": "9:16", "mode": "follow-face"}],
            [{"operation": "reframe", "aspect": "1:1", "mode": "follow-face"}],
            "rawvideo",
        ),
    ],
    ids=["loudness", "behind a picture's step", "camera", "pauses", "faces"],
)
def test_a_changed_chain_does_not_measure_again(
    alice: User, first: list[dict[str, Any]], again: list[dict[str, Any]], measuring: str
) -> None:
    video = a_video(alice)
    before, after = edited(alice, video, *first), edited(alice, video, *again)
    measured = first[-1]["operation"]
    assert (before.result["measuredBefore"], after.result["measuredBefore"]) == ([], [measured])
    assert measuring in before.log
    assert measuring not in after.log
    assert f"{measured}: measured before" in after.log


def test_a_recalled_measurement_gives_the_same_film(alice: User) -> None:
    video = a_video(alice)
    made = []
    for _ in range(2):
        job = edited(alice, video, STABILIZE, YOUTUBE)
        made.append((result_of(job).sha256, job.result["measuredBefore"]))
        result_of(job).delete()
    assert made[0][0] == made[1][0]
    assert [known for _, known in made] == [[], ["stabilize", "normalize-audio"]]


def test_another_sound_is_measured_anew(alice: User) -> None:
    video = a_video(alice)
    edited(alice, video, YOUTUBE)
    assert edited(alice, video, LOUDER, YOUTUBE).result["measuredBefore"] == []
    assert len(measurements(video)) == 2


def test_a_damaged_measurement_is_measured_anew(alice: User) -> None:
    video = a_video(alice)
    edited(alice, video, YOUTUBE)
    (kept,) = measurements(video)
    kept.write_bytes(kept.read_bytes()[:5])
    assert edited(alice, video, PODCAST).result["measuredBefore"] == []


def test_only_the_newest_measurements_are_kept(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "MOST", 2)
    video = a_video(alice)
    for gain in (-1, -2, -3):
        edited(alice, video, {"operation": "volume", "gain": gain}, YOUTUBE)
    assert len(measurements(video)) == 2
    assert edited(alice, video, {"operation": "volume", "gain": -3}, PODCAST).result["measuredBefore"]


def test_measurements_go_with_their_video(alice: User) -> None:
    video = a_video(alice)
    made = result_of(edited(alice, video, YOUTUBE))
    library.delete_many(user=alice, video_ids=[video.pk, made.pk])
    assert stored(user=alice) == []


# --- what lies beside films ----------------------------------------------------------------------------


def job_or_found(user: User, video: Video, kind: str) -> str:
    found = deriving.ask(user=user, video_id=video.pk, kind=deriving.Kind(kind))
    return "made" if isinstance(found, Job) else "there"


def test_an_edit_of_the_sound_keeps_what_shows_the_picture(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    scenes = deriving.ask(user=alice, video_id=video.pk, kind=deriving.Kind.SCENES)
    assert isinstance(scenes, Job)
    finished(scenes)
    made = result_of(edited(alice, video, LOUDER))
    kinds = ("storyboard", "scenes", "waveform")
    assert [job_or_found(alice, made, kind) for kind in kinds] == ["there", "there", "made"]
    last = api.get(f"/api/videos/{made.pk}/scenes").json()["scenes"][-1]
    assert last["end"] == made.duration
    same = [Path(chosen.MEDIA_ROOT) / each.thumbnail for each in (video, made)]
    assert same[0].read_bytes() == same[1].read_bytes()
    library.delete(user=alice, video_id=video.pk)
    for what in ("storyboard.vtt", "storyboard.jpg", "scenes", "thumbnail"):
        answer = api.get(f"/api/videos/{made.pk}/{what}")
        assert (what, answer.status_code) == (what, 200)
        if "X-Accel-Redirect" in answer.headers:
            key = answer.headers["X-Accel-Redirect"].removeprefix("/stored/")
            assert (Path(chosen.MEDIA_ROOT) / key).stat().st_size > 500
    library.delete(user=alice, video_id=made.pk)
    assert stored(user=alice) == []


def test_an_edit_of_the_picture_keeps_the_waveform(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    made = result_of(edited(alice, video, SEPIA))
    assert [job_or_found(alice, made, kind) for kind in ("waveform", "storyboard")] == ["there", "made"]
    before, after = (api.get(f"/api/videos/{each.pk}/waveform").json() for each in (video, made))
    assert before["data"] == after["data"]


@pytest.mark.parametrize(
    "step",
    [
        {"operation": "trim", "startTime": 0.5, "endTime": 2.5},
        {"operation": "speed", "factor": 2},
        {"operation": "fade", "fadeIn": 1, "fadeOut": 0},
    ],
)
def test_an_edit_of_both_keeps_nothing(alice: User, step: dict[str, Any]) -> None:
    made = result_of(edited(alice, a_video(alice), step))
    assert [job_or_found(alice, made, kind) for kind in ("waveform", "storyboard")] == ["made", "made"]


def test_sound_alone_has_no_storyboard_to_keep(alice: User) -> None:
    made = result_of(edited(alice, a_video(alice), {"operation": "extract-audio", "format": "m4a"}))
    assert [each.kind for each in made.artefacts.all()] == ["waveform"]
    assert result_of(edited(alice, a_video(alice, source=a_clip(audio=False)), SEPIA)).artefacts.count() == 0
