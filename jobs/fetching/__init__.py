"""The one way in which the platform fetches what an address holds that somebody else named.

Only the public internet is reached, whatever a name, a redirect or a resolver says: docs/security.md tells
what is refused. Free of Django.
"""

from jobs.fetching.errors import AddressRefused, FetchFailed, NotThere, TooLarge, TooSlow, WrongKind
from jobs.fetching.getting import Fetched, FetchedBytes, OnProgress, Reach, check_form, fetch, fetch_bytes

__all__ = [
    "AddressRefused",
    "FetchFailed",
    "Fetched",
    "FetchedBytes",
    "NotThere",
    "OnProgress",
    "Reach",
    "TooLarge",
    "TooSlow",
    "WrongKind",
    "check_form",
    "fetch",
    "fetch_bytes",
]
