"""The page of one's credits, the pricing table, and the buttons on both."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from rest_framework.request import Request

from accounts.models import User
from accounts.views import person, signed_in
from credits import limits, plans, services, statement
from credits.filters import TransactionFilter
from credits.limits import told
from credits.models import Feature, Pack, Plan, Purchase, Transaction
from credits.payments import buying
from credits.payments.provider import PaymentRefused

A_PAGE = 25
RANGES = (7, 30, 90, 365)  # days of use that the chart can show
REFUSALS = (PaymentRefused, plans.NothingToEnd, buying.KeyUsedBefore)
FILTERS = ("kind", "from", "to", "search")


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """My credits: what there is, what is set aside, what happened, and how to get more."""
    user = person(request)
    running = plans.subscription_of(user=user)
    context = {
        "quota": limits.quota(user=user),
        "account": services.balance(user=user),
        "subscription": running,
        "holds": statement.held_for(user),
        "packs": Pack.objects.filter(is_public=True),
        "waiting": Purchase.objects.waiting().filter(user=user).select_related("pack", "plan")[:A_PAGE],
        "payments": settings.PAYMENTS,
        "key": uuid.uuid4(),
        "ranges": RANGES,
        **_statement(request, user),
    }
    return render(request, "credits/credits.html", context, status=422 if context["problem"] else 200)


def pricing(request: HttpRequest) -> HttpResponse:
    """Every plan beside the others; for anybody."""
    chosen = [
        {"plan": plan, "words": [_limit_words(feature, plan.limit_of(feature)) for feature in Feature]}
        for plan in Plan.objects.filter(is_public=True)
    ]
    running = None
    if isinstance(request.user, User):
        running = plans.subscription_of(user=request.user)
    context = {"plans": chosen, "subscription": running, "payments": settings.PAYMENTS, "key": uuid.uuid4()}
    return render(request, "credits/plans.html", context)


@require_POST
@signed_in
def buy(request: HttpRequest, pack_code: str) -> HttpResponse:
    get_object_or_404(Pack, pk=pack_code, is_public=True)
    return _done(
        request,
        lambda: buying.buy_pack(user=person(request), pack_code=pack_code, idempotency_key=_key(request)),
    )


@require_POST
@signed_in
def choose(request: HttpRequest, plan_code: str) -> HttpResponse:
    get_object_or_404(Plan, pk=plan_code, is_public=True)
    return _done(
        request,
        lambda: buying.choose_plan(user=person(request), plan_code=plan_code, idempotency_key=_key(request)),
    )


@require_POST
@signed_in
def end_plan(request: HttpRequest) -> HttpResponse:
    def end() -> None:
        buying.end_plan(user=person(request))

    return _done(request, end)


@require_POST
@signed_in
def portal(request: HttpRequest) -> HttpResponse:
    try:
        return _leave(request, buying.portal(user=person(request)))
    except PaymentRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("credits")


def _key(request: HttpRequest) -> str:
    """Of the page as it was drawn: two clicks on one button are one purchase."""
    return request.POST.get("key", "")[:200]


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    """A page that goes on by itself: a form that led to another site by a redirect would be stopped by
    `form-action 'self'`.
    """
    return render(request, "credits/leaving.html", {"address": address})


def _done(request: HttpRequest, do: Callable[[], Purchase | None]) -> HttpResponse:
    """Goes to where it is paid, else back with what became of it."""
    try:
        purchase = do()
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("credits")
    if purchase and purchase.address:
        return _leave(request, purchase.address)
    messages.success(request, _outcome(purchase))
    return redirect("credits")


def _outcome(purchase: Purchase | None) -> str:
    if purchase is None:
        return _("Your plan ends with its running month.")
    if purchase.state == Purchase.State.PAID:
        return _("%(title)s: done.") % {"title": purchase.title}
    return _("You have asked for: %(title)s. Our staff will look at it.") % {"title": purchase.title}


def _statement(request: HttpRequest, user: User) -> dict[str, Any]:
    """The rows that the address asks for, a page of them."""
    asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    number = request.GET.get("page", "")[:5]
    page = max(int(number), 1) if number.isdecimal() else 1
    problem = ""
    mine = Transaction.objects.for_user(user)
    try:
        rows = TransactionFilter.apply(Request(request), mine)
    except ValidationError as error:
        problem, rows = " ".join(error.messages), mine.none()
    found, has_older = statement.page_of(rows, number=page, length=A_PAGE)
    return {
        "rows": found,
        "asked": asked,
        "problem": problem,
        "kinds": statement.KINDS.items(),
        "page": page,
        "older": page + 1 if has_older else None,
        "newer": page - 1 if page > 1 else None,
    }


def _limit_words(feature: Feature, limit: int | None) -> str:
    if limit is None:
        return str(UNLIMITED[feature])
    return told(feature, limit)


UNLIMITED = {
    Feature.VIDEOS: gettext_lazy("Unlimited videos"),
    Feature.SUMMARIES: gettext_lazy("Unlimited summaries"),
    Feature.NARRATION: gettext_lazy("Unlimited narration"),
    Feature.CHAT: gettext_lazy("Unlimited chat"),
    Feature.STORAGE: gettext_lazy("Unlimited storage"),
    Feature.UPLOAD: gettext_lazy("Files of any size"),
    Feature.JOBS: gettext_lazy("Any number of jobs at once"),
}
