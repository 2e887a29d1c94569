"""Callbacks of vendors: who may wake a job, and who may not."""

import base64
import json
import time
import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from ai.capabilities import Capability
from ai.emulator.callbacks import standard_webhook
from ai.emulator.replicate import SECRET
from ai.emulator.world import World
from ai.models import WebhookEvent
from ai.services import callbacks, generation
from ai.services.generation import Wish
from jobs import running
from jobs.models import Job, OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)
Headers = dict[str, str]


@pytest.fixture
def job(alice: User, world: World, settings: Settings) -> Job:
    """A film in Replicate's hands."""
    settings.REPLICATE_API_TOKEN, settings.REPLICATE_BASE_URL = "r8", f"{world.address}/replicate"
    settings.AI_POLL_SECONDS = 3600
    world.script({"settings": {"takes": 600}})
    fields = {"prompt": "a fox", "seconds": 2, "width": 1280, "height": 720}
    wish = Wish(capability=Capability.TEXT_TO_VIDEO, fields=fields)
    made = generation.order(user=alice, draft=generation.draft(user=alice, wish=wish))
    running.run_job(job_id=made.pk)
    OutboxMessage.objects.all().delete()
    return Job.objects.get(pk=made.pk)


def body_for(job: Job, **more: Any) -> bytes:
    return json.dumps({"id": job.memory["remote"], "status": "succeeded", **more}).encode()


def signed(body: bytes, *, id: str = "msg_1", secret: str = SECRET) -> Headers:
    return standard_webhook(id=id, body=body, secret=secret)


def post(job_id: uuid.UUID, body: bytes, headers: Headers) -> int:
    address = f"/webhooks/replicate/{job_id}?key=x"
    return Client().post(address, body, content_type="application/json", headers=headers).status_code


def test_a_true_callback_is_stored_once_and_wakes_its_job(job: Job) -> None:
    body = body_for(job)
    headers = signed(body)
    assert [post(job.pk, body, headers) for _ in range(3)] == [200, 200, 200]
    event = WebhookEvent.objects.get()
    messages = OutboxMessage.objects.filter(task=callbacks.TASK)
    assert messages.count() <= 1
    callbacks.handle(event_id=event.pk)
    woken = Job.objects.get(pk=job.pk)
    assert woken.not_before < job.not_before
    callbacks.handle(event_id=event.pk)
    assert Job.objects.get(pk=job.pk).not_before == woken.not_before


def test_one_good_signature_among_several_is_enough(job: Job) -> None:
    body = body_for(job)
    headers = signed(body)
    good = headers["webhook-signature"]
    wrong = f"v1,{base64.b64encode(b'0' * 32).decode()}"
    headers["webhook-signature"] = f"nonsense v1,%%% v0,{good[3:]} {wrong} {good}"
    assert post(job.pk, body, headers) == 200
    headers["webhook-signature"] = f"nonsense v0,{good[3:]} {wrong}"
    assert post(job.pk, body, {**headers, "webhook-id": "msg_2"}) == 400


def test_forged_old_changed_and_foreign_callbacks_do_nothing(job: Job, world: World) -> None:
    body = body_for(job)
    other = "whsec_" + base64.b64encode(b"somebody else's secret").decode()
    old = signed(body)
    old["webhook-timestamp"] = str(int(time.time()) - 301)
    foreign = json.dumps({"id": "pforeign", "status": "succeeded"}).encode()
    refused = [
        (job.pk, body, {}, 400),
        (job.pk, body, signed(body, secret=other), 400),
        (job.pk, body, old, 400),
        (job.pk, body + b" ", signed(body), 400),
        (job.pk, b"\xff\xfe", signed(b"\xff\xfe"), 400),
        (job.pk, b"[]", signed(b"[]"), 400),
        (job.pk, foreign, signed(foreign), 404),
        (uuid.uuid4(), body, signed(body), 404),
    ]
    for job_id, sent, headers, expected in refused:
        assert post(job_id, sent, headers) == expected, (sent, headers)
    assert Client().get(f"/webhooks/replicate/{job.pk}").status_code == 405
    assert not WebhookEvent.objects.exists()
    assert Job.objects.get(pk=job.pk).not_before == job.not_before


def test_a_callback_of_work_that_was_given_up_is_foreign(job: Job) -> None:
    body = body_for(job)
    Job.objects.update(memory={**job.memory, "remote": "pnew"})
    assert post(job.pk, body, signed(body)) == 404


def test_compatible_servers_of_openai_call_back_by_their_own_secret(job: Job, settings: Settings) -> None:
    body = json.dumps({"type": "video.completed", "data": {"id": job.memory["remote"]}}).encode()

    def answer(headers: Headers) -> int:
        return (
            Client()
            .post("/webhooks/openai", body, content_type="application/json", headers=headers)
            .status_code
        )

    settings.OPENAI_API_KEY = "sk"
    assert answer(signed(body)) == 400  # no secret is set
    settings.OPENAI_WEBHOOK_SECRET = SECRET
    assert answer(signed(body)) == 404  # the work is another vendor's
    Job.objects.update(provider="openai")
    assert answer({**signed(body), "webhook-signature": "v1,AAAA"}) == 400
    assert answer(signed(body)) == 200
