"""What somebody's plan lets them do. The limits are checked where the thing is made, in its transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from credits import plans
from credits.models import Account, Feature, Hold, LimitWarning, Subscription, Usage
from credits.pricing import to_credits
from credits.signals import limit_neared

WARN_AT = 80  # per cent
MONTHLY = {Feature.SUMMARIES, Feature.NARRATION}
DAILY = {Feature.CHAT}
# What is over in a moment, or is a matter of one file, is not worth a warning.
UNWARNED = {Feature.JOBS, Feature.UPLOAD}
CREDITS = "credits"
BYTES = {Feature.STORAGE, Feature.UPLOAD}
TOLD = {
    Feature.VIDEOS: gettext_lazy("%(amount)s videos"),
    Feature.SUMMARIES: gettext_lazy("%(amount)s summaries a month"),
    Feature.NARRATION: gettext_lazy("%(amount)s narration minutes a month"),
    Feature.CHAT: gettext_lazy("%(amount)s chat messages a day"),
    Feature.STORAGE: gettext_lazy("%(amount)s of storage"),
    Feature.UPLOAD: gettext_lazy("%(amount)s a file"),
    Feature.JOBS: gettext_lazy("%(amount)s jobs at once"),
}
RECENT = timedelta(minutes=15)
GIGABYTE, MEGABYTE = 1024**3, 1024**2


class LimitReached(Exception):
    """The person's plan does not allow so much. `facts` say which limit, how much is used, when it resets."""

    def __init__(
        self, *, feature: Feature, plan: str, allowed: int, used: int, resets_at: datetime | None
    ) -> None:
        self.facts: dict[str, Any] = {
            "limit": feature.value,
            "allowed": allowed,
            "used": used,
            "reset_date": resets_at,
            "plan": plan,
        }
        super().__init__(" ".join(_reached(feature, allowed, used, resets_at)))


@dataclass(frozen=True)
class Use:
    """How much of a feature is used; `allowed` None is no limit, `resets_at` None never starts anew."""

    feature: Feature
    used: int
    allowed: int | None
    resets_at: datetime | None

    @property
    def is_near(self) -> bool:
        return bool(self.allowed) and self.used * 100 >= (self.allowed or 0) * WARN_AT

    @property
    def share(self) -> int:
        """Per cent, 100 at most."""
        return min(100, self.used * 100 // self.allowed) if self.allowed else 0

    @property
    def words(self) -> str:
        if self.allowed is None:
            return _("no limit")
        amounts = {"used": shown(self.feature, self.used), "allowed": shown(self.feature, self.allowed)}
        return _("%(used)s of %(allowed)s") % amounts


@dataclass(frozen=True)
class Quota:
    """Micro-credits of the month, and the limits of the plan. `used` is charged or set aside in the month."""

    plan: str
    limit: int
    used: int
    resets_at: datetime
    features: tuple[Use, ...]

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def is_near(self) -> bool:
        return self.used * 100 >= self.limit * WARN_AT > 0


def told(feature: Feature, amount: int) -> str:
    """A limit in words."""
    return str(TOLD[feature] % {"amount": shown(feature, amount)})


def _reached(feature: Feature, allowed: int, used: int, resets_at: datetime | None) -> Iterator[str]:
    """Why no more is allowed, sentence by sentence."""
    limit = told(feature, allowed)
    if feature == Feature.UPLOAD:
        yield _("Your plan allows files of %(limit)s.") % {"limit": limit}
        return
    words = {"limit": limit, "used": shown(feature, used)}
    yield _("Your plan allows %(limit)s, and %(used)s are used.") % words
    if resets_at:
        moment = {"day": f"{resets_at:%Y-%m-%d}", "time": f"{resets_at:%H:%M}"}
        yield _("It starts anew on %(day)s at %(time)s UTC.") % moment


def shown(feature: Feature, amount: int) -> str:
    """An amount with its unit."""
    return _bytes(amount) if feature in BYTES else str(amount)


def _bytes(amount: int) -> str:
    terabyte = 1024 * GIGABYTE
    size, unit = (amount / GIGABYTE, "GB") if amount >= GIGABYTE else (amount / MEGABYTE, "MB")
    if amount >= terabyte:
        size, unit = amount / terabyte, "TB"
    rounded = round(size, 1)
    return f"{number_format(rounded, 0 if rounded.is_integer() else 1)} {unit}"


@transaction.atomic
def must_allow(*, user: User, feature: Feature, amount: int = 1) -> None:
    """Raises LimitReached when `amount` more is too much.

    Call it in the transaction that makes the thing: of two at once the second then waits, and counts the
    first one's.
    """
    if plans.subscription_of(user=user).plan.limit_of(feature) is None:
        return
    row = plans.lock(user)
    _check(row, feature, amount)


@transaction.atomic
def spend(*, user: User, feature: Feature, amount: int = 1) -> datetime:
    """Counts `amount` of a daily or monthly feature, or raises LimitReached; returns the window's start."""
    row = plans.lock(user)
    _check(row, feature, amount)
    start, _ = window(row, feature)
    Usage.objects.get_or_create(user=user, feature=feature, window_start=start)
    Usage.objects.filter(user=user, feature=feature, window_start=start).update(amount=F("amount") + amount)
    return start


def give_back(*, user: User, feature: Feature, window_start: datetime, amount: int = 1) -> None:
    """Takes `amount` off what was counted in a window: the work failed."""
    counted = Usage.objects.filter(user=user, feature=feature, window_start=window_start)
    counted.update(amount=Greatest(F("amount") - amount, Value(0)))


def _check(row: Subscription, feature: Feature, amount: int) -> None:
    allowed = row.plan.limit_of(feature)
    if allowed is None:
        return
    used = used_of(row, feature)
    start, resets_at = window(row, feature)
    if used + amount > allowed:
        raise LimitReached(
            feature=feature, plan=row.plan.code, allowed=allowed, used=used, resets_at=resets_at
        )
    if feature not in UNWARNED and (used + amount) * 100 >= allowed * WARN_AT:
        warn(row, feature.value, start, used + amount, allowed)


def window(row: Subscription, feature: Feature) -> tuple[datetime, datetime | None]:
    """Begin and end of the time in which a feature is counted; what has no end is counted as it is now."""
    if feature in DAILY:
        today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return today, today + timedelta(days=1)
    return row.period_start, row.period_end if feature in MONTHLY else None


def used_of(row: Subscription, feature: Feature) -> int:
    """How much is used now: rows are counted where they are, the rest by what was spent."""
    if counted_by := settings.LIMITS_COUNTED_BY.get(feature.value):
        count: Callable[[User], int] = import_string(counted_by)
        return count(row.user)
    if feature == Feature.UPLOAD:
        return 0
    start, _ = window(row, feature)
    found = Usage.objects.filter(user=row.user, feature=feature, window_start=start).first()
    return found.amount if found else 0


def quota(*, user: User) -> Quota:
    row = plans.subscription_of(user=user)
    features = tuple(
        Use(feature, used_of(row, feature), row.plan.limit_of(feature), window(row, feature)[1])
        for feature in Feature
    )
    return Quota(
        plan=row.plan.code,
        limit=row.plan.monthly,
        used=credits_used(row),
        resets_at=row.period_end,
        features=features,
    )


def credits_used(row: Subscription) -> int:
    """Micro-credits charged since the month began, and set aside now."""
    charged = Hold.objects.filter(
        account__user=row.user, state=Hold.State.CAPTURED, resolved_at__gte=row.period_start
    )
    held = Account.objects.filter(user=row.user).values_list("held", flat=True).first() or 0
    return int(charged.aggregate(sum=Sum("captured"))["sum"] or 0) + held


def warn(row: Subscription, feature: str, start: datetime, used: int, allowed: int) -> None:
    """Tells somebody once in a window that little is left."""
    _, fresh = LimitWarning.objects.get_or_create(
        user=row.user, feature=feature, window_start=start, defaults={"used": used, "allowed": allowed}
    )
    if fresh:
        limit_neared.send(
            sender=LimitWarning, user_id=row.user_id, feature=feature, used=used, allowed=allowed
        )


def warn_of_credits() -> None:
    """Warns those who were charged lately; not at the charge itself, which must stay quick."""
    lately = Hold.objects.filter(state=Hold.State.CAPTURED, resolved_at__gte=timezone.now() - RECENT)
    people = User.objects.filter(pk__in=lately.values("account__user"))
    for user in people:
        row = plans.subscription_of(user=user)
        used = credits_used(row)
        if used * 100 >= row.plan.monthly * WARN_AT > 0:
            shown = (int(to_credits(used)), int(to_credits(row.plan.monthly)))
            warn(row, CREDITS, row.period_start, *shown)
