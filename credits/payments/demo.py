"""Paying on a demo instance: nobody does, and it completes at once."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from credits.models import Purchase, Subscription
from credits.payments.settling import complete


class Demo:
    """Refuses to exist outside of a demo: it gives credits for nothing."""

    name = Purchase.Provider.TEST

    def __init__(self) -> None:
        if not settings.DEMO.get("email"):
            raise ImproperlyConfigured("The test payments exist on a demo instance only.")

    def start(self, purchase: Purchase) -> None:
        complete(purchase_id=purchase.pk, payment_id=f"test_{purchase.pk}", paid=purchase.price)

    def end_plan(self, subscription: Subscription) -> None:
        """Nobody is charged."""

    def portal(self, subscription: Subscription) -> str:
        return ""
