"""Endpoints of publications: ask for one, look at it, cancel it, go on with it."""

import uuid

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, accepted, idempotency_key, quoted
from jobs.serializers import JobSerializer
from youtube_integration.api.channels import YoutubeView
from youtube_integration.models import Publication
from youtube_integration.serializers.publishing import (
    PublicationDetailSerializer,
    PublicationSerializer,
    PublishSerializer,
    ScheduledSerializer,
    wish_of,
)
from youtube_integration.services import checking, publishing


class PublishView(YoutubeView):
    rate = "uploads"

    @extend_schema(
        request=PublishSerializer,
        responses={
            **JOB_ANSWERS,
            201: OpenApiResponse(ScheduledSerializer, description="It waits for its hour."),
        },
        parameters=[IDEMPOTENCY_KEY, DRY_RUN],
    )
    def post(self, request: Request) -> Response:
        """Publishes a film of mine on one of my channels, or several, now or at its hour."""
        user, wish = current_user(request), wish_of(parsed(PublishSerializer(data=request.data)))
        if is_dry_run(request):
            checked = checking.check(user=user, wish=wish)
            return quoted(publishing.FREE, seconds=checked.video.duration, notes=checked.notes)
        return told(publishing.publish(user=user, wish=wish, idempotency_key=idempotency_key(request)))


@extend_schema_view(
    get=extend_schema(
        parameters=[
            OpenApiParameter("videoId", str, description="Of one film."),
            OpenApiParameter("state", enum=Publication.State.values),
        ]
    )
)
class PublicationListView(ListAPIView[Publication]):
    """What I have published, am publishing or shall publish, the newest first."""

    schema_tags = ("youtube",)
    serializer_class = PublicationSerializer

    def get_queryset(self) -> QuerySet[Publication]:
        query = self.request.query_params
        video = query.get("videoId", "")
        return publishing.found(
            user=current_user(self.request),
            video_id=serializers.UUIDField().run_validation(video) if video else None,
            state=query.get("state", ""),
        )


class PublicationView(RetrieveAPIView[Publication]):
    """One of my publications, with its history."""

    schema_tags = ("youtube",)
    serializer_class = PublicationDetailSerializer
    lookup_url_kwarg = "publication_id"

    def get_queryset(self) -> QuerySet[Publication]:
        return publishing.publications_of(user=current_user(self.request)).prefetch_related("events")


class CancelView(YoutubeView):
    @extend_schema(request=None, responses=PublicationSerializer)
    def post(self, request: Request, publication_id: uuid.UUID) -> Response:
        """Calls off what waits for its hour, or stops the upload."""
        row = publishing.cancel(user=current_user(request), publication_id=publication_id)
        return Response(PublicationSerializer(row).data)


class RetryView(YoutubeView):
    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: Request, publication_id: uuid.UUID) -> Response:
        """Goes on with what failed or was cancelled; what YouTube has is not sent again."""
        return accepted(publishing.retry(user=current_user(request), publication_id=publication_id))


def told(asked: publishing.Asked) -> Response:
    """The job, or the rows that wait for their hour."""
    if asked.job:
        return accepted(asked.job)
    return Response(
        ScheduledSerializer(asked).data,
        status=status.HTTP_201_CREATED,
        headers={"Location": f"/api/youtube/publications/{asked.publications[0].pk}"},
    )
