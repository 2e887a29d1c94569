from django.dispatch import Signal

# Sent once, inside the transaction that makes the user; receivers get `user`.
signed_up = Signal()
