"""Celery's ways in: ids come in, one call goes out."""

from typing import Any

from celery import shared_task

from ai.services import refreshing


@shared_task(name="ai.refresh_models")
def refresh_models(**_: Any) -> None:
    refreshing.refresh()
