"""The end of an account."""

from typing import Any

from rest_framework import serializers


class ProofSerializer(serializers.Serializer[Any]):
    """The password; whoever has none sends the code of `/api/user/proof-code`."""

    password = serializers.CharField(
        max_length=256,
        required=False,
        default="",
        allow_blank=True,
        trim_whitespace=False,
        style={"input_type": "password"},
    )
    code = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class DeletionSerializer(serializers.Serializer[Any]):
    erase_after = serializers.DateTimeField(help_text="Until then it can be called off.")
