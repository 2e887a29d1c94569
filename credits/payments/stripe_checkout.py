"""Paying by Stripe: its Checkout takes the money, its webhook tells of it, its portal looks after cards.

https://docs.stripe.com/api/checkout/sessions
"""

from typing import Any

import stripe
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from credits.models import Purchase, Subscription
from credits.payments.provider import PaymentRefused
from credits.payments.stripe_client import client

AWAY = _("The payment service does not answer. Nothing was charged; please try again in a minute.")


class StripeCheckout:
    name = Purchase.Provider.STRIPE

    def start(self, purchase: Purchase) -> None:
        """A checkout page of Stripe's; the key lets a repeated call find the same one."""
        try:
            session = client().v1.checkout.sessions.create(
                params=_wish(purchase), options={"idempotency_key": f"purchase:{purchase.pk}"}
            )
        except stripe.StripeError as error:
            raise PaymentRefused(AWAY) from error
        Purchase.objects.filter(pk=purchase.pk).update(external_id=session.id, address=session.url)

    def end_plan(self, subscription: Subscription) -> None:
        try:
            client().v1.subscriptions.update(subscription.external_id, params={"cancel_at_period_end": True})
        except stripe.StripeError as error:
            raise PaymentRefused(AWAY) from error

    def portal(self, subscription: Subscription) -> str:
        try:
            session = client().v1.billing_portal.sessions.create(
                params={"customer": subscription.customer_id, "return_url": _page()}
            )
        except stripe.StripeError as error:
            raise PaymentRefused(AWAY) from error
        return session.url


def _page() -> str:
    return f"{settings.PUBLIC_URL}/credits/"


def _wish(purchase: Purchase) -> Any:
    """The session's parameters. `metadata` is how its events find the purchase."""
    metadata = {"purchase": str(purchase.pk), "user": str(purchase.user_id)}
    wish: dict[str, Any] = {
        "mode": "payment",
        "line_items": [{"quantity": 1, **_priced(purchase)}],
        "success_url": f"{_page()}?paid={purchase.pk}",
        "cancel_url": _page(),
        "client_reference_id": str(purchase.pk),
        "metadata": metadata,
    }
    known = Subscription.objects.filter(user=purchase.user).exclude(customer_id="").first()
    wish |= {"customer": known.customer_id} if known else {"customer_email": purchase.user.email}
    if purchase.plan:
        metadata["plan"] = purchase.plan.code
        wish |= {"mode": "subscription", "subscription_data": {"metadata": metadata}}
    else:
        wish["payment_intent_data"] = {"metadata": metadata}
    return wish


def _priced(purchase: Purchase) -> dict[str, Any]:
    if purchase.plan and purchase.plan.stripe_price:
        return {"price": purchase.plan.stripe_price}
    price: dict[str, Any] = {
        "currency": purchase.currency,
        "unit_amount": purchase.price,
        "product_data": {"name": f"Framewright: {purchase.title}"},
    }
    if purchase.plan:
        price["recurring"] = {"interval": "month"}
    return {"price_data": price}
