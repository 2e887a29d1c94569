"""Moderation before anybody pays; breakers and ends of models that are told; budgets of projects."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.capabilities import Capability, ProviderError
from ai.emulator.world import World
from ai.models import Inspection, ModelSpec
from ai.services import circuit, generation, moderating
from ai.tests.vendors import BODY, ended, in_order, ordered
from credits import budgets
from credits.plan_models import Budget
from jobs.models import Job, OutboxMessage
from videos.models import Video
from videos.signals import video_ready
from videos.tests.films import a_clip, a_video

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vendors")]
SMALL = {**BODY, "size": "854x480"}
FILM = "/api/videos/create"


def asked_moderation(world: World) -> int:
    return len([row for row in world.log if row["path"].endswith("/moderations")])


def test_a_quote_asks_no_vendor_and_every_order_does(api: APIClient, world: World) -> None:
    flagged = {**SMALL, "prompt": "a fox [[flag]]"}
    assert api.post(f"{FILM}?dryRun=true", flagged).status_code == 200
    plain = api.post(f"{FILM}?dryRun=true", {**SMALL, "prompt": "a porn video"})
    assert plain.json()["errors"][0]["code"] == "content_refused"
    assert asked_moderation(world) == 0
    for number in (1, 2):
        refused = api.post(FILM, flagged)
        assert refused.json()["errors"][0]["code"] == "content_refused", "the vendor's word counts"
        assert asked_moderation(world) == number
    assert (Job.objects.count(), world.billed) == (0, [])


def test_a_quote_cannot_be_ordered(alice: User) -> None:
    fields = {"prompt": "a fox", "seconds": 2, "width": 854, "height": 480}
    wish = generation.Wish(Capability.TEXT_TO_VIDEO, fields)
    with pytest.raises(ValueError, match="quote"):
        generation.order(user=alice, draft=generation.draft(user=alice, wish=wish, is_quote=True))


def test_a_flagged_upload_is_made_nothing_of_until_staff_say_otherwise(
    api: APIClient, alice: User, world: World, settings: Settings
) -> None:
    film = a_video(alice, source=a_clip(2.0))
    path, body = f"/api/videos/{film.pk}/remix", {"prompt": "in winter"}
    world.script({"settings": {"flag_images": True}})
    assert api.post(path, body).status_code == 202, "uploads are looked at where that is switched on only"
    settings.AI_MODERATE_UPLOADS = True
    assert api.post(f"{path}?dryRun=true", body).status_code == 200
    assert not Inspection.objects.exists(), "a quote looks at nothing"
    error = api.post(path, body).json()["errors"][0]
    assert (error["attr"], error["code"]) == ("videoId", "content_refused")
    found = Inspection.objects.get()
    assert (found.is_flagged, found.looked_at, found.provider) == (True, "pictures and words", "openai")
    asked = asked_moderation(world)
    assert api.post(f"{path}?dryRun=true", body).status_code == 400, "now the quote knows it too"
    Inspection.objects.update(is_flagged=False)
    assert api.post(path, body).status_code == 202
    assert asked_moderation(world) == asked + 1, "the words of the order only"


def test_an_upload_is_looked_at_when_it_comes_and_again_when_the_vendor_was_away(
    alice: User, world: World, settings: Settings
) -> None:
    film = a_video(alice, source=a_clip(2.0))
    for is_on in (False, True):
        settings.AI_MODERATE_UPLOADS = is_on
        with transaction.atomic():
            video_ready.send(sender=Video, video=film)
            assert OutboxMessage.objects.filter(task=moderating.TASK).exists() is is_on
    world.script({"rules": [{"match": "POST .*/moderations", "status": 500, "times": 1}]})
    found = moderating.inspect(video=film)
    assert (found.provider, found.looked_at, Inspection.objects.count()) == ("local", "words", 0)
    circuit.succeeded(ModelSpec.objects.get(model_id="omni-moderation-latest"))
    for _ in range(2):
        moderating.inspect_again(video_id=film.pk)
    kept = Inspection.objects.get()
    assert (kept.is_flagged, kept.looked_at) == (False, "pictures and words")
    assert asked_moderation(world) == 1 + 1 + len(moderating.LOOKS)


def test_a_project_pays_for_what_is_made_for_it(api: APIClient, alice: User, world: World) -> None:
    project = uuid.UUID(api.post("/api/projects", {"name": "Storm"}).json()["id"])
    budgets.set_budget(user=alice, scope=Budget.Scope.PROJECT, scope_id=project, micro=40_000_000)
    wish = {**SMALL, "projectId": str(project)}
    job = ended(ordered(api, wish))
    assert (job.project_id, job.charged) == (project, 30_000_000)
    assert api.get(f"/api/jobs/{job.pk}").json()["projectId"] == str(project)
    refused = api.post(FILM, wish)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (402, "budget_reached")
    assert generation.reorder(job).project_id == project
    assert api.get(f"/api/videos?projectId={project}").json()["results"][0]["jobId"] == str(job.pk)
    assert api.post(FILM, {**SMALL, "projectId": str(uuid.uuid4())}).status_code == 404
    assert ended(ordered(api, SMALL)).project_id is None
    assert in_order(alice)


def test_an_open_breaker_is_told_by_health_and_never_a_key(settings: Settings) -> None:
    settings.ELEVENLABS_API_KEY, settings.OPENAI_API_KEY = "", "sk-very-secret"
    spec = ModelSpec.objects.get(capability="text-to-video", is_default=True)
    before = timezone.now() - timedelta(seconds=1)
    for _ in range(settings.AI_BREAKER_FAILURES + 2):
        circuit.failed(spec, ProviderError("busy", "Busy.", permanent=False))
    (opened,) = circuit.opened()
    assert before < opened.since < timezone.now()
    first = opened.since
    circuit.failed(spec, ProviderError("busy", "Busy.", permanent=False))
    assert circuit.opened()[0].since == first, "since it opened, not since the last failure"
    told = Client().get("/api/health").json()
    names = {"provider": "replicate", "model": spec.model_id, "capability": "text-to-video", "state": "open"}
    assert names.items() <= told["circuits"][0].items()
    states = {name: told["services"][name] for name in ("openai", "replicate", "elevenlabs")}
    assert states == {"openai": "configured", "replicate": "trouble", "elevenlabs": "not_configured"}
    assert "sk-" not in json.dumps(told)
    circuit.succeeded(spec)
    assert circuit.opened() == []


def test_the_end_of_a_model_is_told_in_the_picker_and_beside_what_was_made_with_it(
    api: APIClient, alice: User, world: World
) -> None:
    spec = ModelSpec.objects.get(capability="text-to-video", is_default=True)
    project = api.post("/api/projects", {"name": "Storm"}).json()["id"]
    made = ended(ordered(api, {**SMALL, "projectId": project}))
    assert made.model == spec.model_id
    browser = Client()
    browser.force_login(alice)
    assert "ends on" not in browser.get("/studio/").content.decode()
    day = timezone.now().date() + timedelta(days=9)
    heir = ModelSpec.objects.get(capability="text-to-video", model_id="minimax/hailuo-02")
    ModelSpec.objects.filter(pk=spec.pk).update(ends_on=day, replacement=heir)
    notice = (
        f"{spec.name} ends on {day:%-d %B %Y}. 1 of your results was made with it, in 1 project. "
        f"{heir.name} takes its place."
    )
    page = browser.get("/studio/").content.decode()
    assert page.count(notice) == 2, "in the picker's content, and on the card"
