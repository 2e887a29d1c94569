"""Celery's ways in: ids come in, one call goes out."""

from typing import Any

from celery import shared_task

from ai.services import callbacks, refreshing


@shared_task(name="ai.refresh_models")
def refresh_models(**_: Any) -> None:
    refreshing.refresh()


@shared_task(name="ai.called_back")
def called_back(*, event: int, **_: Any) -> None:
    callbacks.handle(event_id=event)


@shared_task(name="ai.forget_callbacks")
def forget_callbacks(**_: Any) -> None:
    callbacks.forget_old()
