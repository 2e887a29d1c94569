"""Plans, the own subscription and quota, packs and their purchase."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user
from credits import limits, plans
from credits.models import Pack, Plan
from credits.payments import buying
from credits.plan_serializers import (
    ChooseSerializer,
    ChosenSerializer,
    PackSerializer,
    PlanSerializer,
    QuotaSerializer,
    StartedSerializer,
    SubscriptionSerializer,
    TopUpSerializer,
)

ONCE = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="The same key again begins nothing new; with another body it is 409.",
)


def _key(request: Request) -> str:
    return request.headers.get("Idempotency-Key", "")[:200]


class PlansView(ListAPIView[Plan]):
    """Every plan that can be chosen."""

    schema_tags = ("credits",)
    permission_classes = (AllowAny,)
    pagination_class = None
    serializer_class = PlanSerializer

    def get_queryset(self) -> QuerySet[Plan]:
        return Plan.objects.filter(is_public=True)


class PacksView(ListAPIView[Pack]):
    """Credits for sale."""

    schema_tags = ("credits",)
    pagination_class = None
    serializer_class = PackSerializer

    def get_queryset(self) -> QuerySet[Pack]:
        return Pack.objects.filter(is_public=True)


class TopUpView(APIView):
    schema_tags = ("credits",)

    @extend_schema(request=TopUpSerializer, responses={201: StartedSerializer}, parameters=[ONCE])
    def post(self, request: Request) -> Response:
        """Begins the purchase of a pack: pay at `checkoutUrl`, if there is one."""
        asked = TopUpSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        purchase = buying.buy_pack(
            user=current_user(request),
            pack_code=asked.validated_data["pack_id"],
            idempotency_key=_key(request),
        )
        return Response(StartedSerializer(purchase).data, status=201)


class SubscriptionView(APIView):
    schema_tags = ("credits",)

    @extend_schema(responses=SubscriptionSerializer)
    def get(self, request: Request) -> Response:
        """The plan I am on, and its running month."""
        running = plans.subscription_of(user=current_user(request))
        return Response(SubscriptionSerializer(running).data)

    @extend_schema(request=ChooseSerializer, responses=ChosenSerializer, parameters=[ONCE])
    def post(self, request: Request) -> Response:
        """Chooses a plan. A free one begins when what is paid is over; a paid one when it is paid."""
        asked = ChooseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user = current_user(request)
        purchase = buying.choose_plan(
            user=user, plan_code=asked.validated_data["plan_id"], idempotency_key=_key(request)
        )
        chosen = {"subscription": plans.subscription_of(user=user), "purchase": purchase}
        return Response(ChosenSerializer(chosen).data)

    @extend_schema(responses=SubscriptionSerializer)
    def delete(self, request: Request) -> Response:
        """Ends the paid plan with its running month."""
        return Response(SubscriptionSerializer(buying.end_plan(user=current_user(request))).data)


class QuotaView(APIView):
    schema_tags = ("credits",)

    @extend_schema(responses=QuotaSerializer)
    def get(self, request: Request) -> Response:
        """What of the month's credits and of my plan's limits is used."""
        return Response(QuotaSerializer(limits.quota(user=current_user(request))).data)
