from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from config.celery import app as celery_app


class ConfigConfig(AppConfig):
    """Makes the composition layer an app, so that its management commands and templates are found."""

    name = "config"
    verbose_name = "Platform"
    # Every process that has apps can send to our broker, not only Celery's own programs.
    celery = celery_app

    def ready(self) -> None:
        # Django refuses to start without the first folder, and WhiteNoise complains without the second.
        for folder in (settings.FILE_UPLOAD_TEMP_DIR, settings.STATIC_ROOT):
            Path(folder).mkdir(parents=True, exist_ok=True)
