"""Long exports in segments, through the jobs: reused, killed, refused and cancelled."""

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as platform
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs import running
from jobs import services as jobs
from jobs.models import Job
from jobs.tests.workers import processes_within, sweep_until, worker
from videos import files
from videos.models import Video
from videos.services import editing, shelving
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

CROP = {"operation": "crop", "width": 160, "height": 90}
WORDS = {"operation": "add-text", "text": "Sea", "duration": {"start": 4.3, "end": 5.5}}


@pytest.fixture(autouse=True)
def short_segments(settings: Settings) -> None:
    settings.EXPORT_SEGMENT_AFTER, settings.EXPORT_SEGMENT_SECONDS = 5, 2


@pytest.fixture
def video(alice: User) -> Video:
    return a_video(alice, source=a_clip(8.0))


def ordered(user: User, video: Video, *steps: dict[str, Any]) -> Job:
    return editing.order(user=user, draft=editing.draft(user=user, video_id=video.pk, operations=list(steps)))


def done(job: Job) -> Job:
    """The job after it was split, made and joined in this process."""
    finished(job)
    for part in parts_of(job):
        if part.status == "queued":
            running.run_job(job_id=part.pk)
    return finished(job)


def parts_of(job: Job) -> list[Job]:
    return sorted(job.children.all(), key=lambda part: part.params["number"])


def kept(user: User) -> list[str]:
    return [name for name in stored(user=user) if "/segments/" in name]


def beside_the_film(job: Job) -> list[str]:
    """The folders of a result, of which there is one for each attempt that left something."""
    return [each.name for each in Path(platform.MEDIA_ROOT, shelving.place_of(job)).parent.iterdir()]


def test_a_long_export_is_made_in_segments_and_charged_once(alice: User, video: Video) -> None:
    before = ledger_of(alice)
    job = done(ordered(alice, video, CROP, WORDS))
    assert (job.status, job.error_message) == ("completed", "")
    assert [part.title for part in parts_of(job)] == [*(f"Segment {n} of 5" for n in range(1, 5)), "Sound"]
    assert job.result["segments"] == {"total": 5, "reused": 0}
    made = Video.objects.get(job_id=job.pk)
    assert (made.width, made.height, made.info["video"]["frames"]) == (160, 90, 200)
    assert made.audio_codec
    assert ledger_of(alice).spent - before.spent == job.charged / 1_000_000 == job.quoted / 1_000_000
    assert beside_the_film(job) == [f"{job.pk.hex[:8]}-2"]
    assert len(kept(alice)) == 5


def test_short_exports_and_those_that_need_the_whole_film_are_not_split(alice: User, video: Video) -> None:
    short = finished(ordered(alice, video, CROP, {"operation": "speed", "factor": 2}))
    whole = finished(ordered(alice, video, {"operation": "reverse"}))
    for job in (short, whole):
        assert (job.status, job.parts, job.attempt, "segments" in job.result) == ("completed", 0, 1, False)


def test_a_changed_text_encodes_only_the_segments_that_show_it(alice: User, video: Video) -> None:
    done(ordered(alice, video, CROP, WORDS))
    job = done(ordered(alice, video, CROP, {**WORDS, "text": "Shore"}))
    assert job.result["segments"] == {"total": 5, "reused": 4}
    assert [part.attempt for part in parts_of(job)] == [0, 0, 1, 0, 0]
    even = done(ordered(alice, video, CROP, WORDS, {"operation": "normalize-audio", "target": "podcast"}))
    assert (even.status, [part.attempt for part in parts_of(even)]) == ("completed", [0, 0, 0, 0, 1])
    assert len(kept(alice)) == 7


def test_kept_segments_are_swept_when_their_time_is_over(
    alice: User, video: Video, settings: Settings
) -> None:
    done(ordered(alice, video, CROP))
    names = kept(alice)
    yesterday = time.time() - timedelta(hours=25).total_seconds()
    for name in names[:2]:
        os.utime(name, (yesterday, yesterday))
    assert shelving.sweep() == 2
    assert kept(alice) == names[2:]
    settings.SEGMENT_RETENTION_HOURS = 0
    done(ordered(alice, video, CROP, WORDS))
    assert kept(alice) == names[2:]


def test_segments_that_are_not_the_film_are_replaced_by_a_whole(alice: User, video: Video) -> None:
    job = finished(ordered(alice, video, CROP))
    parts = parts_of(job)
    for part in parts:
        running.run_job(job_id=part.pk)
    for part in parts:
        part.refresh_from_db()
    first, second = (Path(platform.MEDIA_ROOT, part.result["key"]) for part in parts[:2])
    second.write_bytes(first.read_bytes()[:5000])
    job = finished(job)
    assert (job.status, "segments" in job.result) == ("completed", False)
    assert Video.objects.get(job_id=job.pk).info["video"]["frames"] == 200


def test_a_killed_worker_costs_one_segment_one_attempt(alice: User, video: Video, tmp_path: Path) -> None:
    before = ledger_of(alice)
    job = finished(ordered(alice, video, CROP, WORDS))
    with worker(queue="media", log=tmp_path / "doomed.log", FRAMEWRIGHT_FAILPOINT="encoding") as doomed:
        assert doomed.died_by_its_own_hand(), doomed.log.read_text()[-3000:]
    lost = job.children.get(status="processing")
    sweep_until(lambda: processes_within(tmp_path) == [], what="The end of the killed worker's FFmpeg")
    with worker(queue="media", log=tmp_path / "clean.log") as clean:
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of the export", by=clean)
    job.refresh_from_db()
    assert (job.status, job.attempt, job.charged) == ("completed", 2, job.quoted)
    attempts = {part.pk: part.attempt for part in parts_of(job)}
    assert attempts.pop(lost.pk) == 2
    assert set(attempts.values()) == {1}
    assert ledger_of(alice).spent - before.spent == job.quoted / 1_000_000


def test_an_export_cancelled_in_the_middle_leaves_nothing(alice: User, video: Video, tmp_path: Path) -> None:
    before, files_before = ledger_of(alice), stored()
    slow = {"operation": "denoise", "method": "fine", "picture": 0.5}
    job = finished(ordered(alice, video, {"operation": "resize", "width": 1280}, slow))
    running.run_job(job_id=parts_of(job)[-1].pk)
    with worker(queue="media", log=tmp_path / "worker.log", pool="prefork") as busy:
        working = job.children.filter(status="processing", progress__gt=0)
        sweep_until(working.exists, what="A segment", by=busy)
        assert jobs.cancel(user=alice, job_id=job.pk).status == "cancelled"
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of the parts", by=busy)
        sweep_until(lambda: stored() == files_before, what="The end of the files", by=busy)
        assert not any("ffmpeg" in line for line in processes_within(tmp_path))
    assert {part.status for part in parts_of(job)} == {"completed", "cancelled"}
    assert ledger_of(alice) == before


def test_a_segment_that_fails_ends_the_export_and_costs_nothing(alice: User, video: Video) -> None:
    before = ledger_of(alice)
    job = finished(ordered(alice, video, CROP))
    Path(platform.MEDIA_ROOT, video.file).write_bytes(b"no film any more")
    first = finished(parts_of(job)[0])
    job.refresh_from_db()
    assert (first.status, job.status, job.error_code) == ("failed", "failed", "ffmpeg_failed")
    assert {part.status for part in parts_of(job)} == {"failed", "cancelled"}
    assert (ledger_of(alice), kept(alice)) == (before, [])
    assert not Path(platform.MEDIA_ROOT, shelving.place_of(job)).parent.exists()


def test_a_kept_part_that_is_used_stays_for_longer(alice: User, storage: str, tmp_path: Path) -> None:
    shelf = f"users/{alice.pk}/segments"
    key = shelving.Stored.named(shelf, "a" * 64, 50, "31, 0xab", ".mp4").key
    (tmp_path / "part.mp4").write_bytes(b"part")
    files.store(path=tmp_path / "part.mp4", key=key)
    if storage == "local":
        os.utime(Path(platform.MEDIA_ROOT, key), (0, 0))
    before = timezone.now() - timedelta(minutes=1)
    job = Job(user=alice, params={"outputVideoId": str(uuid.uuid4())})
    kept = shelving.kept(user_id=alice.pk)["a" * 64]
    own = shelving.take(stored=kept, job=job)
    assert own is not None
    assert (kept.frames, files.exists(key=own)) == (50, True)
    assert [each.modified > before for each in files.listing(folder=shelf)] == [True]
    assert shelving.sweep() == 0
    files.delete(key=key)
    assert (
        shelving.take(stored=kept, job=Job(user=alice, params={"outputVideoId": str(uuid.uuid4())})) is None
    )
