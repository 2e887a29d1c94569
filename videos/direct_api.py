"""Uploads that go straight to the bucket: S3's multipart uploads, by addresses that we sign."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user, parsed
from videos.models import ResumableUpload
from videos.multipart import MOST_PARTS
from videos.tasks import finish_upload
from videos.uploads import direct
from videos.uploads.direct import Announced, Told
from videos.uploads.serializers import UploadSerializer

MOST_ADDRESSES = 1000
NOT_KEPT = {"Cache-Control": "no-store"}


class AnnouncedSerializer(serializers.Serializer[Any]):
    filename = serializers.CharField(max_length=255)
    size = serializers.IntegerField(min_value=1, max_value=2**53, help_text="Bytes.")
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    description = serializers.CharField(max_length=1500, required=False, allow_blank=True)
    project_id = serializers.UUIDField(required=False)
    sha256 = serializers.RegexField(
        r"^[0-9a-f]{64}$", required=False, help_text="Of the whole file, in hex; compared with what arrives."
    )


class AddressSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    url = serializers.CharField(help_text="PUT the part's bytes here; keep the answer's ETag.")
    size = serializers.IntegerField(help_text="Bytes: just so many are taken.")


class BegunSerializer(serializers.Serializer[Any]):
    upload_id = serializers.UUIDField(source="upload.pk")
    part_size = serializers.IntegerField(help_text="Bytes of every part but the last.")
    parts = AddressSerializer(many=True, help_text="The first ones; ask for more by their numbers.")
    expires_at = serializers.DateTimeField(help_text="Of the addresses.")


class ArrivedPartSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    etag = serializers.CharField()
    size = serializers.IntegerField()


class SentSerializer(serializers.Serializer[Any]):
    upload_id = serializers.UUIDField(source="upload.pk")
    status = serializers.ChoiceField(ResumableUpload.Status.choices, source="upload.status")
    part_size = serializers.IntegerField()
    parts = ArrivedPartSerializer(many=True)
    expires_at = serializers.DateTimeField(source="upload.expires_at", help_text="Of the upload.")


class NumbersSerializer(serializers.Serializer[Any]):
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_PARTS),
        min_length=1,
        max_length=MOST_ADDRESSES,
    )


class ToldSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1, max_value=MOST_PARTS)
    etag = serializers.CharField(max_length=100)


class CompleteSerializer(serializers.Serializer[Any]):
    parts = serializers.ListField(child=ToldSerializer(), min_length=1, max_length=MOST_PARTS)


class DirectView(APIView):
    schema_tags: tuple[str, ...] = ("uploads",)
    rate = read_rate = "pieces"


class DirectUploadsView(DirectView):
    rate = "uploads"

    @extend_schema(request=AnnouncedSerializer, responses={201: BegunSerializer})
    def post(self, request: Request) -> Response:
        """Begins an upload whose parts go straight to the bucket; 501 where files are kept on the server."""
        announced = Announced(**parsed(AnnouncedSerializer(data=request.data)))
        begun = direct.begin(user=current_user(request), announced=announced)
        return Response(BegunSerializer(begun).data, status=status.HTTP_201_CREATED, headers=NOT_KEPT)


class DirectPartsView(DirectView):
    @extend_schema(responses=SentSerializer)
    def get(self, request: Request, upload_id: uuid.UUID) -> Response:
        """Which parts have arrived, to go on with the others."""
        found = direct.sent(user=current_user(request), upload_id=upload_id)
        return Response(SentSerializer(found).data, headers=NOT_KEPT)

    @extend_schema(request=NumbersSerializer, responses=BegunSerializer)
    def post(self, request: Request, upload_id: uuid.UUID) -> Response:
        """Fresh addresses for these parts."""
        numbers = parsed(NumbersSerializer(data=request.data))["numbers"]
        begun = direct.addresses(user=current_user(request), upload_id=upload_id, numbers=numbers)
        return Response(BegunSerializer(begun).data, headers=NOT_KEPT)


class DirectCompleteView(DirectView):
    @extend_schema(request=CompleteSerializer, responses={202: UploadSerializer})
    def post(self, request: Request, upload_id: uuid.UUID) -> Response:
        """Joins the parts; a video is made of them then. `GET /api/uploads/{id}` says how that goes."""
        told = parsed(CompleteSerializer(data=request.data))["parts"]
        upload = direct.complete(
            user=current_user(request), upload_id=upload_id, told=[Told(**each) for each in told]
        )
        if upload.status == ResumableUpload.Status.FINISHING:
            # A worker's: it fetches the file from the bucket, which may take longer than a request may.
            finish_upload.apply_async(kwargs={"upload_id": str(upload.pk)}, queue="media")
        return Response(UploadSerializer(upload).data, status=status.HTTP_202_ACCEPTED, headers=NOT_KEPT)


class DirectAbortView(DirectView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, upload_id: uuid.UUID) -> Response:
        """Ends an upload and forgets its parts; a video that it has become stays."""
        direct.abort(user=current_user(request), upload_id=upload_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
