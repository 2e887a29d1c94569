from django.dispatch import Signal

# Sent when a balance has changed, inside the transaction if there is one; receivers get `user_id`, and in
# micro-credits `available` and `held`.
balance_changed = Signal()

# Sent once a period when 80 % of a limit, or of the month's credits, are used; inside the transaction.
# Receivers get `user_id`, `feature`, and in its units `used` and `allowed`.
limit_neared = Signal()
