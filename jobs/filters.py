import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from jobs.models import Job


class JobFilter:
    """`?status=&kind=&videoId=&projectId=&parentId=` on a list of jobs."""

    FIELDS = ("status", "kind", "videoId", "projectId", "parentId")
    COLUMNS = ("status", "kind", "video_id", "project_id", "parent_id")

    @classmethod
    def parameters(cls) -> list[OpenApiParameter]:
        return [OpenApiParameter(name, OpenApiTypes.STR) for name in cls.FIELDS]

    @classmethod
    def apply(cls, request: Request, queryset: QuerySet[Job]) -> QuerySet[Job]:
        asked: dict[str, Any] = {
            column: request.query_params[name]
            for name, column in zip(cls.FIELDS, cls.COLUMNS, strict=True)
            if request.query_params.get(name)
        }
        if "status" in asked and asked["status"] not in Job.Status.values:
            raise ValidationError(
                {"status": ValidationError("There is no such status.", code="invalid_choice")}
            )
        for name, column in (("videoId", "video_id"), ("projectId", "project_id"), ("parentId", "parent_id")):
            if column in asked:
                asked[column] = _as_uuid(name, asked[column])
        return queryset.filter(**asked)


def _as_uuid(name: str, value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        raise ValidationError({name: ValidationError("This is no id.", code="invalid")}) from None
