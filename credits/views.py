"""The page of one's credits, the pricing table, and the buttons on both."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from rest_framework.request import Request

from accounts.models import User
from accounts.views import person, signed_in
from credits import limits, plans, services
from credits.filters import TransactionFilter
from credits.limits import told
from credits.models import Feature, Hold, Pack, Plan, Price, Purchase, Transaction
from credits.payments import buying
from credits.payments.provider import PaymentRefused
from credits.serializers import TransactionSerializer

A_PAGE = 25
MOST_HOLDS = 50
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
        "holds": _held(user),
        "packs": Pack.objects.filter(is_public=True),
        "waiting": Purchase.objects.waiting().filter(user=user).select_related("pack", "plan")[:A_PAGE],
        "payments": settings.PAYMENTS,
        "key": uuid.uuid4(),
        **_statement(request, user),
    }
    return render(request, "credits/credits.html", context)


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
        return "Your plan ends with its running month."
    if purchase.state == Purchase.State.PAID:
        return f"{purchase.title}: done."
    return f"You have asked for: {purchase.title}. Our staff will look at it."


def _held(user: User) -> list[dict[str, Any]]:
    """What is set aside, and for what."""
    names = _names()
    held = Hold.objects.filter(account__user=user, state=Hold.State.OPEN).order_by("-created_at")
    return [{"amount": hold.amount, "what": _work(hold, names)} for hold in held[:MOST_HOLDS]]


def _names() -> dict[str, str]:
    """What each priced thing is called."""
    return dict(Price.objects.order_by("effective_from").values_list("code", "name"))


def _work(hold: Hold, names: dict[str, str]) -> str:
    """What a hold is for, after its quote."""
    return ", ".join(dict.fromkeys(names.get(line["code"], line["code"]) for line in hold.lines)) or "Work"


def _told(row: Transaction, names: dict[str, str]) -> dict[str, Any]:
    """A row as people read it: a hold's reason is the id of its job, which says nothing to them."""
    shown = dict(TransactionSerializer(row).data)
    if row.hold and (not row.reason or row.reason == row.hold.reference):
        shown["reason"] = _work(row.hold, names)
    return shown


def _statement(request: HttpRequest, user: User) -> dict[str, Any]:
    """The rows that the address asks for, a page of them."""
    asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    page = min(max(number, 1), 10_000)
    problem = ""
    mine = Transaction.objects.for_user(user)
    try:
        rows = TransactionFilter.apply(Request(request), mine)
    except ValidationError as error:
        problem, rows = " ".join(error.messages), mine.none()
    names = _names()
    found = list(
        rows.select_related("hold").prefetch_related("entries")[(page - 1) * A_PAGE : page * A_PAGE + 1]
    )
    return {
        "rows": [_told(row, names) for row in found[:A_PAGE]],
        "asked": asked,
        "problem": problem,
        "kinds": Transaction.Kind.values,
        "page": page,
        "older": page + 1 if len(found) > A_PAGE else None,
        "newer": page - 1 if page > 1 else None,
    }


def _limit_words(feature: Feature, limit: int | None) -> str:
    if limit is None:
        return UNLIMITED[feature]
    return told(feature, limit)


UNLIMITED = {
    Feature.VIDEOS: "Unlimited videos",
    Feature.SUMMARIES: "Unlimited summaries",
    Feature.NARRATION: "Unlimited narration",
    Feature.CHAT: "Unlimited chat",
    Feature.STORAGE: "Unlimited storage",
    Feature.UPLOAD: "Files of any size",
    Feature.JOBS: "Any number of jobs at once",
}
