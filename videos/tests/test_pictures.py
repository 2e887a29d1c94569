"""Pictures in the library: what is taken in, how it is shown, and where it can be used."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.media.tests.reading import pictures
from videos.models import Video
from videos.tests.films import a_clip, a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)

RED = (255, 0, 0, 255)
ORIENTATION, LYING = 0x0112, 6


def drawn(kind: str, size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """An image of one kind: red on its left half; where the kind can, nothing at all on its right half."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    content = io.BytesIO()
    ready = picture.convert("RGB") if kind == "JPEG" else picture
    ready.save(content, kind, **options)
    return content.getvalue()


def moving(kind: str) -> bytes:
    pages = [Image.new("RGB", (64, 48), (shade, 0, 0)) for shade in (40, 140, 240)]
    content = io.BytesIO()
    pages[0].save(content, kind, save_all=True, append_images=pages[1:], duration=100)
    return content.getvalue()


def sent(api: APIClient, content: bytes, name: str = "logo.png", **fields: Any) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return api.post("/api/videos/upload", {"file": file, **fields}, format="multipart")


def taken_in(api: APIClient, content: bytes, name: str = "logo.png") -> Video:
    answer = sent(api, content, name)
    assert answer.status_code == 201, answer.content
    job = finished(Job.objects.get(pk=answer.json()["jobId"]))  # type: ignore[attr-defined]
    assert (job.status, job.error_message) == ("completed", "")
    return Video.objects.get(job_id=job.pk)


def is_red(pixel: np.ndarray[Any, Any]) -> bool:
    return bool(pixel[0] > 200 and max(pixel[1:]) < 60)


def stored(key: str, settings: Settings) -> Path:
    return Path(settings.MEDIA_ROOT) / key


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_a_picture_is_taken_in_whatever_its_name_and_served_as_what_it_is(
    api: APIClient, alice: User, settings: Settings, kind: str, type_: str
) -> None:
    content = drawn(kind)
    picture = taken_in(api, content, name="film.mp4")
    assert (picture.media_type, picture.status, picture.duration) == ("image", "ready", 0)
    assert (picture.width, picture.height) == (60, 40)
    assert ledger_of(alice).available == 100
    answer = api.get(f"/api/videos/{picture.pk}/download?inline=1")
    assert answer.headers["Content-Type"] == type_
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert stored(picture.file, settings).read_bytes() == content
    with Image.open(stored(picture.thumbnail, settings)) as thumbnail:
        assert thumbnail.size == (60, 40)
        left, right = (np.asarray(thumbnail.convert("RGB"))[20, column] for column in (10, 50))
    assert is_red(left)
    # What was not drawn lies on a grey that hides neither light nor dark.
    assert kind == "JPEG" or (right.min() > 80 and right.max() < 150)


def test_what_a_phone_writes_is_a_picture_even_with_broken_tags(api: APIClient) -> None:
    two, content = [Image.new("RGB", (60, 40), shade) for shade in ("red", "blue")], io.BytesIO()
    two[0].save(content, "MPO", save_all=True, append_images=two[1:])
    broken = drawn("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01")
    for photo in (content.getvalue(), broken):
        picture = taken_in(api, photo, name="photo.jpg")
        assert (picture.codec, picture.width, picture.duration) == ("jpeg", 60, 0)


def test_a_moving_gif_stays_a_film_that_is_shown_as_a_picture(api: APIClient) -> None:
    gif = taken_in(api, moving("GIF"), name="wave.gif")
    assert (gif.media_type, gif.is_still) == ("image", False)
    assert gif.duration == pytest.approx(0.3, abs=0.01)
    answer = api.post("/api/video/speed?dryRun=true", {"videoId": str(gif.pk), "factor": 0.5})
    assert answer.status_code == 200, answer.json()


BAD: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "cut off": (lambda: drawn("PNG")[:60], 400, "not_an_image"),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_container"),
    "moving WebP": (lambda: moving("WEBP"), 415, "unsupported_container"),
    "too wide": (lambda: drawn("PNG", (8193, 2)), 400, "too_large_picture"),
    "too many bytes": (lambda: drawn("PNG") + bytes(25 * 1024 * 1024), 413, "too_large"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_picture_that_cannot_be_taken_in_is_refused(api: APIClient, alice: User, case: str) -> None:
    content, status, code = BAD[case]
    answer = sent(api, content())
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)  # type: ignore[attr-defined]
    assert (Video.objects.count(), Job.objects.count(), ledger_of(alice).available) == (0, 0, 100)


def test_a_picture_lies_over_a_film_and_its_clear_parts_stay_clear(
    api: APIClient, alice: User, settings: Settings
) -> None:
    film, logo = a_video(alice), taken_in(api, drawn("PNG"))
    body = {"videoId": str(film.pk), "imageId": str(logo.pk), "width": 60, "position": {"x": 100, "y": 60}}
    job = finished(Job.objects.get(pk=api.post("/api/video/overlay-image", body).json()["id"]))
    assert (job.status, job.error_message) == ("completed", "")
    made = Video.objects.get(job_id=job.pk)
    before, after = (pictures(stored(video.file, settings)) for video in (film, made))
    assert len(after) == len(before)
    for old, new in ((before[0], after[0]), (before[-1], after[-1])):
        assert new[65:95, 105:125, 0].mean() > 220
        assert new[65:95, 105:125, 1:].mean() < 40
        assert np.abs(new[65:95, 135:155] - old[65:95, 135:155]).mean() < 8


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_taken_sideways_is_shown_upright(
    api: APIClient, alice: User, settings: Settings, kind: str
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = LYING
    photo = taken_in(api, drawn(kind, exif=exif), name="photo.jpg")
    assert (photo.width, photo.height) == (40, 60)
    with Image.open(stored(photo.thumbnail, settings)) as thumbnail:
        top, bottom = (np.asarray(thumbnail.convert("RGB"))[row, 20] for row in (10, 50))
        assert thumbnail.size == (40, 60)
    assert is_red(top)
    assert not is_red(bottom)


def test_what_needs_a_film_says_so_of_a_picture(api: APIClient, alice: User) -> None:
    film, logo = a_video(alice, ready=False), taken_in(api, drawn("PNG"))
    trim = {"videoId": str(logo.pk), "startTime": 0, "endTime": 1}
    joined = {"videoId": str(film.pk), "videoIds": [str(logo.pk)]}
    sounded = {"videoId": str(film.pk), "audioId": str(logo.pk)}
    refusals = [
        ("trim", trim, "no_film", "videoId"),
        ("concat", joined, "no_film", "videoIds.0"),
        ("replace-audio", sounded, "no_audio", "audioId"),
    ]
    for operation, body, code, attr in refusals:
        answer = api.post(f"/api/video/{operation}", body)
        error = answer.json()["errors"][0]
        assert (answer.status_code, error["code"], error["attr"]) == (400, code, attr)
    assert api.get(f"/api/videos/{logo.pk}/thumbnail?timestamp=3").status_code == 200
    for path in ("storyboard.vtt", "scenes", "frames"):
        answer = api.get(f"/api/videos/{logo.pk}/{path}")
        assert (path, answer.status_code, answer.json()["errors"][0]["code"]) == (path, 404, "no_film")
    assert Job.objects.count() == 2


def test_the_library_tells_pictures_from_films(api: APIClient, alice: User, bob: User) -> None:
    film, logo = a_video(alice, ready=False), taken_in(api, drawn("PNG"))
    a_video(bob, ready=False)
    for kind, found in (("image", [logo]), ("video", [film]), ("audio", [])):
        ids = [each["id"] for each in api.get(f"/api/videos?mediaType={kind}").json()["results"]]
        assert ids == [str(each.pk) for each in found]
    assert api.get("/api/videos?mediaType=svg").json()["errors"][0]["attr"] == "mediaType"


# -- frames, asked for with the upload ---------------------------------------------------------------------


def test_frames_asked_for_with_an_upload_are_made_after_it(api: APIClient, alice: User) -> None:
    film = a_clip().read_bytes()
    answer = sent(api, film, "a.mp4", extractFrames="true", frameInterval="0.5", maxFrames="4").json()  # type: ignore[attr-defined]
    finished(Job.objects.get(pk=answer["jobId"]))
    frames = finished(Job.objects.get(kind="video.frames"))
    assert (frames.status, frames.result["frames"], frames.result["made"]) == ("completed", 4, 4)
    listed = api.get(answer["framesUrl"]).json()
    assert [each["time"] for each in listed["frames"]] == [0, 0.5, 1, 1.5]
    assert api.get(listed["frames"][3]["url"]).headers["Content-Type"] == "image/jpeg"
    assert ledger_of(alice).spent == 5


def test_an_upload_without_the_wish_makes_no_frames(api: APIClient) -> None:
    answer = sent(api, a_clip().read_bytes(), "a.mp4", frameInterval="2").json()  # type: ignore[attr-defined]
    finished(Job.objects.get(pk=answer["jobId"]))
    assert (answer["framesUrl"], Job.objects.filter(kind="video.frames").exists()) == (None, False)


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"frameInterval": "0"}, "frameInterval"),
        ({"frameInterval": "often"}, "frameInterval"),
        ({"maxFrames": "201"}, "maxFrames"),
        ({"extractFrames": "perhaps"}, "extractFrames"),
    ],
)
def test_a_wish_for_frames_that_makes_no_sense_is_refused_by_field(
    api: APIClient, fields: dict[str, str], attr: str
) -> None:
    answer = sent(api, a_clip().read_bytes(), "a.mp4", **{"extractFrames": "1", **fields})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)  # type: ignore[attr-defined]
    assert Video.objects.count() == 0


def test_a_picture_has_no_frames_to_take(api: APIClient) -> None:
    answer = sent(api, drawn("PNG"), extractFrames="1")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "extractFrames")  # type: ignore[attr-defined]
    assert Video.objects.count() == 0
