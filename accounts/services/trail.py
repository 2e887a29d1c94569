"""The audit trail: one way to write down what happened to an account, and the two ways to forget it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from typing import Any, Literal

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.context import Client, current_client
from accounts.models import AuditEvent, AuditEventQuerySet, User

A_ROUND = 10_000


class Nobody(Enum):
    """An actor who is not known: the platform itself, or a stranger."""

    NOBODY = "nobody"


NOBODY: Literal[Nobody.NOBODY] = Nobody.NOBODY


def record(
    *,
    user: User,
    action: AuditEvent.Action,
    actor: User | Nobody | None = None,
    client: Client | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Writes an event within the current transaction: it is there exactly when what it tells of is.

    `actor` is the person themselves unless it is said to be somebody else or NOBODY; `client` is whoever asks
    at the moment.
    """
    asked = client or current_client()
    return AuditEvent.objects.create(
        user=user,
        actor=None if isinstance(actor, Nobody) else actor or user,
        action=action,
        address=asked.address,
        device=asked.device[:300],
        details=details or {},
    )


def activity_of(*, user: User) -> AuditEventQuerySet:
    """What happened to a person's account, the newest first."""
    return AuditEvent.objects.for_user(user).select_related("actor", "user")


def forget_old() -> int:
    """Deletes what is older than AUDIT_RETENTION_DAYS; how many events."""
    end = timezone.now() - timedelta(days=settings.AUDIT_RETENTION_DAYS)
    old = AuditEvent.objects.filter(created_at__lt=end).order_by("created_at")
    forgotten = 0
    while chunk := list(old.values_list("pk", flat=True)[:A_ROUND]):
        with forgetting():
            forgotten += AuditEvent.objects.filter(pk__in=chunk).delete()[0]
    return forgotten


def forget_person(*, user: User) -> int:
    """Deletes everything of an account that is erased; how many events."""
    with forgetting():
        return AuditEvent.objects.for_user(user).delete()[0]


@contextmanager
def forgetting() -> Iterator[None]:
    """A transaction that may delete events: everywhere else the database refuses it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL framewright.forgetting = 'on'")
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL framewright.forgetting = 'off'")
