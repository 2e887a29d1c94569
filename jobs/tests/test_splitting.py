"""Jobs whose work is done in parts, by real workers that may die."""

from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now
from rest_framework.test import APIClient

from accounts.models import User
from credits import services as credits
from credits.models import Hold
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once
from jobs import consumers, running, services, sweeping
from jobs.models import Job
from jobs.tests.broker import Broker
from jobs.tests.workers import sweep_until, worker
from jobs.tests.works import order

pytestmark = pytest.mark.django_db(transaction=True)


def split_job(user: User, *pieces: dict[str, Any], **params: Any) -> Job:
    """A job that was begun and split; its parts wait."""
    job = services.submit(user=user, order=order("tests.divided", pieces=list(pieces), **params))
    return worked(job)


def worked(job: Job) -> Job:
    Job.objects.filter(pk=job.pk, status="queued").update(not_before=Now())
    running.run_job(job_id=job.pk)
    job.refresh_from_db()
    return job


def parts_of(job: Job) -> list[Job]:
    return sorted(job.children.all(), key=lambda part: part.params["number"])


def test_a_job_is_done_in_parts_joined_and_charged_once(api: APIClient, alice: User) -> None:
    job = split_job(alice, {}, {"done": True}, {})
    assert (job.status, job.parts, job.lease_token, job.stage) == ("processing", 3, None, "1 of 3 parts")
    first, _, last = parts_of(job)
    worked(first)
    job.refresh_from_db()
    assert (job.status, job.stage, ledger_of(alice).held) == ("processing", "2 of 3 parts", 5)
    worked(last)
    job.refresh_from_db()
    assert (job.status, job.stage, job.progress) == ("queued", "Joining", 95)
    assert api.get("/api/jobs").json()["pagination"]["total"] == 1
    assert api.get(f"/api/jobs/{first.pk}").status_code == 404
    assert [each["id"] for each in consumers.state_of(alice)["jobs"]] == [str(job.pk)]
    worked(job)
    assert (job.status, job.charged, job.attempt) == ("completed", 5_000_000, 2)
    made = [{"number": 0, "attempt": 1}, {"number": 1, "old": True}, {"number": 2, "attempt": 1}]
    assert job.result == {"parts": made}
    alice.refresh_from_db()
    assert (alice.name, ledger_of(alice).spent, Hold.objects.count()) == ("Alice*", 5, 1)


def test_parts_that_were_all_done_before_are_joined_at_once(alice: User) -> None:
    job = split_job(alice, {"done": True}, {"done": True})
    assert job.status == "queued"
    assert worked(job).status == "completed"


def test_a_killed_worker_costs_its_part_an_attempt_and_no_other(alice: User, tmp_path: Path) -> None:
    job = services.submit(
        user=alice, order=order("tests.divided", pieces=[{}, {"kills": 1}, {}], joins_badly=True)
    )
    with worker(queue="media", log=tmp_path / "worker.log", pool="prefork") as patient:
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of all jobs", by=patient)
    job.refresh_from_db()
    # Split in the first attempt, joined in vain in the second: neither takes the third from the other.
    assert (job.status, job.attempt, [part.attempt for part in parts_of(job)]) == ("completed", 3, [1, 2, 1])
    assert (ledger_of(alice).spent, ledger_of(alice).held) == (5, 0)


def test_a_part_that_fails_ends_the_job_and_its_other_parts(alice: User) -> None:
    job = split_job(alice, {}, {"refused": True}, {})
    done, refused, waiting = parts_of(job)
    worked(done)
    worked(refused)
    job.refresh_from_db()
    assert (job.status, job.error_code, job.evidence["part"]) == ("failed", "no_luck", str(refused.pk))
    assert [part.status for part in parts_of(job)] == ["completed", "failed", "cancelled"]
    alice.refresh_from_db()
    assert (alice.name, ledger_of(alice).available, ledger_of(alice).held) == ("Alice-", 100, 0)
    assert worked(waiting).attempt == 0
    again = services.retry(user=alice, job_id=job.pk)
    assert (again.parts, again.attempt, again.params) == (0, 0, job.params)


def test_a_cancelled_job_stops_its_parts_and_gives_its_credits_back(alice: User, tmp_path: Path) -> None:
    job = split_job(alice, {"steps": 500, "pause": 0.1}, {})
    with worker(queue="media", log=tmp_path / "worker.log") as busy:
        at_work = job.children.filter(status="processing", progress__gt=0)
        sweep_until(at_work.exists, what="The first part", by=busy)
        moved = Job.objects.filter(pk=job.pk, progress__gt=0)
        sweep_until(moved.exists, what="Progress of the whole", by=busy)
        assert services.cancel(user=alice, job_id=job.pk).status == "cancelled"
        assert (ledger_of(alice).available, ledger_of(alice).held) == (100, 0)
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of its parts", by=busy)
    assert [part.status for part in parts_of(job)] == ["cancelled", "cancelled"]


def test_a_part_is_neither_cancelled_nor_repeated_by_itself(alice: User) -> None:
    part = parts_of(split_job(alice, {}))[0]
    for ask in (services.cancel_job, services.retry_job):
        with pytest.raises(services.WrongState):
            ask(part)
    with pytest.raises(Job.DoesNotExist):
        services.cancel(user=alice, job_id=part.pk)


def test_a_broker_that_forgets_everything_loses_no_part_and_no_joining(alice: User, broker: Broker) -> None:
    job = split_job(alice, {}, {})
    broker.forget_everything()
    for part in parts_of(job):
        worked(part)
    broker.forget_everything()
    Job.objects.filter(pk=job.pk).update(not_before="2026-01-01T00:00Z")
    sweeping.sweep()
    assert broker.length("media") == 1
    assert worked(job).status == "completed"


def test_the_parts_keep_the_hold_alive_and_are_not_begun_without_it(alice: User) -> None:
    job = split_job(alice, {}, {})
    first, last = parts_of(job)
    Hold.objects.update(expires_at=Now())
    worked(first)
    assert credits.expire_forgotten_holds() == 0
    Hold.objects.update(expires_at="2026-01-01T00:00Z")
    assert credits.expire_forgotten_holds() == 1
    assert (worked(last).status, last.error_code) == ("failed", "hold_expired")
    job.refresh_from_db()
    assert (job.status, job.error_code, ledger_of(alice).available) == ("failed", "hold_expired", 100)


@pytest.mark.parametrize("trial", range(5))
def test_parts_that_end_and_a_cancel_at_once_agree_on_one_ending(alice: User, trial: int) -> None:
    job = split_job(alice, *[{"refused": number == 3 and trial % 2} for number in range(4)])
    ends = [lambda part=part: running.run_job(job_id=part.pk) for part in parts_of(job)]
    at_once([*ends, *([lambda: services.cancel_job(job)] if trial > 2 else [])])
    job.refresh_from_db()
    if job.status == "queued":
        worked(job)
    assert not Job.objects.active().exists()
    spent = 5 if job.status == "completed" else 0
    assert (job.status in ("completed", "failed", "cancelled"), ledger_of(alice).spent) == (True, spent)
    assert ledger_of(alice).held == 0


def test_a_split_job_may_be_one_of_a_batch(alice: User) -> None:
    orders = [order("tests.divided", pieces=[{}, {}]), order()]
    batch = services.submit_many(user=alice, order=order("tests.steady", price=10), parts=orders)
    split, plain = batch.children.order_by("created_at")
    worked(plain)
    worked(split)
    for part in parts_of(split):
        worked(part)
    batch.refresh_from_db()
    assert (batch.status, batch.stage) == ("processing", "1 of 2")
    worked(split)
    batch.refresh_from_db()
    assert (split.status, batch.status, batch.charged) == ("completed", "completed", 10_000_000)
    assert ledger_of(alice).spent == 10
