"""What somebody's jobs used, by day and kind."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User

MOST_DAYS = 366
# A job is counted on the day (UTC) on which it ended. A batch is counted by its jobs, a split one by itself.
PER_DAY = """
    SELECT (j.finished_at AT TIME ZONE 'UTC')::date, j.kind, count(*), sum(j.charged),
           coalesce(sum(extract(epoch FROM j.finished_at - j.started_at)), 0), coalesce(sum(made.size), 0)
    FROM jobs_job j
    LEFT JOIN (SELECT job_id, sum(size) AS size FROM videos_video WHERE owner_id = %s GROUP BY job_id) made
        ON made.job_id = j.id
    WHERE j.user_id = %s AND NOT j.is_part AND NOT (j.parts > 0 AND j.attempt = 0)
      AND j.status = 'completed' AND j.finished_at >= %s
    GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class DayOfKind:
    """Completed jobs of a kind on a day: micro-credits charged, seconds of work, bytes of what was made."""

    day: date
    kind: str
    jobs: int
    micro: int
    seconds: float
    bytes: int


def per_day(*, user: User, days: int) -> list[DayOfKind]:
    """The last `days` days, today among them, oldest first; days without jobs are left out."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=min(max(days, 1), MOST_DAYS) - 1)
    with connection.cursor() as cursor:
        cursor.execute(PER_DAY, [user.pk, user.pk, since])
        rows = cursor.fetchall()
    return [
        DayOfKind(day, kind, jobs, int(micro), round(float(seconds), 3), int(size))
        for day, kind, jobs, micro, seconds, size in rows
    ]
