import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as platform
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from credits import services as credits
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once, errors
from jobs import running, services, settling
from jobs.models import Job, OutboxMessage
from jobs.serializers import JobSerializer
from jobs.tests.works import SECRET, order
from jobs.work import LeaseLost

pytestmark = pytest.mark.django_db(transaction=True)


def done(user: User, work: str = "tests.steady", **params: Any) -> Job:
    """A job that was submitted and has had its first attempt."""
    job = services.submit(user=user, order=order(work, **params))
    return run(job)


def run(job: Job) -> Job:
    running.run_job(job_id=job.pk)
    job.refresh_from_db()
    return job


def due(job: Job) -> None:
    """The waiting time before the next attempt is over."""
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now() - timedelta(seconds=1))


def stars(user: User) -> int:
    user.refresh_from_db()
    return user.name.count("*")


def test_a_job_is_done_published_and_charged(alice: User) -> None:
    job = done(alice, price=7)
    assert (job.status, job.progress, job.attempt, job.charged) == ("completed", 100, 1, 7_000_000)
    assert (job.result, job.lease_token, job.error_code) == ({"attempt": 1}, None, "")
    assert job.started_at is not None
    assert job.finished_at is not None
    assert stars(alice) == 1
    assert (ledger_of(alice).available, ledger_of(alice).held, ledger_of(alice).spent) == (93, 0, 7)


@pytest.mark.parametrize(
    ("locale", "stage", "error"), [("vi", "Thứ 2", "Thứ 3"), ("de-AT", "Monday", "Tuesday")]
)
def test_a_worker_speaks_the_language_of_the_person(alice: User, locale: str, stage: str, error: str) -> None:
    User.objects.filter(pk=alice.pk).update(locale=locale)
    job = done(alice, "tests.spoken")
    assert (job.evidence["stage"], job.error_message) == (stage, error)
    assert get_language() == "en"


def test_work_may_cost_less_than_was_quoted_and_never_more(alice: User) -> None:
    assert done(alice, price=7, charge=2_000_000).charged == 2_000_000
    assert done(alice, price=7, charge=50_000_000).charged == 7_000_000
    assert ledger_of(alice).spent == 9


def test_nothing_stays_in_the_work_folder(alice: User) -> None:
    for work in ("tests.steady", "tests.refused", "tests.broken"):
        done(alice, work)
    assert list(Path(platform.WORK_DIR).iterdir()) == []


def test_ten_messages_at_once_do_the_work_once(alice: User, tmp_path: Path) -> None:
    job = services.submit(user=alice, order=order(trace=str(tmp_path / "trace"), steps=3, pause=0.05))
    assert errors(at_once([lambda: running.run_job(job_id=job.pk)] * 10)) == []
    job.refresh_from_db()
    assert (job.status, job.attempt) == ("completed", 1)
    assert len((tmp_path / "trace").read_text().splitlines()) == 1
    assert (stars(alice), ledger_of(alice).spent) == (1, 5)


def test_a_message_for_a_finished_or_unknown_job_does_nothing(alice: User) -> None:
    job = done(alice)
    run(job)
    running.run_job(job_id=uuid.uuid4())
    assert (job.attempt, stars(alice)) == (1, 1)


def test_a_worker_that_lost_its_job_changes_nothing(alice: User) -> None:
    thief = uuid.uuid4()
    job = done(alice, "tests.robbed", thief=str(thief))
    assert (job.status, job.lease_token, job.charged) == ("processing", thief, 0)
    assert stars(alice) == 0
    assert (ledger_of(alice).held, ledger_of(alice).spent) == (5, 0)


@pytest.mark.parametrize(
    "ending",
    [
        lambda attempt: attempt._settle(),
        lambda attempt: attempt._again(seconds=0, reason="x"),
        lambda attempt: attempt._save_progress(),
        lambda attempt: settling.cancel(job_id=attempt.job.pk, held=attempt._held),
        lambda attempt: settling.fail(job_id=attempt.job.pk, held=attempt._held, failure=settling.LOST),
    ],
    ids=["complete", "requeue", "progress", "cancel", "fail"],
)
def test_no_write_of_a_zombie_gets_through(alice: User, ending: Callable[[running.Attempt], None]) -> None:
    job = services.submit(user=alice, order=order())
    lease = running.claim(job_id=job.pk)
    assert lease is not None
    zombie = running.Attempt(job=Job.objects.get(pk=job.pk), lease=lease)
    Job.objects.filter(pk=job.pk).update(lease_token=uuid.uuid4())
    before = Job.objects.filter(pk=job.pk).values().get()
    with pytest.raises(LeaseLost):
        ending(zombie)
    assert Job.objects.filter(pk=job.pk).values().get() == before
    assert (stars(alice), ledger_of(alice).held) == (0, 5)


def test_the_heartbeat_keeps_the_lease_while_the_work_lasts(alice: User) -> None:
    job = done(alice, steps=6, pause=0.6)  # 3.6 seconds under a lease of two
    assert (job.status, job.attempt) == ("completed", 1)
    assert settling.reap() == 0


def test_work_that_cannot_succeed_fails_at_once_and_costs_nothing(alice: User) -> None:
    job = done(alice, "tests.refused")
    assert (job.status, job.attempt, job.charged) == ("failed", 1, 0)
    assert (job.error_code, job.error_message) == ("no_luck", "It cannot be done.")
    assert (job.evidence, job.log) == ({"why": "bad luck"}, "tried")
    alice.refresh_from_db()
    assert alice.name == "Alice-"
    assert (ledger_of(alice).available, ledger_of(alice).held) == (100, 0)


def test_a_service_that_is_away_is_asked_again_after_a_pause(alice: User) -> None:
    job = done(alice, "tests.later", works_on=2, seconds=30)
    assert (job.status, job.attempt, job.progress) == ("queued", 1, 0)
    wait = job.not_before - timezone.now()
    assert timedelta(seconds=20) < wait <= timedelta(seconds=30)
    assert OutboxMessage.objects.get().not_before == job.not_before
    assert (run(job).status, job.attempt) == ("queued", 1)  # a message that comes too early
    due(job)
    assert (run(job).status, job.attempt) == ("completed", 2)
    assert (stars(alice), ledger_of(alice).spent) == (1, 5)


@pytest.mark.parametrize("work", ["tests.broken", "tests.later"])
def test_what_never_works_fails_after_the_last_attempt(alice: User, work: str) -> None:
    job = services.submit(user=alice, order=order(work, works_on=99, seconds=1))
    for attempt in (1, 2):
        due(job)
        assert (run(job).status, job.attempt) == ("queued", attempt)
    due(job)
    assert (run(job).status, job.attempt, job.error_code) == ("failed", 3, "internal_error")
    assert (ledger_of(alice).available, stars(alice)) == (100, 0)


def test_what_broke_inside_is_not_told_to_the_user(alice: User) -> None:
    job = services.submit(user=alice, order=order("tests.broken"))
    shown = ""
    for _ in range(3):
        due(job)
        run(job)
        shown += str(JobSerializer(job).data)
    assert SECRET not in shown
    assert "RuntimeError" not in shown
    assert job.evidence == {"reason": "RuntimeError"}


def test_progress_never_goes_back_within_an_attempt(alice: User) -> None:
    job = services.submit(user=alice, order=order("tests.restless"))
    lease = running.claim(job_id=job.pk)
    assert lease is not None
    attempt = running.Attempt(job=Job.objects.get(pk=job.pk), lease=lease)
    seen = []
    for percent in (10, 60, 40, -5, 250, 0):
        attempt.progress(percent)
        seen.append(attempt.job.progress)
    assert seen == [10, 60, 60, 60, 100, 100]


def test_a_retried_attempt_begins_at_zero(alice: User) -> None:
    job = services.submit(user=alice, order=order("tests.later", works_on=2, seconds=0))
    Job.objects.filter(pk=job.pk).update(progress=70)
    assert (run(job).progress, job.stage) == (0, "Trying again")


def test_a_job_whose_hold_has_expired_fails_and_stops_nobody_else(alice: User) -> None:
    job = services.submit(user=alice, order=order())
    assert job.hold_id is not None
    credits.release(hold_id=job.hold_id, reason="as if it had expired")
    run(job)
    assert (job.status, job.charged) == ("failed", 0)
    assert (ledger_of(alice).available, stars(alice)) == (100, 0)


def test_a_broken_row_does_not_keep_the_reaper_from_the_others(alice: User) -> None:
    jobs = [services.submit(user=alice, order=order()) for _ in range(3)]
    for job in jobs:
        running.claim(job_id=job.pk)
    assert jobs[0].hold_id is not None
    credits.release(hold_id=jobs[0].hold_id, reason="as if it had expired")
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.update(lease_expires_at=past, attempt=3)
    Job.objects.filter(pk=jobs[1].pk).update(work="tests.no-longer-there")
    settling.reap()
    states = [Job.objects.get(pk=job.pk).status for job in jobs]
    assert (states[0], states[2]) == ("failed", "failed")
