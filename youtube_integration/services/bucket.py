"""How many uploads Google's project may still begin today. Google's day ends at midnight in California."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from youtube_integration.models import UploadDay

PACIFIC = ZoneInfo("America/Los_Angeles")


@dataclass(frozen=True)
class Room:
    """Today's uploads of all people of this platform together."""

    used: int
    limit: int
    resets_at: datetime

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)


class BucketEmpty(Exception):
    """No upload can be begun today."""

    code = "youtube_daily_limit"

    def __init__(self, room: Room) -> None:
        self.resets_at = room.resets_at
        self.facts = {"limit": room.limit, "resets_at": room.resets_at.isoformat()}
        super().__init__(
            _(
                "This platform may begin %(limit)d uploads to YouTube a day, and has begun them all. "
                "Try again after %(moment)s UTC, or schedule it for then."
            )
            % {"limit": room.limit, "moment": f"{room.resets_at:%Y-%m-%d %H:%M}"}
        )


def room(*, now: datetime | None = None) -> Room:
    day = _today(now)
    row = UploadDay.objects.filter(project=settings.YOUTUBE_CLIENT_ID, day=day).first()
    return Room(used=row.used if row else 0, limit=settings.YOUTUBE_DAILY_UPLOADS, resets_at=_end_of(day))


def must_have_room(*, uploads: int = 1) -> None:
    """Raises BucketEmpty."""
    today = room()
    if today.left < uploads:
        raise BucketEmpty(today)


def take() -> None:
    """Counts an upload that is about to be begun; raises BucketEmpty."""
    project, day = settings.YOUTUBE_CLIENT_ID, _today(None)
    UploadDay.objects.get_or_create(project=project, day=day)
    taken = UploadDay.objects.filter(
        project=project, day=day, used__lt=settings.YOUTUBE_DAILY_UPLOADS
    ).update(used=F("used") + 1)
    if not taken:
        raise BucketEmpty(room())


def _today(now: datetime | None) -> date:
    return (now or timezone.now()).astimezone(PACIFIC).date()


def _end_of(day: date) -> datetime:
    """The next midnight in California, in UTC, also on days on which clocks change."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=PACIFIC).astimezone(UTC)
