"""Caps of what one project, or one API key, may cost in all."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from credits.models import Budget
from credits.pricing import to_credits, to_micro


class BudgetReached(Exception):
    """The work would cost more than its project's, or its key's, budget has left."""

    def __init__(self, *, required: int, left: int, scope: str) -> None:
        self.facts: dict[str, Any] = {
            "required": to_credits(required),
            "budget_left": to_credits(left),
            "scope": scope,
        }
        super().__init__(REACHED[scope]() % {"required": to_credits(required), "left": to_credits(left)})


REACHED: dict[str, Callable[[], str]] = {
    Budget.Scope.PROJECT: lambda: _(
        "This needs %(required)s credits and the project's budget has %(left)s left."
    ),
    Budget.Scope.KEY: lambda: _("This needs %(required)s credits and the key's budget has %(left)s left."),
}


def set_budget(*, user: User, scope: Budget.Scope, scope_id: uuid.UUID, micro: int | None) -> None:
    """Sets the cap in micro-credits; None takes it away."""
    if micro is None:
        Budget.objects.filter(user=user, scope=scope, scope_id=scope_id).delete()
        return
    Budget.objects.update_or_create(user=user, scope=scope, scope_id=scope_id, defaults={"micro": micro})


def set_key_budget(*, user: User, key_id: uuid.UUID, credits: Decimal | None) -> None:
    """Caps what the work under an API key may cost in all; for accounts, which lie below the ledger."""
    micro = None if credits is None else to_micro(credits)
    set_budget(user=user, scope=Budget.Scope.KEY, scope_id=key_id, micro=micro)


@transaction.atomic
def must_fit(
    *, user: User, scope: Budget.Scope, scope_id: uuid.UUID | None, micro: int, used: Callable[[], int]
) -> None:
    """Raises BudgetReached when `micro` more does not fit.

    `used` tells what is charged and set aside so far; it is asked while the budget is locked.
    """
    if scope_id is None:
        return
    budget = Budget.objects.select_for_update().filter(user=user, scope=scope, scope_id=scope_id).first()
    if budget is None:
        return
    left = max(budget.micro - used(), 0)
    if micro > left:
        raise BudgetReached(required=micro, left=left, scope=scope)
