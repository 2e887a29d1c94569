"""Change a transcript by hand, go back to an earlier revision, bring one along, take one away."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from ai.models import Transcript
from ai.services.transcripts import formats, reading, tongues, writing
from ai.services.transcripts.timing import by_segment
from videos.models import Video
from videos.services import library

MOST_SEGMENTS = 20_000
SLACK = 0.5  # seconds that a segment may hang over the end


class StaleRevision(Exception):
    """Somebody has changed the transcript since it was read; `facts` say which revision there is now."""

    def __init__(self, current: int) -> None:
        super().__init__(
            _("This transcript was changed in the meantime. Load it again and repeat your change.")
        )
        self.facts = {"revision": current}


@transaction.atomic
def revise(
    *,
    user: User,
    video_id: uuid.UUID,
    language: str,
    revision: int,
    segments: Sequence[Mapping[str, Any]],
) -> Transcript:
    """Writes the segments down as the next revision.

    Words whose text stays keep their times; the others get the time between them. Raises StaleRevision when
    `revision` is not the current one, ValidationError, or Transcript.DoesNotExist.
    """
    before = _locked(user, video_id, language)
    if before.revision != revision:
        raise StaleRevision(before.revision)
    given = _checked(segments, before.video.duration)
    words = [word for _, said in by_segment(given, before.words) for word in said]
    return writing.publish(
        video=before.video,
        language=language,
        origin=Transcript.Origin.REVISED,
        segments=given,
        words=words if before.is_spoken else [],
        source=before,
        provider=before.provider,
        model=before.model,
        is_draft=before.is_draft,
        notes=before.notes,
    )


@transaction.atomic
def restore(*, user: User, video_id: uuid.UUID, language: str, revision: int) -> Transcript:
    """Makes an earlier revision's words the current ones again, as a revision of its own."""
    now = _locked(user, video_id, language)
    if now.revision == revision:
        return now
    rows = Transcript.objects.filter(video_id=video_id, language=language)
    wanted = rows.get(revision=revision)
    return writing.publish(
        video=now.video,
        language=language,
        origin=Transcript.Origin.REVISED,
        segments=wanted.segments,
        words=wanted.words,
        text=wanted.text,
        source=wanted,
        provider=wanted.provider,
        model=wanted.model,
        is_draft=wanted.is_draft,
        notes=wanted.notes,
    )


def bring(*, user: User, video_id: uuid.UUID, language: str, content: bytes) -> Transcript:
    """Makes a file of captions (WebVTT or SRT) the transcript of a language; raises ValidationError."""
    video = library.get(user=user, video_id=video_id)
    code = tongues.checked(language)
    segments, words, notes = formats.read_captions(content, duration=video.duration)
    return writing.publish(
        video=video,
        language=code,
        origin=Transcript.Origin.IMPORTED,
        segments=segments,
        words=words,
        notes=notes,
    )


def remove(*, user: User, video_id: uuid.UUID, language: str) -> None:
    """Deletes a language with all its revisions; Transcript.DoesNotExist when there is none."""
    video = library.get(user=user, video_id=video_id)
    if not writing.remove(video=video, language=language):
        raise Transcript.DoesNotExist


def _locked(user: User, video_id: uuid.UUID, language: str) -> Transcript:
    """The current revision, and the right to be the next writer."""
    Video.objects.for_user(user).select_for_update().filter(pk=video_id).first()
    return reading.wanted(user=user, video_id=video_id, language=language)


def _checked(segments: Sequence[Mapping[str, Any]], duration: float) -> list[dict[str, Any]]:
    """The segments in order of time, without those that are empty now."""
    if len(segments) > MOST_SEGMENTS:
        message = _("At most %(most)s segments.") % {"most": MOST_SEGMENTS}
        raise _wrong("segments", message, "too_many")
    for number, each in enumerate(segments):
        if each["end"] < each["start"]:
            message = _("The end must come after the start.")
            raise _wrong(f"segments.{number}.end", message, "end_before_start")
        if duration and each["end"] > duration + SLACK:
            message = _("The video is only %(seconds)s seconds long.") % {"seconds": f"{duration:.2f}"}
            raise _wrong(f"segments.{number}.end", message, "beyond_end")
    kept = [{**each, "text": " ".join(str(each["text"]).split())} for each in segments]
    return sorted((each for each in kept if each["text"]), key=lambda each: (each["start"], each["end"]))


def _wrong(name: str, message: str, code: str) -> ValidationError:
    return ValidationError({name: ValidationError(message, code=code)})
