"""What people may take with them, and how they leave."""

from config import environment as env

# How long somebody who asked for the deletion of their account can still call it off.
ERASURE_GRACE_DAYS = env.number("ERASURE_GRACE_DAYS", 14)
# How long a finished export of one's own data can be fetched.
EXPORT_DAYS = env.number("EXPORT_DAYS", 7, least=1)
