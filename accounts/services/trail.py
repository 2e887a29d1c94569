"""The audit trail: one way to write down what happened to an account."""

from typing import Any

from accounts.context import Client, current_client
from accounts.models import AuditEvent, User


def record(
    *,
    user: User,
    action: AuditEvent.Action,
    actor: User | None = None,
    client: Client | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Writes an event within the current transaction: it is there exactly when what it tells of is.

    `actor` is the person themselves unless somebody else did it; `client` is whoever asks at the moment.
    """
    asked = client or current_client()
    return AuditEvent.objects.create(
        user=user,
        actor=actor or user,
        action=action,
        address=asked.address,
        device=asked.device[:300],
        details=details or {},
    )
