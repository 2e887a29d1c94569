from typing import Any

from celery import shared_task

from credits import services


@shared_task(name="credits.expire_holds")
def expire_holds(**_: Any) -> None:
    services.expire_forgotten_holds()
