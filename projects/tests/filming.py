"""Films that are made within a test, by one process that does every job."""

from typing import Any

from rest_framework.test import APIClient

from jobs.models import Job
from videos.tests.films import finished

PROMPT = "A lighthouse keeper's last night before the storm"
LOOKS = 200


def asked(api: APIClient, path: str, what: str, body: dict[str, Any] | None = None) -> Job:
    """The job of a request that makes something of a film."""
    answer = api.post(f"{path}/{what}", body or {})
    assert answer.status_code == 202, answer.content
    return Job.objects.get(pk=answer.json()["id"])


def done(whole: Job) -> Job:
    """A film's job after every job that it leads to, each by one attempt."""
    for _ in range(LOOKS):
        whole.refresh_from_db()
        if not whole.is_active:
            return whole
        finished(whole)
        for step in whole.children.active():
            one_attempt(step)
    raise AssertionError(f"{whole} does not end: {whole.status} {whole.stage}")


def one_attempt(step: Job) -> None:
    """A step, and the parts that it may have been split into."""
    finished(step)
    for part in step.children.active():
        finished(part)
    if step.is_active:
        finished(step)
