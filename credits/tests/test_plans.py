from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import User
from credits import budgets, limits, mailing, plans, services
from credits.models import Budget, Feature, LimitWarning, Lot, Plan, Subscription, Transaction, Usage
from credits.periods import add_months, period_at
from credits.pricing import MICRO
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once, errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol(settings: Settings) -> User:
    """On the free plan, as people are on a real platform."""
    settings.DEFAULT_PLAN = "free"
    return accounts.register(email="carol@example.com", password="correct-horse-battery-9")


def test_months_are_counted_from_the_anniversary_itself() -> None:
    begin = datetime(2026, 1, 31, 12, tzinfo=UTC)
    ends = [add_months(begin, number).date().isoformat() for number in (1, 2, 3, 13, 25)]
    assert ends == ["2026-02-28", "2026-03-31", "2026-04-30", "2027-02-28", "2028-02-29"]
    on_the_hour = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert period_at(begin, on_the_hour)[0] == on_the_hour
    assert period_at(begin, on_the_hour - timedelta(seconds=1))[1] == on_the_hour


def test_the_first_month_is_the_welcome_and_the_next_is_the_plans(carol: User) -> None:
    assert (ledger_of(carol).available, Transaction.objects.for_user(carol).count()) == (100, 1)
    put_back(carol, months=1)
    assert [plans.renew_due(), plans.renew_due()] == [1, 0]
    balance = services.balance(user=carol)
    assert (balance.plan, balance.bonus) == (100 * MICRO, 100 * MICRO)
    assert balance.plan_ends_at == Subscription.objects.get(user=carol).period_end


def put_back(user: User, *, months: int) -> Subscription:
    """As if the person had signed up so many months earlier."""
    row = Subscription.objects.get(user=user)
    begin = add_months(row.anniversary, -months)
    end = add_months(begin, 1)
    Subscription.objects.filter(pk=row.pk).update(anniversary=begin, period_start=begin, period_end=end)
    return Subscription.objects.get(user=user)


def test_one_tick_catches_up_however_many_were_missed(carol: User) -> None:
    row = put_back(carol, months=5)
    plans.renew_due()
    plans.renew(subscription_id=row.pk)
    row.refresh_from_db()
    assert row.period_start <= timezone.now() < row.period_end
    assert Lot.objects.filter(account__user=carol, kind=Lot.Kind.PLAN).count() == 1
    assert ledger_of(carol).available == 200


def test_a_month_begins_by_itself_when_the_beat_is_late(carol: User) -> None:
    put_back(carol, months=2)
    assert plans.subscription_of(user=carol).period_end > timezone.now()
    assert ledger_of(carol).available == 200


def test_a_limit_refuses_and_says_when_it_starts_anew(carol: User) -> None:
    for _ in range(10):
        limits.spend(user=carol, feature=Feature.SUMMARIES)
    with pytest.raises(limits.LimitReached) as refusal:
        limits.spend(user=carol, feature=Feature.SUMMARIES)
    end = Subscription.objects.get(user=carol).period_end
    expected = {"limit": "summaries", "allowed": 10, "used": 10, "reset_date": end, "plan": "free"}
    assert refusal.value.facts == expected
    window = Usage.objects.get(user=carol).window_start
    limits.give_back(user=carol, feature=Feature.SUMMARIES, window_start=window)
    limits.spend(user=carol, feature=Feature.SUMMARIES)
    Usage.objects.update(window_start=put_back(carol, months=1).period_start)
    limits.spend(user=carol, feature=Feature.SUMMARIES, amount=10)


def test_a_day_ends_at_midnight(carol: User) -> None:
    limits.spend(user=carol, feature=Feature.CHAT, amount=50)
    with pytest.raises(limits.LimitReached) as refusal:
        limits.must_allow(user=carol, feature=Feature.CHAT)
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    assert refusal.value.facts["reset_date"].date() == tomorrow
    Usage.objects.update(window_start=timezone.now() - timedelta(days=1))
    limits.must_allow(user=carol, feature=Feature.CHAT)


def test_who_has_used_most_is_told_once_a_period(carol: User) -> None:
    for _ in range(9):
        limits.spend(user=carol, feature=Feature.SUMMARIES)
    assert LimitWarning.objects.get().used == 8
    hold = services.hold(user=carol, micro=80 * MICRO, reference="job:1")
    assert hold is not None
    services.capture(hold_id=hold.pk, micro=80 * MICRO)
    limits.warn_of_credits()
    limits.warn_of_credits()
    assert [mailing.mail_warnings(), mailing.mail_warnings()] == [2, 0]
    assert "8 of 10 summaries a month" in mail.outbox[0].body
    assert "80 of 100 credits" in mail.outbox[1].body
    assert mail.outbox[0].to == [carol.email]


def test_a_budget_caps_a_project(carol: User) -> None:
    scope, project = Budget.Scope.PROJECT, carol.pk
    budgets.set_budget(user=carol, scope=scope, scope_id=project, micro=10 * MICRO)
    must_fit = partial(budgets.must_fit, user=carol, scope=scope, scope_id=project, used=lambda: 6 * MICRO)
    must_fit(micro=4 * MICRO)
    with pytest.raises(budgets.BudgetReached) as refusal:
        must_fit(micro=5 * MICRO)
    assert refusal.value.facts == {"required": 5, "budget_left": 4, "scope": "project"}
    budgets.set_budget(user=carol, scope=scope, scope_id=project, micro=None)
    must_fit(micro=5 * MICRO)


def test_the_quota_counts_what_is_charged_and_set_aside(api: APIClient, alice: User) -> None:
    Subscription.objects.filter(user=alice).update(plan="free")
    services.hold(user=alice, micro=30 * MICRO, reference="job:1")
    done = services.hold(user=alice, micro=60 * MICRO, reference="job:2")
    assert done is not None
    services.capture(hold_id=done.pk, micro=50 * MICRO)
    body = api.get("/api/user/quota").json()
    told = {name: body[name] for name in ("plan", "limit", "used", "remaining", "warning")}
    assert told == {"plan": "free", "limit": 100, "used": 80, "remaining": 20, "warning": True}
    assert body["features"]["videos"] == {
        "limit": 5, "used": 0, "remaining": 5, "resetDate": None, "warning": False,
    }  # fmt: skip
    assert body["features"]["chatMessages"]["resetDate"] > timezone.now().isoformat()


def test_plans_are_shown_to_anybody_and_the_operators_own_to_nobody() -> None:
    rows = APIClient().get("/api/plans").json()
    assert [row["id"] for row in rows] == ["free", "creator", "studio"]
    assert rows[0]["limits"]["videos"] == 5
    assert rows[1]["limits"]["videos"] is None


def test_the_demo_account_has_no_limits(settings: Settings) -> None:
    settings.DEFAULT_PLAN, settings.DEMO = "free", {"email": "Demo@example.com", "password": "x"}
    demo = accounts.register(email="demo@example.com", password="correct-horse-battery-9")
    assert plans.subscription_of(user=demo).plan == Plan.objects.get(code="unlimited")


@pytest.mark.django_db(transaction=True)
def test_of_many_that_begin_a_month_one_grants_it(carol: User) -> None:
    row = put_back(carol, months=1)
    results = at_once([partial(plans.renew, subscription_id=row.pk)] * 8)
    assert errors(results) == []
    assert ledger_of(carol).available == 200
