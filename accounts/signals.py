from django.dispatch import Signal

# Sent once, inside the transaction that makes the user; receivers get `user`.
signed_up = Signal()
# Sent inside the transaction that ends sessions of a person; receivers get `user_id`. A courtesy: whoever
# must not miss it looks by itself.
session_ended = Signal()
# Sent inside the transaction that deactivates a person; receivers get `user`.
deactivated = Signal()
