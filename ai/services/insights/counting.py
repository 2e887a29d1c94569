"""Work that a plan limits by the month: counted when it is ordered, given back when it is not done."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from credits import limits
from credits.plan_models import Feature
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order

COUNTED = "counted"  # the job's parameter that says what was counted, and when its month began


@transaction.atomic
def submitted(*, user: User, order: Order, feature: Feature, amount: int, idempotency_key: str = "") -> Job:
    """Submits the order and counts it once; raises LimitReached, and what `jobs.submit` raises."""
    request_hash = jobs.fingerprint(order)
    earlier = jobs.earlier_job(user=user, idempotency_key=idempotency_key, request_hash=request_hash)
    if earlier:
        return earlier
    made = counted(user=user, order=order, feature=feature, amount=amount)
    job = jobs.submit(user=user, order=made, idempotency_key=idempotency_key)
    if job.params != made.params:  # the same request came at the same moment, and was counted by itself
        _give_back(user, made.params[COUNTED])
    return job


def counted(*, user: User, order: Order, feature: Feature, amount: int) -> Order:
    """The order, counted, and with a note of it; raises LimitReached."""
    mark = uuid.uuid4().hex
    start = limits.spend(user=user, feature=feature, amount=amount)
    note = {"feature": feature.value, "since": start.isoformat(), "amount": amount, "mark": mark}
    return replace(order, params={**order.params, COUNTED: note})


def give_back(job: Job) -> None:
    """Takes off what was counted for a job that was not done."""
    if note := job.params.get(COUNTED):
        _give_back(job.user, note)


def _give_back(user: User, note: dict[str, Any]) -> None:
    limits.give_back(
        user=user,
        feature=Feature(note["feature"]),
        window_start=datetime.fromisoformat(note["since"]),
        amount=note["amount"],
    )


def settle(job: Job, *, amount: int) -> None:
    """Takes off what was counted too much for a job that is done."""
    note = job.params.get(COUNTED)
    if note and note["amount"] > amount:
        _give_back(job.user, {**note, "amount": note["amount"] - amount})
