"""The two-person rule: a large grant or adjustment happens when a second member of staff approves it."""

import uuid

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from credits.models import PendingChange, Transaction
from credits.pricing import to_micro
from credits.services.giving import adjust, check_amount, grant

State = PendingChange.State


class SamePerson(Exception):
    """Who asked for a change cannot approve it."""


class DecidedBefore(Exception):
    """The change was approved or rejected before."""


@transaction.atomic
def change_balance(
    *,
    user: User,
    micro: int,
    kind: PendingChange.Kind,
    key: str,
    reason: str,
    actor: User,
    in_all: int | None = None,
) -> Transaction | PendingChange:
    """Grants or adjusts at once, or asks for a second person above CREDITS_TWO_PERSON_ABOVE credits.

    `in_all` is what the same decision gives to everybody, when it is about several people.
    """
    check_amount(abs(micro))
    if max(abs(micro), abs(in_all or 0)) <= to_micro(settings.CREDITS_TWO_PERSON_ABOVE):
        return _carry_out(user=user, micro=micro, kind=kind, key=key, reason=reason, actor=actor)
    change, _ = PendingChange.objects.get_or_create(
        user=user,
        key=key,
        defaults={"kind": kind, "micro": micro, "reason": reason, "requested_by": actor},
    )
    return change


@transaction.atomic
def approve_change(*, change_id: uuid.UUID, actor: User) -> Transaction:
    """Carries a change out, in the name of who asked; raises SamePerson or DecidedBefore.

    InsufficientCredits leaves it pending.
    """
    change = _decide(change_id, State.APPROVED, actor)
    done = _carry_out(
        user=change.user,
        micro=change.micro,
        kind=PendingChange.Kind(change.kind),
        key=change.key,
        reason=change.reason,
        actor=change.requested_by,
    )
    PendingChange.objects.filter(pk=change.pk).update(transaction=done)
    return done


def reject_change(*, change_id: uuid.UUID, actor: User) -> None:
    """Drops a change, one's own too; raises DecidedBefore."""
    _decide(change_id, State.REJECTED, actor)


def _decide(change_id: uuid.UUID, state: State, actor: User) -> PendingChange:
    pending = PendingChange.objects.filter(pk=change_id, state=State.PENDING)
    if state == State.APPROVED:
        pending = pending.exclude(requested_by=actor)
    decided = pending.update(state=state, decided_by=actor, decided_at=Now())
    change = PendingChange.objects.select_related("user", "requested_by").get(pk=change_id)
    if not decided and change.state == State.PENDING:
        raise SamePerson("Somebody else must approve what you asked for.")
    if not decided:
        raise DecidedBefore(f"This change was {change.state} before.")
    return change


def _carry_out(
    *, user: User, micro: int, kind: PendingChange.Kind, key: str, reason: str, actor: User
) -> Transaction:
    do = grant if kind == PendingChange.Kind.GRANT else adjust
    return do(user=user, micro=micro, key=key, reason=reason, actor=actor)
