import random
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from credits import services as credits
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once
from jobs import running, services
from jobs.models import Job
from jobs.tests.works import order

pytestmark = pytest.mark.django_db(transaction=True)


def in_the_background(job: Job) -> threading.Thread:
    """A worker with the job, once it has the lease."""

    def work() -> None:
        try:
            running.run_job(job_id=job.pk)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    while Job.objects.get(pk=job.pk).status == Job.Status.QUEUED:
        assert thread.is_alive()
    return thread


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(alice: User, tmp_path: Path) -> None:
    job = services.submit(user=alice, order=order(trace=str(tmp_path / "trace")))
    assert services.cancel(user=alice, job_id=job.pk).status == "cancelled"
    assert (ledger_of(alice).available, ledger_of(alice).held) == (100, 0)
    running.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("cancelled", 0)
    assert not (tmp_path / "trace").exists()


def test_a_running_job_is_stopped_and_costs_nothing(alice: User) -> None:
    job = services.submit(user=alice, order=order(steps=2000, pause=0.01))
    worker = in_the_background(job)
    assert services.cancel(user=alice, job_id=job.pk).status == "processing"
    worker.join(15)
    job.refresh_from_db()
    assert not worker.is_alive()
    assert (job.status, job.charged) == ("cancelled", 0)
    alice.refresh_from_db()
    assert (alice.name, ledger_of(alice).available) == ("Alice-", 100)


@pytest.mark.parametrize("work", ["tests.steady", "tests.refused"])
def test_a_finished_job_cannot_be_cancelled(alice: User, work: str) -> None:
    job = services.submit(user=alice, order=order(work))
    running.run_job(job_id=job.pk)
    before = Job.objects.filter(pk=job.pk).values().get()
    with pytest.raises(services.WrongState):
        services.cancel(user=alice, job_id=job.pk)
    assert Job.objects.filter(pk=job.pk).values().get() == before


def test_cancelling_twice_gives_the_credits_back_once(alice: User) -> None:
    job = services.submit(user=alice, order=order())
    results = at_once([lambda: services.cancel(user=alice, job_id=job.pk)] * 8)
    assert {result.status for result in results} == {"cancelled"}
    assert ledger_of(alice).available == 100


def test_nobody_else_can_cancel_or_repeat_a_job(alice: User, bob: User) -> None:
    job = services.submit(user=alice, order=order())
    for ask in (services.cancel, services.retry):
        with pytest.raises(Job.DoesNotExist):
            ask(user=bob, job_id=job.pk)
    job.refresh_from_db()
    assert job.status == "queued"


def race(user: User, trials: int) -> dict[str, int]:
    """Cancels jobs in the moment of their completion; how often each side won."""
    endings = {"completed": 0, "cancelled": 0}
    moments = random.Random(20260101)  # noqa: S311 - a seed, not a secret
    for _ in range(trials):
        before = ledger_of(user)
        job = services.submit(user=user, order=order(price=1))
        cancelling = partial(cancel_after, moments.uniform(0, 0.03), user, job)
        at_once([partial(running.run_job, job_id=job.pk), cancelling])
        job.refresh_from_db()
        endings[job.status] += 1
        after = ledger_of(user)
        charged = 1 if job.status == "completed" else 0
        assert (before.available - after.available, after.held) == (charged, 0)
        assert after.spent - before.spent == charged == job.charged / 1_000_000
    user.refresh_from_db()
    assert user.name.count("*") == endings["completed"]
    assert sum(endings.values()) == trials
    return endings


def cancel_after(seconds: float, user: User, job: Job) -> Job:
    time.sleep(seconds)
    return services.cancel(user=user, job_id=job.pk)


def test_of_cancel_and_complete_exactly_one_wins(alice: User) -> None:
    endings = race(alice, 50)
    print(endings)  # noqa: T201 - how often each side won says what the trial is worth
    assert min(endings.values()) > 0


@pytest.mark.chaos
@pytest.mark.timeout(900)
def test_of_cancel_and_complete_exactly_one_wins_a_thousand_times(alice: User) -> None:
    credits.grant(user=alice, micro=10**9, key="race", reason="For the race")
    assert sum(race(alice, 1000).values()) == 1000


@pytest.mark.parametrize("work", ["tests.refused", "tests.steady"])
def test_a_job_done_again_is_a_new_job_with_a_hold_of_its_own(alice: User, work: str) -> None:
    job = services.submit(user=alice, order=order(work))
    if work == "tests.steady":
        services.cancel(user=alice, job_id=job.pk)
    else:
        running.run_job(job_id=job.pk)
    new = services.retry(user=alice, job_id=job.pk)
    assert (new.status, new.retry_of_id, new.attempt) == ("queued", job.pk, 0)
    assert new.hold_id != job.hold_id
    assert ledger_of(alice).held == 5
    job.refresh_from_db()
    assert job.status in ("failed", "cancelled")


def test_what_waits_runs_or_is_done_cannot_be_done_again(alice: User) -> None:
    job = services.submit(user=alice, order=order())
    with pytest.raises(services.WrongState):
        services.retry(user=alice, job_id=job.pk)
    running.run_job(job_id=job.pk)
    with pytest.raises(services.WrongState):
        services.retry(user=alice, job_id=job.pk)
    assert Job.objects.count() == 1
