"""Parent jobs: work made of parts, which are ordinary jobs. Its children move a parent, not a worker."""

from typing import Any

from django.utils import timezone

from jobs import events
from jobs.models import Job


def part_ended(child: Job) -> None:
    """Brings the parent job up to date when a child has ended; with the last one the parent ends too."""
    if child.parent_id is None:
        return
    # The lock orders siblings that end at the same time: the later one counts the earlier.
    parent = Job.objects.select_for_update().get(pk=child.parent_id)
    children = list(parent.children.order_by("created_at", "pk"))
    ended = [each for each in children if not each.is_active]
    parent.progress = 100.0 * len(ended) / max(parent.parts, 1)
    parent.stage = f"{len(ended)} of {parent.parts}"
    parent.charged = sum(each.charged for each in ended)
    if len(ended) >= parent.parts and parent.is_active:
        _end_parent(parent, ended)
    parent.save()
    events.job_changed(parent)


def _end_parent(parent: Job, children: list[Job]) -> None:
    states = {each.status for each in children}
    parent.status = next(
        state for state in (Job.Status.COMPLETED, Job.Status.FAILED, Job.Status.CANCELLED) if state in states
    )
    parent.finished_at = timezone.now()
    parent.outputs = [output for each in children for output in each.outputs]
    parent.result = {"items": [_item(each) for each in children]}
    if parent.status == Job.Status.FAILED:
        parent.error_code, parent.error_message = "all_failed", "None of its parts could be done."


def _item(child: Job) -> dict[str, Any]:
    error = {"code": child.error_code, "message": child.error_message} if child.error_code else None
    video = str(child.video_id) if child.video_id else None
    return {"jobId": str(child.pk), "videoId": video, "status": child.status, "error": error}
