from django.apps import AppConfig
from django.utils.translation import gettext, ngettext

from videos.media import said


class VideosConfig(AppConfig):
    name = "videos"
    verbose_name = "Videos"

    def ready(self) -> None:
        said.speak(gettext, ngettext)
