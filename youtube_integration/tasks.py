"""Celery's ways in: one call each."""

from typing import Any

from celery import shared_task

from youtube_integration.services import connecting, scheduling


@shared_task(name="youtube.begin_due")
def begin_due(**_: Any) -> None:
    scheduling.begin_due()


@shared_task(name="youtube.forget_states")
def forget_states(**_: Any) -> None:
    connecting.forget_states()
