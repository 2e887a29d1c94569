from typing import Any

from celery import shared_task

from videos.services import clipping, segmenting


@shared_task(name="videos.sweep_clips")
def sweep_clips(**_: Any) -> None:
    clipping.sweep()


@shared_task(name="videos.sweep_segments")
def sweep_segments(**_: Any) -> None:
    segmenting.sweep()
