"""Vendors' callbacks: checked and stored at once, acted upon by a worker.

A callback is only a hint to look now: what it says of the result is not believed, the vendor is asked.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from ai import registry
from ai.capabilities import BadCallback, Callback
from ai.models import WebhookEvent
from jobs import outbox
from jobs import services as jobs
from jobs.models import Job

TASK, QUEUE = "ai.called_back", "interactive"
KEPT = timedelta(days=30)
LONGEST_ID = 200


class Foreign(Exception):
    """The callback is about no work of ours."""


def receive(
    *, provider: str, headers: Mapping[str, str], body: bytes, job_id: uuid.UUID | None = None
) -> bool:
    """Stores a callback and promises it to a worker; False when it came before.

    Raises BadCallback when it is not the vendor's, and Foreign when the job is not at that work (any more).
    """
    try:
        told: Callback = registry.provider(provider).callback(headers, body)
    except registry.NotSwitchedOn as error:
        raise BadCallback(str(error)) from None
    if max(len(told.id), len(told.remote_id)) > LONGEST_ID:
        raise BadCallback("Its ids are too long.")
    job = _job_at(provider, told, job_id)
    with transaction.atomic():
        event, is_new = WebhookEvent.objects.get_or_create(
            provider=provider, event_id=told.id, defaults={"remote_id": told.remote_id, "job_id": job}
        )
        if is_new:
            outbox.post(task=TASK, queue=QUEUE, arguments={"event": event.pk})
    return is_new


def handle(*, event_id: int) -> None:
    """Has the job looked after now; a second time does nothing."""
    with transaction.atomic():
        fresh = WebhookEvent.objects.filter(pk=event_id, handled_at__isnull=True)
        event = fresh.select_for_update().first()
        if event is None:
            return
        fresh.update(handled_at=Now())
        jobs.wake(job_id=event.job_id)


def forget_old() -> int:
    """Removes the callbacks that nobody will deliver again; how many."""
    return WebhookEvent.objects.filter(received_at__lt=Now() - KEPT).delete()[0]


def _job_at(provider: str, told: Callback, job_id: uuid.UUID | None) -> uuid.UUID:
    """The job that is at this very work of this vendor."""
    at_work = Job.objects.active().filter(provider=provider, memory__remote=told.remote_id)
    if job_id:
        at_work = at_work.filter(pk=job_id)
    found = at_work.values_list("pk", flat=True).first()
    if found is None:
        raise Foreign("No job is at this work.")
    return found
