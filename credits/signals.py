from django.dispatch import Signal

# Sent inside the transaction that changed a balance; receivers get `user_id`.
balance_changed = Signal()
