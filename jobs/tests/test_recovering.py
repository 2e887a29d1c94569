from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once
from jobs import outbox, running, services, settling, sweeping
from jobs.models import Job, OutboxMessage
from jobs.tests.broker import Broker
from jobs.tests.works import order

pytestmark = pytest.mark.django_db(transaction=True)


def abandoned(user: User) -> Job:
    """A job whose worker died in the middle: its lease is over, its message is spent."""
    job = services.submit(user=user, order=order())
    take_and_die(job)
    return job


def take_and_die(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(not_before=Now() - timedelta(seconds=1))
    assert running.claim(job_id=job.pk) is not None
    OutboxMessage.objects.all().delete()
    Job.objects.filter(pk=job.pk).update(lease_expires_at=Now() - timedelta(seconds=1))


def test_a_job_whose_worker_is_gone_is_queued_again(alice: User) -> None:
    job = abandoned(alice)
    assert settling.reap() == 1
    job.refresh_from_db()
    assert (job.status, job.attempt, job.lease_token) == ("queued", 1, None)
    assert OutboxMessage.objects.get().arguments == {"job_id": str(job.pk)}
    running.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("completed", 2)
    assert ledger_of(alice).spent == 5


def test_a_live_lease_is_left_alone(alice: User) -> None:
    job = services.submit(user=alice, order=order())
    running.claim(job_id=job.pk)
    assert settling.reap() == 0


def test_a_job_that_loses_every_worker_fails_and_gives_its_credits_back(alice: User) -> None:
    job = abandoned(alice)
    for _ in range(2):
        settling.reap()
        take_and_die(job)
    assert settling.reap() == 1
    job.refresh_from_db()
    assert (job.status, job.attempt, job.error_code) == ("failed", 3, "worker_lost")
    assert (ledger_of(alice).available, ledger_of(alice).held) == (100, 0)
    assert settling.reap() == 0
    assert not OutboxMessage.objects.exists()


def test_a_job_to_be_cancelled_whose_worker_died_is_cancelled(alice: User) -> None:
    job = abandoned(alice)
    services.cancel(user=alice, job_id=job.pk)
    settling.reap()
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert ledger_of(alice).available == 100


def test_two_reapers_recover_a_job_once(alice: User) -> None:
    job = abandoned(alice)
    results = at_once([settling.reap] * 4)
    assert sum(results) == 1
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("queued", 1)
    assert OutboxMessage.objects.count() == 1


def test_a_message_waits_for_a_broker_that_is_away(alice: User, broker: Broker, tmp_path: Path) -> None:
    with broker.away(tmp_path):
        job = services.submit(user=alice, order=order(queue="quiet"))
        assert OutboxMessage.objects.count() == 1
        assert outbox.relay() == 0
        assert OutboxMessage.objects.count() == 1
    assert (job.status, broker.length("quiet")) == ("queued", 0)
    assert outbox.relay() == 1
    assert (OutboxMessage.objects.count(), broker.length("quiet")) == (0, 1)


def test_a_delayed_message_is_not_sent_early(alice: User, broker: Broker) -> None:
    job = services.submit(user=alice, order=order("tests.later", queue="quiet", works_on=2, seconds=30))
    running.run_job(job_id=job.pk)
    broker.forget_everything()
    sweeping.sweep()
    assert broker.length("quiet") == 0
    OutboxMessage.objects.update(not_before=Now())
    sweeping.sweep()
    assert broker.length("quiet") == 1


def test_a_job_that_the_broker_forgot_is_sent_again(alice: User, broker: Broker) -> None:
    job = services.submit(user=alice, order=order(queue="quiet"))
    broker.forget_everything()
    sweeping.sweep()
    assert broker.length("quiet") == 0  # perhaps it only waits behind others
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now() - timedelta(seconds=61))
    sweeping.sweep()
    assert broker.length("quiet") == 1
    sweeping.sweep()
    assert broker.length("quiet") == 1


def test_each_message_is_relayed_once_by_many_relays(alice: User, broker: Broker, tmp_path: Path) -> None:
    with broker.away(tmp_path):
        for _ in range(3):
            services.submit(user=alice, order=order(queue="quiet", price=1))
    results = at_once([outbox.relay] * 4)
    assert sum(results) == 3
    assert broker.length("quiet") == 3
    assert not OutboxMessage.objects.exists()
