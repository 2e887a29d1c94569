from django.dispatch import Signal

# Sent when a video has a new current transcript in a language, inside the transaction that writes it;
# receivers get `transcript`.
transcript_changed = Signal()

# Sent when a video's pictures were described anew, inside the transaction that writes it; receivers get
# `video`.
frames_described = Signal()
