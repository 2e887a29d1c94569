"""The staff's view of the ledger, of prices, of changes that wait for a second person, and of the audits."""

from credits.admin import audits, changes, ledger, payments, plans, prices
from credits.admin.showing import shown, statement

__all__ = ["audits", "changes", "ledger", "payments", "plans", "prices", "shown", "statement"]
