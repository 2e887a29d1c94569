from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from credits import services
from credits.models import Lot, Transaction
from credits.pricing import MICRO
from credits.tests.ledger import ledger_of
from credits.tests.test_ledger import held

pytestmark = pytest.mark.django_db

PLAN, BONUS, PURCHASE = Lot.Kind.PLAN, Lot.Kind.BONUS, Lot.Kind.PURCHASE


def given(user: User, credits: int, lot: Lot.Kind, days: int | None = None) -> Transaction:
    expires_at = timezone.now() + timedelta(days=days) if days else None
    key = f"{lot.label}:{days}:{credits}"
    return services.grant(
        user=user, micro=credits * MICRO, key=key, reason="", lot=lot, expires_at=expires_at
    )


def left(user: User) -> dict[str, float]:
    """What is left of each lot, in credits, by the key of what brought it."""
    lots = Lot.objects.filter(account__user=user).select_related("source")
    return {lot.source.key: lot.remaining / MICRO for lot in lots if lot.source}


def over(*grants: Transaction) -> int:
    """Their time is over, and the sweep comes by."""
    Lot.objects.filter(source__in=grants).update(expires_at=timezone.now() - timedelta(seconds=1))
    return services.lapse_expired_lots()


def test_the_plan_is_spent_first_then_bonus_then_what_was_bought_oldest_first(alice: User) -> None:
    given(alice, 10, PURCHASE)
    given(alice, 11, PLAN, days=30)
    given(alice, 12, PLAN, days=3)
    given(alice, 13, PURCHASE, days=300)
    for whole, expected in (
        (15, {"plan:3:12": 0, "plan:30:11": 8, "welcome": 100}),
        (100, {"plan:30:11": 0, "welcome": 8, "purchase:300:13": 13}),
        (22, {"welcome": 0, "purchase:300:13": 0, "purchase:None:10": 9}),
    ):
        held(alice, whole)
        now = left(alice)
        assert {key: now[key] for key in expected} == expected


def test_what_returns_goes_back_where_it_came_from(alice: User) -> None:
    given(alice, 10, PLAN, days=3)
    hold = held(alice, 50)
    services.capture(hold_id=hold.pk, micro=20 * MICRO)
    assert left(alice) == {"plan:3:10": 0, "welcome": 90}
    services.release(hold_id=held(alice, 90).pk)
    assert left(alice) == {"plan:3:10": 0, "welcome": 90}


def test_what_lapses_leaves_the_balance_and_what_is_held_stays_usable(alice: User) -> None:
    plan = given(alice, 50, PLAN, days=30)
    used, returned = held(alice, 20), held(alice, 10)
    assert over(plan) == 1
    assert services.lapse_expired_lots() == 0
    assert (ledger_of(alice).available, ledger_of(alice).held, ledger_of(alice).lapsed) == (100, 30, 20)
    services.capture(hold_id=used.pk, micro=15 * MICRO)
    services.release(hold_id=returned.pk)
    ledger = ledger_of(alice)
    assert (ledger.available, ledger.held, ledger.spent, ledger.lapsed) == (100, 0, 15, 35)


def test_a_lapsed_lot_stays_lapsed(alice: User) -> None:
    plan = given(alice, 50, PLAN, days=30)
    over(plan)
    for change in ({"lapsed_at": None}, {"remaining": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Lot.objects.filter(source=plan).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.filter(source__key="welcome").update(amount=MICRO)
    with pytest.raises(ValidationError):
        services.grant(user=alice, micro=1, key="late", reason="", lot=PLAN, expires_at=timezone.now())


def test_a_reversed_grant_leaves_a_debt_that_comes_before_everything(alice: User) -> None:
    bought = given(alice, 40, PURCHASE)
    running = held(alice, 20)
    services.capture(hold_id=held(alice, 110).pk, micro=110 * MICRO)
    services.reverse_grant(transaction_id=bought.pk, key="dispute", reason="Disputed")
    assert services.balance(user=alice) == services.Balance(held=20 * MICRO, debt=30 * MICRO)
    with pytest.raises(services.InsufficientCredits):
        held(alice, 1)
    services.release(hold_id=running.pk)
    assert services.balance(user=alice) == services.Balance(debt=10 * MICRO)
    given(alice, 25, PURCHASE)
    assert services.balance(user=alice) == services.Balance(available=15 * MICRO, purchased=15 * MICRO)
    assert ledger_of(alice).debt == 0


def test_a_reversal_takes_its_own_lot_first_and_forgives_what_has_lapsed(alice: User) -> None:
    first, second = given(alice, 40, PLAN, days=3), given(alice, 30, PURCHASE)
    services.reverse_grant(transaction_id=second.pk, key="half", reason="", micro=20 * MICRO)
    assert left(alice) == {"plan:3:40": 40, "purchase:None:30": 10, "welcome": 100}
    held(alice, 15)
    over(first)
    services.reverse_grant(transaction_id=first.pk, key="all", reason="")
    assert (ledger_of(alice).available, ledger_of(alice).lapsed) == (95, 0)
    for grant in (first, second):
        with pytest.raises(ValidationError):
            services.reverse_grant(transaction_id=grant.pk, key="more", reason="", micro=20 * MICRO)
    assert services.reverse_grant(transaction_id=first.pk, key="all", reason="").key == "all"
    assert ledger_of(alice).available == 95


def test_a_refund_needs_a_charge_and_a_reversal_a_grant(alice: User) -> None:
    grant = Transaction.objects.get(key="welcome")
    hold = held(alice, 10)
    services.capture(hold_id=hold.pk, micro=10 * MICRO)
    charge = hold.transactions.get(kind="capture")
    with pytest.raises(Transaction.DoesNotExist):
        services.refund(transaction_id=grant.pk, key="k", reason="", actor=None)
    with pytest.raises(Transaction.DoesNotExist):
        services.reverse_grant(transaction_id=charge.pk, key="k", reason="")


def test_a_key_belongs_to_one_kind_of_change(alice: User) -> None:
    with pytest.raises(services.KeyTaken):
        services.adjust(user=alice, micro=MICRO, key="welcome", reason="", actor=None)
    assert ledger_of(alice).available == 100


def test_a_prolonged_hold_is_not_expired(alice: User) -> None:
    hold = held(alice, 10, lifetime=-timedelta(seconds=1))
    services.prolong(hold_id=hold.pk)
    assert services.expire_forgotten_holds() == 0
    services.release(hold_id=hold.pk)
    with pytest.raises(services.AlreadyResolved):
        services.prolong(hold_id=hold.pk)
