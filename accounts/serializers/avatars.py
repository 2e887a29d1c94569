"""A picture of a person, as it is sent."""

from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from rest_framework import serializers


class AvatarSerializer(serializers.Serializer[Any]):
    """An image, and the square of it that is kept: all three numbers or none."""

    file = serializers.FileField(help_text="JPEG, PNG, GIF or WebP; 5 MB at most.")
    x = serializers.IntegerField(required=False, min_value=0, help_text="Left edge, in pixels.")
    y = serializers.IntegerField(required=False, min_value=0, help_text="Upper edge, in pixels.")
    size = serializers.IntegerField(required=False, min_value=1, help_text="Of a side, in pixels.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        corners = [attrs.get(name) for name in ("x", "y", "size")]
        if None in corners and corners != [None] * 3:
            raise serializers.ValidationError({"crop": "Tell x, y and size, or none of them."})
        file: TemporaryUploadedFile = attrs["file"]
        return {"file": file, "crop": None if corners[0] is None else tuple(corners)}
