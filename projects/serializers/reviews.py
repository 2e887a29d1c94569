"""Review links and comments, as members and as guests see them."""

from typing import Any, cast

from django.utils.translation import gettext as _
from rest_framework import serializers

from projects.models import LONGEST_COMMENT, Comment, ReviewLink
from projects.services.review.commenting import LONGEST_NAME, Words
from projects.services.review.reviewing import Wish

LONGEST_PASSWORD = 128


class ReviewFieldsSerializer(serializers.Serializer[Any]):
    """What a new link is to show, and until when."""

    video_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Of the project; none: the newest render."
    )
    expires_at = serializers.DateTimeField(help_text="At most a year from now.")
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    allow_comments = serializers.BooleanField(required=False, default=True)
    allow_download = serializers.BooleanField(required=False, default=False)
    password = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_PASSWORD, trim_whitespace=False
    )

    def wish(self) -> Wish:
        """Call it after `is_valid`."""
        return Wish(**self.validated_data)


class ReviewSerializer(serializers.ModelSerializer[ReviewLink]):
    video_id = serializers.UUIDField(read_only=True, allow_null=True)
    has_password = serializers.SerializerMethodField()
    opened = serializers.IntegerField(read_only=True, help_text="How often its page was opened.")

    class Meta:
        model = ReviewLink
        fields: tuple[str, ...] = (
            "id", "name", "video_id", "expires_at", "allow_comments", "allow_download", "has_password",
            "opened", "opened_at", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_has_password(self, link: ReviewLink) -> bool:
        return bool(link.password)


class MadeReviewSerializer(ReviewSerializer):
    """A new link with its address, which is told this once."""

    url = serializers.SerializerMethodField()

    class Meta(ReviewSerializer.Meta):
        fields = (*ReviewSerializer.Meta.fields, "url")
        read_only_fields = fields

    def get_url(self, link: ReviewLink) -> str:
        return cast(str, self.context["url"])


class WrittenSerializer(serializers.Serializer[Any]):
    """What everybody says."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)
    time = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=0, help_text="Second of the film."
    )
    end_time = serializers.FloatField(required=False, allow_null=True, default=None, min_value=0)
    reply_to = serializers.UUIDField(required=False, allow_null=True, default=None)


class CommentFieldsSerializer(WrittenSerializer):
    video_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="None: about the project."
    )

    def words(self) -> Words:
        """Call it after `is_valid`."""
        return Words(**self.validated_data)


class GuestCommentFieldsSerializer(WrittenSerializer):
    name = serializers.CharField(max_length=LONGEST_NAME)

    def words(self) -> Words:
        """Call it after `is_valid`."""
        return Words(**{name: value for name, value in self.validated_data.items() if name != "name"})


class CommentChangesSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(required=False, max_length=LONGEST_COMMENT)
    resolved = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError(_("Give either text or resolved."), code="invalid")
        return attrs


class GuestAuthorSerializer(serializers.Serializer[Comment]):
    """A member's name without anything by which they could be found elsewhere."""

    name = serializers.CharField(source="writer_for_guests")
    is_guest = serializers.SerializerMethodField()

    def get_is_guest(self, comment: Comment) -> bool:
        return comment.author_id is None


class CommentAuthorSerializer(GuestAuthorSerializer):
    name = serializers.CharField(source="writer")
    id = serializers.UUIDField(source="author_id", allow_null=True, help_text="None: a guest.")


class GuestCommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment as guests see it."""

    author = GuestAuthorSerializer(source="*", read_only=True)
    reply_to = serializers.UUIDField(source="reply_to_id", read_only=True, allow_null=True)
    resolved = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields: tuple[str, ...] = (
            "id", "time", "end_time", "text", "author", "reply_to", "resolved", "created_at", "edited_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_resolved(self, comment: Comment) -> bool:
        return comment.resolved_at is not None


class CommentSerializer(GuestCommentSerializer):
    author = CommentAuthorSerializer(source="*", read_only=True)
    video_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta(GuestCommentSerializer.Meta):
        fields = (*GuestCommentSerializer.Meta.fields, "video_id", "resolved_at")
        read_only_fields = fields


class PlanWishSerializer(serializers.Serializer[Any]):
    conversation_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="To go on in one; none: a new one."
    )


class PlanAskedSerializer(serializers.Serializer[Any]):
    """Where the answer with the proposed plan will stand."""

    conversation_id = serializers.UUIDField()
    job_id = serializers.UUIDField()
    video_id = serializers.UUIDField()
