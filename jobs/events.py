"""The one sender of events: what happens reaches the person's sockets after its transaction is committed."""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.dispatch import Signal
from djangorestframework_camel_case.util import camelize
from redis.exceptions import RedisError

from credits.pricing import to_credits
from jobs.models import Job
from jobs.serializers import JobSerializer

log = logging.getLogger(__name__)

# Sent when a job has ended, inside the transaction that ends it, perhaps more than once; receivers get `job`.
job_ended = Signal()


def group_of(user_id: Any) -> str:
    """The name of the channel group that all of a person's sockets join."""
    return f"person.{str(user_id).replace('-', '')}"


def group_of_room(room: str) -> str:
    """The same of a room such as `project:<id>`, for the sockets that have entered it."""
    return f"room.{room.replace(':', '.').replace('-', '')}"


def wire(payload: Any) -> Any:
    """A payload as it goes over the socket: camelCase names, plain JSON values."""
    return camelize(payload, ignore_fields=("metadata", "settings", "timeline"))


def send(*, user_id: Any, kind: str, payload: dict[str, Any]) -> None:
    """Sends an event once the current transaction is committed; at once outside of one."""
    transaction.on_commit(lambda: _push(user_id, {"type": kind, "payload": wire(payload)}), robust=True)


def send_to_room(*, room: str, kind: str, payload: dict[str, Any]) -> None:
    """Sends an event to everybody in a room (`project:<id>`), after the commit."""
    message = {"type": "event", "frame": {"type": kind, "payload": wire(payload)}}
    transaction.on_commit(lambda: _group_send(group_of_room(room), message), robust=True)


def rooms_changed(*, user_id: Any) -> None:
    """Has the person's sockets leave the rooms that they may not be in any more, after the commit."""
    transaction.on_commit(lambda: _send(user_id, {"type": "look_at_rooms"}), robust=True)


def look_at_standing(*, user_id: Any) -> None:
    """Has the person's sockets see whether they may stay open, after the commit."""
    transaction.on_commit(lambda: _send(user_id, {"type": "look"}), robust=True)


def balance(*, available: int, held: int) -> dict[str, float]:
    """What is told of somebody's credits, given in micro-credits."""
    return {"available": to_credits(available), "held": to_credits(held)}


def job_changed(job: Job) -> None:
    if job.is_part:
        return  # its parent's progress tells of it
    if not job.is_active:
        job_ended.send(sender=Job, job=job)
    send(user_id=job.user_id, kind="job", payload=dict(JobSerializer(job).data))
    if job.video_id:
        progress = {
            "video_id": str(job.video_id),
            "status": job.status,
            "progress": job.progress,
            "message": job.error_message or job.stage,
        }
        send(user_id=job.user_id, kind="video_processing", payload=progress)
    if "narrationId" in job.params:
        narration = {
            "video_id": str(job.video_id),
            "narration_id": job.params["narrationId"],
            "status": job.status,
            "progress": job.progress,
            "audio_url": job.result.get("audioUrl"),
        }
        send(user_id=job.user_id, kind="ai_narration", payload=narration)


def _push(user_id: Any, frame: dict[str, Any]) -> None:
    _send(user_id, {"type": "event", "frame": frame})


def _send(user_id: Any, message: dict[str, Any]) -> None:
    _group_send(group_of(user_id), message)


def _group_send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    try:
        async_to_sync(layer.group_send)(group, message)
    except (RedisError, OSError) as error:
        # The event is a courtesy: the row is the truth, and the client asks again after a lost connection.
        log.warning("An event could not be sent: %s", error)
