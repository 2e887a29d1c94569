"""The platform's settings as the media engine wants them."""

from django.conf import settings

from videos.media.engine import Limits


def media_limits() -> Limits:
    return Limits(max_duration=float(settings.MAX_VIDEO_SECONDS), file_bytes=2 * settings.MAX_UPLOAD_BYTES)
