"""Each kind of generation from the request to the library, with no key: the platform's own drafts."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs.models import Job
from jobs.tests.workers import sweep_until, worker
from videos.media.probe import inspect, probe
from videos.models import Video
from videos.tests.films import a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"size": "320x180", "seconds": 1}


def ordered(client: APIClient, path: str, body: dict[str, Any], **headers: Any) -> Job:
    answer = client.post(path, body, **headers)
    assert answer.status_code == 202, answer.content
    assert answer.headers["Location"] == f"/api/jobs/{answer.json()['id']}"
    return Job.objects.get(pk=answer.json()["id"])


def made(client: APIClient, path: str, body: dict[str, Any]) -> tuple[Job, Video]:
    job = finished(ordered(client, path, body))
    assert job.status == "completed", (job.error_code, job.error_message, job.evidence, job.stage)
    return job, Video.objects.get(pk=job.outputs[0]["id"])


def path_of(item: Video) -> Path:
    return Path(settings.MEDIA_ROOT) / item.file


def test_a_film_comes_into_the_library_by_a_real_worker(api: APIClient, alice: User, tmp_path: Path) -> None:
    job = ordered(
        api, "/api/videos/create", {"prompt": "a red boat on the sea at sunset", "seed": 7, **SMALL}
    )
    with worker(queue="ai", log=tmp_path / "worker.log") as busy:
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of the job", by=busy)
    job.refresh_from_db()
    assert (job.status, job.provider, job.category) == ("completed", "local", "ai"), job.error_message
    film = Video.objects.get(pk=job.outputs[0]["id"])
    info = probe(path_of(film))
    assert info.video is not None
    assert (info.video.width, info.video.height) == (320, 180)
    assert info.duration == pytest.approx(1.0, abs=0.1)
    assert max(each.max_luma for each in inspect(path_of(film)).samples) > 60
    assert (film.source, film.ai_generated, film.status) == ("generated", True, "ready")
    expected = {"provider": "local", "seed": 7, "isDraft": True, "prompt": "a red boat on the sea at sunset"}
    assert expected.items() <= film.metadata.items()
    assert "draft" in " ".join(job.result["notes"])
    assert api.get(f"/api/videos/{film.pk}/thumbnail").status_code == 200
    assert (job.quoted, job.charged, ledger_of(alice).spent) == (1_000_000, 1_000_000, 1)
    assert api.get(f"/api/ai/jobs/{job.pk}/status").json()["provider"] == "local"


def test_pictures_music_sounds_and_speech_are_items_of_the_library(api: APIClient, alice: User) -> None:
    _, picture = made(api, "/api/ai/image-generate", {"prompt": "a green hill", "size": "256x128"})
    assert (picture.media_type, picture.width, picture.height) == ("image", 256, 128)
    _, music = made(api, "/api/ai/music-generate", {"prompt": "calm piano", "seconds": 4})
    assert music.media_type == "audio"
    assert music.duration == pytest.approx(4, abs=0.1)
    _, sound = made(api, "/api/ai/sound-effect", {"prompt": "rain", "seconds": 1})
    said = {"text": "Welcome to the film.", "speed": 1.2}
    job, speech = made(api, "/api/ai/audio-generate", said)
    for item in (music, sound, speech):
        assert (inspect(path_of(item)).audio_peak or 0) > 0.02
    assert [word["text"] for word in speech.metadata["words"]][:2] == ["Welcome", "to"]
    assert job.charged == 1_000_000
    assert ledger_of(alice).held == 0


def test_what_is_made_of_films_remembers_its_parent(api: APIClient, alice: User) -> None:
    film = a_video(alice)
    remix, child = made(api, f"/api/videos/{film.pk}/remix", {"prompt": "a warm sunset", "seed": 3})
    assert child.parent_id == film.pk
    assert child.duration == pytest.approx(film.duration, abs=0.2)
    assert remix.video_id == film.pk
    _, longer = made(api, f"/api/videos/{film.pk}/extend", {"prompt": "snow", "seconds": 1})
    assert longer.duration == pytest.approx(film.duration + 1, abs=0.2)
    _, larger = made(api, "/api/ai/upscale", {"videoId": str(film.pk), "scaleFactor": 2})
    assert (larger.width, larger.height) == (film.width * 2, film.height * 2)
    _, styled = made(api, "/api/ai/style-transfer", {"videoId": str(film.pk), "styleType": "sketch"})
    assert styled.parent_id == film.pk
    _, dubbed = made(api, "/api/ai/lip-sync", {"videoId": str(film.pk), "audioId": str(film.pk)})
    assert dubbed.audio_codec


def test_a_picture_begins_to_move(api: APIClient, alice: User) -> None:
    _, picture = made(api, "/api/ai/image-generate", {"prompt": "a green hill", "size": "320x180"})
    body = {"prompt": "zoom in", "referenceImageId": str(picture.pk), **SMALL}
    job, film = made(api, "/api/videos/create", body)
    assert (job.kind, film.parent_id, film.media_type) == ("ai.image-to-video", picture.pk, "video")


def test_a_dry_run_prices_a_batch_and_makes_nothing(api: APIClient, alice: User) -> None:
    body = {"prompt": "waves", "count": 3, **SMALL, "seconds": 11}
    answer = api.post("/api/videos/create?dryRun=true", body)
    assert answer.status_code == 200
    assert answer.json()["quote"]["credits"] == 6
    assert not Job.objects.exists()


def test_a_batch_is_one_quote_and_several_films(api: APIClient, alice: User) -> None:
    body = {"prompt": "a green hill", "size": "128x64", "count": 2, "seed": 5}
    batch = ordered(api, "/api/ai/image-generate", body, HTTP_IDEMPOTENCY_KEY="two")
    assert ledger_of(alice).held == 2
    again = ordered(api, "/api/ai/image-generate", body, HTTP_IDEMPOTENCY_KEY="two")
    assert again.pk == batch.pk
    for child in batch.children.all():
        finished(child)
    batch.refresh_from_db()
    assert (batch.status, batch.charged, len(batch.outputs)) == ("completed", 2_000_000, 2)
    seeds = {Video.objects.get(pk=each["id"]).metadata["seed"] for each in batch.outputs}
    assert seeds == {5, 6}
    other = api.post("/api/ai/image-generate", {**body, "seed": 6}, HTTP_IDEMPOTENCY_KEY="two")
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        ("/api/videos/create", {"prompt": "how to make a pipe bomb"}, "content_refused", "prompt"),
        ("/api/ai/voice-generation", {"text": "how to make a pipe bomb"}, "content_refused", "text"),
        ("/api/videos/create", {"prompt": "x", "model": "nobody/nothing"}, "unknown_model", "model"),
        ("/api/videos/create", {"prompt": "x", "options": {"fps": 3}}, "unsupported_option", "options.fps"),
        ("/api/videos/create", {"prompt": "x", "size": "big"}, "invalid", "size"),
        ("/api/videos/create", {"prompt": "x", "count": 5}, "max_value", "count"),
        ("/api/ai/lip-sync", {}, "required", "videoId"),
    ],
)
def test_what_cannot_be_made_is_said_before_it_is_paid(
    api: APIClient, alice: User, path: str, body: dict[str, Any], code: str, field: str
) -> None:
    answer = api.post(path, body)
    assert answer.status_code == 400, answer.content
    assert {(each["code"], each["attr"]) for each in answer.json()["errors"]} >= {(code, field)}
    assert not Job.objects.exists()
    assert ledger_of(alice).held == 0


def test_a_field_that_nobody_knows_is_not_passed_over(api: APIClient, alice: User) -> None:
    answer = api.post("/api/ai/image-generate", {"prompt": "a lighthouse", "width": 640, "numSteps": 3})
    errors = answer.json()["errors"]
    assert answer.status_code == 400
    assert {(each["attr"], each["code"]) for each in errors} == {
        ("width", "unknown_field"),
        ("numSteps", "unknown_field"),
    }
    assert "referenceImageId" in errors[0]["detail"]
    assert not Job.objects.exists()


def test_another_persons_film_does_not_exist(api: APIClient, bob: User) -> None:
    film = a_video(bob)
    assert api.post(f"/api/videos/{film.pk}/remix", {"prompt": "x"}).status_code == 404
    assert api.post("/api/ai/upscale", {"videoId": str(film.pk)}).status_code == 404


def test_a_failed_wish_costs_nothing_and_leaves_nothing(
    api: APIClient, alice: User, settings: Settings
) -> None:
    """The local composer cannot sing: an option that was asked for by name of the model is refused."""
    job = finished(
        ordered(
            api, "/api/ai/music-generate",
            {"prompt": "a song", "seconds": 4, "instrumental": False, "model": "local/composer"},
        )
    )  # fmt: skip
    assert (job.status, job.error_code, job.charged) == ("failed", "unsupported_option", 0)
    assert job.evidence["field"] == "instrumental"
    assert (ledger_of(alice).held, ledger_of(alice).spent) == (0, 0)
    assert stored() == []


def test_a_prompt_is_written_out_on_wish(api: APIClient, alice: User) -> None:
    body = {"prompt": "a hill", "size": "128x64", "enhancePrompt": True}
    job, picture = made(api, "/api/ai/image-generate", body)
    assert picture.metadata["prompt"].startswith("a hill, ")
    assert job.params["input"]["prompt"] == "a hill"


def test_the_catalogue_shows_what_can_be_chosen(api: APIClient) -> None:
    models = api.get("/api/ai/models?capability=music").json()
    assert [each["id"] for each in models] == ["local/composer"]
    assert models[0]["price"] == {"code": "ai.local.music", "credits": 1, "per": 60}
    voices = api.get("/api/ai/voices").json()
    assert {voice["provider"] for voice in voices} == {"local"}
    assert any(voice["language"].startswith("en") for voice in voices)
