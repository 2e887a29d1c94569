"""What lies ready when somebody is about to publish: pictures, captions, chapters, and its parts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language_info

from accounts.models import User
from ai.services.insights import summaries
from ai.services.transcripts import reading
from videos.models import Video
from videos.services import provenance

MOMENTS = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)  # of the film's length
MOST_PICTURES = 8


@dataclass(frozen=True)
class Desk:
    """What one film offers for its publication. `moments` are seconds."""

    moments: tuple[float, ...]
    pictures: tuple[Video, ...]
    captions: tuple[tuple[str, str], ...]  # language and its name
    has_chapters: bool


def for_video(*, user: User, video: Video) -> Desk:
    summary = summaries.current(video=video)
    stills = Video.objects.for_user(user).filter(media_type=Video.MediaType.IMAGE, duration=0)
    return Desk(
        moments=tuple(dict.fromkeys(round(video.duration * share, 2) for share in MOMENTS)),
        pictures=tuple(stills.order_by("-created_at")[:MOST_PICTURES]),
        captions=tuple((each.language, _name_of(each.language)) for each in reading.listed(video=video)),
        has_chapters=bool(summary and summary.chapters),
    )


def own_origins(*, user: User, video: Video) -> Iterator[Video]:
    """The user's own files from outside that went into a film: those whose rights they can state."""
    return (each for each in provenance.of(video=video).origins if each.owner_id == user.pk)


def _name_of(language: str) -> str:
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:
        return language
