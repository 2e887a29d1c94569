"""What projects do when something below them happens."""

from typing import Any

from django.dispatch import receiver

from projects.services import collecting
from videos.models import Video
from videos.signals import video_ready, video_taken_in


@receiver(video_taken_in)
@receiver(video_ready)
def put_into_project(sender: type[Video], *, video: Video, **_: Any) -> None:
    """What was uploaded or made for a project is put into it."""
    collecting.put_made(video=video)
