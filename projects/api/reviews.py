"""Endpoints of review links and comments, for members; and what the guests' page asks."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import OpenView, current_user, parsed
from accounts.throttling import is_dry_run
from ai.services.chatting import sending
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, idempotency_key, quoted
from projects.api.projects import ProjectsView
from projects.models import Comment, ReviewLink, Role
from projects.serializers.reviews import (
    CommentChangesSerializer,
    CommentFieldsSerializer,
    CommentSerializer,
    GuestCommentFieldsSerializer,
    GuestCommentSerializer,
    MadeReviewSerializer,
    PlanAskedSerializer,
    PlanWishSerializer,
    ReviewFieldsSerializer,
    ReviewSerializer,
)
from projects.services.review import commenting, reviewing
from projects.services.roles import must_be
from videos.api import as_uuid

MOST_TOLD_TO_GUESTS = 500


class ReviewsView(ListAPIView[ReviewLink]):
    """A project's review links, the newest first; their addresses are told nowhere."""

    schema_tags = ("projects",)
    serializer_class = ReviewSerializer

    def get_queryset(self) -> QuerySet[ReviewLink]:
        if getattr(self, "swagger_fake_view", False):
            return ReviewLink.objects.none()
        return reviewing.links(user=current_user(self.request), project_id=self.kwargs["project_id"])

    @extend_schema(request=ReviewFieldsSerializer, responses={201: MadeReviewSerializer})
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Makes an address that shows one film to people without an account; `url` is told this once."""
        user = current_user(request)
        must_be(user=user, project_id=project_id, least=Role.EDITOR)
        given = ReviewFieldsSerializer(data=request.data)
        parsed(given)
        made = reviewing.make(user=user, project_id=project_id, wish=given.wish())
        body = MadeReviewSerializer(made.link, context={"url": made.url}).data
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})


class ReviewView(ProjectsView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, project_id: uuid.UUID, review_id: uuid.UUID) -> Response:
        """Revokes a link: its page and its media are gone at once."""
        reviewing.revoke(user=current_user(request), project_id=project_id, review_id=review_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(
    parameters=[
        OpenApiParameter("videoId", OpenApiTypes.UUID, description="About one film."),
        OpenApiParameter("resolved", OpenApiTypes.BOOL),
    ]
)
class CommentsView(ListAPIView[Comment]):
    """What was said in a project, the oldest first."""

    schema_tags = ("projects",)
    serializer_class = CommentSerializer

    def get_queryset(self) -> QuerySet[Comment]:
        if getattr(self, "swagger_fake_view", False):
            return Comment.objects.none()
        query = self.request.query_params
        video_id, resolved = query.get("videoId"), query.get("resolved", "").lower()
        return commenting.comments(
            user=current_user(self.request),
            project_id=self.kwargs["project_id"],
            video_id=as_uuid(video_id) if video_id else None,
            is_resolved={"true": True, "1": True, "false": False, "0": False}.get(resolved),
        )

    @extend_schema(request=CommentFieldsSerializer, responses={201: CommentSerializer}, parameters=[])
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Says something about the project, about one of its films, or about a moment of it."""
        user = current_user(request)
        must_be(user=user, project_id=project_id, least=Role.VIEWER)
        given = CommentFieldsSerializer(data=request.data)
        parsed(given)
        written = commenting.write(user=user, project_id=project_id, words=given.words())
        return Response(CommentSerializer(written).data, status=status.HTTP_201_CREATED)


class CommentView(ProjectsView):
    @extend_schema(request=CommentChangesSerializer, responses=CommentSerializer)
    def patch(self, request: Request, project_id: uuid.UUID, comment_id: uuid.UUID) -> Response:
        """Changes my own words (`text`), or ticks any comment off (`resolved`), which editors may."""
        user = current_user(request)
        must_be(user=user, project_id=project_id, least=Role.VIEWER)
        commenting.get(user=user, project_id=project_id, comment_id=comment_id)
        given = parsed(CommentChangesSerializer(data=request.data))
        about: dict[str, Any] = {"user": user, "project_id": project_id, "comment_id": comment_id}
        if "text" in given:
            changed = commenting.edit(**about, text=given["text"])
        else:
            changed = commenting.resolve(**about, is_resolved=given["resolved"])
        return Response(CommentSerializer(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, project_id: uuid.UUID, comment_id: uuid.UUID) -> Response:
        """Removes my own comment, or any when the project is mine; answers to it stay."""
        commenting.delete(user=current_user(request), project_id=project_id, comment_id=comment_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CommentPlanView(ProjectsView):
    rate = "chat"

    @extend_schema(
        request=PlanWishSerializer,
        responses={
            202: OpenApiResponse(PlanAskedSerializer, description="The assistant was asked."),
            200: JOB_ANSWERS[200],
        },
        parameters=[IDEMPOTENCY_KEY, DRY_RUN],
    )
    def post(self, request: Request, project_id: uuid.UUID, comment_id: uuid.UUID) -> Response:
        """Says a comment to the assistant as a wish about its film and its moment.

        It proposes a plan, in a conversation of mine; nothing is done before I apply it.
        """
        user, is_quote = current_user(request), is_dry_run(request)
        about: dict[str, Any] = {"user": user, "project_id": project_id, "comment_id": comment_id}
        commenting.get(**about)
        talk = parsed(PlanWishSerializer(data=request.data))["conversation_id"]
        said = commenting.wish_of(**about, conversation_id=talk)
        draft = sending.draft(user=user, said=said, is_quote=is_quote)
        if is_quote:
            return quoted(draft.quote, seconds=0, notes=draft.notes)
        job = sending.order(user=user, draft=draft, idempotency_key=idempotency_key(request))
        told = {"conversation_id": job.params["conversationId"], "job_id": job.pk, "video_id": said.video_id}
        return Response(PlanAskedSerializer(told).data, status=status.HTTP_202_ACCEPTED)


# --- guests -----------------------------------------------------------------------------------------------


@extend_schema(exclude=True)
@method_decorator(never_cache, name="dispatch")
class GuestCommentsView(OpenView):
    """What is said about the film of a review link. Not below /api/: the address is the credential."""

    def get(self, request: Request, secret: str) -> Response:
        told = commenting.for_guests(link=_link_of(request, secret))[:MOST_TOLD_TO_GUESTS]
        return Response({"results": GuestCommentSerializer(told, many=True).data})

    def post(self, request: Request, secret: str) -> Response:
        link = _link_of(request, secret)
        given = GuestCommentFieldsSerializer(data=request.data)
        name = parsed(given)["name"]
        written = commenting.write_as_guest(link=link, name=name, words=given.words())
        return Response(GuestCommentSerializer(written).data, status=status.HTTP_201_CREATED)


def _link_of(request: Request, secret: str) -> ReviewLink:
    """The link of an address; 404 for what is none, and where the password was not given yet."""
    try:
        link = reviewing.find(secret=secret)
    except ReviewLink.DoesNotExist:
        raise Http404 from None
    if not reviewing.is_let_in(link=link, shown=request.COOKIES.get(reviewing.name_of_proof(link=link), "")):
        raise Http404
    return link
