"""What is made of a film beside films: storyboard, waveform, frames, scenes, stream.

What takes a while is made by a job at the first request for it: that one, and every one until it is made, is
answered with 202 and the job.
"""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, accepted, idempotency_key, quoted
from jobs.models import Job
from jobs.serializers import JobSerializer
from videos.api import VideosView, etag_of, picture
from videos.delivery import PLAYLIST, deliver
from videos.media.derived import hls, storyboard, waveform
from videos.models import Artefact
from videos.serializers import (
    FrameListSerializer,
    FrameSerializer,
    FramesSerializer,
    PageSerializer,
    PointsSerializer,
    PreviewClipSerializer,
    ScenesSerializer,
    WaveformSerializer,
)
from videos.services import clipping, deriving

Kind = Artefact.Kind
PRIVATE = "private, max-age=3600"
STREAM_TYPES = {"m3u8": PLAYLIST, "mp4": "video/mp4"}
BEING_MADE = OpenApiResponse(JobSerializer, description="It is being made by this job.")
JPEG = {(200, "image/jpeg"): OpenApiTypes.BINARY}


class DerivedView(VideosView):
    def ask(self, request: Request, video_id: uuid.UUID, kind: Artefact.Kind) -> Artefact | Job:
        return deriving.ask(user=current_user(request), video_id=video_id, kind=kind)


class StoryboardView(DerivedView):
    @extend_schema(responses={(200, "text/vtt"): OpenApiTypes.STR, 202: BEING_MADE})
    def get(self, request: Request, video_id: uuid.UUID) -> HttpResponse:
        """WebVTT whose cues name a part of a page of small pictures (`#xywh=`) for each span of the film."""
        found = self.ask(request, video_id, Kind.STORYBOARD)
        if isinstance(found, Job):
            return accepted(found)
        text = storyboard.vtt(deriving.board(found), address=f"/api/videos/{video_id}/storyboard.jpg?page=")
        return HttpResponse(text, content_type="text/vtt", headers={"Cache-Control": PRIVATE})


class StoryboardPageView(DerivedView):
    read_rate = "pieces"

    @extend_schema(
        parameters=[OpenApiParameter("page", OpenApiTypes.INT, description="From 1.")],
        responses={**JPEG, 202: BEING_MADE},
    )
    def get(self, request: Request, video_id: uuid.UUID) -> HttpResponse:
        """A page of small pictures."""
        page = parsed(PageSerializer(data=request.query_params))["page"]
        found = self.ask(request, video_id, Kind.STORYBOARD)
        if isinstance(found, Job):
            return accepted(found)
        key = deriving.page_key(artefact=found, page=page)
        if key is None:
            raise Http404
        return picture(key, f"storyboard-{page}.jpg")


POINTS = OpenApiParameter("points", OpenApiTypes.INT, description="At most so many points; 1000.")


class WaveformView(DerivedView):
    @extend_schema(parameters=[POINTS], responses={200: WaveformSerializer, 202: BEING_MADE})
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """The lowest and highest sample of each stretch of the sound; 404 `no_audio` for a silent film."""
        points = parsed(PointsSerializer(data=request.query_params))["points"]
        found = self.ask(request, video_id, Kind.WAVEFORM)
        if isinstance(found, Job):
            return accepted(found)
        wave = deriving.wave(artefact=found, points=points)
        return Response(WaveformSerializer(wave).data, headers={"Cache-Control": PRIVATE})


class WaveformPictureView(DerivedView):
    read_rate = "pieces"

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY, 202: BEING_MADE})
    def get(self, request: Request, video_id: uuid.UUID) -> HttpResponse:
        """The waveform as a picture on a transparent ground."""
        found = self.ask(request, video_id, Kind.WAVEFORM)
        if isinstance(found, Job):
            return accepted(found)
        drawn = waveform.png(deriving.wave(artefact=found, points=waveform.PICTURE[0]))
        return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": PRIVATE})


class ScenesView(DerivedView):
    @extend_schema(responses={200: ScenesSerializer, 202: BEING_MADE})
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """Where the film cuts."""
        found = self.ask(request, video_id, Kind.SCENES)
        return accepted(found) if isinstance(found, Job) else Response(ScenesSerializer(found.meta).data)


class FramesView(DerivedView):
    @extend_schema(
        operation_id="videos_frames_list", parameters=[FramesSerializer], responses=FrameListSerializer
    )
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """Moments at even steps, each with the address of its picture, which is made when it is asked for."""
        asked = parsed(FramesSerializer(data=request.query_params))
        width = asked.pop("width")
        steps = deriving.steps(user=current_user(request), video_id=video_id, **asked)
        query = urlencode({"interval": f"{steps.interval:g}", "width": width})
        frames = [
            {
                "index": index,
                "time": steps.time(index),
                "url": f"/api/videos/{video_id}/frames/{index}?{query}",
            }
            for index in steps.indexes
        ]
        return Response(FrameListSerializer({"interval": steps.interval, "frames": frames}).data)

    @extend_schema(request=FramesSerializer, responses={202: JOB_ANSWERS[202]})
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Makes the pictures of those moments at once, ahead of their being asked for."""
        asked = parsed(FramesSerializer(data=request.data))
        width, user = asked.pop("width"), current_user(request)
        steps = deriving.steps(user=user, video_id=video_id, **asked)
        return accepted(deriving.order_frames(user=user, video_id=video_id, chosen=steps, width=width))


class FrameView(DerivedView):
    read_rate = "pieces"

    @extend_schema(parameters=[FrameSerializer], responses=JPEG)
    def get(self, request: Request, video_id: uuid.UUID, index: int) -> HttpResponse:
        """The picture that is seen `index` steps of `interval` seconds into the film."""
        asked: dict[str, Any] = parsed(FrameSerializer(data=request.query_params))
        key = deriving.frame(user=current_user(request), video_id=video_id, index=index, **asked)
        if key is None:
            raise Http404
        return picture(key, f"frame-{index}.jpg")


class PreviewClipView(VideosView):
    schema_tags = ("editing",)

    @extend_schema(request=PreviewClipSerializer, responses={202: JOB_ANSWERS[202]})
    def post(self, request: Request) -> Response:
        """Makes a few seconds of the edited film, small and for nothing; the job's output is the clip.

        There is one at a time: a newer request cancels the older one. A clip is kept for a day.
        """
        asked = parsed(PreviewClipSerializer(data=request.data))
        return accepted(clipping.order(user=current_user(request), **asked))


class PreviewClipFileView(VideosView):
    read_rate = "pieces"
    schema_tags = ("editing",)

    @extend_schema(responses={(200, "video/mp4"): OpenApiTypes.BINARY})
    def get(self, request: Request, video_id: uuid.UUID, clip: str) -> HttpResponse:
        """The clip itself; with Range. 404 when it was made more than a day ago."""
        key = clipping.find(user=current_user(request), video_id=video_id, name=clip)
        if key is None:
            raise Http404
        return deliver(key=key, filename="preview.mp4", as_attachment=False, etag=etag_of(key))


class StreamView(DerivedView):
    @extend_schema(request=None, responses=JOB_ANSWERS, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Makes an HLS stream of the film in several sizes."""
        user = current_user(request)
        draft = deriving.draft_stream(user=user, video_id=video_id)
        if is_dry_run(request):
            return quoted(draft.quote, seconds=draft.video.duration)
        job = deriving.order_stream(user=user, draft=draft, idempotency_key=idempotency_key(request))
        return accepted(job)


class StreamMasterView(DerivedView):
    read_rate = "pieces"

    @extend_schema(responses={(200, STREAM_TYPES["m3u8"]): OpenApiTypes.STR})
    def get(self, request: Request, video_id: uuid.UUID) -> HttpResponse:
        """The stream's master playlist, once a stream was made."""
        return stream_file(request, video_id, hls.MASTER)


class StreamFileView(DerivedView):
    read_rate = "pieces"

    @extend_schema(responses={(200, "video/mp4"): OpenApiTypes.BINARY})
    def get(self, request: Request, video_id: uuid.UUID, rendition: str, name: str) -> HttpResponse:
        """A rendition's playlist, or its film; with Range."""
        return stream_file(request, video_id, f"{rendition}/{name}")


def stream_file(request: Request, video_id: uuid.UUID, name: str) -> HttpResponse:
    key = deriving.stream_file(user=current_user(request), video_id=video_id, name=name)
    if key is None:
        raise Http404
    return deliver(
        key=key,
        filename=name.rpartition("/")[2],
        as_attachment=False,
        etag=etag_of(key),
        content_type=STREAM_TYPES[name.rpartition(".")[2]],
    )
