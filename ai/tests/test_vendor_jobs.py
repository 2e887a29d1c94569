"""Generation by vendors, through their real SDKs against the emulator: what they bill and what we charge."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from accounts.models import User
from ai.capabilities import ProviderError
from ai.emulator.world import World
from ai.models import ModelSpec, WebhookEvent
from ai.services import circuit
from ai.tests.vendors import BODY, CREATE, ended, films_billed, in_order, looked_after, ordered
from credits.tests.ledger import ledger_of
from jobs.models import Job
from jobs.tests.workers import sweep_until, worker
from videos.models import Video

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vendors")]


def test_a_film_by_the_poller_when_every_callback_is_lost(
    api: APIClient, alice: User, world: World, settings: Settings
) -> None:
    settings.AI_WEBHOOKS, settings.PUBLIC_URL = True, "http://127.0.0.1:9"
    world.script({"callbacks": ["lose"] * 9})
    job = looked_after(ordered(api, BODY))
    assert (job.status, job.is_parked, job.provider, job.attempt) == ("processing", True, "replicate", 1)
    assert ledger_of(alice).held == 30
    ended(job)
    assert (job.status, job.attempt, job.charged) == ("completed", 1, 30_000_000), job.error_message
    assert films_billed(world) == [job.model]
    film = Video.objects.get(pk=job.outputs[0]["id"])
    assert (film.width, film.height, film.metadata["isDraft"]) == (1280, 720, False)
    assert film.metadata["seed"] is not None
    assert in_order(alice)


def test_a_film_by_its_callback_with_real_workers(
    api: APIClient,
    alice: User,
    world: World,
    vendors: dict[str, str],
    live_server: LiveServer,
    tmp_path: Path,
) -> None:
    """Nobody polls here: only the callback, sent twice, brings the film."""
    world.script({"callbacks": ["twice"], "settings": {"takes": 1.5}})
    job = ordered(api, BODY)
    env = {**vendors, "AI_WEBHOOKS": "1", "PUBLIC_URL": live_server.url}
    with worker(queue="ai,interactive", log=tmp_path / "worker.log", **env) as busy:
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of the job", by=busy)
    job.refresh_from_db()
    assert (job.status, job.charged, job.looks) == ("completed", 30_000_000, 1)
    assert WebhookEvent.objects.get().remote_id == job.memory["remote"]
    assert [row["status"] for row in world.log if row["method"] == "CALLBACK"][:1] == [200]
    assert films_billed(world) == [job.model]
    assert in_order(alice)


@pytest.mark.parametrize(
    ("rules", "attempts"),
    [
        ([{"match": CREATE, "status": 429, "headers": {"Retry-After": "1"}}], 2),
        ([{"match": CREATE, "status": 500}], 2),
        ([{"match": CREATE, "reset": "before"}], 2),
        ([{"match": CREATE, "reset": "after"}], 1),
        ([{"match": "GET /replicate/v1/predictions/.*", "status": 502, "times": 2}], 1),
        ([{"match": "GET /replicate/out/.*", "reset": "before"}], 1),
    ],
    ids=["429", "500", "reset before", "reset after", "502 while polling", "the output breaks off"],
)
def test_trouble_on_the_way_is_billed_and_charged_once(
    api: APIClient, alice: User, world: World, rules: list[dict[str, Any]], attempts: int
) -> None:
    world.script({"rules": rules})
    job = ended(ordered(api, BODY))
    assert (job.status, job.attempt, job.charged) == ("completed", 1, 30_000_000), job.error_message
    submits = [row for row in world.log if row["method"] == "POST" and row["path"].endswith("/predictions")]
    assert len(submits) >= attempts
    assert len(films_billed(world)) == 1
    assert in_order(alice)


def test_a_model_that_is_retired_in_mid_run_gives_way_and_the_job_says_so(
    api: APIClient, alice: User, world: World
) -> None:
    job = ordered(api, {**BODY, "seconds": 6})
    default = ModelSpec.objects.get(capability="text-to-video", is_default=True)
    world.script({"settings": {"retired": [default.model_id]}})
    ended(job)
    assert job.status == "completed", job.error_message
    assert job.model != default.model_id
    assert job.result["fellOver"] == [{"model": f"replicate/{default.model_id}", "code": "model_gone"}]
    assert default.name in " ".join(job.result["notes"])
    default.refresh_from_db()
    assert default.ends_on is not None
    assert job.charged <= job.quoted
    assert films_billed(world) == [job.model]
    assert in_order(alice)


def test_what_the_vendor_refuses_is_not_tried_elsewhere_and_not_charged(
    api: APIClient, alice: User, world: World
) -> None:
    job = ended(ordered(api, {**BODY, "prompt": "a fox [[refuse]]"}))
    assert (job.status, job.error_code, job.charged) == ("failed", "content_refused", 0)
    assert len(films_billed(world)) == 1
    assert in_order(alice)


def test_when_every_vendor_fails_a_draft_is_made_here_and_says_so(
    api: APIClient, alice: User, world: World
) -> None:
    job = ended(ordered(api, {**BODY, "prompt": "a fox [[fail]]", "seconds": 6, "size": "854x480"}))
    assert (job.status, job.provider) == ("completed", "local"), job.error_message
    assert job.result["isDraft"] is True
    assert len(job.result["fellOver"]) == len(set(films_billed(world))) >= 2
    assert job.charged == 1_000_000
    assert in_order(alice)


def test_a_model_that_rests_is_passed_over(api: APIClient, alice: User, world: World) -> None:
    job = ordered(api, {**BODY, "seconds": 6})
    default = ModelSpec.objects.get(capability="text-to-video", is_default=True)
    for _ in range(9):
        circuit.failed(default, ProviderError("busy", "Busy.", permanent=False))
    ended(job)
    assert job.status == "completed"
    assert default.model_id not in films_billed(world)


def test_pictures_speech_and_music_by_their_vendors(api: APIClient, alice: User, world: World) -> None:
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("/api/ai/image-generate", {"prompt": "a hill", "model": "openai/gpt-image-2.6-flare"}),
        ("/api/ai/voice-generation", {"text": "Hello there.", "model": "elevenlabs/eleven_multilingual_v2",
                                      "voice": "JBFqnCBsd6RMkjVDRZzb"}),
        ("/api/ai/music-generate", {"prompt": "calm", "seconds": 10}),
    ]  # fmt: skip
    for path, body in wanted:
        job = ended(ordered(api, body, path))
        assert job.status == "completed", (path, job.error_code, job.error_message, job.evidence)
        assert job.provider != "local"
        assert 0 < job.charged <= job.quoted
    assert in_order(alice)


def test_a_models_own_parameters_are_shown_checked_and_sent(
    api: APIClient, alice: User, world: World
) -> None:
    shown = api.get("/api/ai/models?capability=text-to-video").json()
    default = next(each for each in shown if each["isDefault"])
    assert "camera_fixed" in default["paramsSchema"]["properties"]
    wish = {**BODY, "model": default["id"]}
    answer = api.post("/api/videos/create", {**wish, "options": {"camera_fixed": "perhaps"}})
    assert answer.json()["errors"][0]["attr"] == "options.camera_fixed"
    hidden = {**wish, "options": {"prompt": "something else"}}
    assert api.post("/api/videos/create", hidden).status_code == 400
    too_long = api.post("/api/videos/create", {**wish, "seconds": 60}).json()["errors"][0]
    assert (too_long["attr"], too_long["code"]) == ("seconds", "unsupported_option")
    job = ended(ordered(api, {**wish, "options": {"camera_fixed": True}}))
    assert (job.status, job.model) == ("completed", default["modelId"])
    assert world.billed[-1]["input"]["camera_fixed"] is True
