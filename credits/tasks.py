from typing import Any

from celery import shared_task

from credits import auditing, limits, mailing, plans, services
from credits.payments import inbox


@shared_task(name="credits.expire_holds")
def expire_holds(**_: Any) -> None:
    services.expire_forgotten_holds()


@shared_task(name="credits.lapse_lots")
def lapse_lots(**_: Any) -> None:
    services.lapse_expired_lots()


@shared_task(name="credits.audit")
def audit(**_: Any) -> None:
    auditing.audit()


@shared_task(name="credits.renew_plans")
def renew_plans(**_: Any) -> None:
    plans.renew_due()


@shared_task(name="credits.warn")
def warn(**_: Any) -> None:
    limits.warn_of_credits()
    mailing.mail_warnings()


@shared_task(name="credits.sweep_stripe_events")
def sweep_stripe_events(**_: Any) -> None:
    """Begins what is due: the message that its arrival sent may be lost."""
    for event_id in inbox.due():
        process_stripe_event.delay(event_id=event_id)


@shared_task(name="credits.process_stripe_event")
def process_stripe_event(event_id: str, **_: Any) -> None:
    inbox.process(event_id=event_id)
