"""What goes to YouTube carries content credentials, is labelled by its lineage, and stays the same file."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from ai.emulator.world import World
from jobs.models import Job
from videos.credentials import signing
from videos.models import Artefact, Lineage, Video
from youtube_integration.models import Channel, PublicationEvent
from youtube_integration.tests.asking import PIECE, asked, looked_after, on_youtube, row_of, uploads

pytestmark = pytest.mark.django_db(transaction=True)

REFUSAL = {"error": {"code": 403, "message": "no", "errors": [{"reason": "forbidden"}]}}
VOICE = {"start": 0.0, "end": 1.0, "kinds": ["voice"], "models": ["some/voice"]}


@pytest.fixture(autouse=True)
def credentials(settings: Settings, tmp_path: Path, channel: Channel) -> None:
    settings.CONTENT_CREDENTIALS = True
    settings.HOME_DIR = tmp_path


def signed_copy(settings: Settings) -> Path:
    kept = Artefact.objects.get(kind="signed")
    return Path(settings.MEDIA_ROOT) / kept.key / str(kept.meta["name"])


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def told(job: Job) -> list[str]:
    return list(PublicationEvent.objects.filter(publication=row_of(job)).values_list("message", flat=True))


def again(api: APIClient, job: Job) -> Job:
    answer = api.post(f"/api/youtube/publications/{row_of(job).pk}/retry")
    assert answer.status_code == 202, answer.content
    return looked_after(Job.objects.get(pk=answer.json()["id"]))


def interrupted(api: APIClient, google: World, film: Video) -> Job:
    """A publication whose session is open when it fails."""
    google.script({"rules": [{"match": PIECE, "status": 403, "body": REFUSAL, "times": 1}]})
    job = looked_after(asked(api, film))
    assert (job.status, bool(row_of(job).session_address)) == ("failed", True)
    return job


def test_what_arrives_is_signed_and_labelled(
    api: APIClient, google: World, film: Video, settings: Settings, tmp_path: Path
) -> None:
    Lineage.objects.create(video=film, spans=[VOICE])
    job = looked_after(asked(api, film))
    assert job.status == "completed", job.error_message
    arrived = tmp_path / "arrived.mp4"
    (session,) = google.things["uploads"].values()
    arrived.write_bytes(session["bytes"])
    found: dict[str, Any] = signing.read(path=arrived, extension="mp4")
    assert found["validation_state"] == "Valid"
    assert digest(arrived) == digest(signed_copy(settings))
    assert on_youtube(google)["status"]["containsSyntheticMedia"] is True
    assert "The film carries content credentials." in told(job)


def test_an_upload_goes_on_with_the_file_it_was_begun_with(
    api: APIClient, google: World, film: Video, settings: Settings
) -> None:
    job = interrupted(api, google, film)
    begun = digest(signed_copy(settings))
    assert again(api, job).status == "completed"
    assert [each["sha256"] for each in uploads(google)] == [begun]
    assert row_of(job).sessions == 1


def test_of_another_file_youtube_never_gets_the_rest(
    api: APIClient, google: World, film: Video, settings: Settings
) -> None:
    job = interrupted(api, google, film)
    gone = signed_copy(settings)
    begun = digest(gone)
    Artefact.objects.all().delete()
    gone.unlink()
    assert again(api, job).status == "completed"
    (sent,) = uploads(google)
    assert sent["sha256"] == digest(signed_copy(settings)) != begun
    assert row_of(job).sessions == 2


def test_a_broken_signer_is_said_and_stops_nothing(
    api: APIClient, google: World, film: Video, settings: Settings
) -> None:
    settings.C2PA_CERTIFICATE = settings.C2PA_KEY = __file__
    job = looked_after(asked(api, film))
    assert (job.status, len(uploads(google))) == ("completed", 1)
    assert any(each.startswith("Without content credentials: This platform") for each in told(job))
