"""The only writer of transcripts: each becomes the next revision of its language, and the current one."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max

from ai.capabilities import Segment, Word
from ai.models import Transcript
from ai.services.transcripts import reading
from ai.signals import transcript_changed
from videos.models import Video
from videos.services import wording

Row = Mapping[str, Any]
MILLISECOND = 3  # digits


class Origins(TypedDict, total=False):
    """By whom a transcript was made, and of what: `address` is equal where the words are."""

    provider: str
    model: str
    is_draft: bool
    job_id: uuid.UUID | None
    address: str


@transaction.atomic
def publish(
    *,
    video: Video,
    language: str,
    origin: Transcript.Origin,
    segments: Sequence[Segment | Row],
    words: Sequence[Word | Row],
    text: str = "",
    source: Transcript | None = None,
    notes: Sequence[str] = (),
    **origins: Unpack[Origins],
) -> Transcript:
    """Writes a transcript down as the newest of its video and language, and tells `transcript_changed`.

    Times are seconds of the video. Two writers at once give two revisions. Raises Video.DoesNotExist when the
    video was deleted in the meantime.
    """
    # The lock makes two writers of one film take turns.
    locked = Video.objects.select_for_update().get(pk=video.pk)
    # Before it is asked what is spoken: the revision that it follows has no say in that.
    revision = _next_revision(locked, language)
    rows = [segment_row(each) for each in segments]
    made = Transcript.objects.create(
        video=locked,
        language=language,
        origin=origin,
        source=source,
        is_spoken=_is_spoken(locked, language, origin, source),
        revision=revision,
        text=text or " ".join(row["text"] for row in rows),
        segments=rows,
        words=[word_row(each) for each in words],
        notes=list(notes),
        **origins,
    )
    changed(transcript=made)
    return made


def _next_revision(locked: Video, language: str) -> int:
    """The number of the revision to be written; the one before is no longer the current one."""
    versions = Transcript.objects.filter(video=locked, language=language)
    versions.filter(is_current=True).update(is_current=False)
    return (versions.aggregate(newest=Max("revision"))["newest"] or 0) + 1


@transaction.atomic
def remove(*, video: Video, language: str) -> int:
    """Deletes a language with all its revisions; how many there were."""
    locked = Video.objects.select_for_update().get(pk=video.pk)
    count, _ = Transcript.objects.filter(video=locked, language=language).delete()
    _let_be_found(locked)
    return count


def changed(*, transcript: Transcript) -> None:
    """Tells that a video has other words now, and lets the video be found by them."""
    _let_be_found(transcript.video)
    transcript_changed.send(sender=Transcript, transcript=transcript)


def _is_spoken(video: Video, language: str, origin: Transcript.Origin, source: Transcript | None) -> bool:
    """Whether these are the words that are said. A file of captions is a translation beside what is known."""
    if origin is Transcript.Origin.TRANSLATED:
        return False
    if source is not None:
        return source.is_spoken
    known = reading.current(video=video)
    return origin is not Transcript.Origin.IMPORTED or known is None or known.language == language


def _let_be_found(video: Video) -> None:
    spoken = reading.current(video=video)
    wording.let_be_found(video_id=video.pk, words=spoken.text if spoken else "")


def segment_row(each: Segment | Row) -> dict[str, Any]:
    """A segment as it is stored."""
    given = asdict(each) if isinstance(each, Segment) else dict(each)
    return {
        "text": str(given["text"]),
        "start": round(float(given["start"]), MILLISECOND),
        "end": round(float(given["end"]), MILLISECOND),
        "speaker": str(given.get("speaker") or ""),
    }


def word_row(each: Word | Row) -> dict[str, Any]:
    """A word as it is stored."""
    given = asdict(each) if isinstance(each, Word) else dict(each)
    return {**segment_row(given), "confidence": round(float(given.get("confidence", 1.0)), MILLISECOND)}
