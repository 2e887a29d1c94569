"""Timelines leave for other programs and come back, over the API."""

import io
import json
import wave
import zipfile
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from jobs.models import Job
from projects.models import Project, Role
from projects.services import timelines
from projects.services.exchange import packaging
from projects.tests.people import a_project, let_in
from projects.tests.renders import a_clip, a_timeline, save, words
from videos.models import Video
from videos.services import uploading
from videos.tests.films import a_clip as a_file
from videos.tests.films import a_video, finished, incoming

pytestmark = pytest.mark.django_db(transaction=True)
DISSOLVE = {"transition": {"kind": "dissolve", "duration": 0.6}}
CUT = """TITLE: CUT
001  A001     V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00
* FROM CLIP NAME: Harbour.mp4
002  C003     V     C        00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00
* FROM CLIP NAME: Lost.mov
"""


@pytest.fixture
def film(alice: User) -> Video:
    return a_video(alice, source=a_file(3.0, 160), title="Harbour", ready=False)


@pytest.fixture
def project(alice: User, film: Video) -> Project:
    return a_project(alice, film)


@pytest.fixture
def path(project: Project) -> str:
    return f"/api/projects/{project.pk}"


def a_sound(user: User, tmp_path: Path) -> Video:
    source = tmp_path / "waves.wav"
    with wave.open(str(source), "wb") as written:
        written.setparams((1, 2, 8000, 0, "NONE", ""))
        written.writeframes(bytes(range(256)) * 125)  # two seconds
    file = incoming(source=source, name="waves.wav", title="Waves")
    info = uploading.examine(file.path, sender=user)
    return uploading.take_in(user=user, incoming=file, info=info).video


def cut(film: Video, sound: Video | None = None) -> dict[str, Any]:
    clips = [a_clip(film, 0, 2, sourceIn=0.52), a_clip(film, 1.4, 1.2, speed=2, **DISSOLVE)]
    more = [words("In the harbour", 0.2, 1)]
    if sound:
        more.append({"id": "sea", "kind": "audio", "clips": [a_clip(sound, 0, 2, id="waves", volume=0.5)]})
    return a_timeline(*clips, more=tuple(more))


def send(client: APIClient, path: str, name: str, content: bytes, **fields: Any) -> Any:
    body = {"file": SimpleUploadedFile(name, content), **fields}
    return client.post(f"{path}/import", body, format="multipart")


def packed(client: APIClient, path: str, job: Job) -> bytes:
    answer = client.get(job.outputs[0]["url"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    key = answer.headers["X-Accel-Redirect"].partition("users/")[2]
    return (Path(settings.MEDIA_ROOT) / "users" / key).read_bytes()


def without_media(timeline: dict[str, Any]) -> str:
    text = json.dumps(timeline, sort_keys=True)
    for track in timeline["tracks"]:
        for clip in track["clips"]:
            text = text.replace(str(clip.get("videoId")), "a file")
    return text


def test_a_package_takes_a_timeline_and_its_media_to_somebody_else(
    api: APIClient, alice: User, bob: User, film: Video, project: Project, path: str, tmp_path: Path
) -> None:
    save(alice, project, cut(film, a_sound(alice, tmp_path)))
    mine = api.get(f"{path}/timeline").json()
    answer = api.post(f"{path}/export", {"format": "otio"})
    assert (answer.status_code, answer.json()["kind"]) == (202, "project.package")
    # A second click finds the first.
    assert api.post(f"{path}/export", {"format": "otio"}).json()["id"] == answer.json()["id"]
    job = finished(Job.objects.get(pk=answer.json()["id"]))
    assert job.status == Job.Status.COMPLETED
    content = packed(api, path, job)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert names == ["README.txt", "Harbour.otio", "captions.srt", "media/Harbour.mp4", "media/Waves.wav"]
        document = otio.core.deserialize_json_from_string(archive.read("Harbour.otio").decode())
    named = {each.media_reference.target_url for each in document.find_clips() if hasattr(
        each.media_reference, "target_url")}  # fmt: skip
    assert named == {"media/Harbour.mp4", "media/Waves.wav"}
    # Bob has none of the media: they are uploaded for him, and nothing else changes.
    his, theirs = client_of(bob), a_project(bob)
    imported = send(his, f"/api/projects/{theirs.pk}", "from-alice.zip", content)
    assert imported.status_code == 200, imported.json()
    body = imported.json()
    assert (body["missing"], body["notes"], body["revision"]) == ([], [], 1)
    assert without_media(body["timeline"]) == without_media(mine["timeline"])
    kinds = Video.objects.for_user(bob).order_by("media_type").values_list("title", "media_type")
    assert list(kinds) == [("Waves", "audio"), ("Harbour", "video")]
    sound = Video.objects.for_user(bob).get(media_type="audio")
    assert finished(Job.objects.get(video_id=sound.pk)).status == Job.Status.COMPLETED
    # Alice has them all: nothing is uploaded, and the timeline stays as it is.
    again = send(api, path, "own.zip", content).json()
    assert (again["timeline"], again["revision"]) == (mine["timeline"], mine["revision"])
    assert Video.objects.for_user(alice).count() == 2


def test_packages_are_their_makers_and_go(
    api: APIClient, alice: User, bob: User, film: Video, project: Project, path: str, settings: Any
) -> None:
    save(alice, project, cut(film))
    first = finished(Job.objects.get(pk=api.post(f"{path}/export", {"format": "edl"}).json()["id"]))
    let_in(project, bob, Role.VIEWER)
    his = client_of(bob)
    assert his.get(first.outputs[0]["url"]).status_code == 404
    assert his.post(f"{path}/export", {"format": "edl"}).status_code == 403
    assert his.get(f"{path}/export", {"format": "edl"}).status_code == 200
    second = finished(Job.objects.get(pk=api.post(f"{path}/export", {"format": "fcpxml"}).json()["id"]))
    assert api.get(first.outputs[0]["url"]).status_code == 404
    folder = Path(settings.MEDIA_ROOT) / "users" / str(alice.pk) / "packages"
    assert [each.stem for each in folder.iterdir()] == [second.result["name"]]
    Job.objects.filter(pk=second.pk).update(finished_at="2026-01-01T00:00:00Z")
    assert packaging.sweep() == 1
    assert list(folder.iterdir()) == []


def test_each_format_is_had_as_a_file(
    api: APIClient, alice: User, film: Video, project: Project, path: str, tmp_path: Path
) -> None:
    save(alice, project, cut(film, a_sound(alice, tmp_path)))
    had = {
        form: api.get(f"{path}/export", {"format": form}) for form in ("otio", "fcpxml", "edl", "srt", "vtt")
    }
    assert {form: answer.status_code for form, answer in had.items()} == dict.fromkeys(had, 200)
    assert b"<fcpxml version" in had["fcpxml"].content
    assert had["srt"].content.decode() == "1\n00:00:00,200 --> 00:00:01,200\nIn the harbour\n"
    assert 'filename="Harbour.otio"' in had["otio"].headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(had["edl"].content)) as archive:
        assert archive.namelist() == ["Harbour.1_main.edl", "Harbour.2_sea.edl"]
    back = send(api, path, "cut.zip", had["edl"].content).json()
    film_clips, sound_clips = (track["clips"] for track in back["timeline"]["tracks"])
    assert [(clip["start"], clip["duration"], clip["volume"]) for clip in film_clips] == [
        (0, 2, 1),
        (1.4, 1.2, 1),
    ]
    assert (film_clips[1]["transition"], film_clips[1]["speed"]) == ({"kind": "dissolve", "duration": 0.6}, 2)
    assert [(clip["start"], clip["duration"]) for clip in sound_clips] == [(0, 2)]
    assert api.get(f"{path}/export", {"format": "aaf"}).status_code == 400
    assert api.get(f"{path}/export", {"format": "otio", "revision": "9"}).status_code == 404
    assert api.post(f"{path}/export", {"format": "srt"}).status_code == 400


def test_what_is_missing_is_told_and_linked_again(
    api: APIClient, alice: User, bob: User, film: Video, project: Project, path: str
) -> None:
    first = send(api, path, "cut.edl", CUT.encode(), fps="25").json()
    assert first["missing"] == [{"name": "Lost.mov", "clips": 1}]
    assert first["timeline"]["fps"] == 25
    assert [clip["videoId"] for clip in first["timeline"]["tracks"][0]["clips"]] == [str(film.pk)]
    other = a_video(bob, source=a_file(3.0, 160), ready=False)
    foreign = send(api, path, "cut.edl", CUT.encode(), relink=json.dumps({"Lost.mov": str(other.pk)}))
    assert (foreign.status_code, foreign.json()["errors"][0]["attr"]) == (400, "relink")
    linked = send(api, path, "cut.edl", CUT.encode(), fps="25", relink=json.dumps({"Lost.mov": str(film.pk)}))
    assert linked.json()["missing"] == []
    assert [clip["start"] for clip in linked.json()["timeline"]["tracks"][0]["clips"]] == [0, 1]
    assert api.post(f"{path}/timeline/undo").json()["timeline"] == first["timeline"]


def test_a_bad_file_changes_nothing(
    api: APIClient, alice: User, bob: User, film: Video, project: Project, path: str
) -> None:
    revision = save(alice, project, cut(film))
    wrong = send(api, path, "cut.edl", CUT.replace("00:00:01:00 01:00:01", "00:00:99:00 01:00:01").encode())
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["detail"].startswith("Line 4: 00:00:99:00 is no timecode")
    assert send(api, path, "cut.otio", b"[" * 5000).json()["errors"][0]["code"] == "unreadable"
    assert send(api, path, "cut.xml", b"<xmeml/>").json()["errors"][0]["attr"] == "file"
    # One medium of two is none: the other, which was taken in before, is gone again.
    packed_up = io.BytesIO()
    with zipfile.ZipFile(packed_up, "w") as archive:
        archive.writestr("cut.edl", CUT.replace("Harbour.mp4", "Boats.mp4"))
        archive.write(a_file(3.0, 160), "media/Boats.mp4")
        archive.writestr("media/Lost.mov", b"no film at all")
    refused = send(api, path, "cut.zip", packed_up.getvalue())
    assert refused.status_code == 400
    assert "media/Lost.mov" in refused.json()["errors"][0]["detail"]
    assert list(Video.objects.values_list("title", flat=True)) == ["Harbour"]
    assert timelines.get(user=alice, project_id=project.pk).revision == revision
    assert send(client_of(bob), path, "cut.edl", CUT.encode()).status_code == 404
    let_in(project, bob, Role.VIEWER)
    assert send(client_of(bob), path, "cut.edl", CUT.encode()).status_code == 403
