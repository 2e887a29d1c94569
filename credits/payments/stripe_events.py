"""What each of Stripe's messages means. They come more than once and in any order.

What a message says of a subscription may be old, so the subscription itself is asked for; that is done before
the transaction. https://docs.stripe.com/api/events/types
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from accounts.models import User
from credits import plans
from credits.models import Payment, Plan, Purchase, Subscription
from credits.payments import settling
from credits.payments.stripe_client import client

log = logging.getLogger(__name__)

Act = Callable[[], None]
Told = dict[str, Any]
LIVE = {"active", "trialing", "past_due"}
OVER = {"canceled", "unpaid", "incomplete_expired"}


def understood(kind: str, told: Told) -> Act:
    """What is to be done for a message, once; a kind that means nothing to us does nothing."""
    read = READERS.get(kind)
    return read(told) if read else nothing


def nothing() -> None:
    """Of what is not ours, or is told better by another message."""


def _checkout_paid(session: Told) -> Act:
    purchase_id = (session.get("metadata") or {}).get("purchase")
    if not purchase_id or session.get("payment_status") != "paid":
        return nothing
    if session.get("mode") == "subscription":
        return partial(_mark_paid, str(purchase_id))
    return partial(_complete, str(purchase_id), session)


def _complete(purchase_id: str, session: Told) -> None:
    purchase = Purchase.objects.get(pk=purchase_id)
    if session["currency"] != purchase.currency:
        raise ValueError(f"Paid in {session['currency']}, asked for in {purchase.currency}.")
    settling.complete(
        purchase_id=purchase.pk, payment_id=session["payment_intent"], paid=session["amount_total"]
    )


def _mark_paid(purchase_id: str) -> None:
    """The invoice brings the credits; the purchase is only marked."""
    Purchase.objects.filter(pk=purchase_id).update(state=Purchase.State.PAID)


def _checkout_over(session: Told) -> Act:
    return partial(_expire, str(session["id"]))


def _expire(session_id: str) -> None:
    Purchase.objects.waiting().filter(external_id=session_id).update(state=Purchase.State.EXPIRED)


def _invoice_paid(invoice: Told) -> Act:
    subscription_id = _subscription_of(invoice)
    if not subscription_id:
        return nothing
    now = client().v1.subscriptions.retrieve(subscription_id).to_dict()
    user, plan = _who(now), _plan_of(now)
    if user is None or plan is None:
        log.warning("The invoice %s is of nobody here.", invoice["id"])
        return nothing
    paid = partial(
        settling.month_paid,
        user=user,
        plan=plan,
        payment_id=_payment_of(invoice),
        paid=invoice["amount_paid"],
        period=_period(invoice),
        subscription_id=subscription_id,
        customer_id=str(invoice.get("customer") or ""),
    )

    def act() -> None:
        paid()
        _follow(now)

    return act


def _subscription_changed(told: Told) -> Act:
    return partial(_follow, client().v1.subscriptions.retrieve(told["id"]).to_dict())


def _follow(now: Told) -> None:
    """Puts down how a subscription is at Stripe, if it is somebody's running one."""
    row = Subscription.objects.filter(external_id=now["id"]).select_related("user").first()
    if row is None:
        return
    if now["status"] in OVER:
        plans.end_plan_now(user=row.user)
        return
    late = now["status"] == "past_due"
    Subscription.objects.filter(pk=row.pk).update(
        status=Subscription.Status.PAST_DUE if late else Subscription.Status.ACTIVE,
        cancel_at_period_end=bool(now.get("cancel_at_period_end") or now.get("cancel_at")),
    )


def _refunded(charge: Told) -> Act:
    payment_id = charge.get("payment_intent")
    if not payment_id:
        return nothing
    return partial(settling.refunded, payment_id=payment_id, cents=charge["amount_refunded"])


def _disputed(dispute: Told) -> Act:
    return _dispute(dispute, Payment.Dispute.OPEN)


def _dispute_over(dispute: Told) -> Act:
    # A warning that came to nothing is as good as won: https://docs.stripe.com/disputes/how-disputes-work
    is_won = dispute["status"] in {"won", "warning_closed"}
    return _dispute(dispute, Payment.Dispute.WON if is_won else Payment.Dispute.LOST)


def _dispute(dispute: Told, outcome: Payment.Dispute) -> Act:
    payment_id = dispute.get("payment_intent")
    return partial(settling.disputed, payment_id=payment_id, outcome=outcome) if payment_id else nothing


def _subscription_of(invoice: Told) -> str:
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    return str(details.get("subscription") or invoice.get("subscription") or "")


def _payment_of(invoice: Told) -> str:
    """The payment's id; since 2025 invoices do not carry it: https://docs.stripe.com/api/invoice-payment."""
    if invoice.get("payment_intent"):
        return str(invoice["payment_intent"])
    found = client().v1.invoice_payments.list(params={"invoice": invoice["id"]}).to_dict()
    for row in found["data"]:
        if intent := row["payment"].get("payment_intent"):
            return str(intent)
    return str(invoice["id"])


def _period(invoice: Told) -> tuple[datetime, datetime]:
    """The month that was paid: the last of the invoice's lines, as others may put an earlier one right."""
    last = max((line["period"] for line in invoice["lines"]["data"]), key=lambda period: period["end"])
    return datetime.fromtimestamp(last["start"], UTC), datetime.fromtimestamp(last["end"], UTC)


def _who(subscription: Told) -> User | None:
    user_id = (subscription.get("metadata") or {}).get("user")
    return User.objects.filter(pk=user_id).first() if user_id else None


def _plan_of(subscription: Told) -> Plan | None:
    """By the price, which the portal may have changed, else by what the checkout said."""
    price = subscription["items"]["data"][0]["price"]["id"]
    code = (subscription.get("metadata") or {}).get("plan")
    return Plan.objects.filter(stripe_price=price).first() or Plan.objects.filter(code=code or "").first()


READERS: dict[str, Callable[[Told], Act]] = {
    "checkout.session.completed": _checkout_paid,
    "checkout.session.async_payment_succeeded": _checkout_paid,
    "checkout.session.async_payment_failed": _checkout_over,
    "checkout.session.expired": _checkout_over,
    "invoice.paid": _invoice_paid,
    "customer.subscription.updated": _subscription_changed,
    "customer.subscription.deleted": _subscription_changed,
    "charge.refunded": _refunded,
    "charge.dispute.created": _disputed,
    "charge.dispute.closed": _dispute_over,
}
