from pathlib import Path

from corsheaders.signals import check_request_enabled
from django.apps import AppConfig
from django.conf import settings
from django.http import HttpRequest

from config.celery import app as celery_app
from videos.signing import PREFIX


class ConfigConfig(AppConfig):
    """Makes the composition layer an app, so that its management commands and templates are found."""

    name = "config"
    verbose_name = "Platform"
    # Every process that has apps can send to our broker, not only Celery's own programs.
    celery = celery_app

    def ready(self) -> None:
        from config.privacy import receivers  # noqa: F401, PLC0415 - connects them

        # Django refuses to start without the first folder, and WhiteNoise complains without the second.
        for folder in (settings.FILE_UPLOAD_TEMP_DIR, settings.STATIC_ROOT):
            Path(folder).mkdir(parents=True, exist_ok=True)
        check_request_enabled.connect(is_signed_media)


def is_signed_media(sender: object, request: HttpRequest, **_: object) -> bool:
    """Players on any site may read what a signed address leads to: no cookie opens it, only the address."""
    return request.path.startswith(PREFIX)
