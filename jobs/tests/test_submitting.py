import uuid
from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.models import User
from credits.models import Hold
from credits.services import InsufficientCredits
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once, errors
from jobs import services
from jobs.models import Job, OutboxMessage
from jobs.tests.broker import Broker
from jobs.tests.works import order


def nothing_is_left(user: User) -> bool:
    return not (Job.objects.exists() or Hold.objects.exists() or OutboxMessage.objects.exists()) and (
        ledger_of(user).available == 100
    )


def test_a_submitted_job_has_its_credits_set_aside_and_its_message_written(alice: User) -> None:
    job = services.submit(user=alice, order=order(price=7))
    assert (job.status, job.quoted, job.charged) == ("queued", 7_000_000, 0)
    assert job.hold is not None
    assert job.hold.amount == 7_000_000
    assert OutboxMessage.objects.get().arguments == {"job_id": str(job.pk)}
    assert (ledger_of(alice).available, ledger_of(alice).held) == (93, 7)


def test_too_few_credits_leave_nothing_behind(alice: User) -> None:
    with pytest.raises(InsufficientCredits) as refused:
        services.submit(user=alice, order=order(price=101))
    assert refused.value.facts == {"required": 101, "available": 100}
    assert nothing_is_left(alice)


def test_a_failure_around_a_submit_leaves_nothing_behind(alice: User) -> None:
    def submit_and_fail() -> None:
        with transaction.atomic():
            services.submit(user=alice, order=order())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit_and_fail()
    assert nothing_is_left(alice)


def test_a_failure_of_the_last_step_takes_back_the_job_and_the_hold(alice: User) -> None:
    impossible = order(queue="a-queue-with-a-name-longer-than-its-column")
    with pytest.raises(Exception, match="too long"):
        services.submit(user=alice, order=impossible)
    assert nothing_is_left(alice)


def test_unknown_work_is_refused_before_anything_moves(alice: User) -> None:
    with pytest.raises(LookupError):
        services.submit(user=alice, order=order("tests.unheard-of"))
    assert nothing_is_left(alice)


def test_work_that_costs_nothing_has_no_hold(alice: User) -> None:
    assert services.submit(user=alice, order=order(price=0)).hold is None
    assert ledger_of(alice).available == 100


def test_the_same_key_and_request_answer_with_the_first_job(alice: User) -> None:
    first = services.submit(user=alice, order=order(steps=1), idempotency_key="k")
    assert services.submit(user=alice, order=order(steps=1), idempotency_key="k").pk == first.pk
    assert (Job.objects.count(), Hold.objects.count(), OutboxMessage.objects.count()) == (1, 1, 1)


def test_the_same_key_with_another_request_is_a_conflict(alice: User) -> None:
    services.submit(user=alice, order=order(steps=1), idempotency_key="k")
    with pytest.raises(services.IdempotencyConflict):
        services.submit(user=alice, order=order(steps=2), idempotency_key="k")
    with pytest.raises(services.IdempotencyConflict):
        services.submit(user=alice, order=order("tests.refused", steps=1), idempotency_key="k")
    assert ledger_of(alice).held == 5


def test_a_key_belongs_to_one_person(alice: User, bob: User) -> None:
    jobs = [services.submit(user=user, order=order(), idempotency_key="k") for user in (alice, bob)]
    assert jobs[0].pk != jobs[1].pk
    assert [job.user for job in jobs] == [alice, bob]


def test_requests_without_a_key_are_never_the_same(alice: User) -> None:
    assert services.submit(user=alice, order=order()).pk != services.submit(user=alice, order=order()).pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trial", range(5))
def test_one_key_twenty_times_at_once_makes_one_job_and_one_hold(alice: User, trial: int) -> None:
    key = str(uuid.uuid4())

    def submit() -> Job:
        return services.submit(user=alice, order=order(), idempotency_key=key)

    results = at_once([submit] * 20)
    assert errors(results) == []
    assert len({job.pk for job in results}) == 1
    assert (Job.objects.count(), Hold.objects.count()) == (1, 1)
    assert (ledger_of(alice).available, ledger_of(alice).held) == (95, 5)


@pytest.mark.django_db(transaction=True)
def test_of_different_requests_raced_under_one_key_one_wins(alice: User) -> None:
    def submitting(steps: int) -> Callable[[], Job]:
        return lambda: services.submit(user=alice, order=order(steps=steps), idempotency_key="k")

    results = at_once([submitting(steps) for steps in range(1, 9)])
    assert len(errors(results)) == 7
    assert all(isinstance(error, services.IdempotencyConflict) for error in errors(results))
    assert ledger_of(alice).held == 5


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_submit_sends_nothing(alice: User, broker: Broker) -> None:
    with transaction.atomic():
        services.submit(user=alice, order=order(queue="quiet"))
        transaction.set_rollback(True)
    assert broker.length("quiet") == 0
    services.submit(user=alice, order=order(queue="quiet"))
    assert broker.length("quiet") == 1
    assert not OutboxMessage.objects.exists()
