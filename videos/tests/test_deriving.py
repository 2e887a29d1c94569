"""Storyboard, waveform, scenes, frames and stream of a video, through the API and by real jobs."""

import io
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings as chosen
from django.db import connection
from django.http import HttpResponse
from PIL import Image
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from credits.tests.ledger import ledger_of
from jobs import services as jobs
from jobs.models import Job
from videos.media.derived.hls import read_master, read_playlist
from videos.media.derived.tests.making import parts
from videos.models import Artefact, Video
from videos.services import deriving, editing, library, making
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

Kind = Artefact.Kind


def address(video: Video, what: str) -> str:
    return f"/api/videos/{video.pk}/{what}"


def sent(answer: HttpResponse) -> bytes:
    """The stored file that an answer sends by its internal redirect."""
    assert answer.status_code == 200, answer.content
    key = answer.headers["X-Accel-Redirect"].removeprefix("/stored/")
    return (Path(chosen.MEDIA_ROOT) / key).read_bytes()


def job_of(answer: Any) -> Job:
    assert answer.status_code == 202, answer.content
    assert answer.headers["Location"] == f"/api/jobs/{answer.json()['id']}"
    return Job.objects.get(pk=answer.json()["id"])


def error_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def edited(user: User, video: Video) -> Video:
    """A video that an edit of picture and sound has made: nothing was made of it yet."""
    steps = [{"operation": "crop", "width": 160, "height": 90}, {"operation": "volume", "gain": -1}]
    draft = editing.draft(user=user, video_id=video.pk, operations=steps)
    return Video.objects.get(job_id=finished(editing.order(user=user, draft=draft)).pk)


def streamed(user: User, *, seconds: float = 3.0) -> Video:
    video = a_video(user, source=a_clip(seconds))
    draft = deriving.draft_stream(user=user, video_id=video.pk)
    assert finished(deriving.order_stream(user=user, draft=draft)).status == "completed"
    return video


# --- storyboard and waveform ---------------------------------------------------------------------------


def test_an_upload_has_its_storyboard_and_waveform_made(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    answer = api.get(address(video, "storyboard.vtt"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/vtt")
    cues = parts(answer.content.decode())
    assert [round(cue["start"]) for cue in cues] == [0, 1, 2]
    page = Image.open(io.BytesIO(sent(api.get(cues[0]["page"]))), formats=["JPEG"])
    for cue in cues:
        left, top, width, height = cue["box"]
        tile = page.crop((left, top, left + width, top + height)).convert("L")
        assert len(set(tile.tobytes())) > 50, "an empty tile"
    wave = api.get(address(video, "waveform")).json()
    assert (wave["version"], wave["bits"], wave["channels"], wave["sampleRate"]) == (2, 8, 1, 8000)
    assert len(wave["data"]) == 2 * wave["length"]
    assert wave["duration"] == pytest.approx(3, abs=0.1)
    assert wave["length"] * wave["samplesPerPixel"] / 8000 == pytest.approx(wave["duration"])
    assert max(wave["data"]) > 10 > -10 > min(wave["data"])
    assert Job.objects.count() == 1


def test_a_waveform_has_as_many_points_as_asked_for(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    few = api.get(address(video, "waveform?points=10")).json()
    assert 5 <= few["length"] <= 10
    for points in ("0", "-1", "x", "99999999"):
        assert api.get(address(video, f"waveform?points={points}")).status_code == 400
    drawn = api.get(address(video, "waveform.png"))
    assert drawn.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(drawn.content), formats=["PNG"]).size == (1600, 200)


def test_a_page_that_is_not_there_is_404(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    assert api.get(address(video, "storyboard.jpg?page=2")).status_code == 404
    assert api.get(address(video, "storyboard.jpg?page=0")).status_code == 400


def test_while_a_film_is_prepared_its_own_job_is_named(api: APIClient, alice: User) -> None:
    video = a_video(alice, ready=False)
    for what in ("storyboard.vtt", "storyboard.jpg", "waveform", "waveform.png"):
        assert job_of(api.get(address(video, what))).pk == video.job_id
    assert Job.objects.count() == 1


def test_a_silent_film_says_that_it_has_no_sound(api: APIClient, alice: User) -> None:
    video = a_video(alice, source=a_clip(audio=False))
    assert video.status == "ready"
    assert error_of(api.get(address(video, "waveform"))) == (404, "no_audio")
    assert error_of(api.get(address(video, "waveform.png"))) == (404, "no_audio")
    assert api.get(address(video, "storyboard.vtt")).status_code == 200


# --- jobs for the rest ---------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["storyboard.vtt", "waveform", "scenes"])
def test_what_is_not_there_is_made_once_and_for_nothing(api: APIClient, alice: User, what: str) -> None:
    video = edited(alice, a_video(alice))
    before = ledger_of(alice)
    first, second = (job_of(api.get(address(video, what))) for _ in range(2))
    assert first.pk == second.pk
    assert finished(first).status == "completed"
    assert first.outputs[0]["url"] == address(video, what)
    assert api.get(address(video, what)).status_code == 200
    assert (ledger_of(alice), Job.objects.filter(video_id=video.pk).count()) == (before, 1)


def test_scenes_are_the_whole_film_without_gaps(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    finished(job_of(api.get(address(video, "scenes"))))
    scenes = api.get(address(video, "scenes")).json()["scenes"]
    assert (scenes[0]["start"], scenes[0]["score"]) == (0, None)
    assert scenes[-1]["end"] == video.duration


def test_what_could_not_be_made_is_not_tried_again_unasked(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    path = Path(chosen.MEDIA_ROOT) / video.file
    content = path.read_bytes()
    path.write_bytes(b"damaged on the disk")
    failed = finished(job_of(api.get(address(video, "scenes"))))
    assert (failed.status, failed.error_code) == ("failed", "ffmpeg_failed")
    assert error_of(api.get(address(video, "scenes"))) == (409, "wrong_state")
    path.write_bytes(content)
    again = jobs.retry(user=alice, job_id=failed.pk)
    assert job_of(api.get(address(video, "scenes"))).pk == again.pk
    assert finished(again).status == "completed"
    assert api.get(address(video, "scenes")).status_code == 200


def test_an_artefact_of_an_older_engine_is_replaced(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    old = video.artefacts.get(kind=Kind.STORYBOARD)
    Artefact.objects.filter(pk=old.pk).update(address="older")
    finished(job_of(api.get(address(video, "storyboard.vtt"))))
    new = video.artefacts.get(kind=Kind.STORYBOARD)
    assert new.key != old.key
    assert [path for path in stored() if old.key in path] == []
    assert api.get(address(video, "storyboard.vtt")).status_code == 200


def test_a_killed_attempts_files_go_with_the_next_one(alice: User) -> None:
    video = a_video(alice)
    found = deriving.draft_stream(user=alice, video_id=video.pk)
    job = deriving.order_stream(user=alice, draft=found)
    folder = Path(chosen.MEDIA_ROOT) / f"users/{alice.pk}/videos/{video.pk}/derived/hls/{job.pk.hex[:8]}-1"
    folder.mkdir(parents=True)
    (folder / "half.mp4").write_bytes(b"half")
    Job.objects.filter(pk=job.pk).update(attempt=1)
    assert finished(job).status == "completed"
    assert [path.name for path in folder.parent.iterdir()] == [f"{job.pk.hex[:8]}-2"]


# --- frames --------------------------------------------------------------------------------------------


def test_frames_are_listed_and_each_can_be_had(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    listed = api.get(address(video, "frames?interval=0.5&start=0.4&limit=3&width=160")).json()
    assert listed["interval"] == 0.5
    assert [(each["index"], each["time"]) for each in listed["frames"]] == [(1, 0.5), (2, 1.0), (3, 1.5)]
    shots = [Image.open(io.BytesIO(sent(api.get(each["url"])))) for each in listed["frames"]]
    assert {shot.size for shot in shots} == {(160, 90)}
    assert len({shot.tobytes() for shot in shots}) == 3
    assert sent(api.get(listed["frames"][1]["url"]))
    assert api.get(address(video, "frames/6?interval=0.5")).status_code == 404
    assert api.get(address(video, "frames/-1")).status_code == 404
    for wrong in ("interval=0", "interval=nan", "limit=0", "limit=201", "start=-1", "width=9999"):
        assert api.get(address(video, f"frames?{wrong}")).status_code == 400, wrong


@pytest.mark.parametrize("interval", [0.25, 2.0])
def test_many_frames_are_made_at_once_and_not_again(api: APIClient, alice: User, interval: float) -> None:
    """The film has a keyframe each second: the one is made by decoding through, the other by seeking."""
    video = a_video(alice)
    body = {"interval": interval, "width": 160}
    first = sent(api.get(address(video, f"frames/1?interval={interval}&width=160")))
    job = finished(job_of(api.post(address(video, "frames"), body)))
    count = len(api.get(address(video, f"frames?interval={interval}")).json()["frames"])
    assert job.result == {"videoId": str(video.pk), "frames": count, "made": count - 1}
    before = stored()
    for each in api.get(address(video, f"frames?interval={interval}&width=160")).json()["frames"]:
        content = sent(api.get(each["url"]))
        assert (content == first) == (each["index"] == 1)
    assert stored() == before
    assert finished(job_of(api.post(address(video, "frames"), body))).result["made"] == 0
    assert ledger_of(alice).held == 0


# --- streams -------------------------------------------------------------------------------------------


def test_a_stream_is_quoted_made_charged_and_played(api: APIClient, alice: User) -> None:
    video = a_video(alice, source=a_clip(5.0))
    before = ledger_of(alice).spent
    assert api.get(address(video, "hls/master.m3u8")).status_code == 404
    assert api.get(address(video, "")[:-1]).json()["hlsUrl"] is None
    dry = api.post(address(video, "hls") + "?dryRun=true").json()
    assert (dry["quote"]["credits"], dry["job"]) == (1, None)
    first, second = (job_of(api.post(address(video, "hls"))) for _ in range(2))
    assert (first.pk, first.kind) == (second.pk, "video.hls")
    job = finished(first)
    assert (job.status, ledger_of(alice).spent - before, job.progress) == ("completed", 1, 100)
    address_of_master = api.get(address(video, "")[:-1]).json()["hlsUrl"]
    assert address_of_master == job.outputs[0]["url"] == address(video, "hls/master.m3u8")
    listed = api.get("/api/videos").json()["results"]
    assert [each["hlsUrl"] for each in listed] == [address_of_master]
    answer = api.get(address_of_master)
    assert answer.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    (rendition,) = read_master(sent(answer).decode())
    playlist = api.get(address(video, f"hls/{rendition}"))
    segments = read_playlist(sent(playlist).decode())
    assert sum(segment.duration for segment in segments) == pytest.approx(5, abs=0.1)
    film = api.get(address(video, f"hls/180p/{segments[0].file}"))
    assert film.headers["Content-Type"] == "video/mp4"
    assert len(sent(film)) >= segments[-1].offset + segments[-1].length
    assert film.headers["Cache-Control"].startswith("private")
    assert sent(api.get(address(video, "hls/sound/index.m3u8"))).startswith(b"#EXTM3U")


def test_a_second_stream_of_a_film_costs_nothing(api: APIClient, alice: User) -> None:
    video = streamed(alice)
    before = ledger_of(alice)
    assert api.post(address(video, "hls") + "?dryRun=true").json()["quote"]["credits"] == 0
    job = job_of(api.post(address(video, "hls")))
    assert (job.status, job.outputs[0]["url"]) == ("completed", address(video, "hls/master.m3u8"))
    assert ledger_of(alice) == before


def test_the_same_key_is_one_stream(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    answers = [api.post(address(video, "hls"), headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert len({job_of(answer).pk for answer in answers}) == 1
    assert ledger_of(alice).held == 1


NO_FILES = (
    "180p/../master.m3u8", "../hls/180p", "180p/..%2findex.m3u8", "%2e%2e/master.m3u8", "180p/film.mp4%00",
    "180p/%2e%2e%2f%2e%2e%2foriginal", "..%5c/index.m3u8", "180p/", "999p/index.m3u8", "180p/none.mp4",
    "sound/master.m3u8", "180P/index.m3u8", "/etc/passwd", "hls/180p/index.m3u8", "180p/index.m3u8%20",
)  # fmt: skip


def test_no_other_name_reaches_a_file(api: APIClient, alice: User) -> None:
    video = streamed(alice)
    for name in NO_FILES:
        answer = api.get(address(video, f"hls/{name}"))
        assert (name, answer.status_code, "X-Accel-Redirect" in answer.headers) == (name, 404, False)
        key = deriving.stream_file(user=alice, video_id=video.pk, name=unquote(name))
        assert (name, key) == (name, None)


def test_another_persons_stream_does_not_exist(alice: User, bob: User) -> None:
    video = streamed(alice)
    for what in ("hls/master.m3u8", "hls/180p/index.m3u8", "hls/180p/film.mp4", "hls/sound/film.mp4"):
        answer = client_of(bob).get(address(video, what))
        assert (what, answer.status_code, "X-Accel-Redirect" in answer.headers) == (what, 404, False)
    assert client_of(bob).post(address(video, "hls")).status_code == 404


def test_deleting_the_video_deletes_all_that_was_made_of_it(api: APIClient, alice: User) -> None:
    video = streamed(alice)
    finished(job_of(api.get(address(video, "scenes"))))
    assert Artefact.objects.filter(video=video).count() == 4
    assert api.delete(address(video, "")[:-1]).status_code == 204
    assert (stored(), Artefact.objects.count()) == ([], 0)


def test_a_video_deleted_while_its_stream_is_made_leaves_nothing(alice: User) -> None:
    video = a_video(alice, source=a_clip(60.0, width=640))
    before = ledger_of(alice)
    found = deriving.draft_stream(user=alice, video_id=video.pk)
    job = deriving.order_stream(user=alice, draft=found)
    worker = threading.Thread(target=work_on, args=(job,))
    worker.start()
    running = Job.objects.filter(pk=job.pk, status="processing", progress__gt=0)
    deadline = time.monotonic() + 60
    while not running.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    library.delete(user=alice, video_id=video.pk)
    worker.join()
    job.refresh_from_db()
    assert (job.status, stored(), ledger_of(alice)) == ("cancelled", [], before)


def test_what_was_stored_after_the_deletion_goes_with_its_job(alice: User) -> None:
    video = a_video(alice)
    job = deriving.order_stream(user=alice, draft=deriving.draft_stream(user=alice, video_id=video.pk))
    library.delete(user=alice, video_id=video.pk)
    late = (
        Path(chosen.MEDIA_ROOT)
        / f"users/{alice.pk}/videos/{video.pk}/derived/hls/{job.pk.hex[:8]}-1/film.mp4"
    )
    late.parent.mkdir(parents=True)
    late.write_bytes(b"stored a moment too late")
    making.discard(kind=Kind.HLS, job=job)
    assert stored() == []


def work_on(job: Job) -> None:
    try:
        finished(job)
    finally:
        connection.close()


def test_the_operator_may_have_streams_made_of_every_new_film(alice: User, settings: Settings) -> None:
    settings.HLS_ON_INGEST, settings.HLS_ON_INGEST_SECONDS = True, 3
    a_video(alice, source=a_clip(2.0))
    assert not Job.objects.filter(kind="video.hls").exists()
    long = a_video(alice, source=a_clip(3.0))
    before = ledger_of(alice)
    job = finished(Job.objects.get(kind="video.hls"))
    assert (job.status, job.video_id, ledger_of(alice)) == ("completed", long.pk, before)
    assert Video.objects.get(pk=long.pk).has_hls


def test_nobody_orders_by_the_id_of_nothing(api: APIClient) -> None:
    assert api.post(f"/api/videos/{uuid.uuid4()}/frames", {}).status_code == 404
