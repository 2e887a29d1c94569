"""What a person does: buy a pack, choose a plan, end it; and what staff decide."""

import uuid

from django.db import transaction
from django.db.models.functions import Now

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


def buy_pack(*, user: User, pack_code: str) -> Purchase:
    """Begins the purchase of a pack; raises Pack.DoesNotExist or PaymentRefused."""
    pack = Pack.objects.get(pk=pack_code, is_public=True)
    return _start(Purchase(user=user, pack=pack, micro=pack.micro, price=pack.price, currency=pack.currency))


def choose_plan(*, user: User, plan_code: str) -> Purchase | None:
    """Begins the purchase of a plan; one that costs nothing begins when what is paid is over: then None.

    Raises Plan.DoesNotExist or PaymentRefused, also for the plan that the person is on.
    """
    plan = Plan.objects.get(pk=plan_code, is_public=True)
    running = plans.subscription_of(user=user)
    if running.plan == plan and not running.cancel_at_period_end:
        raise PaymentRefused("You are on this plan.")
    if not plan.price:
        end_plan(user=user)
        return None
    if running.provider == Subscription.Provider.STRIPE:
        raise PaymentRefused("Change a plan that is paid by card in the customer portal.")
    return _start(
        Purchase(user=user, plan=plan, micro=plan.monthly, price=plan.price, currency=plan.currency)
    )


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
        raise PaymentRefused("There is nothing to look after: nothing was paid by card.")
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


def _start(purchase: Purchase) -> Purchase:
    """The row is there before the vendor is asked: what is paid can always be told."""
    if Purchase.objects.waiting().filter(user=purchase.user, provider="manual").count() >= MOST_WAITING:
        raise PaymentRefused("You have asked for much already; wait until that is decided.")
    provider = chosen_provider()
    purchase.provider = provider.name
    purchase.save(force_insert=True)
    provider.start(purchase)
    purchase.refresh_from_db()
    return purchase
