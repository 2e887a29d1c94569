"""Celery's ways in to what concerns the whole platform: ids come in, one call goes out."""

from typing import Any
from uuid import UUID

from celery import shared_task

from config.privacy import closing, erasing, exporting
from credits.payments.provider import PaymentRefused


@shared_task(name="config.let_go", autoretry_for=(PaymentRefused,), retry_backoff=30, max_retries=10)
def let_go(*, user_id: str, **_: Any) -> None:
    closing.let_go(user_id=UUID(user_id))


@shared_task(name="config.erase_due")
def erase_due(**_: Any) -> None:
    erasing.erase_due()


@shared_task(name="config.sweep_exports")
def sweep_exports(**_: Any) -> None:
    exporting.sweep()
