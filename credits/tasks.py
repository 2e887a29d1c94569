from typing import Any

from celery import shared_task

from credits import auditing, services


@shared_task(name="credits.expire_holds")
def expire_holds(**_: Any) -> None:
    services.expire_forgotten_holds()


@shared_task(name="credits.lapse_lots")
def lapse_lots(**_: Any) -> None:
    services.lapse_expired_lots()


@shared_task(name="credits.audit")
def audit(**_: Any) -> None:
    auditing.audit()
