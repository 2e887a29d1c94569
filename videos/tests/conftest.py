from accounts.tests.passwords import quick_passwords
from credits.tests.emptying import emptied_ledger

__all__ = ["emptied_ledger", "quick_passwords"]
