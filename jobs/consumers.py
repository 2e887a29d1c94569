import asyncio
import logging
import random
import uuid
from collections.abc import Callable
from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.db import Error, close_old_connections
from django.utils.module_loading import import_string

from accounts import services as accounts
from accounts.models import User
from accounts.services.scopes import FRAMES, ROOMS
from credits import services as credits
from jobs import events
from jobs.models import Job
from jobs.serializers import JobSerializer
from jobs.socket_access import SUBPROTOCOL, pass_of_socket

log = logging.getLogger(__name__)

UNAUTHENTICATED = 4401
LARGEST_FRAME = 64 * 1024
MOST_ROOMS = 20
MOST_RUNNING = 100


class PersonConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """A person's socket: says what runs now, then forwards whatever happens to them.

    It stays open as long as the session or the API key that opened it counts.
    """

    group = ""
    user: User
    opened_by: accounts.SocketPass
    watcher: asyncio.Task[None] | None = None

    async def __call__(self, *given: Any) -> None:
        try:
            await super().__call__(*given)
        finally:
            if self.watcher:
                self.watcher.cancel()

    async def connect(self) -> None:
        opened_by = await pass_of_socket(self.scope)
        chosen = SUBPROTOCOL if SUBPROTOCOL in self.scope["subprotocols"] else None
        if opened_by is None:
            # Accepted first, so that a browser sees the code and not only "1006".
            await self.accept(chosen)
            await self.close(code=UNAUTHENTICATED)
            return
        self.opened_by, self.user = opened_by, opened_by.user
        self.group = events.group_of(self.user.pk)
        self.rooms: set[str] = set()
        # Joined before the snapshot is read: an event in between arrives twice rather than never.
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept(chosen)
        snapshot = await sync_to_async(state_of)(self.user)
        await self.send_json({"type": "snapshot", "payload": events.wire(snapshot)})
        self.watcher = asyncio.create_task(self._watch())

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)
            for room in list(self.rooms):
                await self._leave(room)

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
        payload = content.get("payload", {}) if isinstance(content, dict) else {}
        if kind == "ping":
            await self.send_json({"type": "pong", "payload": {}})
        elif not isinstance(kind, str) or kind not in {*settings.SOCKET_FRAMES, *ROOM_FRAMES}:
            await self._refuse("unknown_type", "The server does not know this type of message.")
        elif not isinstance(payload, dict):
            await self._refuse("bad_frame", "The payload is not an object.")
        elif kind in ROOM_FRAMES:
            await getattr(self, ROOM_FRAMES[kind])(str(payload.get("room", "")))
        else:
            await self._called(FRAMES.get(kind), import_string(settings.SOCKET_FRAMES[kind]), payload)

    async def event(self, message: dict[str, Any]) -> None:
        if message.get("from") != self.channel_name:
            await self.send_json(message["frame"])

    async def look(self, message: dict[str, Any]) -> None:
        """Closes the socket if what opened it counts no longer."""
        try:
            counts = await database_sync_to_async(accounts.pass_counts)(opened_by=self.opened_by)
        except Error as error:
            log.warning("Whether a socket may stay open is asked again: %s", error)
            return
        if not counts:
            await self.close(code=UNAUTHENTICATED)

    async def _watch(self) -> None:
        """Looks by itself: the event that a session has ended is a courtesy, and may be lost."""
        while True:
            # Spread out, so that the sockets of a restarted server do not all ask in the same instant.
            await asyncio.sleep(settings.SOCKET_CHECK_SECONDS * random.uniform(0.5, 1))  # noqa: S311
            await self.look({})
            await self.look_at_rooms()
            for room in list(self.rooms):
                if room in self.rooms:  # left meanwhile, it must not be entered again
                    await self._present("stay", room, user=self.user)

    async def _called(self, scope: str | None, function: Callable[..., None], *given: Any) -> bool:
        """Whether a function of an app above went well; what it raises is told as an error."""
        error = await sync_to_async(tried)(self.opened_by, scope, function, *given)
        if error:
            await self.send_json({"type": "error", "payload": error})
        return error is None

    # -- rooms -----------------------------------------------------------------------------------------

    async def _join(self, room: str) -> None:
        kind, _, name = room.partition(":")
        if kind not in settings.SOCKET_ROOMS or not is_uuid(name):
            await self._refuse("unknown_room", "There is no such room.")
        elif len(self.rooms) >= MOST_ROOMS:
            await self._refuse("too_many_rooms", f"Be in at most {MOST_ROOMS} rooms at once.")
        elif await self._called(ROOMS.get(kind), import_string(settings.SOCKET_ROOMS[kind]), uuid.UUID(name)):
            self.rooms.add(room)
            await self.channel_layer.group_add(events.group_of_room(room), self.channel_name)
            await self._tell(room, "joined")
            await self._present("come", room, user=self.user)

    async def _leave(self, room: str) -> None:
        if room in self.rooms:
            self.rooms.discard(room)
            await self._tell(room, "left")
            await self.channel_layer.group_discard(events.group_of_room(room), self.channel_name)
            await self._present("go", room)

    async def look_at_rooms(self, message: dict[str, Any] | None = None) -> None:
        """Leaves the rooms that the person may not be in any more, and says so."""
        for room in list(self.rooms):
            kind, _, name = room.partition(":")
            enter = import_string(settings.SOCKET_ROOMS[kind])
            if await sync_to_async(tried)(self.opened_by, ROOMS.get(kind), enter, uuid.UUID(name)):
                await self._leave(room)
                await self._refuse("room_closed", f"You may not be in {room} any more.")

    async def _type(self, room: str) -> None:
        if room in self.rooms:
            await self._tell(room, "typing")

    async def _tell(self, room: str, activity: str) -> None:
        payload = {"room": room, "userId": str(self.user.pk), "activity": activity}
        frame = {"type": "user_activity", "payload": payload}
        message = {"type": "event", "frame": frame, "from": self.channel_name}
        await self.channel_layer.group_send(events.group_of_room(room), message)

    async def _present(self, step: str, room: str, **who: Any) -> None:
        """Keeps who is in a room, and tells the room where that has changed."""
        keeper = settings.SOCKET_PRESENCE.get(room.partition(":")[0])
        if keeper is None:
            return
        keep = getattr(import_module(keeper), step)
        people = await sync_to_async(keep)(room=room, socket=self.channel_name, **who)
        if people is not None:
            frame = {"type": "presence", "payload": events.wire({"room": room, "people": people})}
            message = {"type": "event", "frame": frame}
            await self.channel_layer.group_send(events.group_of_room(room), message)

    async def _refuse(self, code: str, message: str) -> None:
        await self.send_json({"type": "error", "payload": {"code": code, "message": message}})


ROOM_FRAMES = {"join_room": "_join", "leave_room": "_leave", "chat_typing": "_type"}


def is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def tried(
    opened_by: accounts.SocketPass, scope: str | None, function: Callable[..., None], *given: Any
) -> dict[str, Any] | None:
    """What the function refuses, as an error for the socket, or None; API keys need the scope."""
    close_old_connections()
    try:
        accounts.speak_by(opened_by=opened_by, scope=scope)
        function(opened_by.user, *given)
    except Exception as error:  # noqa: BLE001 - what it is, and whether it is logged, is said by as_frame
        told: dict[str, Any] = import_string(settings.SOCKET_REFUSAL)(error)
        return told
    finally:
        close_old_connections()
    return None


def state_of(user: User) -> dict[str, Any]:
    """What events change: what runs now, and the credits; whoever was away reads it instead of the events."""
    running = Job.objects.for_user(user).active()[:MOST_RUNNING]
    jobs = [dict(JobSerializer(job).data) for job in running]
    balance = credits.balance(user=user)
    return {"jobs": jobs, "credits": events.balance(available=balance.available, held=balance.held)}
