from django.dispatch import Signal

# Sent when a video has become ready, inside the transaction that writes it down; receivers get `video`.
video_ready = Signal()
