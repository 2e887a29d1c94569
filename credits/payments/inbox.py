"""Stripe's messages: checked, stored as they came, and acted on once by a worker."""

import json
from datetime import timedelta

import stripe
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from credits.models import StripeEvent
from credits.payments import stripe_events

A_ROUND = 200
MOST_ATTEMPTS = 12  # with the waits between them, about a day
LONGEST_WAIT = timedelta(hours=4)


class NotFromStripe(Exception):
    """The signature is missing, wrong or old, or this platform does not take payments by Stripe."""


def receive(*, body: bytes, signature: str) -> str | None:
    """Stores a message; returns its id, or None when it came before. Raises NotFromStripe."""
    secret = settings.STRIPE_WEBHOOK_SECRET
    if not secret:
        raise NotFromStripe("This platform does not take payments by Stripe.")
    try:
        text = body.decode()
        stripe.WebhookSignature.verify_header(text, signature, secret, stripe.Webhook.DEFAULT_TOLERANCE)
        told = json.loads(text)
        event_id, kind = str(told["id"]), str(told["type"])
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as error:
        raise NotFromStripe("The signature does not fit.") from error
    _, fresh = StripeEvent.objects.get_or_create(id=event_id, defaults={"kind": kind, "body": text})
    return event_id if fresh else None


def due() -> list[str]:
    """The messages that wait to be acted on."""
    waiting = StripeEvent.objects.filter(
        processed_at__isnull=True, not_before__lte=Now(), attempts__lt=MOST_ATTEMPTS
    )
    return list(waiting.order_by("not_before").values_list("pk", flat=True)[:A_ROUND])


def process(*, event_id: str) -> bool:
    """Acts on a message once; whether it did. What goes wrong is kept on the row, raised, and tried again."""
    if not _claim(event_id):
        return False
    event = StripeEvent.objects.get(pk=event_id)
    try:
        act = stripe_events.understood(event.kind, json.loads(event.body)["data"]["object"])
        with transaction.atomic():
            act()
            StripeEvent.objects.filter(pk=event_id).update(processed_at=Now(), error="")
    except Exception as error:
        StripeEvent.objects.filter(pk=event_id).update(error=f"{type(error).__name__}: {error}"[:2000])
        raise
    return True


def replay(*, event_id: str) -> None:
    """Has a message acted on again; what it gave before it does not give again."""
    StripeEvent.objects.filter(pk=event_id).update(processed_at=None, attempts=0, not_before=Now(), error="")


def _claim(event_id: str) -> bool:
    """Takes a message for a while: a worker that dies with it leaves it to the next."""
    event = StripeEvent.objects.filter(pk=event_id).first()
    if event is None:
        return False
    wait = min(timedelta(seconds=30 * 2**event.attempts), LONGEST_WAIT)
    waiting = StripeEvent.objects.filter(
        pk=event_id, processed_at__isnull=True, not_before__lte=Now(), attempts=event.attempts
    )
    return bool(waiting.update(attempts=F("attempts") + 1, not_before=timezone.now() + wait))
