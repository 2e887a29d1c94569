"""How long work is likely to take here, by how long the last of its kind took."""

from statistics import median
from typing import Any

from django.db.models import ExpressionWrapper, F
from django.db.models.fields import DurationField

from jobs.models import Job

LOOKED_BACK = 30  # jobs
# Seconds of work for one second of the result, and what begins and ends cost, until there is any experience.
USUAL_PACE, USUAL_START = 0.6, 2.0


def seconds_of(*, kind: str, length: float) -> float:
    """Seconds until a job of this kind (`video.edit`) whose result lasts `length` seconds is done."""
    return round(USUAL_START + length * (_pace(kind) or USUAL_PACE), 1)


def _pace(kind: str) -> float | None:
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    done = Job.objects.filter(kind=kind, status=Job.Status.COMPLETED, charged__gt=0).annotate(took=took)
    paces = [
        row["took"].total_seconds() / length
        for row in done.order_by("-created_at").values("took", "result")[:LOOKED_BACK]
        if (length := _length(row["result"])) >= 1
    ]
    return median(paces) if paces else None


def _length(result: dict[str, Any]) -> float:
    told = result.get("duration")
    return float(told) if isinstance(told, int | float) else 0.0
