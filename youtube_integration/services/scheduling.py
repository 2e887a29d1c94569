"""What has its hour: begun by beat, a little late after a stop, and planned again when it repeats."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.language import language_of
from videos.models import Video
from youtube_integration.models import Channel, Publication
from youtube_integration.services import gate, publishing
from youtube_integration.services.wishes import LONGEST_TITLE

A_ROUND = 100
STEPS = {
    Publication.Repeats.DAILY.value: timedelta(days=1),
    Publication.Repeats.WEEKLY.value: timedelta(days=7),
}


def begin_due() -> int:
    """Queues every publication whose hour has come; how many."""
    due = Publication.objects.filter(state=Publication.State.SCHEDULED, scheduled_for__lte=Now())
    return sum(_begin(pk) for pk in due.order_by("scheduled_for").values_list("pk", flat=True)[:A_ROUND])


@transaction.atomic
def _begin(publication_id: uuid.UUID) -> bool:
    # Another beat that has the row begins it; a cancelled one is not found.
    rows = Publication.objects.select_for_update(of=("self",), skip_locked=True)
    row = (
        rows.select_related("channel", "video", "user")
        .filter(pk=publication_id, state=Publication.State.SCHEDULED)
        .first()
    )
    if row is None:
        return False
    with translation.override(language_of(row.user)):
        return _begin_locked(row)


def _begin_locked(row: Publication) -> bool:
    if fault := _fault(row):
        _fail(row, *fault)
        return False
    _plan_next(row)
    publishing.tell(row, _("Its hour has come."))
    publishing.begin(row)
    return True


def _fault(row: Publication) -> tuple[str, str] | None:
    """What became of it while it waited. A series ends with it."""
    if row.video is None:
        return "video_gone", _("The film was deleted before its hour.")
    if row.channel.state != Channel.State.CONNECTED:
        return "needs_reconnect", _("The channel “%(channel)s” was not connected at its hour.") % {
            "channel": row.channel.title
        }
    return None if row.user.is_active else ("account_inactive", _("The account was deactivated."))


def _fail(row: Publication, code: str, message: str) -> None:
    Publication.objects.filter(pk=row.pk).update(
        state=Publication.State.FAILED, error_code=code, error_message=message
    )
    publishing.tell(row, message)


def _plan_next(row: Publication) -> None:
    """Writes the next repetition down, unless the series ends. Hours that were missed are left out."""
    at = next_hour(row)
    if at is None:
        return
    film, coming = row.video, list(row.coming_video_ids)
    repeats = row.repeats
    if coming:
        film = Video.objects.filter(pk=coming.pop(0), owner=row.user).first()
        repeats = row.repeats if coming else Publication.Repeats.NEVER.value
    if film is None:
        publishing.tell(row, _("The next film of the series was deleted, so the series ends."))
        return
    _copy(row, film=film, at=at, repeats=repeats, coming=coming)


def next_hour(row: Publication) -> datetime | None:
    """When the series goes on: by whole days of UTC; None when it does not."""
    step = STEPS.get(row.repeats)
    if step is None or row.scheduled_for is None:
        return None
    missed = max((timezone.now() - row.scheduled_for) // step, 0)
    at = row.scheduled_for + (missed + 1) * step
    return None if row.repeats_until and at > row.repeats_until else at


def _copy(row: Publication, *, film: Video, at: datetime, repeats: str, coming: list[str]) -> None:
    is_same = film.pk == row.video_id
    title = film.title.replace("<", "").replace(">", "").strip()[:LONGEST_TITLE]
    made = Publication.objects.create(
        user=row.user,
        channel=row.channel,
        video=film,
        title=row.title if is_same else title or row.title,
        description=row.description,
        tags=row.tags,
        category_id=row.category_id,
        privacy=row.privacy,
        made_for_kids=row.made_for_kids,
        notify_subscribers=row.notify_subscribers,
        is_synthetic=gate.is_synthetic(video=film),
        playlist_id=row.playlist_id,
        thumbnail_image_id=row.thumbnail_image_id if is_same else None,
        thumbnail_seconds=row.thumbnail_seconds if is_same else None,
        captions_language=row.captions_language,
        gate=row.gate,
        notes=row.notes,
        state=Publication.State.SCHEDULED,
        scheduled_for=at,
        repeats=repeats,
        repeats_until=row.repeats_until,
        coming_video_ids=coming,
        batch_id=row.batch_id,
    )
    publishing.tell(made, f"Scheduled for {at:%Y-%m-%d %H:%M} UTC, as the next of its series.")
