"""Where files of this machine lie, and how large they may be."""

from pathlib import Path

from config import environment as env
from config.settings.base import BASE_DIR, HOME_DIR
from videos.media.launcher import LAYERS

MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or HOME_DIR / "media")
STATIC_URL = "/static/"
STATIC_ROOT = HOME_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Beside the media, so that a finished upload is moved, not copied.
FILE_UPLOAD_TEMP_DIR = str(MEDIA_ROOT / "incoming")
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
# Pictures of people are cut by the media engine, which lies above accounts.
AVATAR_CUT_BY = "videos.services.portraits.portrait"
WORK_DIR = Path(env.text("WORK_DIR") or HOME_DIR / "work")
# The media engine, which is free of Django, reads these two itself; here a wrong value stops the start.
env.number("SANDBOX_LAYERS", 0)
if unknown := set(env.words("SANDBOX_OFF")) - set(LAYERS):
    raise env.WrongSetting(f"SANDBOX_OFF knows {', '.join(LAYERS)}; not {', '.join(sorted(unknown))}.")
# Content credentials (C2PA), signed with the operator's certificate, else with one that the home makes.
CONTENT_CREDENTIALS = env.flag("CONTENT_CREDENTIALS", default=True)
C2PA_CERTIFICATE, C2PA_KEY = env.text("C2PA_CERTIFICATE"), env.text("C2PA_KEY")
if bool(C2PA_CERTIFICATE) != bool(C2PA_KEY):
    raise env.WrongSetting("C2PA_CERTIFICATE and C2PA_KEY are needed both, or none of them.")
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_MB", 4096, least=1) * 1024 * 1024
MAX_VIDEO_SECONDS = env.number("MAX_VIDEO_SECONDS", 4 * 3600, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A stream (HLS) of each new film of at least so many seconds, made in the background at no cost to its owner.
HLS_ON_INGEST = env.flag("HLS_ON_INGEST", default=False)
HLS_ON_INGEST_SECONDS = env.number("HLS_ON_INGEST_SECONDS", 60)
# "self": our own ASGI responder sends the bytes; "nginx": X-Accel-Redirect does.
MEDIA_SENDER = env.text("MEDIA_SENDER", "self")
