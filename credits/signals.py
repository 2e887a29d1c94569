from django.dispatch import Signal

# Sent when a balance has changed, inside the transaction if there is one; receivers get `user_id`, and in
# micro-credits `available` and `held`.
balance_changed = Signal()
