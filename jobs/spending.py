"""What the jobs of one project, or of one API key, have cost, and whether a budget has room for another."""

import uuid
from typing import Any

from django.db.models import Q, Sum

from accounts.models import User
from credits import budgets
from credits.plan_models import Budget
from credits.pricing import Quote, to_credits
from jobs.models import Job

OPEN = Q(hold__state="open")
# A batch's own row only adds up what its children were charged.
PAID = Q(is_part=False, hold__isnull=False)


def must_fit_budget(job: Job, quote: Quote) -> None:
    """Raises BudgetReached when the job's project, or the API key that asks for it, has too little left."""
    scopes = ((Budget.Scope.PROJECT, job.project_id), (Budget.Scope.KEY, job.api_key_id))
    for scope, scope_id in scopes:
        column = "project_id" if scope == Budget.Scope.PROJECT else "api_key_id"
        asked = Q(user=job.user, **{column: scope_id})
        budgets.must_fit(
            user=job.user,
            scope=scope,
            scope_id=scope_id,
            micro=quote.micro,
            used=lambda asked=asked: used_by(asked),  # type: ignore[misc]
        )


def used_by(asked: Q) -> int:
    """Micro-credits that these jobs were charged, or have set aside."""
    jobs = Job.objects.filter(PAID, asked)
    charged = jobs.aggregate(sum=Sum("charged"))["sum"] or 0
    held = jobs.filter(OPEN).aggregate(sum=Sum("hold__amount"))["sum"] or 0
    return int(charged) + int(held)


def spent_by_keys(*, user: User) -> dict[uuid.UUID, dict[str, Any]]:
    """By API key: `spent` and, where there is a budget, `budget` and `left`; all in credits."""
    jobs = Job.objects.filter(PAID, user=user, api_key_id__isnull=False).values("api_key_id").order_by()
    sums = jobs.annotate(paid=Sum("charged"), held=Sum("hold__amount", filter=OPEN))
    used = {row["api_key_id"]: int(row["paid"] or 0) + int(row["held"] or 0) for row in sums}
    caps = Budget.objects.filter(user=user, scope=Budget.Scope.KEY).values_list("scope_id", "micro")
    allowed = dict(caps)
    return {key_id: _told(used.get(key_id, 0), allowed.get(key_id)) for key_id in {*used, *allowed} if key_id}


def _told(used: int, allowed: int | None) -> dict[str, Any]:
    if allowed is None:
        return {"spent": to_credits(used), "budget": None, "left": None}
    left = max(allowed - used, 0)
    return {"spent": to_credits(used), "budget": to_credits(allowed), "left": to_credits(left)}
