"""What a plan keeps for a while only: results that nobody looks at go, a week after an e-mail said so."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from videos.models import RetentionRule, Video
from videos.services import library

NOTICE = timedelta(days=7)
TITLES_TOLD = 20
SUBJECT = "Some of your videos will be removed soon"
TEXT = """Hello {name},

your plan keeps what you make for {days} days after you last looked at it. On {day} these will be removed:

{titles}

To keep one, open it before that day; each look begins the time anew. What you uploaded stays.

{url}/videos/

Framewright
"""


def retain() -> tuple[int, int]:
    """Does what the rules of all plans say: how many people were warned, how many videos were removed."""
    warned = removed = 0
    for rule in RetentionRule.objects.all():
        removed += sum(_remove(rule, video_id) for video_id in _over(rule).values_list("pk", flat=True))
        owners = _to_warn(rule).order_by().values_list("owner_id", flat=True).distinct()
        warned += sum(_warn(rule, owner_id) for owner_id in owners)
    return warned, removed


def _results(rule: RetentionRule) -> QuerySet[Video]:
    """What was made here by people of that plan."""
    mine = Video.objects.filter(owner__subscription__plan=rule.plan_id, owner__is_active=True)
    return mine.exclude(source__in=Video.BROUGHT)


def _to_warn(rule: RetentionRule) -> QuerySet[Video]:
    unused = timezone.now() - timedelta(days=rule.days) + NOTICE
    return _results(rule).filter(used_at__lt=unused, warned_at__isnull=True)


def _over(rule: RetentionRule) -> QuerySet[Video]:
    now = timezone.now()
    unused = now - timedelta(days=rule.days)
    return _results(rule).filter(used_at__lt=unused, warned_at__lt=now - NOTICE)


@transaction.atomic
def _warn(rule: RetentionRule, owner_id: uuid.UUID) -> bool:
    """The rows are locked while the e-mail goes out: of two workers one sends it."""
    rows = _to_warn(rule).filter(owner_id=owner_id).select_for_update(skip_locked=True, of=("self",))
    videos = list(rows)
    if not videos:
        return False
    now = timezone.now()
    Video.objects.filter(pk__in=[video.pk for video in videos]).update(warned_at=now)
    user = User.objects.get(pk=owner_id)
    send_mail(SUBJECT, _text(rule, user, videos, now), None, [user.email])
    return True


def _text(rule: RetentionRule, user: User, videos: list[Video], now: datetime) -> str:
    last = max(video.used_at for video in videos) + timedelta(days=rule.days)
    titles = [f"- {video.title}" for video in videos[:TITLES_TOLD]]
    if len(videos) > TITLES_TOLD:
        titles.append(f"and {len(videos) - TITLES_TOLD} more")
    return TEXT.format(
        name=user.get_short_name(),
        days=rule.days,
        day=f"{max(now + NOTICE, last):%Y-%m-%d}",
        titles="\n".join(titles),
        url=settings.PUBLIC_URL,
    )


@transaction.atomic
def _remove(rule: RetentionRule, video_id: uuid.UUID) -> bool:
    """Asked once more with the row locked: its owner may have looked at it since."""
    rows = _over(rule).filter(pk=video_id).select_related("owner")
    video = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if video is None:
        return False
    library.remove(video=video)
    return True
