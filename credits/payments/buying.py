"""What a person does: buy a pack, choose a plan, end it; and what staff decide."""

import uuid

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from credits import plans
from credits.models import Pack, Plan, Purchase, Subscription
from credits.payments.provider import PaymentRefused, chosen_provider, provider_named
from credits.payments.settling import complete

State = Purchase.State
MOST_WAITING = 20


class DecidedBefore(Exception):
    """The purchase was paid, approved or rejected before."""


class OwnPurchase(Exception):
    """Who buys cannot approve it."""


class KeyUsedBefore(Exception):
    """The same Idempotency-Key came before with another purchase."""


def buy_pack(*, user: User, pack_code: str, idempotency_key: str = "") -> Purchase:
    """Begins the purchase of a pack; the same key answers with the purchase that it began before.

    Raises Pack.DoesNotExist, PaymentRefused or KeyUsedBefore.
    """
    pack = Pack.objects.get(pk=pack_code, is_public=True)
    wish = Purchase(user=user, pack=pack, micro=pack.micro, price=pack.price, currency=pack.currency)
    return _start(wish, idempotency_key)


def choose_plan(*, user: User, plan_code: str, idempotency_key: str = "") -> Purchase | None:
    """Begins the purchase of a plan; one that costs nothing begins when what is paid is over: then None.

    Raises Plan.DoesNotExist, KeyUsedBefore, or PaymentRefused, also for the plan that the person is on.
    """
    plan = Plan.objects.get(pk=plan_code, is_public=True)
    wish = Purchase(user=user, plan=plan, micro=plan.monthly, price=plan.price, currency=plan.currency)
    if earlier := _earlier(wish, idempotency_key):
        return earlier
    running = plans.subscription_of(user=user)
    if running.plan == plan and not running.cancel_at_period_end:
        raise PaymentRefused(_("You are on this plan."))
    if not plan.price:
        end_plan(user=user)
        return None
    if running.provider == Subscription.Provider.STRIPE:
        raise PaymentRefused(_("Change a plan that is paid by card in the customer portal."))
    return _start(wish, idempotency_key)


def end_plan(*, user: User) -> Subscription:
    """The paid plan runs to the end of its month; raises NothingToEnd or PaymentRefused."""
    running = plans.subscription_of(user=user)
    if running.provider != Subscription.Provider.NONE:
        provider_named(running.provider).end_plan(running)
    return plans.end_plan_later(user=user)


def portal(*, user: User) -> str:
    """Where the person looks after cards and invoices; raises PaymentRefused."""
    running = plans.subscription_of(user=user)
    address = provider_named(running.provider).portal(running) if running.customer_id else ""
    if not address:
        raise PaymentRefused(_("There is nothing to look after: nothing was paid by card."))
    return address


def approve(*, purchase_id: uuid.UUID, actor: User) -> None:
    """Staff have the money; raises DecidedBefore, or OwnPurchase when they would give it to themselves."""
    with transaction.atomic():
        purchase = _locked_waiting(purchase_id)
        if purchase.user_id == actor.pk:
            raise OwnPurchase("Somebody else must approve what you bought.")
        complete(
            purchase_id=purchase.pk,
            payment_id=f"manual_{purchase.pk}",
            paid=purchase.price,
            decided_by=actor,
        )


def reject(*, purchase_id: uuid.UUID, actor: User) -> None:
    """Raises DecidedBefore."""
    with transaction.atomic():
        purchase = _locked_waiting(purchase_id)
        decision = {"state": State.REJECTED, "decided_by": actor, "decided_at": Now()}
        Purchase.objects.filter(pk=purchase.pk).update(**decision)


def _locked_waiting(purchase_id: uuid.UUID) -> Purchase:
    purchase = Purchase.objects.select_for_update(of=("self",)).get(pk=purchase_id)
    if purchase.state != State.PENDING or purchase.provider != Purchase.Provider.MANUAL:
        raise DecidedBefore(f"This purchase is {purchase.state}, and not staff's to decide.")
    return purchase


def _start(purchase: Purchase, key: str) -> Purchase:
    """The row is there before the vendor is asked: what is paid can always be told."""
    if earlier := _earlier(purchase, key):
        return earlier
    if Purchase.objects.waiting().filter(user=purchase.user, provider="manual").count() >= MOST_WAITING:
        raise PaymentRefused(_("You have asked for much already; wait until that is decided."))
    provider = chosen_provider()
    purchase.provider = provider.name
    if key:
        purchase.pk = _id_of(purchase.user, key)
    try:
        with transaction.atomic():
            purchase.save(force_insert=True)
    except IntegrityError:  # the same click, a moment ago
        earlier = _earlier(purchase, key)
        if earlier is None:
            raise
        return earlier
    provider.start(purchase)
    purchase.refresh_from_db()
    return purchase


def _id_of(user: User, key: str) -> uuid.UUID:
    return uuid.uuid5(user.pk, f"purchase:{key}")


def _earlier(wish: Purchase, key: str) -> Purchase | None:
    """What the key began before. A checkout that the vendor never answered is begun again."""
    if not key:
        return None
    earlier = Purchase.objects.filter(user=wish.user, pk=_id_of(wish.user, key)).first()
    if earlier is None:
        return None
    if (earlier.pack_id, earlier.plan_id) != (wish.pack_id, wish.plan_id):
        raise KeyUsedBefore(_("This Idempotency-Key was used before with another request."))
    if earlier.state == State.PENDING and not earlier.address:
        provider_named(earlier.provider).start(earlier)
        earlier.refresh_from_db()
    return earlier
