from typing import Any

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.models import User
from jobs import events
from jobs.models import Job
from jobs.serializers import JobSerializer
from jobs.socket_access import SUBPROTOCOL, user_of_socket

UNAUTHENTICATED = 4401
LARGEST_FRAME = 64 * 1024


class PersonConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """A person's socket: says what runs now, then forwards whatever happens to them."""

    group = ""

    async def connect(self) -> None:
        user = await user_of_socket(self.scope)
        chosen = SUBPROTOCOL if SUBPROTOCOL in self.scope["subprotocols"] else None
        if user is None:
            # Accepted first, so that a browser sees the code and not only "1006".
            await self.accept(chosen)
            await self.close(code=UNAUTHENTICATED)
            return
        self.group = events.group_of(user.pk)
        # Joined before the snapshot is read: an event in between arrives twice rather than never.
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept(chosen)
        snapshot = await sync_to_async(running_jobs)(user)
        await self.send_json({"type": "snapshot", "payload": events.wire({"jobs": snapshot})})

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        if not self.group:
            return
        if text_data is None or len(text_data) > LARGEST_FRAME:
            await self._refuse("bad_frame", "Send JSON text of at most 64 KiB.")
            return
        try:
            frame = await self.decode_json(text_data)
        except (ValueError, RecursionError):  # the latter for a thousand brackets
            await self._refuse("bad_frame", "This is not JSON.")
            return
        await self.receive_json(frame)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "ping":
            await self.send_json({"type": "pong", "payload": {}})
        else:
            await self._refuse("unknown_type", "The server does not know this type of message.")

    async def event(self, message: dict[str, Any]) -> None:
        await self.send_json(message["frame"])

    async def _refuse(self, code: str, message: str) -> None:
        await self.send_json({"type": "error", "payload": {"code": code, "message": message}})


def running_jobs(user: User) -> list[dict[str, Any]]:
    jobs = Job.objects.for_user(user).active()[:100]
    return [dict(JobSerializer(job).data) for job in jobs]
