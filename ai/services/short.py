"""Jobs that are so short that whoever asks waits for them."""

import time

from jobs import running
from jobs.models import Job

POLL = 0.05


class NotMade(Exception):
    """The job failed or was cancelled; `code` is its own."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.error_message or "This was cancelled.")
        self.code = job.error_code or "cancelled"
        self.facts = {"jobId": str(job.pk)}


def done_now(*, job: Job, patience: float = 20.0) -> bool:
    """Does a job here, unless a worker has been quicker; whether it is completed within `patience` seconds.

    It is a job like any other: charged once, answered the same under its Idempotency-Key. Raises NotMade.
    """
    running.run_job(job_id=job.pk)
    until = time.monotonic() + patience
    job.refresh_from_db()
    while job.is_active and not job.is_parked and time.monotonic() < until:
        time.sleep(POLL)
        job.refresh_from_db()
    if job.status in {Job.Status.FAILED, Job.Status.CANCELLED}:
        raise NotMade(job)
    return job.status == Job.Status.COMPLETED
