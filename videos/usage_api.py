"""GET /api/user/usage-stats: what my jobs used, by day and kind."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user
from credits.pricing import to_credits
from jobs.kinds import name_of
from videos.services import usage
from videos.services.usage import DayOfKind

DAYS = 30


class AskedDaysSerializer(serializers.Serializer[Any]):
    days = serializers.IntegerField(min_value=1, max_value=usage.MOST_DAYS, default=DAYS)


class DayOfKindSerializer(serializers.Serializer[DayOfKind]):
    date = serializers.DateField(source="day")
    kind = serializers.CharField()
    name = serializers.SerializerMethodField(help_text="What people call the kind.")
    jobs = serializers.IntegerField()
    credits = serializers.SerializerMethodField()
    seconds = serializers.FloatField(help_text="Of work.")
    bytes = serializers.IntegerField(help_text="Of the files that were made.")

    def get_name(self, row: DayOfKind) -> str:
        return name_of(row.kind)

    def get_credits(self, row: DayOfKind) -> float:
        return to_credits(row.micro)


class UsageStatsSerializer(serializers.Serializer[Any]):
    days = serializers.IntegerField()
    results = DayOfKindSerializer(many=True)


class UsageStatsView(APIView):
    schema_tags = ("credits",)

    @extend_schema(
        parameters=[
            OpenApiParameter("days", OpenApiTypes.INT, description=f"1 to {usage.MOST_DAYS}; {DAYS}.")
        ],
        responses=UsageStatsSerializer,
    )
    def get(self, request: Request) -> Response:
        """My completed jobs of the last days, by day (UTC) and kind."""
        asked = AskedDaysSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        days = asked.validated_data["days"]
        rows = usage.per_day(user=current_user(request), days=days)
        return Response(UsageStatsSerializer({"days": days, "results": rows}).data)
