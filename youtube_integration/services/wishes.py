"""What somebody wants published, and the rules of YouTube that can be checked before anything is sent."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youtube_integration.models import Publication

LONGEST_TITLE = 100
LARGEST_DESCRIPTION = 5000  # bytes
LONGEST_TAGS = 500  # letters, as YouTube counts them
LONGEST_FILM = 12 * 3600
MARKER_LENGTH = len(Publication().marker)
# What a channel may choose: https://developers.google.com/youtube/v3/docs/videoCategories
CATEGORIES = {
    "1": gettext_lazy("Film & Animation"),
    "2": gettext_lazy("Autos & Vehicles"),
    "10": gettext_lazy("Music"),
    "15": gettext_lazy("Pets & Animals"),
    "17": gettext_lazy("Sports"),
    "19": gettext_lazy("Travel & Events"),
    "20": gettext_lazy("Gaming"),
    "22": gettext_lazy("People & Blogs"),
    "23": gettext_lazy("Comedy"),
    "24": gettext_lazy("Entertainment"),
    "25": gettext_lazy("News & Politics"),
    "26": gettext_lazy("Howto & Style"),
    "27": gettext_lazy("Education"),
    "28": gettext_lazy("Science & Technology"),
    "29": gettext_lazy("Nonprofits & Activism"),
}
FEWEST_CHAPTERS, SHORTEST_CHAPTER = 3, 10.0


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A film to be published, as the person filled the form in.

    `thumbnail_*`: a picture of the library, or a second of the film. `captions`: a transcript's language.
    `scheduled_for`: when we begin; `publish_at`: when YouTube makes a private film public. `video_ids`: the
    films of the repetitions, one each; without them the same film is published again. `confirmed`: what the
    gate found and the person has read.
    """

    video_id: uuid.UUID
    title: str
    channel_ids: tuple[uuid.UUID, ...] = ()
    description: str = ""
    tags: tuple[str, ...] = ()
    category_id: str = "22"
    privacy: str = Publication.Privacy.PRIVATE
    publish_at: datetime | None = None
    playlist_id: str = ""
    made_for_kids: bool = False
    thumbnail_image_id: uuid.UUID | None = None
    thumbnail_seconds: float | None = None
    captions: str = ""
    notify_subscribers: bool = True
    chapters: bool = False
    confirmed: tuple[str, ...] = ()
    scheduled_for: datetime | None = None
    repeats: str = Publication.Repeats.NEVER
    repeats_until: datetime | None = None
    video_ids: tuple[uuid.UUID, ...] = ()


def must_be_sound(wish: Wish) -> None:
    """Checks what needs no database; ValidationError names each field that YouTube would refuse."""
    faults: dict[str, ValidationError] = {}
    for field, check in (
        ("title", _title),
        ("tags", _tags),
        ("category_id", _category),
        ("publish_at", _publish_at),
        ("thumbnail", _thumbnail),
        ("scheduled_for", _schedule),
        ("repeats", _repeats),
    ):
        if fault := check(wish):
            faults[field] = ValidationError(fault, code="invalid")
    if fault := description_fault(wish.description):
        faults["description"] = ValidationError(fault, code="invalid")
    if faults:
        raise ValidationError(dict(faults))


def tags_length(tags: Iterable[str]) -> int:
    """As YouTube counts: a comma between two, and quotation marks around one with a space in it."""
    kept = list(tags)
    return sum(len(tag) + 2 * (" " in tag) for tag in kept) + max(len(kept) - 1, 0)


def description_fault(text: str) -> str:
    if _has_angles(text):
        return _("YouTube takes no < and > in a description.")
    size = len(text.encode())
    if size > LARGEST_DESCRIPTION:
        return _("A description has at most %(most)d bytes; this has %(size)d.") % {
            "most": LARGEST_DESCRIPTION,
            "size": size,
        }
    return ""


def with_chapters(description: str, chapters: Sequence[tuple[float, str]]) -> str:
    """The description with a line for each chapter, which YouTube turns into chapters of its own."""
    lines = [f"{_clock(start)} {' '.join(_plain(title).split())[:100]}" for start, title in chapters]
    told, listed = description.rstrip(), "\n".join(lines)
    return f"{told}\n\n{listed}" if told else listed


def shows_chapters(starts: Sequence[float], duration: float) -> bool:
    """Whether YouTube takes the lines for chapters: three or more from 0:00 on, of ten seconds or more."""
    ends = [*starts[1:], duration]
    lengths = [end - start for start, end in zip(starts, ends, strict=True)]
    return len(starts) >= FEWEST_CHAPTERS and starts[0] == 0 and min(lengths) >= SHORTEST_CHAPTER


def _title(wish: Wish) -> str:
    if not wish.title.strip():
        return _("YouTube wants a title.")
    if len(wish.title) > LONGEST_TITLE:
        return _("A title has at most %(most)d characters; this has %(size)d.") % {
            "most": LONGEST_TITLE,
            "size": len(wish.title),
        }
    return _("YouTube takes no < and > in a title.") if _has_angles(wish.title) else ""


def _tags(wish: Wish) -> str:
    if any(not tag.strip() or "," in tag or '"' in tag or _has_angles(tag) for tag in wish.tags):
        return _("A tag is not empty and has no comma, no quotation mark, no < and no >.")
    room, length = LONGEST_TAGS - MARKER_LENGTH - 1, tags_length(wish.tags)
    if length > room:
        return _(
            "Tags have at most %(most)d characters together, as YouTube counts them; these have %(size)d."
        ) % {"most": room, "size": length}
    return ""


def _category(wish: Wish) -> str:
    return "" if wish.category_id in CATEGORIES else _("YouTube has no such category for channels to choose.")


def _publish_at(wish: Wish) -> str:
    if wish.publish_at is None:
        return ""
    if wish.privacy != Publication.Privacy.PRIVATE:
        return _("Only a private film can be made public later; choose privacy “private”.")
    if wish.publish_at <= (wish.scheduled_for or timezone.now()):
        return _("This moment is over before the film is there.")
    return ""


def _thumbnail(wish: Wish) -> str:
    both = wish.thumbnail_image_id is not None and wish.thumbnail_seconds is not None
    return _("Choose a picture or a moment of the film, not both.") if both else ""


def _schedule(wish: Wish) -> str:
    over = wish.scheduled_for is not None and wish.scheduled_for <= timezone.now()
    return _("This moment is over.") if over else ""


def _repeats(wish: Wish) -> str:
    if wish.repeats == Publication.Repeats.NEVER:
        idle = wish.repeats_until or wish.video_ids
        return _("Say how often it repeats: daily or weekly.") if idle else ""
    if wish.scheduled_for is None:
        return _("A repetition needs scheduledFor: when it begins.")
    if wish.repeats_until is None and not wish.video_ids:
        return _("A repetition needs an end: repeatsUntil, or videoIds.")
    if wish.repeats_until and wish.repeats_until <= wish.scheduled_for:
        return _("A repetition ends after it begins.")
    return _("With publishAt nothing can repeat.") if wish.publish_at else ""


def _has_angles(text: str) -> bool:
    return "<" in text or ">" in text


def _plain(text: str) -> str:
    return text.replace("<", "").replace(">", "")


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
