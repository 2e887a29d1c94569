"""The web server: daphne, with back-pressure in both directions.

Under plain daphne, Twisted parses a multipart body in memory, on the event loop, and throws the result away
(a 1 GB upload: 5.5 GB and a minute of silence); daphne then puts the body into a queue in memory before the
application has read any of it, and a whole answer into the socket's buffer however slowly the client reads.
Here nobody parses but the application, which reads the body from the temporary file that Twisted keeps it in;
slow clients are waited for, and a body that is too large is refused at its first bytes. The bytes of a
resumable upload are handed on as they come, and their sender is waited for as well as waiting.

Start it with `python -m config.web --port 8000`.
"""

import argparse
import asyncio
import io
import json
import logging
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

# Read by the settings: under ASGI only a pool reuses database connections.
os.environ.setdefault("DATABASE_POOL", "1")

# Importing daphne's server installs the asyncio reactor, which must come before anything else of Twisted.
from daphne.server import Server  # isort: skip
from daphne import server as daphne_server
from daphne.http_protocol import HTTPFactory, WebRequest
from django.conf import settings

from config.asgi import application as platform
from config.streamed import StreamedBody
from videos.uploads.protocol import may_carry_bytes

log = logging.getLogger(__name__)

CHUNK = 256 * 1024
ENVELOPE = 16 * 1024 * 1024  # what multipart headers and form fields may add to the files
SCOPE_KEY = "framewright.request"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class PacedRequest(WebRequest):  # type: ignore[misc]
    """One HTTP request whose body is read as it is needed, and whose answer waits for its reader."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Twisted's own form parsing, at whose result daphne never looks.
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)
        self.content: Any
        self.body: Any = io.BytesIO()
        self.received = 0
        self.refused = False
        self.writable = asyncio.Event()
        self.writable.set()
        self.streamed: StreamedBody | None = None

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        if self.begins_a_piece():
            self.begin_at_once()
            return
        super().gotLength(length)
        if length is not None and length > self.server.largest_body:
            self.refuse()

    def begins_a_piece(self) -> bool:
        """Whether its headers, which have just come, announce bytes of a resumable upload."""
        method, uri, _ = request_line(self.channel)
        return may_carry_bytes(method.decode("latin-1"), uri.partition(b"?")[0].decode("latin-1"))

    def begin_at_once(self) -> None:
        """Starts the application before the body has come; Twisted would tell it only afterwards."""
        self.method, self.uri, self.clientproto = request_line(self.channel)
        self.path, self.content = self.uri.partition(b"?")[0], io.BytesIO()
        self.streamed = StreamedBody(self.channel)
        super().process()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self.streamed:
            self.streamed.add(data)
            return
        self.received += len(data)
        if self.received > self.server.largest_body and not self.refused:
            self.refuse()
        if not self.refused:
            super().handleContentChunk(data)

    def refuse(self) -> None:
        """Says at once that the body is too large, and throws away what still comes of it."""
        self.refused = True
        limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        detail = f"An upload may have at most {limit} MB."
        error = {"code": "too_large", "detail": detail, "attr": None}
        body = json.dumps({"type": "client_error", "errors": [error]}).encode()
        head = (
            "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.channel.transport.write(head.encode() + body)

    def process(self) -> Any:
        if self.streamed:
            self.streamed.end()
            return None
        if self.refused:
            self.channel.transport.loseConnection()
            return None
        self.body, self.content = self.content, io.BytesIO()
        self.body.seek(0)
        return super().process()

    def reader(self, receive: Receive) -> Receive:
        """The ASGI `receive` of this request: the body from its file, then whatever the server has to say."""
        if self.streamed:
            return self.streamed.receive
        finished = False

        async def next_message() -> Message:
            nonlocal finished
            if not finished:
                chunk = await asyncio.to_thread(self.body.read, CHUNK)
                finished = len(chunk) < CHUNK
                return {"type": "http.request", "body": chunk, "more_body": not finished}
            message = await receive()
            while message["type"] == "http.request":
                message = await receive()  # the empty body that daphne read from our stand-in
            return message

        return next_message

    async def drained(self) -> None:
        """Waits until the client has taken what was written."""
        if not self.producer and self.channel is not None and not self.finished:
            self.registerProducer(self, streaming=True)
        await self.writable.wait()

    def finish(self) -> None:
        if self.producer:
            self.unregisterProducer()
        if self.streamed and not self.streamed.is_whole:
            # Twisted cannot end a request whose body still comes.
            self.streamed.let_go(then=super().finish)
            return
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802 - Twisted's name
        self.writable.set()
        if self.streamed:
            self.streamed.cut()
        super().connectionLost(reason)

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.writable.clear()

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.writable.set()

    def stopProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.writable.set()


def request_line(channel: Any) -> tuple[bytes, bytes, bytes]:
    """Method, address and version, which Twisted tells a request only after its body."""
    return channel._command, channel._path, channel._version  # noqa: SLF001 - nowhere else until then


class PacedFactory(HTTPFactory):  # type: ignore[misc]
    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = PacedRequest
        return protocol


class PacedServer(Server):  # type: ignore[misc]
    """daphne's server, handing out paced requests."""

    largest_body = settings.MAX_UPLOAD_BYTES + ENVELOPE

    def create_application(self, protocol: Any, scope: MutableMapping[str, Any]) -> Any:
        if isinstance(protocol, PacedRequest):
            scope[SCOPE_KEY] = protocol
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: Message) -> None:
        if isinstance(protocol, PacedRequest) and protocol.streamed:
            protocol.streamed.announce(message)
        await super().handle_reply(protocol, message)
        if isinstance(protocol, PacedRequest) and message.get("more_body", False):
            await protocol.drained()


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Any) -> None:
    """The platform behind a paced request."""
    request = scope.pop(SCOPE_KEY, None)
    await platform(scope, request.reader(receive) if request else receive, send)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m config.web", description="Serve the platform.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    daphne_server.HTTPFactory = PacedFactory
    endpoint = f"tcp:port={options.port}:interface={options.host.replace(':', chr(92) + ':')}"
    log.info("Serving on %s port %s", options.host, options.port)
    PacedServer(application=application, endpoints=[endpoint], server_name="framewright").run()


if __name__ == "__main__":
    main()
