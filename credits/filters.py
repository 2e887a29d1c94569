"""`?kind=&from=&to=&search=` on a statement."""

from datetime import UTC, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from credits.models import Transaction

MOMENT = "A date, or a moment with its time zone; a date alone is the whole day in UTC."


class TransactionFilter:
    @staticmethod
    def parameters() -> list[OpenApiParameter]:
        return [
            OpenApiParameter("kind", OpenApiTypes.STR, enum=Transaction.Kind.values),
            OpenApiParameter("from", OpenApiTypes.STR, description=MOMENT),
            OpenApiParameter("to", OpenApiTypes.STR, description=MOMENT),
            OpenApiParameter("search", OpenApiTypes.STR, description="Words of the reason."),
        ]

    @staticmethod
    def apply(request: Request, rows: QuerySet[Transaction]) -> QuerySet[Transaction]:
        """The rows that the request asks for; raises ValidationError."""
        asked = request.query_params
        conditions: dict[str, Any] = {}
        if kind := asked.get("kind"):
            conditions["kind"] = _kind(kind)
        if begin := asked.get("from"):
            conditions["created_at__gte"] = _moment("from", begin, time.min)
        if end := asked.get("to"):
            conditions["created_at__lte"] = _moment("to", end, time.max)
        if search := asked.get("search", "").replace("\x00", ""):
            conditions["reason__icontains"] = search
        return rows.filter(**conditions)


def _kind(value: str) -> str:
    if value not in Transaction.Kind.values:
        raise ValidationError({"kind": ValidationError(_("There is no such kind."), code="invalid_choice")})
    return value


def _moment(name: str, value: str, of_day: time) -> datetime:
    try:
        moment = parse_datetime(value) if len(value) > len("2026-01-01") else None
        day = None if moment else parse_date(value)
    except ValueError:  # well formed, and not in the calendar
        moment = day = None
    if moment is not None and moment.tzinfo is not None:
        return moment
    if day is not None:
        return datetime.combine(day, of_day, tzinfo=UTC)
    raise ValidationError({name: ValidationError(_("Give a date, or a time with its zone."), code="invalid")})
