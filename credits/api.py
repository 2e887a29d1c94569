from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from djangorestframework_camel_case.render import CamelCaseJSONRenderer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user
from credits import plans, services
from credits.filters import TransactionFilter
from credits.models import Transaction
from credits.serializers import BalanceSerializer, TransactionSerializer, as_csv

MOST_CSV_ROWS = 10_000
CSV = OpenApiParameter(
    "format",
    OpenApiTypes.STR,
    enum=["json", "csv"],
    description=f"`csv` (or `Accept: text/csv`) answers all rows as a spreadsheet, {MOST_CSV_ROWS} at most.",
)


class BalanceView(APIView):
    schema_tags = ("credits",)

    @extend_schema(responses=BalanceSerializer)
    def get(self, request: Request) -> Response:
        """My credits now: free to use, set aside for running jobs, and by where they came from."""
        user = current_user(request)
        period_end = plans.subscription_of(user=user).period_end
        balance = services.balance(user=user)
        return Response(BalanceSerializer(balance, context={"period_end": period_end}).data)


class CsvRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> str:
        return as_csv(data)


@extend_schema_view(get=extend_schema(parameters=[*TransactionFilter.parameters(), CSV]))
class TransactionsView(ListAPIView[Transaction]):
    """My ledger, newest first."""

    schema_tags = ("credits",)
    serializer_class = TransactionSerializer
    renderer_classes = (CamelCaseJSONRenderer, CsvRenderer)

    def get_queryset(self) -> QuerySet[Transaction]:
        mine = Transaction.objects.for_user(current_user(self.request))
        return TransactionFilter.apply(self.request, mine).prefetch_related("entries")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not isinstance(request.accepted_renderer, CsvRenderer):
            return super().list(request, *args, **kwargs)
        rows = list(self.get_queryset()[: MOST_CSV_ROWS + 1])
        if len(rows) > MOST_CSV_ROWS:
            raise ValidationError(
                {"from": ValidationError(_("That is too much for one file: narrow the dates."))}
            )
        told = self.get_serializer(rows, many=True).data
        return Response(told, headers={"Content-Disposition": 'attachment; filename="credits.csv"'})

    def handle_exception(self, exc: Exception) -> Response:
        """Errors are JSON, whatever was asked for."""
        json = self.get_renderers()[0]
        self.request.accepted_renderer, self.request.accepted_media_type = json, json.media_type
        return super().handle_exception(exc)
