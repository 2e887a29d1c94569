"""What happens to credits. Every function is one database transaction, safe to repeat by its key.

Whoever writes locks the account first, so no two can wait for each other.
"""

from credits.services.balances import (
    AlreadyResolved,
    Balance,
    InsufficientCredits,
    KeyTaken,
    balance,
    open_account,
)
from credits.services.changing import (
    DecidedBefore,
    SamePerson,
    approve_change,
    change_balance,
    reject_change,
)
from credits.services.giving import LARGEST, adjust, grant, lapse_expired_lots, refund, reverse_grant
from credits.services.holding import HOLD_LIFETIME, capture, expire_forgotten_holds, hold, prolong, release
from credits.services.prices import Comparison, compare_price, current_rates, quote_for

__all__ = [
    "HOLD_LIFETIME",
    "LARGEST",
    "AlreadyResolved",
    "Balance",
    "Comparison",
    "DecidedBefore",
    "InsufficientCredits",
    "KeyTaken",
    "SamePerson",
    "adjust",
    "approve_change",
    "balance",
    "capture",
    "change_balance",
    "compare_price",
    "current_rates",
    "expire_forgotten_holds",
    "grant",
    "hold",
    "lapse_expired_lots",
    "open_account",
    "prolong",
    "quote_for",
    "refund",
    "reject_change",
    "release",
    "reverse_grant",
]
