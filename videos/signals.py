from django.dispatch import Signal

# Sent when a video has become ready, inside the transaction that writes it down; receivers get `video`.
video_ready = Signal()
# Sent when a video is about to be deleted, inside the transaction that does it; receivers get `video`.
video_deleted = Signal()
# Sent when an upload has its row and its file, inside the transaction that makes them; receivers get `video`.
video_taken_in = Signal()
