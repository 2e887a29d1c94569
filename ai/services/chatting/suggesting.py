"""What could be said next, and which other films have to do with this one."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.models import Summary
from ai.services.chatting.context import Situation
from ai.services.searching import relating
from ai.services.transcripts import reading
from videos.models import Video

MOST = 3
LONG, PORTRAIT = 90.0, 1.0  # seconds, and width / height
WITHOUT_FILM = (
    gettext_lazy("Make a 5 second film of waves at sunset"),
    gettext_lazy("Make calm piano music of 30 seconds"),
    gettext_lazy("What can you do?"),
)


def suggestions(*, situation: Situation, done: frozenset[str] = frozenset()) -> list[str]:
    """Three things that make sense for this film; `done` are the operations that were just proposed."""
    video = situation.video
    if video is None:
        return [str(each) for each in WITHOUT_FILM]
    found = [words for operation, words in _sensible(video, situation) if operation not in done]
    return found[:MOST]


def _sensible(video: Video, situation: Situation) -> Iterator[tuple[str, str]]:
    info = video.media_info
    spoken = reading.current(video=video) if info.audio else None
    if info.audio and spoken is None:
        yield "transcribe", _("Write down what is said")
    if spoken is not None and info.video:
        yield "burn-captions", _("Add captions")
        yield "cut-words", _("Cut out the fillers and the long pauses")
    if spoken is not None and not Summary.objects.filter(video=video).exists():
        yield "summarize", _("Summarize this film")
    if info.video and video.width >= video.height * PORTRAIT:
        yield "reframe", _("Make it vertical")
    if video.duration > LONG:
        yield "trim", _("Keep the first minute")
    if info.audio:
        yield "normalize-audio", _("Level the loudness for YouTube")
    if info.video:
        yield "apply-filter", _("Make it black and white")
        yield "speed", _("Make it twice as fast")
        yield "add-text", _("Add the text “Hello” at the top")
    yield "fade", _("Fade in and out")


def related(*, user: User, video: Video | None) -> list[dict[str, Any]]:
    """Other films of the person's, each with the reason: `{videoId, title, reason}`."""
    if video is None:
        return []
    found = relating.related(user=user, video_id=video.pk, limit=MOST)
    return [{"videoId": str(each.video_id), "title": each.title, "reason": each.reason} for each in found]
