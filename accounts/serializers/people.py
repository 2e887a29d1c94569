"""Who a person is."""

from rest_framework import serializers

from accounts.models import User


class UserSerializer(serializers.ModelSerializer[User]):
    created_at = serializers.DateTimeField(source="date_joined", read_only=True)

    avatar_url = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="Null: there is no picture. A changed one has another address.",
    )

    class Meta:
        model = User
        fields = (
            "id",
            "email",
            "name",
            "locale",
            "auto_transcribe",
            "avatar_url",
            "is_staff",
            "erase_after",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("id", "email", "is_staff", "erase_after", "created_at", "updated_at")
