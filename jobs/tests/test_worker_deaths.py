import uuid
from functools import partial
from pathlib import Path

import pytest

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs import families, running, services
from jobs.models import Job, OutboxMessage
from jobs.tests.workers import sweep_until, worker
from jobs.tests.works import order

pytestmark = pytest.mark.django_db(transaction=True)


def ended() -> bool:
    return not Job.objects.active().exists()


def in_hand() -> set[tuple[uuid.UUID, int]]:
    """The attempts that have begun to work, dead or alive: job and number."""
    working = Job.objects.filter(status="processing", progress__gt=0)
    return set(working.values_list("pk", "attempt"))


def works_on_another_than(lost: set[tuple[uuid.UUID, int]]) -> bool:
    return bool(in_hand() - lost)


def test_killed_workers_cost_nothing_and_every_job_is_done_once(alice: User, tmp_path: Path) -> None:
    """Three times a worker with all its processes is killed in mid-work; the next one finishes each job."""
    jobs = [
        services.submit(user=alice, order=order(trace=str(tmp_path / f"trace-{n}"), steps=20, pause=0.1))
        for n in range(3)
    ]
    lost: set[tuple[uuid.UUID, int]] = set()
    for number in range(3):
        with worker(queue="media", log=tmp_path / f"doomed-{number}.log", pool="prefork") as doomed:
            sweep_until(partial(works_on_another_than, lost), what="Work", by=doomed)
            doomed.kill()
            lost |= in_hand()
    with worker(queue="media", log=tmp_path / "last.log", pool="prefork") as last:
        sweep_until(ended, what="The end of all jobs", by=last)
    for job in jobs:
        job.refresh_from_db()
    assert [job.status for job in jobs] == ["completed"] * 3
    assert sum(job.attempt for job in jobs) == 6
    alice.refresh_from_db()
    assert alice.name == "Alice***"
    assert (ledger_of(alice).available, ledger_of(alice).spent) == (85, 15)


def test_a_message_delivered_ten_times_is_worked_on_once(alice: User, tmp_path: Path) -> None:
    job = services.submit(user=alice, order=order(trace=str(tmp_path / "trace"), steps=3, pause=0.1))
    for _ in range(9):
        OutboxMessage.objects.create(task=families.RUN_TASK, queue="media", arguments={"job_id": str(job.pk)})
    last = services.submit(user=alice, order=order(price=1))
    with worker(queue="media", log=tmp_path / "worker.log") as busy:
        sweep_until(ended, what="The end of all jobs", by=busy)
    job.refresh_from_db()
    last.refresh_from_db()
    assert (job.status, job.attempt, last.status) == ("completed", 1, "completed")
    assert len((tmp_path / "trace").read_text().splitlines()) == 1
    assert ledger_of(alice).spent == 6


def test_a_job_that_kills_its_worker_fails_and_the_others_are_done(alice: User, tmp_path: Path) -> None:
    good = [services.submit(user=alice, order=order(price=1)) for _ in range(5)]
    poison = services.submit(user=alice, order=order("tests.poison"))
    good += [services.submit(user=alice, order=order(price=1)) for _ in range(5)]
    with worker(queue="media", log=tmp_path / "worker.log", pool="prefork") as patient:
        sweep_until(ended, what="The end of all jobs", by=patient)
    poison.refresh_from_db()
    assert (poison.status, poison.attempt, poison.error_code) == ("failed", 3, "worker_lost")
    assert {Job.objects.get(pk=job.pk).status for job in good} == {"completed"}
    assert (ledger_of(alice).spent, ledger_of(alice).held) == (10, 0)


def test_a_killed_process_never_leaves_a_lease_for_good(alice: User) -> None:
    job = services.submit(user=alice, order=order())
    assert running.claim(job_id=job.pk) is not None
    sweep_until(lambda: Job.objects.get(pk=job.pk).status == "queued", what="The end of the lease")
    assert ledger_of(alice).held == 5
