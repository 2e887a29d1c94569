"""Money that came in, or went back, and what it does to credits. Safe to repeat and in any order."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.language import language_of
from accounts.models import User
from credits import plans, services
from credits.models import Lot, Payment, Plan, Purchase, Subscription

State, Dispute = Purchase.State, Payment.Dispute


@transaction.atomic
def complete(*, purchase_id: uuid.UUID, payment_id: str, paid: int, decided_by: User | None = None) -> None:
    """Gives what was bought, for a payment of `paid` cents; the same payment again gives nothing.

    A purchase that was given up or rejected is given all the same: its money is here.
    """
    purchase = (
        Purchase.objects.select_for_update(of=("self",)).select_related("user", "plan").get(pk=purchase_id)
    )
    payment = locked_payment(payment_id)
    if payment.grant_id or purchase.state == State.PAID:
        return
    payment.purchase, payment.user, payment.paid = purchase, purchase.user, paid
    if purchase.plan:
        _begin(purchase.plan, purchase, payment)
    else:
        _give(purchase, payment)
    decision = {"state": State.PAID, "decided_by": decided_by, "decided_at": Now()}
    Purchase.objects.filter(pk=purchase.pk).update(**decision)
    settle(payment)


@transaction.atomic
def month_paid(
    *,
    user: User,
    plan: Plan,
    payment_id: str,
    paid: int,
    period: tuple[datetime, datetime],
    subscription_id: str,
    customer_id: str,
) -> None:
    """A month of a Stripe subscription was paid; the same payment again gives nothing."""
    payment = locked_payment(payment_id)
    if payment.grant_id:
        return
    payment.user, payment.paid = user, paid
    payment.grant_id = plans.begin_plan(
        user=user,
        plan=plan,
        provider=Subscription.Provider.STRIPE,
        period=period,
        external_id=subscription_id,
        customer_id=customer_id,
    )
    payment.micro = plan.monthly if payment.grant_id else 0
    settle(payment)


def locked_payment(payment_id: str) -> Payment:
    Payment.objects.get_or_create(external_id=payment_id)
    return Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)


@transaction.atomic
def refunded(*, payment_id: str, cents: int) -> None:
    """So many cents of a payment went back in all; an older, smaller sum changes nothing."""
    payment = locked_payment(payment_id)
    payment.refunded = max(payment.refunded, cents)
    settle(payment)


@transaction.atomic
def disputed(*, payment_id: str, outcome: Payment.Dispute) -> None:
    """A payment is disputed, or the dispute is over; its beginning heard of after its end changes nothing."""
    payment = locked_payment(payment_id)
    if outcome != Dispute.OPEN or payment.dispute == Dispute.NONE:
        payment.dispute = outcome
    settle(payment)


def settle(payment: Payment) -> None:
    """Takes back of the payment's credits what refunds and disputes ask for, or gives back what is decided.

    The row is locked. Without a grant there is nothing to take back yet.
    """
    target = _to_reverse(payment)
    change = target - payment.reversed_micro
    # From and to: the way up and the way down may end at the same sum.
    key = f"payment:{payment.pk}:{payment.grant_id}:{payment.reversed_micro}:{target}"
    if payment.grant_id and payment.user and change:
        with translation.override(language_of(payment.user)):
            _book(payment, payment.grant_id, payment.user, change, key)
    payment.reversed_micro = target
    payment.save()


def _book(payment: Payment, grant_id: uuid.UUID, user: User, change: int, key: str) -> None:
    """Takes `change` micro-credits of the payment's grant back, or gives them again when it is below zero."""
    if change > 0:
        services.reverse_grant(
            transaction_id=grant_id,
            micro=change,
            key=key,
            reason=_("The payment was refunded."),
        )
        return
    payment.grant = services.grant(
        user=user,
        micro=-change,
        key=key,
        reason=_("The dispute of the payment was decided for us."),
        lot=Lot.Kind.PURCHASE,
    )


def _to_reverse(payment: Payment) -> int:
    """Micro-credits: the refunded part of the payment, rounded down, or all of a disputed one."""
    if not payment.grant_id:
        return 0
    if payment.dispute in {Dispute.OPEN, Dispute.LOST} or payment.refunded >= payment.paid > 0:
        return payment.micro
    return payment.micro * payment.refunded // payment.paid if payment.paid else 0


def _give(purchase: Purchase, payment: Payment) -> None:
    """The credits; of a price that was not paid in full, the part that was."""
    micro = purchase.micro
    if payment.paid < purchase.price:
        micro = micro * payment.paid // purchase.price
    if micro:
        with translation.override(language_of(purchase.user)):
            reason = purchase.title
        payment.grant = services.grant(
            user=purchase.user,
            micro=micro,
            key=f"payment:{payment.pk}",
            reason=reason,
            lot=Lot.Kind.PURCHASE,
        )
        payment.micro = micro


def _begin(plan: Plan, purchase: Purchase, payment: Payment) -> None:
    provider = Subscription.Provider(purchase.provider)
    payment.grant_id = plans.begin_plan(user=purchase.user, plan=plan, provider=provider)
    payment.micro = plan.monthly if payment.grant_id else 0
