"""Every file taken in is looked at by clamd first, and without its word nothing is."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import AuditEvent, User
from credits.tests.ledger import ledger_of
from videos.models import Video
from videos.tests.clamd import EICAR, Clamd, real_clamd, small_clamd
from videos.tests.films import a_clip, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clamd(settings: Settings) -> Iterator[Clamd]:
    with small_clamd() as scanner:
        settings.CLAMD_URL = scanner.url
        yield scanner


def send(client: APIClient, *contents: bytes) -> Any:
    client.raise_request_exception = False  # a 503 is an answer too
    files = [SimpleUploadedFile("holiday.mp4", content, "video/mp4") for content in contents]
    body = {"videos": files} if len(files) > 1 else {"file": files[0]}
    return client.post("/api/videos/upload", body, format="multipart")


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def nothing_is_left(user: User) -> bool:
    return stored() == [] and not Video.objects.exists() and ledger_of(user).available == 100


def infected_film() -> bytes:
    return a_clip().read_bytes() + EICAR


def test_a_clean_film_is_looked_at_whole_and_taken_in(api: APIClient, clamd: Clamd) -> None:
    assert send(api, a_clip().read_bytes()).status_code == 201
    assert clamd.seen == [a_clip().read_bytes()]


def test_an_infected_film_is_refused_by_its_name_and_gone(api: APIClient, alice: User, clamd: Clamd) -> None:
    answer = send(api, infected_film())
    assert refusal(answer) == (422, "infected")
    assert "Eicar-Trial" in answer.json()["errors"][0]["detail"]
    assert nothing_is_left(alice)
    event = AuditEvent.objects.get(user=alice, action="upload_infected")
    assert event.details == {"signature": "Eicar-Trial"}


def test_of_several_files_with_an_infected_one_none_is_taken_in(
    api: APIClient, alice: User, clamd: Clamd
) -> None:
    assert refusal(send(api, a_clip().read_bytes(), infected_film())) == (422, "infected")
    assert nothing_is_left(alice)
    assert send(api, a_clip().read_bytes(), a_clip().read_bytes()).status_code == 201
    assert len(clamd.seen) == 4


def test_any_other_answer_is_no_permission(api: APIClient, alice: User, clamd: Clamd) -> None:
    for answer in (b"", b"stream: Out of memory ERROR\0", b"FOUND nothing\0", b"stream: OK, perhaps\0"):
        clamd.answers = [answer]
        assert refusal(send(api, a_clip().read_bytes())) == (503, "scan_unavailable")
    assert nothing_is_left(alice)


def test_a_file_that_clamd_finds_too_long_is_not_taken_unseen(
    api: APIClient, alice: User, clamd: Clamd, caplog: pytest.LogCaptureFixture
) -> None:
    clamd.most = 1000
    assert refusal(send(api, a_clip().read_bytes())) == (503, "scan_unavailable")
    assert nothing_is_left(alice)
    assert "StreamMaxLength" in caplog.text


def test_without_clamd_nothing_is_taken_in_and_health_says_so(
    api: APIClient, alice: User, settings: Settings
) -> None:
    for settings.CLAMD_URL in ("tcp://127.0.0.1:1", "unix:///nowhere/clamd.sock"):
        assert refusal(send(api, a_clip().read_bytes())) == (503, "scan_unavailable")
    assert nothing_is_left(alice)
    health = api.get("/api/health")
    assert (health.status_code, health.json()["services"]["clamd"]) == (503, "failed")


def test_health_tells_of_a_scanner_that_answers_and_of_none(
    api: APIClient, clamd: Clamd, settings: Settings
) -> None:
    assert api.get("/api/health").json()["services"]["clamd"] == "ok"
    settings.CLAMD_URL = ""
    assert api.get("/api/health").json()["services"]["clamd"] == "not_configured"


@pytest.mark.skipif(shutil.which("clamd") is None, reason="Debian's clamav-daemon is not installed")
def test_the_real_clamd_refuses_eicar_and_takes_a_film(
    api: APIClient, alice: User, settings: Settings
) -> None:
    folder = Path(mkdtemp(prefix="clamd-"))  # short: a socket's path may have 107 bytes
    try:
        with real_clamd(folder) as url:
            settings.CLAMD_URL = url
            assert refusal(send(api, EICAR)) == (422, "infected")
            assert refusal(send(api, infected_film())) == (422, "infected")
            assert nothing_is_left(alice)
            assert send(api, a_clip().read_bytes()).status_code == 201
    finally:
        shutil.rmtree(folder)
