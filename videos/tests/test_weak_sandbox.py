"""Production does not open strangers' files when too little of the sandbox holds; everybody is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.media.launcher import OFF
from videos.models import Video
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def one_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    a_clip()  # made while that is still allowed
    monkeypatch.setenv(OFF, "landlock,namespace")


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMEWRIGHT_MODE", "production")


def sandbox_of(client: Client) -> tuple[int, dict[str, object]]:
    answer = client.get("/api/health")
    return answer.status_code, answer.json()["sandbox"]


@pytest.mark.usefixtures("one_layer", "production")
def test_an_upload_is_refused_at_once_and_leaves_nothing(
    api: APIClient, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    api.raise_request_exception = False  # whoever runs the server is told of it as of any error of ours
    film = SimpleUploadedFile("film.mp4", a_clip().read_bytes(), "video/mp4")
    answer = api.post("/api/videos/upload", {"file": film}, format="multipart")
    assert answer.status_code == 503
    error = answer.json()["errors"][0]
    assert (error["code"], "sandbox" in error["detail"]) == ("sandbox_too_weak", True)
    assert "Only 1 of the sandbox's layers hold (seccomp; not landlock, namespace)" in caplog.text
    assert (Video.objects.count(), stored(), ledger_of(alice).available) == (0, [], 100)


def test_a_job_that_was_queued_fails_for_that_reason_and_costs_nothing(
    alice: User, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_video(alice)
    before = ledger_of(alice).available
    answer = api.post("/api/video/trim", {"videoId": str(source.pk), "startTime": 0.5, "endTime": 2})
    monkeypatch.setenv(OFF, "landlock,namespace")
    monkeypatch.setenv("FRAMEWRIGHT_MODE", "production")
    job = finished(Job.objects.get(pk=answer.json()["id"]))
    assert (job.status, job.error_code, job.attempt) == ("failed", "sandbox_too_weak", 1)
    assert ledger_of(alice).available == before
    assert api.get(f"/api/videos/{source.pk}").status_code == 200


@pytest.mark.usefixtures("one_layer", "production")
def test_readiness_says_that_nothing_is_processed(client: Client) -> None:
    status, sandbox = sandbox_of(client)
    assert (status, sandbox["demanded"], sandbox["enough"]) == (503, 2, False)
    assert sandbox["layers"] == {"landlock": False, "namespace": False, "seccomp": True}
    assert "No media is processed" in str(sandbox["message"])


@pytest.mark.usefixtures("one_layer")
def test_development_works_all_the_same_and_says_so(client: Client, alice: User) -> None:
    assert a_video(alice).status == "ready"
    _, sandbox = sandbox_of(client)
    assert (sandbox["demanded"], sandbox["enough"]) == (0, True)
    assert "production would refuse" in str(sandbox["message"])
