"""The export of one's own data, as it is told."""

from typing import Any

from rest_framework import serializers

from jobs.serializers import JobSerializer


class ExportSerializer(serializers.Serializer[Any]):
    """The latest export. What is null is not there yet, or its time is over."""

    job = JobSerializer(allow_null=True)
    size = serializers.IntegerField(allow_null=True, help_text="Bytes.")
    url = serializers.CharField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
