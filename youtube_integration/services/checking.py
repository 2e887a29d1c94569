"""Checks a wish against everything that is known before a byte is sent: film, channels, rights, room."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.models import Transcript
from ai.services.insights import summaries
from ai.services.transcripts import reading
from videos.models import Video
from videos.services import library
from youtube_integration.client import oauth
from youtube_integration.models import Channel
from youtube_integration.services import access, bucket, gate, wishes
from youtube_integration.services.wishes import Wish

LOCKED = gettext_lazy(
    "Google has not audited this platform's project yet: until it has, YouTube keeps every film that is "
    "uploaded by it private, whatever is chosen here."
)
NO_CHAPTERS_SHOWN = gettext_lazy(
    "YouTube shows chapters only when there are three or more of at least ten seconds; the lines stand in "
    "the description all the same."
)
MANAGE_MISSING = gettext_lazy(
    "The channel “%(channel)s” was connected for uploads only. Connect it again with the right to manage "
    "captions and playlists."
)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A wish that can be published, with what was found out for it."""

    wish: Wish
    video: Video
    channels: tuple[Channel, ...]
    description: str
    is_synthetic: bool
    gate: dict[str, Any]
    notes: tuple[str, ...]


def check(*, user: User, wish: Wish) -> Checked:
    """Raises ValidationError for what YouTube would refuse, Video.DoesNotExist, BucketEmpty, ChannelUnusable
    or YoutubeOff. Nothing is written, nothing is asked of Google.
    """
    video = library.get(user=user, video_id=wish.video_id)
    access.client()
    wishes.must_be_sound(wish)
    channels = _channels(user, wish)
    _must_be_film(video, "video_id")
    _must_have_rights(wish, channels)
    _must_have_captions(user, wish)
    _must_have_picture(user, wish, video)
    _must_be_films(user, wish)
    description, notes = _description(wish, video)
    report = gate.findings(video=video)
    answers = gate.answers(report=report, confirmed=wish.confirmed)
    if wish.scheduled_for is None:
        bucket.must_have_room(uploads=len(channels))
    return Checked(
        wish=wish,
        video=video,
        channels=channels,
        description=description,
        is_synthetic=report.is_synthetic,
        gate=answers,
        notes=(*notes_of_platform(), *notes),
    )


def chosen(*, user: User, channel_id: uuid.UUID | None) -> Channel:
    """The channel that is named, or the person's only one; Channel.DoesNotExist for everybody else's."""
    own = Channel.objects.for_user(user)
    if channel_id:
        return own.get(pk=channel_id)
    found = list(own[:2])
    if len(found) == 1:
        return found[0]
    told = _("Say which of your channels.") if found else _("Connect a YouTube channel first.")
    raise ValidationError({"channel_id": ValidationError(told, code="required")})


def notes_of_platform() -> tuple[str, ...]:
    """What holds for every film that this platform publishes."""
    return () if settings.YOUTUBE_AUDITED else (str(LOCKED),)


def _channels(user: User, wish: Wish) -> tuple[Channel, ...]:
    ids: Iterable[uuid.UUID | None] = dict.fromkeys(wish.channel_ids) or (None,)
    found = tuple(chosen(user=user, channel_id=each) for each in ids)
    for channel in found:
        if channel.state != Channel.State.CONNECTED:
            raise access.ChannelUnusable(channel)
    return found


def _must_be_film(video: Video, field: str) -> None:
    if video.media_type != Video.MediaType.VIDEO:
        raise ValidationError({field: ValidationError(_("Only films can be published."), code="no_film")})
    if video.duration > wishes.LONGEST_FILM:
        message = _("YouTube takes films of up to twelve hours.")
        raise ValidationError({field: ValidationError(message, code="too_long")})


def _must_have_rights(wish: Wish, channels: tuple[Channel, ...]) -> None:
    if wish.playlist_id and len(channels) > 1:
        message = _("A playlist belongs to one channel.")
        raise ValidationError({"playlist_id": ValidationError(message, code="invalid")})
    for field, is_wished in (("playlist_id", wish.playlist_id), ("captions", wish.captions)):
        for channel in channels if is_wished else ():
            must_manage(channel, field)


def must_manage(channel: Channel, field: str) -> None:
    """Raises ValidationError on the field when the channel was connected without that right."""
    if not channel.has_scope(oauth.MANAGE):
        message = MANAGE_MISSING % {"channel": channel.title}
        raise ValidationError({field: ValidationError(message, code="scope_missing")})


def _must_have_captions(user: User, wish: Wish) -> None:
    if not wish.captions:
        return
    try:
        reading.wanted(user=user, video_id=wish.video_id, language=wish.captions)
    except Transcript.DoesNotExist:
        message = _("The film has no transcript in this language yet.")
        raise ValidationError({"captions": ValidationError(message, code="no_transcript")}) from None


def _must_have_picture(user: User, wish: Wish, video: Video) -> None:
    if wish.thumbnail_seconds is not None and not 0 <= wish.thumbnail_seconds <= video.duration:
        message = _("The film lasts %(seconds)s seconds.") % {"seconds": f"{video.duration:.1f}"}
        raise ValidationError({"thumbnail": ValidationError(message, code="invalid")})
    if wish.thumbnail_image_id is None:
        return
    picture = Video.objects.for_user(user).filter(pk=wish.thumbnail_image_id).first()
    if picture is None or not picture.is_still:
        message = _("This is no picture of your library.")
        raise ValidationError({"thumbnail": ValidationError(message, code="no_picture")})


def _must_be_films(user: User, wish: Wish) -> None:
    """The films of the repetitions: published later, confirmed now."""
    for video_id in wish.video_ids:
        video = library.get(user=user, video_id=video_id)
        _must_be_film(video, "video_ids")
        gate.answers(report=gate.findings(video=video), confirmed=wish.confirmed)


def _description(wish: Wish, video: Video) -> tuple[str, list[str]]:
    """The description with the film's chapters, if they are wished, and what is to be said of it."""
    if not wish.chapters:
        return wish.description, []
    summary = summaries.current(video=video)
    if summary is None or not summary.chapters:
        message = _("The film has no chapters yet: make a summary first.")
        raise ValidationError({"chapters": ValidationError(message, code="no_chapters")})
    chapters = [(float(each["start"]), str(each["title"])) for each in summary.chapters]
    described = wishes.with_chapters(wish.description, chapters)
    if fault := wishes.description_fault(described):
        raise ValidationError(
            {"description": ValidationError(_("With chapters: %(fault)s") % {"fault": fault}, code="invalid")}
        )
    shown = wishes.shows_chapters([start for start, _ in chapters], video.duration)
    return described, [] if shown else [str(NO_CHAPTERS_SHOWN)]
