"""Messages to workers that survive a crash: written with the row they speak of, sent after the commit.

`transaction.on_commit` alone would lose a job when the process dies between the commit and the broker.
"""

import logging
from datetime import datetime
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from jobs.models import OutboxMessage

log = logging.getLogger(__name__)


def post(*, task: str, queue: str, arguments: dict[str, Any], not_before: datetime | None = None) -> None:
    """Promises a message; call it in the transaction of the row that the message speaks of."""
    message = OutboxMessage(task=task, queue=queue, arguments=arguments)
    if not_before:
        message.not_before = not_before
    message.save(force_insert=True)
    if not_before is None:
        transaction.on_commit(lambda: _send_now(message.pk), robust=True)


def relay(*, most: int = 200) -> int:
    """Sends what is due and was not sent at its commit; how many messages. The broker may be away."""
    sent = 0
    while sent < most and _send_one(Q(not_before__lte=Now())):
        sent += 1
    return sent


def _send_now(message_id: int) -> None:
    _send_one(Q(pk=message_id))


@transaction.atomic
def _send_one(due: Q) -> bool:
    message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(due).order_by("pk").first()
    if message is None:
        return False
    try:
        current_app.send_task(message.task, kwargs=message.arguments, queue=message.queue)
    except OperationalError as error:
        log.warning("The broker cannot be reached, the message waits: %s", error)
        return False
    message.delete()
    return True
