"""Work that goes on elsewhere: its job is in nobody's hands, and is looked after when it is due or woken."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now

from accounts.models import User
from credits.models import Hold
from credits.tests.ledger import ledger_of
from jobs import running, services, settling
from jobs.models import Job, OutboxMessage
from jobs.tests.workers import sweep_until, worker
from jobs.tests.works import order

pytestmark = pytest.mark.django_db(transaction=True)


def looked_after(job: Job) -> Job:
    running.run_job(job_id=job.pk)
    job.refresh_from_db()
    return job


def due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(not_before=Now() - timedelta(seconds=1))


def test_a_parked_job_waits_without_a_lease_and_looks_are_no_attempts(alice: User) -> None:
    job = looked_after(services.submit(user=alice, order=order("tests.distant", looks=4, seconds=3600)))
    assert (job.status, job.is_parked, job.lease_token, job.stage) == ("processing", True, None, "Far away")
    assert (job.provider, job.model, job.memory) == ("far", "away", {"seen": 1})
    Hold.objects.update(expires_at=Now())
    for looks in range(1, 4):
        assert looked_after(job).looks == looks - 1  # not due
        due(job)
        assert looked_after(job).looks == looks
    due(job)
    assert looked_after(job).status == "completed"
    assert (job.result, job.attempt, job.is_parked) == ({"seen": 4, "attempt": 1}, 1, False)
    assert (ledger_of(alice).spent, ledger_of(alice).held) == (5, 0)


def test_waking_brings_the_next_look_at_once_and_wakes_no_other_job(alice: User) -> None:
    job = services.submit(user=alice, order=order("tests.distant", looks=1, seconds=3600))
    assert not services.wake(job_id=job.pk)
    looked_after(job)
    OutboxMessage.objects.all().delete()
    assert services.wake(job_id=job.pk)
    assert not services.wake(job_id=job.pk)
    assert looked_after(job).status == "completed"
    assert not services.wake(job_id=job.pk)


def test_a_parked_job_is_cancelled_once_and_by_its_work(alice: User) -> None:
    job = looked_after(services.submit(user=alice, order=order("tests.distant", looks=9, seconds=3600)))
    assert services.cancel(user=alice, job_id=job.pk).status == "processing"
    assert looked_after(job).status == "cancelled"
    alice.refresh_from_db()
    assert (alice.name, ledger_of(alice).available, job.is_parked) == ("Alice-", 100, False)
    assert services.cancel(user=alice, job_id=job.pk).status == "cancelled"
    assert not services.wake(job_id=job.pk)


def test_a_lost_message_of_a_parked_job_is_sent_again(alice: User) -> None:
    job = looked_after(services.submit(user=alice, order=order("tests.distant", looks=1, seconds=1)))
    OutboxMessage.objects.all().delete()
    assert settling.resend_lost() == 0
    Job.objects.update(not_before=Now() - timedelta(hours=1))
    assert settling.resend_lost() == 1
    assert OutboxMessage.objects.count() <= 1
    assert looked_after(job).status == "completed"


def test_a_worker_that_dies_in_a_look_costs_an_attempt_and_loses_no_memory(
    alice: User, tmp_path: Path
) -> None:
    job = services.submit(user=alice, order=order("tests.distant", looks=2, seconds=0, kills=1))
    with worker(queue="media", log=tmp_path / "worker.log", pool="prefork") as busy:
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of the job", by=busy)
    job.refresh_from_db()
    assert (job.status, job.attempt, job.result["seen"]) == ("completed", 2, 2)
    assert ledger_of(alice).spent == 5
