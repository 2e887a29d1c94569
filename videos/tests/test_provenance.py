"""What of a video is AI's, by the API: through real edits of real files, with and without credentials."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from jobs.models import Job
from videos.credentials import signing
from videos.credentials.manifest import MADE_BY_AI
from videos.models import Artefact, Lineage, Rights, Video
from videos.tests.films import a_clip, a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)

VOICE = {"start": 0.0, "end": 3.0, "kinds": ["voice"], "models": ["some/voice"]}


@pytest.fixture
def credentials(settings: Settings, tmp_path: Path) -> None:
    settings.CONTENT_CREDENTIALS = True
    settings.HOME_DIR = tmp_path


def a_made_voice(user: User) -> Video:
    """A file that AI has made, as far as its row says."""
    voice = a_video(user, title="Voice")
    Video.objects.filter(pk=voice.pk).update(source="generated", ai_generated=True)
    Lineage.objects.create(video=voice, spans=[VOICE])
    voice.refresh_from_db()
    return voice


def edited(api: APIClient, video: Video, *steps: dict[str, Any]) -> Video:
    answer = api.post("/api/video/edit", {"videoId": str(video.pk), "operations": list(steps)})
    assert answer.status_code == 202, answer.json()
    job = finished(Job.objects.get(pk=answer.json()["id"]))
    assert job.status == "completed", job.error_message
    return Video.objects.get(job_id=job.pk)


def path_of(key: str, settings: Settings) -> Path:
    return Path(settings.MEDIA_ROOT) / key


def provenance(api: APIClient, video: Video) -> dict[str, Any]:
    answer = api.get(f"/api/videos/{video.pk}/provenance")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def actions(key: str, settings: Settings) -> list[dict[str, Any]]:
    found = signing.read(path=path_of(key, settings), extension=key.rpartition(".")[2])
    assert found["validation_state"] == "Valid"
    assertions = found["manifests"][found["active_manifest"]]["assertions"]
    told: list[dict[str, Any]] = next(
        each["data"]["actions"] for each in assertions if each["label"] == "c2pa.actions.v2"
    )
    return told


def test_a_voice_is_followed_through_edits_even_when_its_file_is_gone(api: APIClient, alice: User) -> None:
    film, voice = a_video(alice, title="The sea"), a_made_voice(alice)
    mixed = edited(
        api, film, {"operation": "replace-audio", "audioId": str(voice.pk), "loop": False, "startTime": 1}
    )
    cut = edited(api, mixed, {"operation": "trim", "startTime": 2, "endTime": 3})
    before = edited(api, mixed, {"operation": "trim", "startTime": 0, "endTime": 1})
    assert api.delete(f"/api/videos/{voice.pk}").status_code == 204
    told = provenance(api, mixed)
    assert told["spans"] == [{**VOICE, "start": 1.0}]
    assert (told["isSynthetic"], told["aiSeconds"], told["isComplete"]) == (True, 2.0, True)
    assert [each["title"] for each in told["origins"]] == ["The sea"]
    assert provenance(api, cut)["spans"] == [{**VOICE, "end": 1.0}]
    assert provenance(api, before)["isSynthetic"] is False
    flags = {each.pk: each.ai_generated for each in Video.objects.filter(source="edit")}
    assert flags == {mixed.pk: True, cut.pk: True, before.pk: False}


def test_what_ai_had_part_in_is_signed_when_it_is_made(
    api: APIClient, alice: User, settings: Settings, credentials: None
) -> None:
    film, voice = a_video(alice), a_made_voice(alice)
    plain = edited(api, film, {"operation": "crop", "width": 100, "height": 100})
    assert provenance(api, plain)["credentials"] == {"state": "available", "reason": "", "isSelfMade": True}
    mixed = edited(api, film, {"operation": "replace-audio", "audioId": str(voice.pk)})
    assert provenance(api, mixed)["credentials"]["state"] == "signed"
    told = actions(mixed.file, settings)
    assert [each["action"] for each in told] == ["c2pa.opened", "c2pa.placed"]
    assert (told[1]["digitalSourceType"], told[1]["softwareAgent"]["name"]) == (MADE_BY_AI, "some/voice")
    assert path_of(mixed.file, settings).stat().st_size == mixed.size == mixed.info["size"]
    answer = api.get(f"/api/videos/{mixed.pk}/download?credentials=true")
    assert (answer.headers["X-Content-Credentials"], answer.status_code) == ("signed", 200)
    assert not Artefact.objects.filter(kind="signed").exists()


def test_a_download_with_credentials_is_made_once_and_kept(
    api: APIClient, alice: User, settings: Settings, credentials: None
) -> None:
    film = a_video(alice)
    address = f"/api/videos/{film.pk}/download?credentials=true"
    first = api.get(address)
    assert first.status_code == 202
    finished(Job.objects.get(pk=first.json()["id"]))
    second = api.get(address)
    assert (second.status_code, second.headers["X-Content-Credentials"]) == (200, "signed")
    key = second.headers["X-Accel-Redirect"].removeprefix("/stored/")
    assert [each["action"] for each in actions(key, settings)] == ["c2pa.opened"]
    assert api.get(address).headers["X-Accel-Redirect"] == second.headers["X-Accel-Redirect"]
    assert Artefact.objects.get(kind="signed").size == path_of(key, settings).stat().st_size
    assert api.get(f"/api/videos/{film.pk}/download").headers["X-Accel-Redirect"] == f"/stored/{film.file}"


def test_a_broken_signer_blocks_no_download_and_says_so(
    api: APIClient, alice: User, settings: Settings, credentials: None
) -> None:
    film = a_video(alice)
    address = f"/api/videos/{film.pk}/download?credentials=true"
    settings.C2PA_CERTIFICATE = settings.C2PA_KEY = str(a_clip())
    answer = api.get(address)
    assert (answer.status_code, answer.headers["X-Accel-Redirect"]) == (200, f"/stored/{film.file}")
    assert answer.headers["X-Content-Credentials"].startswith("none; This platform's certificate")
    assert provenance(api, film)["credentials"]["state"] == "broken"
    settings.CONTENT_CREDENTIALS = False
    assert (
        api.get(address).headers["X-Content-Credentials"]
        == "none; Content credentials are switched off here."
    )


def test_rights_are_said_by_the_owner_only(api: APIClient, alice: User, bob: User) -> None:
    film = a_video(alice)
    address = f"/api/videos/{film.pk}/rights"
    said = {"basis": "licensed", "licence": "Contract of May", "attribution": "", "consent": "given"}
    assert client_of(bob).put(address, said).status_code == 404
    assert api.put(address, {"basis": "stolen"}).status_code == 400
    assert api.put(address, said).status_code == 200
    assert Rights.objects.values("basis", "licence", "consent").get() == {
        "basis": "licensed", "licence": "Contract of May", "consent": "given",
    }  # fmt: skip
    assert provenance(api, film)["origins"][0]["rights"]["basis"] == "licensed"
