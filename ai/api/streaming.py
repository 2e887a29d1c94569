"""An answer as it comes: server-sent events, whoever does the job.

The pieces go to the person's channel group whether this process or a worker asks the model; here they are
read from there. When the client goes away the model is stopped.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import connections
from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from ai.serializers.chat import AnswerSerializer
from ai.services.chatting import conversations, leaving
from jobs import events, running
from jobs.models import Job

BEAT = 5.0  # seconds between two signs of life
PADDING = 2048  # bytes that some proxies want before they pass anything on
KINDS = {"chat_typing": "typing", "chat_delta": "delta"}


class EventStreamRenderer(BaseRenderer):
    """Lets `Accept: text/event-stream` through; what goes wrong before it begins comes as one event."""

    media_type = "text/event-stream"
    format = "event-stream"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return _event("error", data)


def event_stream(*, job: Job, is_kept: bool = False) -> StreamingHttpResponse:
    """The events of one answer: `typing`, `delta`s, then `message` (the whole) or `error`.

    Who closes it stops the answer, unless `is_kept`.
    """
    headers = {
        "Cache-Control": "no-cache, no-transform",
        "X-Accel-Buffering": "no",
        "Content-Encoding": "identity",  # compressing would hold the pieces back
        "X-Job-Id": str(job.pk),
    }
    stream = _events(job.pk, job.user_id, is_kept=is_kept)
    return StreamingHttpResponse(stream, content_type="text/event-stream; charset=utf-8", headers=headers)


async def _events(job_id: uuid.UUID, user_id: uuid.UUID, *, is_kept: bool) -> AsyncIterator[bytes]:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    # Joined before the job is begun, so that no piece is missed.
    await layer.group_add(events.group_of(user_id), channel)
    work = asyncio.ensure_future(sync_to_async(_run, thread_sensitive=False)(job_id))
    listening = asyncio.ensure_future(layer.receive(channel))
    is_over = False
    try:
        yield b":" + b" " * PADDING + b"\n\n"
        # The same message under the same key may have been answered long ago.
        is_over = await sync_to_async(_has_ended, thread_sensitive=False)(job_id)
        while not is_over:
            await asyncio.wait({listening}, timeout=BEAT)
            if listening.done():
                frame = listening.result()["frame"]
                listening = asyncio.ensure_future(layer.receive(channel))
                if piece := _piece(frame, str(job_id)):
                    yield piece
                is_over = _tells_end(frame, str(job_id))
            else:
                yield b": waiting\n\n"
                is_over = await sync_to_async(_has_ended, thread_sensitive=False)(job_id)
        yield await sync_to_async(_last, thread_sensitive=False)(job_id)
    finally:
        listening.cancel()
        if not is_over and not is_kept:
            await asyncio.shield(sync_to_async(_leave, thread_sensitive=False)(job_id))
        with suppress(asyncio.CancelledError):
            await layer.group_discard(events.group_of(user_id), channel)
        work.add_done_callback(lambda done: done.cancelled() or done.exception())


def _piece(frame: dict[str, Any], job_id: str) -> bytes:
    payload = frame["payload"]
    if frame["type"] not in KINDS or payload.get("jobId") != job_id:
        return b""
    return _event(KINDS[frame["type"]], {name: value for name, value in payload.items() if name != "jobId"})


def _tells_end(frame: dict[str, Any], job_id: str) -> bool:
    payload = frame["payload"]
    is_ours = frame["type"] == "job" and payload.get("id") == job_id
    return is_ours and payload["status"] not in {Job.Status.QUEUED, Job.Status.PROCESSING}


def _event(kind: str, payload: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(payload, default=str)}\n\n".encode()


def _run(job_id: uuid.UUID) -> None:
    try:
        running.run_job(job_id=job_id)
    finally:
        connections.close_all()


def _leave(job_id: uuid.UUID) -> None:
    leaving.leave(job_id=job_id)


def _has_ended(job_id: uuid.UUID) -> bool:
    try:
        return not Job.objects.active().filter(pk=job_id).exists()
    finally:
        connections.close_all()


def _last(job_id: uuid.UUID) -> bytes:
    try:
        job = Job.objects.get(pk=job_id)
        if job.status == Job.Status.COMPLETED:
            answer = AnswerSerializer(conversations.answer_of(job_id=job_id)).data
            return _event("message", events.wire(answer))
        error = {"code": job.error_code or "cancelled", "detail": job.error_message, "attr": None}
        return _event("error", {"type": "client_error", "errors": [error]})
    finally:
        connections.close_all()
