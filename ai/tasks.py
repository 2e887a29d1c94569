"""Celery's ways in: ids come in, one call goes out."""

from typing import Any
from uuid import UUID

from celery import shared_task

from ai.services import callbacks, errands, moderating, refreshing
from ai.services.chatting import following
from ai.services.searching import indexing


@shared_task(name="ai.refresh_models")
def refresh_models(**_: Any) -> None:
    refreshing.refresh()


@shared_task(name="ai.called_back")
def called_back(*, event: int, **_: Any) -> None:
    callbacks.handle(event_id=event)


@shared_task(name="ai.forget_callbacks")
def forget_callbacks(**_: Any) -> None:
    callbacks.forget_old()
    errands.forget_old()


@shared_task(name="ai.run_errand")
def run_errand(*, errand: int, **_: Any) -> None:
    errands.run(errand_id=errand)


@shared_task(name="ai.run_errands")
def run_errands(**_: Any) -> None:
    errands.run_due()


@shared_task(name="ai.inspect_upload")
def inspect_upload(*, video: str, **_: Any) -> None:
    moderating.inspect_again(video_id=UUID(video))


@shared_task(name="ai.plan_moved")
def plan_moved(*, job_id: str, **_: Any) -> None:
    following.carry_on(job_id=UUID(job_id))


@shared_task(name="ai.sweep_plans")
def sweep_plans(**_: Any) -> None:
    following.sweep()


@shared_task(name="ai.index_video")
def index_video(*, video: str, **_: Any) -> None:
    indexing.index(video_id=UUID(video))


@shared_task(name="ai.sweep_index")
def sweep_index(**_: Any) -> None:
    indexing.sweep()


@shared_task(name="ai.catch_up_index")
def catch_up_index(**_: Any) -> None:
    indexing.catch_up()
