"""What every way of paying offers, and which one this platform uses."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from credits.models import Purchase, Subscription


class PaymentRefused(Exception):
    """The way of paying cannot do that now; the message is for the person."""


class PaymentProvider(Protocol):
    name: Purchase.Provider

    def start(self, purchase: Purchase) -> None:
        """Begins a purchase: completes it, or writes down where it is paid, or leaves it to staff.

        Raises PaymentRefused.
        """

    def end_plan(self, subscription: Subscription) -> None:
        """Takes care that nobody is charged after the running month; raises PaymentRefused."""

    def portal(self, subscription: Subscription) -> str:
        """The address where the person looks after cards and invoices, or nothing."""


# A way of paying is one module; this is all that must be added for another.
PROVIDERS = {
    "stripe": "credits.payments.stripe_checkout.StripeCheckout",
    "manual": "credits.payments.manual.Manual",
    "test": "credits.payments.demo.Demo",
}


def provider_named(name: str) -> PaymentProvider:
    made: PaymentProvider = import_string(PROVIDERS[name])()
    return made


def chosen_provider() -> PaymentProvider:
    return provider_named(settings.PAYMENTS)
