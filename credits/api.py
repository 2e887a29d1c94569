from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user
from credits import services
from credits.models import Transaction
from credits.serializers import BalanceSerializer, TransactionSerializer


class BalanceView(APIView):
    schema_tags = ("credits",)

    @extend_schema(responses=BalanceSerializer)
    def get(self, request: Request) -> Response:
        """My credits now: free to use, and set aside for running jobs."""
        return Response(BalanceSerializer(services.balance(user=current_user(request))).data)


class TransactionsView(ListAPIView[Transaction]):
    """My ledger, newest first."""

    schema_tags = ("credits",)
    serializer_class = TransactionSerializer

    def get_queryset(self) -> QuerySet[Transaction]:
        user = current_user(self.request)
        return Transaction.objects.for_user(user).prefetch_related("entries")
