"""Paying without a vendor: the purchase waits until staff approve it in the admin."""

from credits.models import Purchase, Subscription


class Manual:
    name = Purchase.Provider.MANUAL

    def start(self, purchase: Purchase) -> None:
        """Nothing to begin: staff see the row."""

    def end_plan(self, subscription: Subscription) -> None:
        """Nobody is charged by itself."""

    def portal(self, subscription: Subscription) -> str:
        return ""
