import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from credits import services as credits
from credits.tests.ledger import ledger_of
from jobs.models import Job, OutboxMessage
from videos.models import Video
from videos.tests.films import Files, a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")


def film_bytes() -> bytes:
    return a_clip().read_bytes()


def send(
    client: APIClient,
    *contents: bytes,
    field: str = "file",
    name: str = "holiday.mp4",
    key: str = "",
    **fields: str,
) -> HttpResponse:
    files = [SimpleUploadedFile(name, content, "video/mp4") for content in contents]
    headers = {"Idempotency-Key": key} if key else {}
    body = {field: files if len(files) > 1 else files[0], **fields}
    return client.post("/api/videos/upload", body, format="multipart", headers=headers)


def nothing_happened(user: User) -> bool:
    rows = Video.objects.exists() or Job.objects.exists() or OutboxMessage.objects.exists()
    return stored() == [] and not rows and ledger_of(user).available == 100


def test_an_upload_becomes_a_video_that_is_prepared_and_charged(api: APIClient, alice: User) -> None:
    answer = send(api, film_bytes(), title="The sea", description="A day")
    body = answer.json()  # type: ignore[attr-defined]
    assert answer.status_code == 201
    assert (body["filename"], body["size"]) == ("holiday.mp4", len(film_bytes()))
    assert body["metadata"] == {"width": 320, "height": 180, "fps": 25, "codec": "h264"}
    assert abs(body["duration"] - 3) < 0.1
    assert (body["video"]["title"], body["video"]["status"]) == ("The sea", "processing")
    job = finished(Job.objects.get(pk=body["jobId"]))
    assert (job.status, ledger_of(alice).spent) == ("completed", 5)
    video = api.get(f"/api/videos/{body['videoId']}").json()
    assert (video["status"], video["thumbnailUrl"]) == ("ready", f"/api/videos/{body['videoId']}/thumbnail")
    assert Path(Video.objects.get().file).name == "film.mp4"
    names = sorted(Path(path).name for path in stored())
    assert names == ["film.mp4", "page-1.jpg", "peaks.bin", "thumbnail.jpg"]


BAD: dict[str, tuple[Callable[[], bytes], str, int, str]] = {
    "empty": (lambda: b"", "a.mp4", 400, "empty_file"),
    "text named .mp4": (lambda: b"just words\n" * 99, "a.mp4", 400, "not_a_video"),
    "random bytes": (lambda: bytes(range(7, 256)) * 40, "a.mp4", 400, "not_a_video"),
    "cut in half": (lambda: film_bytes()[: len(film_bytes()) // 2], "a.mp4", 400, "truncated"),
    "head of a film": (lambda: film_bytes()[:64], "a.mp4", 400, "truncated"),
    "head of an image": (lambda: PNG, "a.png", 400, "not_an_image"),
    "bitmap image": (lambda: b"BM" + bytes(99), "a.png", 415, "unsupported_container"),
    "playlist named .mp4": (lambda: b"#EXTM3U\n/etc/passwd\n", "a.mp4", 415, "unsupported_container"),
    "concat script": (
        lambda: b"ffconcat version 1.0\nfile /etc/passwd\n",
        "a.mp4",
        415,
        "unsupported_container",
    ),
    "web page": (lambda: b"<html></html>", "a.mp4", 415, "unsupported_container"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_video_is_refused_and_leaves_nothing(api: APIClient, alice: User, case: str) -> None:
    content, name, status, code = BAD[case]
    answer = send(api, content(), name=name)
    error = answer.json()["errors"][0]  # type: ignore[attr-defined]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["attr"] == ("file" if status == 400 else None)
    assert nothing_happened(alice)


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    api: APIClient, alice: User, settings: Settings
) -> None:
    settings.MAX_UPLOAD_BYTES = len(film_bytes()) - 1
    answer = send(api, film_bytes())
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")  # type: ignore[attr-defined]
    assert nothing_happened(alice)
    settings.MAX_UPLOAD_BYTES = len(film_bytes())
    assert send(api, film_bytes()).status_code == 201


def test_a_film_that_is_too_long_is_refused(api: APIClient, alice: User, settings: Settings) -> None:
    settings.MAX_VIDEO_SECONDS = 2
    assert send(api, film_bytes()).status_code == 400
    assert nothing_happened(alice)


def test_sound_alone_becomes_an_item_of_sound(api: APIClient, alice: User) -> None:
    wav = (
        b"RIFF\x24\x10\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\0\x10\0\0"
        + bytes(4096)
    )
    answer = send(api, wav, name="a.mp4")
    assert answer.status_code == 201, answer.json()  # type: ignore[attr-defined]
    finished(Job.objects.get())
    made = Video.objects.get()
    assert (made.media_type, made.extension, made.status, made.thumbnail) == ("audio", "wav", "ready", "")
    assert made.duration == pytest.approx(0.256)
    frames = send(api, wav, name="b.wav", extractFrames="true")
    assert (frames.status_code, frames.json()["errors"][0]["code"]) == (400, "no_film")  # type: ignore[attr-defined]


def test_without_a_file_or_with_words_in_its_place_it_is_refused(api: APIClient, alice: User) -> None:
    for body in ({}, {"file": "words"}, {"other": SimpleUploadedFile("a.mp4", film_bytes())}):
        assert api.post("/api/videos/upload", body, format="multipart").status_code == 400
    assert nothing_happened(alice)


def test_too_few_credits_are_said_and_leave_nothing(api: APIClient, alice: User) -> None:
    credits.hold(user=alice, micro=97_000_000, reference="elsewhere")
    answer = send(api, film_bytes())
    assert answer.status_code == 402
    assert (answer.json()["required"], answer.json()["available"]) == (5, 3)  # type: ignore[attr-defined]
    assert (stored(), Video.objects.count(), Job.objects.count()) == ([], 0, 0)
    assert ledger_of(alice).available == 3


@pytest.mark.parametrize("field", ["file", "video"])
def test_both_names_for_the_file_are_understood(api: APIClient, field: str) -> None:
    assert send(api, film_bytes(), field=field).status_code == 201


def test_several_files_are_taken_in_together(api: APIClient, alice: User) -> None:
    answer = send(api, film_bytes(), film_bytes(), film_bytes(), field="videos", title="Not for three")
    assert answer.status_code == 201
    uploads = answer.json()["uploads"]  # type: ignore[attr-defined]
    assert len({upload["videoId"] for upload in uploads}) == 3
    assert {video.title for video in Video.objects.all()} == {"holiday"}
    assert ledger_of(alice).held == 15


def test_six_files_are_too_many(api: APIClient, alice: User) -> None:
    assert send(api, *[film_bytes()] * 6, field="videos").status_code == 400
    assert nothing_happened(alice)


def test_of_several_files_one_bad_one_refuses_all(api: APIClient, alice: User) -> None:
    assert send(api, film_bytes(), film_bytes(), b"words", field="videos").status_code == 400
    assert nothing_happened(alice)


def test_of_several_files_all_or_none_are_paid_for(api: APIClient, alice: User) -> None:
    credits.hold(user=alice, micro=88_000_000, reference="elsewhere")
    assert send(api, *[film_bytes()] * 3, field="videos").status_code == 402
    assert (stored(), Video.objects.count()) == ([], 0)
    assert not Job.objects.active().exists()
    assert ledger_of(alice).available == 12


def test_the_same_key_and_file_are_one_upload(api: APIClient, alice: User) -> None:
    first, second = (send(api, film_bytes(), key="k") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["videoId"] == second.json()["videoId"]  # type: ignore[attr-defined]
    other = send(api, a_clip(2.0).read_bytes(), key="k")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "idempotency_conflict")  # type: ignore[attr-defined]
    assert (Video.objects.count(), len(stored()), ledger_of(alice).held) == (1, 1, 5)


def test_a_repeated_upload_of_several_files_is_one(api: APIClient, alice: User) -> None:
    answers = [send(api, film_bytes(), film_bytes(), field="videos", key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert (Video.objects.count(), len(stored()), ledger_of(alice).held) == (2, 2, 10)


def test_a_key_whose_video_was_deleted_is_not_an_error_inside(api: APIClient, alice: User) -> None:
    first = send(api, film_bytes(), key="k").json()  # type: ignore[attr-defined]
    assert api.delete(f"/api/videos/{first['videoId']}").status_code == 204
    assert send(api, film_bytes(), key="k").status_code == 404
    assert stored() == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.mp4", "/etc/x.mp4", "a\r\nX-Evil: 1.mp4", "ü" * 300 + ".mp4", ".mp4", "con"]
)
def test_a_files_name_never_becomes_a_path(api: APIClient, alice: User, name: str) -> None:
    answer = send(api, film_bytes(), name=name)
    assert answer.status_code == 201, answer.content
    video = Video.objects.get()
    assert video.file == f"users/{alice.pk}/videos/{video.pk}/original/film.mp4"
    assert video.title
    assert json.dumps(stored()).count("film.mp4") == 1


def test_deleting_a_video_removes_every_file_and_cancels_its_jobs(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    body = {"videoId": str(video.pk), "startTime": 0, "endTime": 1}
    waiting = Job.objects.get(pk=api.post("/api/video/trim", body).json()["id"])
    assert len(Files(video).attempts) == 3
    assert api.delete(f"/api/videos/{video.pk}").status_code == 204
    waiting.refresh_from_db()
    assert (waiting.status, stored(), Video.objects.count()) == ("cancelled", [], 0)
    assert (ledger_of(alice).available, ledger_of(alice).held) == (95, 0)
    assert api.get(f"/api/videos/{video.pk}").status_code == 404


def test_a_video_deleted_while_it_waits_for_its_preparation_leaves_nothing(
    api: APIClient, alice: User
) -> None:
    video = a_video(alice, ready=False)
    api.delete(f"/api/videos/{video.pk}")
    job = finished(Job.objects.get())
    assert (job.status, stored()) == ("cancelled", [])
    assert ledger_of(alice).available == 100


def test_several_videos_are_deleted_at_once_but_only_mine(alice: User, bob: User) -> None:
    mine, other = a_video(alice, ready=False), a_video(bob, ready=False)
    answer = client_of(alice).post("/api/videos/bulk-delete", {"ids": [str(mine.pk), str(other.pk)]})
    assert (answer.json(), list(Video.objects.all())) == ({"deleted": 1}, [other])
    assert stored(user=alice) == []
