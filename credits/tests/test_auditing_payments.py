"""The auditor compares what payments say with what the ledger gave for them."""

import pytest
from django.db.models import F

from accounts.models import User
from credits import auditing
from credits.models import Payment, Purchase
from credits.payments import buying, settling

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(alice: User) -> Payment:
    """Of a pack, refunded by half, disputed, and won: the longest way that a payment can go."""
    purchase = buying.buy_pack(user=alice, pack_code="small")
    settling.complete(purchase_id=purchase.pk, payment_id="pi_1", paid=purchase.price)
    settling.refunded(payment_id="pi_1", cents=purchase.price // 2)
    settling.disputed(payment_id="pi_1", outcome=Payment.Dispute.OPEN)
    settling.disputed(payment_id="pi_1", outcome=Payment.Dispute.WON)
    assert auditing.audit().faults == {}
    return Payment.objects.get(pk="pi_1")


def faults() -> set[str]:
    return set(auditing.audit().faults)


def test_a_payment_that_gave_something_else_is_found(payment: Payment) -> None:
    Payment.objects.update(micro=F("micro") + 1)
    assert faults() == {"payments_gave_what_they_say"}


def test_a_payment_of_somebody_else_is_found(payment: Payment, bob: User) -> None:
    Payment.objects.update(user=bob)
    assert faults() == {"payments_gave_what_they_say"}


def test_credits_without_their_payment_are_found(payment: Payment) -> None:
    Payment.objects.all().delete()
    assert faults() == {"bought_credits_have_a_payment", "paid_purchases_have_a_payment"}


def test_a_purchase_that_nobody_paid_is_found(payment: Payment, alice: User) -> None:
    buying.buy_pack(user=alice, pack_code="small")
    Purchase.objects.update(state=Purchase.State.PAID)
    assert faults() == {"paid_purchases_have_a_payment"}
