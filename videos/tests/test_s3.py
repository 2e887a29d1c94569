"""The life of a film, wherever the media lie; and what only a bucket has."""

import hashlib
import os
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings as now
from django.http import HttpResponse
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from jobs.models import Job
from videos import copies, files
from videos.bucket import Bucket
from videos.delivery import deliver
from videos.models import Artefact, Video
from videos.tests.buckets import kept
from videos.tests.films import a_clip, a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)


def body_of(answer: HttpResponse) -> bytes:
    """What a browser gets: our own bytes, the file that our sender would send, or the bucket's."""
    if answer.status_code == 302:
        got = httpx.get(answer.headers["Location"])
        assert got.status_code == 200, got.text
        return got.content
    assert answer.status_code == 200, answer.content
    redirect = answer.headers.get("X-Accel-Redirect")
    return (
        Path(now.MEDIA_ROOT, redirect.removeprefix("/stored/")).read_bytes() if redirect else answer.content
    )


def test_a_film_is_taken_in_edited_read_and_deleted(api: APIClient, alice: User, storage: str) -> None:
    video = a_video(alice)
    assert (video.status, video.size) == ("ready", a_clip().stat().st_size)
    place = f"/api/videos/{video.pk}"
    assert body_of(api.get(f"{place}/download")) == a_clip().read_bytes()
    assert body_of(api.get(f"{place}/thumbnail"))[:2] == b"\xff\xd8"
    assert body_of(api.get(f"{place}/thumbnail?timestamp=1.5"))[:2] == b"\xff\xd8"
    assert body_of(api.get(f"{place}/storyboard.jpg"))[:2] == b"\xff\xd8"
    assert api.get(f"{place}/waveform").json()["data"]
    asked = {"videoId": str(video.pk), "startTime": 0.5, "endTime": 2}
    job = finished(Job.objects.get(pk=api.post("/api/video/trim", asked, format="json").json()["id"]))
    assert job.status == "completed"
    edit = Video.objects.get(parent=video)
    content = body_of(api.get(f"/api/videos/{edit.pk}/download"))
    assert hashlib.sha256(content).hexdigest() == edit.sha256
    for each in (edit, video):
        api.delete(f"/api/videos/{each.pk}")
    left = [each.key for each in files.listing(folder=f"users/{alice.pk}/videos")]
    assert (Video.objects.count(), left) == (0, [])


def test_a_stream_is_played_by_its_relative_names(api: APIClient, alice: User, in_bucket: Bucket) -> None:
    video = a_video(alice)
    answer = api.post(f"/api/videos/{video.pk}/hls")
    assert answer.status_code == 202, answer.content
    assert finished(Job.objects.get(pk=answer.json()["id"])).status == "completed"
    place = f"/api/videos/{video.pk}/hls"
    master = body_of(api.get(f"{place}/master.m3u8")).decode()
    rendition = next(line for line in master.splitlines() if line and not line.startswith("#"))
    playlist = body_of(api.get(f"{place}/{rendition}")).decode()
    segment = next(line for line in playlist.splitlines() if line and not line.startswith("#"))
    folder = rendition.rpartition("/")[0]
    assert len(body_of(api.get(f"{place}/{folder}/{segment}"))) > 1000
    artefact = Artefact.objects.get(kind="hls")
    found = [*files.listing(folder=artefact.key)]
    assert {each.key.removeprefix(f"{artefact.key}/") for each in found} == set(artefact.meta["files"])
    assert artefact.size == sum(each.size for each in found)


def test_folders_are_told_alike(storage: str, tmp_path: Path) -> None:
    for key in ("a/b/one", "a/b/two", "a/b/c/three", "a/bb/four"):
        (tmp_path / "content").write_bytes(key.encode())
        files.store(path=tmp_path / "content", key=key)
    assert files.names(folder="a/b") == ["one", "two"]
    assert (files.folders(folder="a"), files.folders(folder="a/b")) == (["b", "bb"], ["c"])
    found = {(each.key, each.size) for each in files.listing(folder="a/b")}
    assert found == {("a/b/c/three", 11), ("a/b/one", 7), ("a/b/two", 7)}
    assert (files.exists(key="a/b/one"), files.exists(key="a/b")) == (True, False)
    assert not [*files.names(folder="none"), *files.folders(folder="none"), *files.listing(folder="none")]
    files.duplicate(key="a/b/one", to="x/y")
    files.delete_folder("a/b")
    assert [each.key for each in files.listing(folder="a")] == ["a/bb/four"]
    assert files.fetch(key="x/y", folder=tmp_path).read_bytes() == b"a/b/one"
    with pytest.raises(FileNotFoundError):
        files.duplicate(key="a/b/one", to="x/z")


def test_a_folder_of_more_than_a_page_is_listed_and_deleted(
    in_bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("videos.bucket.AT_ONCE", 3)
    in_bucket.write(key="gone2/0", content=b"x")
    for number in range(8):
        in_bucket.write(key=f"gone/{number}", content=b"")
    assert len([*files.listing(folder="gone")]) == 8
    files.delete_folder("gone")
    assert kept(in_bucket) == ["gone2/0"]


def test_what_a_browser_might_run_is_saved_and_no_address_lives_long(
    in_bucket: Bucket, tmp_path: Path, settings: Settings
) -> None:
    settings.S3_PRESIGN_SECONDS = 600
    (tmp_path / "x").write_bytes(b"<script>alert(1)</script>")
    files.store(path=tmp_path / "x", key="users/x/page")
    shown = deliver(
        key="users/x/page", filename="a.html", as_attachment=False, etag="e", content_type="text/html"
    )
    got = httpx.get(shown.headers["Location"])
    assert got.headers["Content-Disposition"] == 'attachment; filename="a.html"'
    assert parse_qs(urlsplit(shown.headers["Location"]).query)["X-Amz-Expires"] == ["600"]
    assert shown.headers["Cache-Control"] == "private, max-age=300"
    still = deliver(
        key="users/x/page", filename="a.jpg", as_attachment=False, etag="e", content_type="image/jpeg"
    )
    assert httpx.get(still.headers["Location"]).headers["Content-Type"] == "image/jpeg"


def test_a_film_is_fetched_once_and_no_copy_in_use_is_removed(
    in_bucket: Bucket, tmp_path: Path, settings: Settings
) -> None:
    settings.S3_COPIES_BYTES = 25
    keys = [f"users/u/videos/{name}/original/film.mp4" for name in "abc"]
    for key in keys:
        (tmp_path / "x").write_bytes(key[-24:-14].encode())
        files.store(path=tmp_path / "x", key=key)
    first = files.fetch(key=keys[0], folder=tmp_path)
    in_bucket.delete(keys=[keys[0]])
    assert files.fetch(key=keys[0], folder=tmp_path) == first
    second = files.fetch(key=keys[1], folder=tmp_path)
    assert files.fetch(key=keys[2], folder=tmp_path) == tmp_path / "source.bin"  # both are in use
    long_ago = time.time() - 2 * settings.JOB_TIMEOUT_SECONDS - 9
    os.utime(first, (long_ago, long_ago))
    third = files.fetch(key=keys[2], folder=tmp_path)
    assert (first.exists(), second.exists(), third.parent) == (False, True, first.parent)
    files.delete(key=keys[1])
    assert not second.exists()
    os.utime(third, (0, 0))
    assert (copies.sweep(), third.exists()) == (1, False)
