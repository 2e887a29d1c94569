import hashlib
import json
import uuid
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from djangorestframework_camel_case.util import camel_to_underscore
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user, parsed
from jobs.api import IDEMPOTENCY_KEY, accepted, idempotency_key
from jobs.models import Job
from jobs.serializers import JobSerializer
from videos.delivery import deliver
from videos.models import Video
from videos.serializers import (
    BulkDeleteSerializer,
    DeletedSerializer,
    RecipeSerializer,
    TimestampSerializer,
    UploadedManySerializer,
    UploadedSerializer,
    UploadFieldsSerializer,
    VersionSerializer,
    VideoDetailSerializer,
    VideoSerializer,
    VideoStatusSerializer,
)
from videos.services import deriving, library, previewing, uploading


class VideosView(APIView):
    schema_tags: tuple[str, ...] = ("videos",)


@extend_schema(
    parameters=[
        OpenApiParameter("search", description="Words in title, description, file name, or in what is said."),
        OpenApiParameter("status", enum=Video.Status.values),
        OpenApiParameter("source", enum=Video.Source.values),
        OpenApiParameter("mediaType", enum=Video.MediaType.values),
        OpenApiParameter(
            "projectId",
            OpenApiTypes.UUID,
            description="All videos of this project instead, also those of others who share it.",
        ),
        OpenApiParameter("sortBy", enum=list(library.SORTABLE)),
        OpenApiParameter("sortOrder", enum=["asc", "desc"]),
    ]
)
class VideoListView(ListAPIView[Video]):
    """My library."""

    schema_tags = ("videos",)
    serializer_class = VideoSerializer

    def get_queryset(self) -> QuerySet[Video]:
        query = self.request.query_params
        return library.find(
            user=current_user(self.request),
            search=query.get("search", ""),
            status=query.get("status", ""),
            source=query.get("source", ""),
            media_type=query.get("mediaType", ""),
            project_id=as_uuid(query["projectId"], field="projectId") if query.get("projectId") else None,
            sort_by=query.get("sortBy", "createdAt"),
            descending=query.get("sortOrder", "desc") != "asc",
        )


class VideoDetailView(VideosView):
    @extend_schema(responses=VideoDetailSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """One of my videos, or of those shared with me."""
        video = library.see(user=current_user(request), video_id=video_id)
        told = VideoDetailSerializer(video).data
        # Of all that is told: what the apps above know of it changes without the row.
        version = hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]
        return Response(told, headers={"ETag": f'"{version}"'})

    @extend_schema(request=VideoSerializer, responses=VideoDetailSerializer)
    def put(self, request: Request, video_id: uuid.UUID) -> Response:
        """Replaces title, description and metadata."""
        return self._change(request, video_id, partial=False)

    @extend_schema(request=VideoSerializer(partial=True), responses=VideoDetailSerializer)
    def patch(self, request: Request, video_id: uuid.UUID) -> Response:
        """Changes the given ones of title, description and metadata."""
        return self._change(request, video_id, partial=True)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, video_id: uuid.UUID) -> Response:
        """Deletes the video and every file made for it."""
        library.delete(user=current_user(request), video_id=video_id)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _change(self, request: Request, video_id: uuid.UUID, *, partial: bool) -> Response:
        changes = parsed(VideoSerializer(data=request.data, partial=partial))
        video = library.update(user=current_user(request), video_id=video_id, changes=changes)
        return Response(VideoDetailSerializer(video).data)


class VideoBulkDeleteView(VideosView):
    @extend_schema(request=BulkDeleteSerializer, responses=DeletedSerializer)
    def post(self, request: Request) -> Response:
        """Deletes several of my videos."""
        ids = parsed(BulkDeleteSerializer(data=request.data))["ids"]
        return Response({"deleted": library.delete_many(user=current_user(request), video_ids=ids)})


class VideoUploadView(VideosView):
    rate = "uploads"
    # Not the camelCase parser: it copies the files' names and fields into memory once more.
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": UploadFieldsSerializer},
        responses={201: UploadedSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request) -> Response:
        """Uploads a video or a picture (`file` or `video`), or up to five (`videos`: `{uploads: [...]}`)."""
        fields = parsed(UploadFieldsSerializer(data=in_snake_case(cast(QueryDict, request.data))))
        given = uploaded_files(request)
        uploads = uploading.upload_many(
            user=current_user(request),
            incoming=[incoming(content, fields) for content in given],
            idempotency_key=idempotency_key(request),
        )
        answers = [uploaded(upload) for upload in uploads]
        if "videos" in request.FILES:
            return Response(UploadedManySerializer({"uploads": answers}).data, status=status.HTTP_201_CREATED)
        return Response(UploadedSerializer(answers[0]).data, status=status.HTTP_201_CREATED)


class VideoStatusView(VideosView):
    @extend_schema(responses=VideoStatusSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """How far the preparation of a video is."""
        video = library.see(user=current_user(request), video_id=video_id)
        job = Job.objects.filter(pk=video.job_id).first() if video.job_id else None
        working = job is not None and job.is_active
        answer = {
            "status": video.status,
            "progress": job.progress if job and working else 100,
            "stage": job.stage if job and working else "",
        }
        return Response(VideoStatusSerializer(answer).data)


class VideoDownloadView(VideosView):
    read_rate = "media"

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "inline", OpenApiTypes.BOOL, description="Show it in a page instead of saving it."
            ),
            OpenApiParameter(
                "credentials",
                OpenApiTypes.BOOL,
                description="With content credentials (C2PA); 202 and a job until they are made. "
                "Where they cannot be, the file as it is, and `X-Content-Credentials: none; <why>`.",
            ),
        ],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 202: JobSerializer},
    )
    def get(self, request: Request, video_id: uuid.UUID) -> HttpResponse:
        """The file itself; with Range, HEAD and ETag."""
        user, asked = current_user(request), request.query_params
        video = library.see(user=user, video_id=video_id)
        inline = asked.get("inline") in {"1", "true"}
        if asked.get("credentials") not in {"1", "true"}:
            return _film(video, video.file, inline=inline)
        found = deriving.handout(user=user, video_id=video_id)
        if isinstance(found, Job):
            return accepted(found)
        response = _film(video, found.key, inline=inline)
        response.headers["X-Content-Credentials"] = f"none; {found.refusal}" if found.refusal else "signed"
        return response


def _film(video: Video, key: str, *, inline: bool) -> HttpResponse:
    return deliver(key=key, filename=video.filename, as_attachment=not inline, etag=etag_of(key))


class VideoThumbnailView(VideosView):
    read_rate = "pieces"

    @extend_schema(
        parameters=[OpenApiParameter("timestamp", OpenApiTypes.FLOAT, description="Seconds into the film.")],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, video_id: uuid.UUID) -> HttpResponse:
        """The picture that stands for the video, or the one at `timestamp`."""
        asked = parsed(TimestampSerializer(data=request.query_params))
        key = previewing.thumbnail(
            user=current_user(request), video_id=video_id, timestamp=asked.get("timestamp")
        )
        if key is None:
            raise Http404
        return picture(key, "thumbnail.jpg")


class VersionsView(VideosView):
    @extend_schema(responses=VersionSerializer(many=True))
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """The video's family: the original and every edit made of it, parents before children."""
        family = library.versions(user=current_user(request), video_id=video_id)
        return Response(VersionSerializer(family, many=True).data)


class RecipeView(VideosView):
    @extend_schema(responses=RecipeSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """The operations on its parent that made this video; empty for an original."""
        video = library.see(user=current_user(request), video_id=video_id)
        return Response(RecipeSerializer({"video": video, "operations": video.recipe}).data)


def as_uuid(value: object, *, field: str = "videoId") -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise ValidationError({field: ValidationError("This is no id.", code="invalid")}) from None


def picture(key: str, filename: str) -> HttpResponse:
    return deliver(key=key, filename=filename, as_attachment=False, etag=etag_of(key))


def etag_of(key: str) -> str:
    """A stored file never changes, and its key is never used again: the key is the version."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def uploaded_files(request: Request) -> list[TemporaryUploadedFile]:
    files: MultiValueDict[str, TemporaryUploadedFile] = request.FILES
    given = files.getlist("videos") or files.getlist("file") or files.getlist("video")
    if not given:
        raise ValidationError({"file": ValidationError("Send a video as file.", code="required")})
    return given


def incoming(content: TemporaryUploadedFile, fields: dict[str, Any]) -> uploading.Incoming:
    return uploading.Incoming(
        path=Path(content.temporary_file_path()),
        name=content.name or "",
        title=fields["title"],
        description=fields["description"],
        project_id=fields["project_id"],
        wished_frames=wished_frames(fields) if fields["extract_frames"] else None,
    )


def wished_frames(fields: dict[str, Any]) -> uploading.WishedFrames:
    return uploading.WishedFrames(interval=fields["frame_interval"], most=fields["max_frames"])


def in_snake_case(form: QueryDict) -> QueryDict:
    """A form with its fields' names as we write them."""
    translated = QueryDict(mutable=True)
    for name, values in form.lists():
        translated.setlist(camel_to_underscore(name), values)
    return translated


def frames_address(upload: uploading.Upload) -> str | None:
    """Where the pictures are listed that the upload asked for."""
    wished = upload.job.params.get("frames")
    if not wished:
        return None
    query = {"interval": f"{wished['interval']:g}", "limit": wished["count"], "width": wished["width"]}
    return f"/api/videos/{upload.video.pk}/frames?{urlencode(query)}"


def uploaded(upload: uploading.Upload) -> dict[str, Any]:
    video = upload.video
    return {
        "video": video,
        "video_id": video.pk,
        "filename": video.original_name,
        "size": video.size,
        "duration": video.duration,
        "metadata": video,
        "job_id": upload.job.pk,
        "frames_url": frames_address(upload),
    }
