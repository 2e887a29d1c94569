"""Celery's ways in: ids come in, one call goes out."""

import uuid
from typing import Any

from celery import shared_task

from jobs import running, sweeping


@shared_task(name="jobs.run")
def run(*, job_id: str, **_: Any) -> None:
    running.run_job(job_id=uuid.UUID(job_id))


@shared_task(name="jobs.sweep")
def sweep(**_: Any) -> None:
    sweeping.sweep()
