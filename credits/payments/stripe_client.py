"""The one way to Stripe, or to what STRIPE_API_BASE names."""

import stripe
from django.conf import settings


def client() -> stripe.StripeClient:
    if settings.STRIPE_API_BASE:
        return stripe.StripeClient(
            settings.STRIPE_SECRET_KEY,
            base_addresses={"api": settings.STRIPE_API_BASE},
            max_network_retries=2,
        )
    return stripe.StripeClient(settings.STRIPE_SECRET_KEY, max_network_retries=2)
