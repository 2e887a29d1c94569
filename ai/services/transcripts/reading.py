"""The transcripts that a film has."""

import uuid

from accounts.models import User
from ai.models import Transcript
from videos.models import Video


def current(*, video: Video, language: str = "") -> Transcript | None:
    """The newest revision in a language, or (if none is asked for) of what is really spoken in the film."""
    found = Transcript.objects.current().filter(video=video)
    if language:
        return found.filter(language=language).first()
    return found.filter(is_spoken=True).first()


def wanted(*, user: User, video_id: uuid.UUID, language: str) -> Transcript:
    """The newest revision in a language, of one's own video; raises Transcript.DoesNotExist."""
    own = Transcript.objects.for_user(user).current().select_related("video")
    return own.get(video_id=video_id, language=language)


def seen(*, user: User, video_id: uuid.UUID, language: str) -> Transcript:
    """The same to be read: of a video that is shared with the user, too."""
    visible = Transcript.objects.visible_to(user).current().select_related("video")
    return visible.get(video_id=video_id, language=language)


def listed(*, video: Video) -> list[Transcript]:
    """The newest revision of each language, what is spoken first; without words and segments."""
    rows = Transcript.objects.current().filter(video=video)
    return list(rows.defer("segments", "words", "text").order_by("-is_spoken", "language"))


def revisions(*, user: User, video_id: uuid.UUID, language: str) -> list[Transcript]:
    """All revisions of a language, the newest first; Transcript.DoesNotExist when there is none."""
    rows = Transcript.objects.visible_to(user).filter(video_id=video_id, language=language)
    found = list(rows.defer("segments", "words", "text").order_by("-revision"))
    if not found:
        raise Transcript.DoesNotExist
    return found
