"""Endpoints of the film maker: have a film made, look at its parts, change them, have them made again."""

import uuid
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import GENERAL, is_dry_run
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, accepted, idempotency_key
from jobs.serializers import JobSerializer, dry_run
from projects.api.projects import IF_MATCH, ProjectsView, version_asked
from projects.serializers.films import (
    FilmDryRunSerializer,
    FilmSerializer,
    FilmWishSerializer,
    RegenerateSerializer,
    ScriptSerializer,
    StoryboardSerializer,
)
from projects.services.film import keeping, ordering, telling
from projects.services.film.keeping import Script
from projects.services.film.ordering import Change
from projects.services.film.parts import Board

MAKES_A_FILM: dict[int, Any] = {
    202: OpenApiResponse(JobSerializer, description="The job is queued."),
    200: OpenApiResponse(FilmDryRunSerializer, description="What it would cost (`dryRun=true`)."),
}


class FilmMakingView(ProjectsView):
    """What makes parts of a film: priced part by part, and one job for all."""

    rate = "ai"
    quote_rate = GENERAL

    def answer(self, request: Request, project_id: uuid.UUID, change: Change) -> Response:
        user, is_quote = current_user(request), is_dry_run(request)
        draft = ordering.draft(user=user, project_id=project_id, change=change, is_quote=is_quote)
        if is_quote:
            priced = dry_run(draft.quote, seconds=draft.seconds, notes=draft.notes)
            priced["quote"]["lines"] = telling.lines_told(draft.quote)
            return Response(priced)
        return accepted(ordering.order(user=user, draft=draft, idempotency_key=idempotency_key(request)))


class GenerateFilmView(FilmMakingView):
    @extend_schema(request=FilmWishSerializer, responses=MAKES_A_FILM, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Makes a film of a few words: script, storyboard, shots, narration, music, captions.

        Asked again with other wishes, only what depends on them is made again.
        """
        keeping.get(user=current_user(request), project_id=project_id)
        given = FilmWishSerializer(data=request.data)
        parsed(given)
        return self.answer(request, project_id, given.change())


class ContinueFilmView(FilmMakingView):
    @extend_schema(request=None, responses=MAKES_A_FILM, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Approves what the film waits for, or makes what is stale after changes or a failure."""
        return self.answer(request, project_id, Change())


class RegenerateFilmView(FilmMakingView):
    @extend_schema(
        request=RegenerateSerializer, responses=MAKES_A_FILM, parameters=[IDEMPOTENCY_KEY, DRY_RUN]
    )
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Makes something of the film again, and only what depends on it."""
        keeping.get(user=current_user(request), project_id=project_id)
        given = RegenerateSerializer(data=request.data)
        parsed(given)
        return self.answer(request, project_id, given.change())


class FilmView(ProjectsView):
    @extend_schema(responses=FilmSerializer)
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        """The film of a project with its parts, and what is stale of them."""
        return film_told(keeping.get(user=current_user(request), project_id=project_id))


class ScriptView(ProjectsView):
    @extend_schema(operation_id="projects_script_retrieve", responses=FilmSerializer)
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        """As the film itself."""
        return film_told(keeping.get(user=current_user(request), project_id=project_id))

    @extend_schema(request=ScriptSerializer, responses=FilmSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, project_id: uuid.UUID) -> Response:
        """Takes over the words of the film; what depends on changed ones is stale then."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        script = Script(**{"music": None, **parsed(ScriptSerializer(data=request.data))})
        version = version_asked(request)
        return film_told(keeping.put_script(user=user, project_id=project_id, script=script, version=version))


class StoryboardView(ProjectsView):
    @extend_schema(operation_id="projects_storyboard_retrieve", responses=FilmSerializer)
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        """As the film itself."""
        return film_told(keeping.get(user=current_user(request), project_id=project_id))

    @extend_schema(request=StoryboardSerializer, responses=FilmSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, project_id: uuid.UUID) -> Response:
        """Takes over the shots of the film; what depends on changed ones is stale then."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        shots = parsed(StoryboardSerializer(data=request.data))["shots"]
        version = version_asked(request)
        return film_told(
            keeping.put_storyboard(user=user, project_id=project_id, shots=shots, version=version)
        )


def film_told(board: Board) -> Response:
    """The film with its ETag, which is what If-Match of a change is compared with."""
    body = FilmSerializer(telling.told(board)).data
    return Response(body, headers={"ETag": f'"{board.film.version}"'})
