"""Jobs at vendors, for tests: they are ordered, looked after as a worker would, and counted."""

import time
from typing import Any

from django.db.models.functions import Now
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator.world import World
from credits.auditing import audit
from credits.models import Hold
from credits.tests.ledger import ledger_of
from jobs import running
from jobs.models import Job

WITHIN = 30.0
BODY = {"prompt": "a fox in the snow", "seconds": 2, "size": "1280x720"}
CREATE = "POST /replicate/v1/models/.*/predictions"


def environment_of(world: World) -> dict[str, str]:
    """The settings with which the emulator is every vendor."""
    env = {"REPLICATE_API_TOKEN": "r8", "REPLICATE_BASE_URL": f"{world.address}/replicate"}
    env |= {"OPENAI_API_KEY": "sk", "OPENAI_BASE_URL": f"{world.address}/openai/v1"}
    return env | {"ELEVENLABS_API_KEY": "xi", "ELEVENLABS_BASE_URL": f"{world.address}/elevenlabs"}


def ordered(client: APIClient, body: dict[str, Any], path: str = "/api/videos/create") -> Job:
    answer = client.post(path, body)
    assert answer.status_code == 202, answer.content
    return Job.objects.get(pk=answer.json()["id"])


def looked_after(job: Job) -> Job:
    Job.objects.filter(pk=job.pk).active().update(not_before=Now())
    running.run_job(job_id=job.pk)
    job.refresh_from_db()
    return job


def ended(job: Job) -> Job:
    """The job after as many looks as it needs."""
    until = time.monotonic() + WITHIN
    while looked_after(job).is_active and time.monotonic() < until:
        time.sleep(0.05)
    assert not job.is_active, (job.status, job.stage, job.memory)
    return job


def films_billed(world: World) -> list[str]:
    return [each["model"] for each in world.billed if each["what"] == "prediction"]


def in_order(alice: User) -> bool:
    """Nothing is held, and the ledger is what its auditor wants it to be."""
    assert not Hold.objects.filter(state=Hold.State.OPEN).exists()
    assert audit().faults == {}
    return ledger_of(alice).held == 0
