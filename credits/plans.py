"""Who is on which plan, and the credits of their months.

Whoever changes a subscription locks its row first and the credits' account after it.
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.language import language_of
from accounts.models import User
from credits import services
from credits.models import Lot, Plan, Subscription
from credits.periods import period_at
from credits.pricing import to_micro
from credits.words import translated

GRACE = timedelta(days=3)  # how long a plan runs on when Stripe's next payment does not come
A_ROUND = 1000
Provider, Status = Subscription.Provider, Subscription.Status


class NothingToEnd(Exception):
    """There is no paid plan that could be ended."""


def subscription_of(*, user: User) -> Subscription:
    """The person's subscription; who has none begins with the default plan."""
    found = Subscription.objects.select_related("plan").filter(user=user).first()
    if found and not _is_over(found, timezone.now()):
        return found
    return renew(subscription_id=found.pk) if found else open_subscription(user=user)


@transaction.atomic
def open_subscription(*, user: User) -> Subscription:
    """Puts somebody on the default plan; the month of their first day is counted from that day."""
    start, end = period_at(user.date_joined, timezone.now())
    fields = {"plan": default_plan(user), "anniversary": user.date_joined}
    found, fresh = Subscription.objects.get_or_create(
        user=user, defaults={**fields, "period_start": start, "period_end": end}
    )
    if fresh:
        # What is given as a welcome, and does not lapse, is the first month's.
        welcome = to_micro(settings.WELCOME_CREDITS) if start == user.date_joined else 0
        _grant_month(found, less=welcome)
    return found


def default_plan(user: User) -> Plan:
    is_demo = user.email == settings.DEMO.get("email", "").lower()
    return Plan.objects.get(code=settings.DEMO_PLAN if is_demo else settings.DEFAULT_PLAN)


def lock(user: User) -> Subscription:
    """The person's subscription, nobody else's to change until the transaction ends."""
    found = subscription_of(user=user)
    return Subscription.objects.select_for_update(of=("self",)).select_related("plan").get(pk=found.pk)


@transaction.atomic
def begin_plan(
    *,
    user: User,
    plan: Plan,
    provider: Subscription.Provider,
    period: tuple[datetime, datetime] | None = None,
    external_id: str = "",
    customer_id: str = "",
) -> uuid.UUID | None:
    """Puts somebody on a plan from now on, or for the paid `period`, with its credits.

    Returns the transaction that granted them. A period that is over, or older than the running one of the
    same subscription, changes nothing.
    """
    row = lock(user)
    start, end = period or period_at(timezone.now(), timezone.now())
    if end <= timezone.now() or (external_id and row.external_id == external_id and end < row.period_end):
        return None
    row.plan, row.provider, row.status, row.cancel_at_period_end = plan, provider, Status.ACTIVE, False
    row.external_id, row.customer_id = external_id, customer_id or row.customer_id
    row.anniversary, row.period_start, row.period_end = start, start, end
    row.save()
    return _grant_month(row)


@transaction.atomic
def end_plan_later(*, user: User) -> Subscription:
    """The paid plan runs to the end of what is paid, and is the last; raises NothingToEnd."""
    row = lock(user)
    if row.provider == Provider.NONE:
        raise NothingToEnd(_("You are on a plan that costs nothing; there is nothing to end."))
    row.cancel_at_period_end = True
    row.save(update_fields=["cancel_at_period_end", "updated_at"])
    return row


@transaction.atomic
def end_plan_now(*, user: User) -> Subscription:
    """Back to the default plan, whose month begins now."""
    row = lock(user)
    _fall_back(row, timezone.now())
    return row


def renew_due() -> int:
    """Begins the next month of every subscription whose month is over; how many were looked at.

    However many ticks were missed, one is enough: months are computed, not counted, and those that went by
    unseen would have lapsed.
    """
    now = timezone.now()
    by_clock = ~Q(provider=Provider.STRIPE) & Q(period_end__lte=now)
    unpaid = Q(provider=Provider.STRIPE, period_end__lte=now - GRACE)
    due = Subscription.objects.filter(by_clock | unpaid).order_by("period_end").values_list("pk", flat=True)
    return len([renew(subscription_id=pk) for pk in due[:A_ROUND]])


@transaction.atomic
def renew(*, subscription_id: int) -> Subscription:
    """Begins the month in which we are, once; a plan that was ended, or not paid, becomes the default one."""
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("plan", "user")
    row, now = rows.get(pk=subscription_id), timezone.now()
    if not _is_over(row, now):
        return row
    if row.cancel_at_period_end or row.provider == Provider.STRIPE:
        _fall_back(row, row.period_end)
        return row
    row.period_start, row.period_end = period_at(row.anniversary, now)
    row.save(update_fields=["period_start", "period_end", "updated_at"])
    _grant_month(row)
    return row


def _is_over(row: Subscription, now: datetime) -> bool:
    return row.period_end + (GRACE if row.provider == Provider.STRIPE else timedelta()) <= now


def _fall_back(row: Subscription, since: datetime) -> None:
    row.plan, row.provider, row.status = default_plan(row.user), Provider.NONE, Status.ACTIVE
    row.cancel_at_period_end, row.external_id, row.anniversary = False, "", since
    row.period_start, row.period_end = period_at(since, timezone.now())
    row.save()
    _grant_month(row)


def _grant_month(row: Subscription, *, less: int = 0) -> uuid.UUID | None:
    """The credits of the running month; its start is the key, so they come once."""
    micro = row.plan.monthly - less
    if micro <= 0:
        return None
    with translation.override(language_of(row.user)):
        reason = _("%(plan)s plan: the month from %(day)s") % {
            "plan": translated(row.plan.name),
            "day": f"{row.period_start:%Y-%m-%d}",
        }
    made = services.grant(
        user=row.user,
        micro=micro,
        key=f"plan:{row.plan_id}:{row.period_start:%Y-%m-%dT%H:%M:%S}",
        reason=reason,
        lot=Lot.Kind.PLAN,
        expires_at=row.period_end,
    )
    return made.pk
