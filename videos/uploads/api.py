"""The tus protocol's requests, without their bodies: those are taken by `videos.uploads.asgi`."""

import uuid

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user
from videos.models import ResumableUpload
from videos.uploads import accepting, protocol
from videos.uploads.accepting import Kind, Status
from videos.uploads.asgi import expiry, ticket
from videos.uploads.protocol import Refused
from videos.uploads.receiving import Piece
from videos.uploads.serializers import UploadSerializer

NOT_KEPT = {"Cache-Control": "no-store"}


def header(name: str, kind: type | OpenApiTypes = int, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, required=required)


SPEAKS = OpenApiParameter(
    "Tus-Resumable", str, OpenApiParameter.HEADER, required=True, enum=[protocol.VERSION]
)
PIECE = (header("Upload-Length"), header("Upload-Checksum", str))
BYTES = {protocol.OFFSET_TYPE: OpenApiTypes.BINARY}


class TusView(APIView):
    schema_tags: tuple[str, ...] = ("uploads",)
    # A client may send its file in many small pieces; how much it may send, its plan says.
    read_rate = "pieces"

    def get_authenticators(self) -> list[BaseAuthentication]:
        # There is no request while the API's document is made.
        method = getattr(self.request, "method", "")
        return [] if method == "OPTIONS" else super().get_authenticators()

    def check_permissions(self, request: Request) -> None:
        if request.method != "OPTIONS":
            super().check_permissions(request)

    def options(self, request: Request, **_: object) -> Response:  # type: ignore[override]
        """What this server can do, told to anybody."""
        told = {
            "Tus-Version": protocol.VERSION,
            "Tus-Extension": protocol.EXTENSIONS,
            "Tus-Max-Size": str(settings.MAX_UPLOAD_BYTES),
            "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
        }
        return Response(status=status.HTTP_204_NO_CONTENT, headers=told)


class UploadsView(TusView, ListAPIView[ResumableUpload]):
    serializer_class = UploadSerializer

    @property
    def rate(self) -> str:
        """Uploads count when they are begun; the parts of one that is joined later are pieces of it."""
        return "pieces" if self.request.headers.get("Upload-Concat") == "partial" else "uploads"

    def get_queryset(self) -> QuerySet[ResumableUpload]:
        return accepting.under_way(user=current_user(self.request))

    def get(self, request: Request) -> Response:
        """My uploads that are not finished, to go on with."""
        answer = self.list(request)
        answer.headers["Cache-Control"] = NOT_KEPT["Cache-Control"]
        return answer

    @extend_schema(
        request=BYTES,
        responses={201: None},
        parameters=[
            SPEAKS,
            *PIECE,
            header("Upload-Defer-Length"),
            header("Upload-Metadata", str),
            header("Upload-Concat", str),
        ],
    )
    def post(self, request: Request) -> Response:
        """Begins a resumable upload (tus 1.0), which may bring its first bytes along; or joins partial ones.

        `Location` says where its bytes go. Known metadata: filename, title, description, projectId.
        """
        protocol.must_speak_tus(request.headers)
        wished = protocol.creation(request.headers)
        coming, checksum = protocol.body_length(request.headers), protocol.checksum(request.headers)
        if coming != 0 and not protocol.is_offset_type(request.headers):
            raise Refused(415, "wrong_type", f"Send bytes as {protocol.OFFSET_TYPE}.")
        if coming and wished.length is not None and coming > wished.length:
            raise Refused(413, "too_large", "These are more bytes than Upload-Length says.")
        upload = accepting.begin(user=current_user(request), creation=wished)
        if upload.status in {Status.OPEN, Status.FINISHING}:
            accepting.store_for(upload).create(upload_id=upload.pk)
        errand = ticket("finish", upload)
        if coming != 0 and not wished.parts:
            errand = ticket("append", upload, Piece(upload.pk, 0, coming, checksum=checksum))
        told = {"Location": f"{protocol.ROOT}/{upload.pk}", "Upload-Expires": expiry(upload)}
        return Response(status=status.HTTP_201_CREATED, headers=NOT_KEPT | told | errand)


class UploadView(TusView):
    rate = "pieces"

    def upload(self, upload_id: uuid.UUID) -> ResumableUpload:
        return accepting.own(user=current_user(self.request)).get(pk=upload_id)

    @extend_schema(responses=UploadSerializer)
    def get(self, request: Request, upload_id: uuid.UUID) -> Response:
        """How far an upload is, and what it has become."""
        upload = self.upload(upload_id)
        return Response(UploadSerializer(upload).data, headers=NOT_KEPT | ticket("nudge", upload))

    def head(self, request: Request, upload_id: uuid.UUID) -> Response:
        """Where to go on; whoever still sends to it, and is silent, is cut off."""
        upload = self.upload(upload_id)
        protocol.must_speak_tus(request.headers)
        if upload.status != Status.JOINED and upload.kind != Kind.FINAL:
            accepting.must_go_on(upload)
        told = {"Upload-Metadata": upload.told, "Upload-Concat": upload.concat}
        told |= (
            {"Upload-Defer-Length": "1"} if upload.length is None else {"Upload-Length": str(upload.length)}
        )
        if upload.status == Status.OPEN:
            told["Upload-Expires"] = expiry(upload)
        told = {name: value for name, value in told.items() if value}
        return Response(headers=NOT_KEPT | told | ticket("look", upload))

    @extend_schema(
        request=BYTES,
        responses={204: None},
        parameters=[SPEAKS, header("Upload-Offset", required=True), *PIECE],
    )
    def patch(self, request: Request, upload_id: uuid.UUID) -> Response:
        """Sends bytes (tus 1.0), from Upload-Offset on; the last ones are answered when the video is made.

        What was stored stays stored however the connection ends, except bytes with an Upload-Checksum, which
        are kept as a whole or not at all.
        """
        upload = self.upload(upload_id)
        protocol.must_speak_tus(request.headers)
        if not protocol.is_offset_type(request.headers):
            raise Refused(415, "wrong_type", f"Send bytes as {protocol.OFFSET_TYPE}.")
        piece = Piece(
            upload.pk,
            protocol.offset(request.headers),
            protocol.body_length(request.headers),
            protocol.declared_length(request.headers),
            protocol.checksum(request.headers),
        )
        accepting.must_go_on(upload)
        return Response(status=status.HTTP_204_NO_CONTENT, headers=NOT_KEPT | ticket("append", upload, piece))

    @extend_schema(responses={204: None}, parameters=[SPEAKS])
    def delete(self, request: Request, upload_id: uuid.UUID) -> Response:
        """Ends an upload and forgets its bytes; a video that it has become stays."""
        upload = self.upload(upload_id)
        protocol.must_speak_tus(request.headers)
        if upload.status == Status.JOINED:
            raise Refused(403, "not_open", "This part belongs to another upload now.")
        return Response(status=status.HTTP_204_NO_CONTENT, headers=NOT_KEPT | ticket("remove", upload))
