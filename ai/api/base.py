"""What AI's endpoints have in common."""

from collections.abc import Callable, Sequence
from typing import Protocol

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user
from accounts.throttling import GENERAL, is_dry_run
from credits.pricing import Quote
from jobs.api import accepted, idempotency_key, quoted
from jobs.models import Job


class AiView(APIView):
    schema_tags: tuple[str, ...] = ("ai",)


class PricedView(AiView):
    """Has something made for credits, and tells the price instead where `dryRun` asks for it.

    Prices are asked for at every change of a form and no model works for them, so they are counted apart.
    """

    rate = "ai"
    quote_rate = GENERAL


class Priced(Protocol):
    """A wish that was checked and priced."""

    @property
    def quote(self) -> Quote: ...

    @property
    def notes(self) -> Sequence[str]: ...


def ordered(request: Request, priced: Priced, order: Callable[..., Job], *, seconds: float = 0) -> Response:
    """The price of a dry run, else the job; `order` is given the `user` and the `idempotency_key`."""
    if is_dry_run(request):
        return quoted(priced.quote, seconds=seconds, notes=priced.notes)
    return accepted(order(user=current_user(request), idempotency_key=idempotency_key(request)))
