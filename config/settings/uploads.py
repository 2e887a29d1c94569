"""Resumable uploads: how long they are kept, and how patient the platform is with them (docs/uploads.md)."""

from config import environment as env

# An upload that nothing was sent to for so long is removed.
UPLOAD_EXPIRES_HOURS = env.number("UPLOAD_EXPIRES_HOURS", 24, least=1)
# A client that sends nothing for so long is cut off; what has come is kept.
UPLOAD_IDLE_SECONDS = env.number("UPLOAD_IDLE_SECONDS", 60, least=1)
# Whether bytes are acknowledged only when they would survive a loss of power.
UPLOAD_FSYNC = env.flag("UPLOAD_FSYNC", default=True)
# How many unfinished uploads one person may have.
UPLOADS_OPEN_MOST = env.number("UPLOADS_OPEN_MOST", 1000, least=1)
