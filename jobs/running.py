"""One attempt at a job: claim it, keep its lease alive, do its work, settle it."""

import logging
import shutil
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.context import use_api_key
from accounts.language import language_of
from credits import services as credits
from jobs import events, families, settling
from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import Cancelled, JobFailed, LeaseLost, Outcome, Split, TryLater, Waiting, work_named

log = logging.getLogger(__name__)

EVENT_SECONDS = 0.2  # at most five progress events a second
SAVE_SECONDS = 1.0
UNEXPECTED = gettext_lazy("Something went wrong on our side. Nothing was charged.")

CLAIM = """
    UPDATE jobs_job SET status = 'processing', lease_token = %(lease)s,
        lease_expires_at = now() + %(seconds)s * interval '1 second',
        attempt = attempt + CASE WHEN is_parked THEN 0 ELSE 1 END,
        looks = looks + CASE WHEN is_parked THEN 1 ELSE 0 END,
        is_parked = false,
        stage = CASE WHEN is_parked THEN stage ELSE '' END,
        progress = CASE WHEN is_parked OR parts > 0 THEN progress ELSE 0 END,
        started_at = coalesce(started_at, now())
    WHERE id = %(id)s AND (status = 'queued' OR is_parked) AND not_before <= now()
    RETURNING attempt
"""
BEAT = """
    UPDATE jobs_job SET lease_expires_at = now() + %(seconds)s * interval '1 second'
    WHERE id = %(id)s AND lease_token = %(lease)s
    RETURNING cancel_requested_at IS NOT NULL
"""


def run_job(*, job_id: uuid.UUID) -> None:
    """Does the job if it waits for a worker; a message delivered twice finds it taken and does nothing."""
    lease = claim(job_id=job_id)
    if lease is None:
        return
    failpoint("claimed")
    job = Job.objects.select_related("user").get(pk=job_id)
    # What this work asks for in its turn counts to the same key.
    use_api_key(job.api_key_id)
    attempt = Attempt(job=job, lease=lease)
    # What is written into rows on the way, such as stages and errors, is read by the person.
    with translation.override(language_of(job.user)):
        events.job_changed(job)
        try:
            attempt.carry_out()
        except LeaseLost as error:
            log.warning("%s: %s", job, error)


def claim(*, job_id: uuid.UUID) -> uuid.UUID | None:
    """Takes the job for this worker: the new lease, or None when it is taken, ended or not due."""
    lease = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"id": job_id, "lease": lease, "seconds": settings.JOBS["LEASE_SECONDS"]})
        return lease if cursor.fetchone() else None


class Attempt:
    """A job in the hands of this worker; what its work sees as its Run."""

    def __init__(self, *, job: Job, lease: uuid.UUID) -> None:
        self.job = job
        self.lease = lease
        # A look of its own: the one before may still be tidying up when a callback brings the next.
        self.folder = Path(settings.WORK_DIR) / f"{job.pk}-{job.attempt}-{job.looks}"
        self._held = Q(lease_token=lease)
        self._cancelled = threading.Event()
        if job.cancel_requested_at:
            self._cancelled.set()
        self._lost = threading.Event()
        self._done = threading.Event()
        self._told = self._saved = 0.0

    def carry_out(self) -> None:
        """Does the work and settles it, whatever happens; raises LeaseLost when another worker owns it."""
        heart = threading.Thread(target=self._beat, name=f"heartbeat-{self.job.pk}", daemon=True)
        heart.start()
        try:
            self._settle()
        finally:
            self._done.set()
            heart.join()
            shutil.rmtree(self.folder, ignore_errors=True)

    def progress(self, percent: float, stage: str = "") -> None:
        if self._lost.is_set():
            raise LeaseLost("The lease is lost.")
        if self._cancelled.is_set():
            raise Cancelled
        self.job.progress = min(max(percent, self.job.progress), 100.0)
        self.job.stage = stage or self.job.stage
        now = time.monotonic()
        if now - self._told >= EVENT_SECONDS:
            self._told = now
            events.job_changed(self.job)
        if now - self._saved >= SAVE_SECONDS:
            self._saved = now
            self._save_progress()

    def remember(self, memory: dict[str, Any], *, provider: str = "", model: str = "") -> None:
        self.job.memory = memory
        self.job.provider, self.job.model = provider or self.job.provider, model or self.job.model
        kept = Job.objects.filter(self._held, pk=self.job.pk).update(
            memory=memory, provider=self.job.provider, model=self.job.model
        )
        if not kept:
            self._lost.set()
            raise LeaseLost("The lease is lost.")

    def should_stop(self) -> bool:
        return self._cancelled.is_set() or self._lost.is_set()

    def _settle(self) -> None:
        try:
            self._hand_over(self._outcome())
            failpoint("settled")
        except Cancelled:
            settling.cancel(job_id=self.job.pk, held=self._held)
        except JobFailed as failure:
            log.info("%s failed: %s", self.job, failure)
            settling.fail(job_id=self.job.pk, held=self._held, failure=failure)
        except TryLater as delay:
            self._again(seconds=delay.seconds, reason=delay.reason)
        except LeaseLost:
            self._give_way()
        except Exception as error:  # whatever an app's work raises must not lose its job
            log.exception("%s: the attempt broke", self.job)
            self._again(seconds=2.0**self.job.attempt, reason=f"{type(error).__name__}")

    def _hand_over(self, done: Outcome | Split | Waiting) -> None:
        if isinstance(done, Split):
            settling.split(job=self.job, lease=self.lease, split=done)
        elif isinstance(done, Waiting):
            settling.park(job=self.job, lease=self.lease, waiting=done)
        else:
            settling.complete(job=self.job, lease=self.lease, outcome=done)

    def _outcome(self) -> Outcome | Split | Waiting:
        self._keep_credits()
        self._clear_earlier()
        self.folder.mkdir(parents=True, exist_ok=True)
        work = work_named(self.job.work)
        outcome = work.run(self)
        failpoint("worked")
        return outcome

    def _clear_earlier(self) -> None:
        """What killed attempts have left on this machine: half of a long film, perhaps."""
        for number in range(1, self.job.attempt):
            for folder in self.folder.parent.glob(f"{self.job.pk}-{number}-*"):
                shutil.rmtree(folder, ignore_errors=True)

    def _keep_credits(self) -> None:
        """Work whose credits went back while it waited is not begun: it could not be charged."""
        hold_id = families.hold_of(self.job)
        if hold_id:
            try:
                credits.prolong(hold_id=hold_id)
            except credits.AlreadyResolved:
                raise settling.HOLD_GONE from None

    def _again(self, *, seconds: float, reason: str) -> None:
        if self._cancelled.is_set():
            settling.cancel(job_id=self.job.pk, held=self._held)
        elif self.job.attempt >= self.job.max_attempts:
            failure = JobFailed("internal_error", UNEXPECTED, evidence={"reason": reason})
            settling.fail(job_id=self.job.pk, held=self._held, failure=failure)
        else:
            settling.requeue(job=self.job, held=self._held, seconds=seconds, reason=_("Trying again"))

    def _give_way(self) -> None:
        """The lease is gone, or the user cancelled in the moment of completion."""
        asked = Job.objects.filter(self._held, pk=self.job.pk, cancel_requested_at__isnull=False)
        if not asked.exists():
            raise LeaseLost(f"{self.job} belongs to another worker.")
        settling.cancel(job_id=self.job.pk, held=self._held)

    def _save_progress(self) -> None:
        saved = Job.objects.filter(self._held, pk=self.job.pk).update(
            progress=self.job.progress, stage=self.job.stage
        )
        if not saved:
            self._lost.set()
            raise LeaseLost("The lease is lost.")
        if self.job.is_part:
            families.part_moved(self.job)
        elif self.job.parent_id:
            families.step_moved(self.job)

    def _beat(self) -> None:
        """Extends the lease until the attempt is done. Without the database the lease runs out by itself."""
        seconds = settings.JOBS["LEASE_SECONDS"]
        try:
            while not self._done.wait(min(seconds / 4, 1.0)):
                self._beat_once(seconds)
        finally:
            connection.close()

    def _beat_once(self, seconds: int) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(BEAT, {"id": self.job.pk, "lease": self.lease, "seconds": seconds})
                row = cursor.fetchone()
        except OperationalError as error:
            log.warning("The heartbeat of %s missed the database: %s", self.job, error)
            connection.close()
            return
        if row is None:
            self._lost.set()
        elif row[0]:
            self._cancelled.set()
