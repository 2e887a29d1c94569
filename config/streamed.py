"""A request's body as it comes from the socket, for as long as somebody takes it."""

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any

# What may wait in memory; then the socket is not read, and TCP makes the client wait.
MOST_WAITING = 2 * 1024 * 1024
READ_AT_ONCE = 256 * 1024
# A body that trickles is handed on in pieces that are worth a write to the disk.
WORTH_WRITING = 64 * 1024
GATHER_SECONDS = 0.25
# A client that was answered early is read for so long, so that it sees the answer, not a broken connection.
LINGER_SECONDS = 3.0

Message = MutableMapping[str, Any]


class StreamedBody:
    """Between Twisted's channel, which brings chunks, and the application, which receives messages."""

    def __init__(self, channel: Any) -> None:
        self.channel = channel
        self.chunks: list[bytes] = []
        self.waiting = 0
        self.is_whole = self.is_unwanted = self.told_end = False
        self.ready, self.lost = asyncio.Event(), asyncio.Event()
        self.gathering: asyncio.TimerHandle | None = None
        self.lingering: asyncio.TimerHandle | None = None
        self.then: Callable[[], None] | None = None
        channel.transport.bufferSize = READ_AT_ONCE

    # -- Twisted's side

    def add(self, data: bytes) -> None:
        if self.is_unwanted:
            return
        self.chunks.append(data)
        self.waiting += len(data)
        if self.waiting >= WORTH_WRITING:
            self.ready.set()
        elif self.gathering is None:
            self.gathering = asyncio.get_running_loop().call_later(GATHER_SECONDS, self.ready.set)
        if self.waiting >= MOST_WAITING:
            self.channel.transport.pauseProducing()

    def end(self) -> None:
        """The whole body has come."""
        self.is_whole = True
        self.ready.set()
        if self.then:
            self._stop_lingering()
            self.then()

    def cut(self) -> None:
        """The connection is lost."""
        self.lost.set()
        self.ready.set()
        self._stop_lingering()
        self._stop_gathering()

    # -- the application's side

    async def receive(self) -> Message:
        """The next of the body; after it, or when the connection is lost before, that it is lost."""
        await (self.lost if self.told_end else self.ready).wait()
        if self.told_end or not (self.chunks or self.is_whole):
            return {"type": "http.disconnect"}
        body, self.chunks, self.waiting = b"".join(self.chunks), [], 0
        self.told_end = self.is_whole
        self._stop_gathering()
        if not self.lost.is_set():
            self.ready.clear()
            if not self.is_whole:
                self.channel.transport.resumeProducing()
        return {"type": "http.request", "body": body, "more_body": not self.is_whole}

    # -- the answer

    def announce(self, message: Message) -> None:
        """An answer before the end of the body is the last one of its connection."""
        if message["type"] == "http.response.start" and not self.is_whole:
            self.channel.persistent = False
            message["headers"] = [*message["headers"], (b"Connection", b"close")]

    def let_go(self, *, then: Callable[[], None]) -> None:
        """Throws away what still comes; ends the request after the body, or the connection after a while."""
        self.is_unwanted, self.then = True, then
        self.chunks, self.waiting = [], 0
        if self.lost.is_set():
            return
        self.channel.transport.resumeProducing()
        loop = asyncio.get_running_loop()
        self.lingering = loop.call_later(LINGER_SECONDS, self.channel.transport.loseConnection)

    def _stop_lingering(self) -> None:
        if self.lingering:
            self.lingering.cancel()
            self.lingering = None

    def _stop_gathering(self) -> None:
        if self.gathering:
            self.gathering.cancel()
            self.gathering = None
