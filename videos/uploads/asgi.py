"""The ASGI application around Django's that takes the bytes of resumable uploads.

Django would keep a body in a file of its own before any view is asked. So the view is asked without it: who
asks, whether they may, what the headers say. It answers with a ticket, an internal header as X-Accel-Redirect
is, and what the ticket allows is done here, while Django holds neither thread nor connection.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import format_datetime
from typing import Any, Literal, get_args

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils.module_loading import import_string

from credits.limits import LimitReached
from videos.models import ResumableUpload
from videos.services.uploading import UploadTooLarge
from videos.uploads import finishing, protocol, receiving
from videos.uploads.accepting import Status, offset_of
from videos.uploads.pools import in_database
from videos.uploads.receiving import ClientGone, Message, Piece, Receive

Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Errand = Literal["append", "look", "remove", "finish", "nudge"]

TICKET = "X-Upload-Ticket"
REFUSALS = (protocol.Refused, UploadTooLarge, LimitReached, ObjectDoesNotExist)


class ReceiveUploads:
    """Passes on everything but the requests of the tus protocol."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not protocol.concerns(scope["path"]):
            await self.application(scope, receive, send)
            return
        answer = Answer()
        await self.application(protocol.as_asked(scope), without_body(), answer.take)
        try:
            if ticket := answer.take_ticket():
                await carry_out(ticket, receive, answer)
        except ClientGone:
            return
        answer.set("Tus-Resumable", protocol.VERSION)
        await answer.give(send)


def ticket(errand: Errand, upload: ResumableUpload, piece: Piece | None = None) -> dict[str, str]:
    """The header by which a view lets this application do the rest."""
    return {TICKET: json.dumps([errand, str(upload.pk), piece.to_json() if piece else ""])}


def without_body() -> Receive:
    """A `receive` that tells of an empty body, and then of nothing more."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            await asyncio.Event().wait()
        told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


class Answer:
    """What Django's side has answered, until it is given to the client."""

    def __init__(self) -> None:
        self.status, self.body = 500, b""
        self.headers: dict[str, list[tuple[bytes, bytes]]] = {}

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            for name, value in message["headers"]:
                self.headers.setdefault(name.decode("latin-1").lower(), []).append((name, value))
        else:
            self.body += message.get("body", b"")

    def take_ticket(self) -> tuple[Errand, str, str] | None:
        written = self.headers.pop(TICKET.lower(), None)
        if written is None:
            return None
        errand, upload_id, piece = json.loads(written[0][1])
        if errand not in get_args(Errand):
            raise ValueError(f"No view writes the errand {errand}.")
        return errand, upload_id, piece

    def set(self, name: str, value: str) -> None:
        self.headers[name.lower()] = [(name.encode(), value.encode("latin-1"))]

    def refuse(self, error: Exception) -> None:
        """Says the error in the API's one shape instead."""
        describe: Callable[[Exception], tuple[int, dict[str, Any]]] = import_string(settings.UPLOAD_REFUSAL)
        self.say(*describe(error))

    def say(self, status: int, body: dict[str, Any]) -> None:
        self.status, self.body = status, json.dumps(body).encode()
        self.set("Content-Type", "application/json")
        self.set("Content-Length", str(len(self.body)))

    async def give(self, send: Send) -> None:
        headers = [pair for pairs in self.headers.values() for pair in pairs]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


async def carry_out(allowed: tuple[Errand, str, str], receive: Receive, answer: Answer) -> None:
    """Does what the view has allowed, and completes its answer."""
    errand, upload_id, piece = allowed
    try:
        row = await in_database(lambda: ResumableUpload.objects.get(pk=upload_id))
        if errand == "append":
            tell(answer, await receiving.receive_piece(Piece.from_json(piece), receive))
        elif errand == "finish":
            tell(answer, await receiving.finished(row))
        elif errand == "look":
            answer.set("Upload-Offset", str(await receiving.offset(row)))
        elif errand == "remove":
            await receiving.remove(row)
        elif row.status == Status.FINISHING:
            finishing.begin(row.pk)
    except REFUSALS as refusal:
        answer.refuse(refusal)


def tell(answer: Answer, row: ResumableUpload) -> None:
    """How far the upload is now, or why nothing was made of it."""
    if row.error:
        answer.say(row.error_status, row.error)
    answer.set("Upload-Offset", str(offset_of(row)))
    if row.status == Status.OPEN:
        answer.set("Upload-Expires", expiry(row))


def expiry(row: ResumableUpload) -> str:
    """The moment as HTTP writes it."""
    return format_datetime(row.expires_at, usegmt=True)
