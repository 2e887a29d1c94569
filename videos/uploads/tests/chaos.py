"""A TCP proxy that cuts connections after so many bytes, in the ways in which networks do."""

import asyncio
import random
import socket
import struct
import threading
from contextlib import suppress
from typing import Literal, Self

Cut = Literal["fin", "rst", "half-open", "stall"]
STALL_SECONDS = 0.3


class Plan:
    """So many cuts at random places, of which one is half-open and one is a stall; then none."""

    def __init__(self, seed: int, *, cuts: int, largest: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a trial that can be repeated
        self.kinds: list[Cut] = ["half-open", "stall"]
        self.kinds += [self.chance.choice(("fin", "rst")) for _ in range(cuts - 2)]
        self.chance.shuffle(self.kinds)
        self.largest = largest

    def next(self) -> tuple[int, Cut] | None:
        return (self.chance.randrange(1, self.largest), self.kinds.pop()) if self.kinds else None

    def give_back(self, cut: Cut) -> None:
        """The connection had ended before so many bytes."""
        self.kinds.append(cut)


class ChaosProxy:
    """Passes on bytes to the server until `plan` says for a connection how many, and what happens then.

    fin: both ends are closed; rst: both are reset; half-open: the client's end is closed, and the server
    never hears of it; stall: nothing goes on for a while, and then everything does.
    """

    def __init__(self, *, server_port: int, plan: Plan) -> None:
        self.server_port, self.plan = server_port, plan
        self.port, self.cuts = 0, 0
        self.writers: list[asyncio.StreamWriter] = []
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        with suppress(asyncio.CancelledError):
            self.loop.run_until_complete(
                asyncio.gather(*asyncio.all_tasks(self.loop), return_exceptions=True)
            )
        server.close()
        for writer in self.writers:
            writer.transport.abort()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):  # the end of the test
            await self._connect(reader, writer)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.server_port)
        self.writers += [writer, to_server]
        back = asyncio.ensure_future(_pass_on(from_server, writer))
        cut = await self._forward(reader, to_server, self.plan.next())
        if cut in {"fin", "rst", "half-open"}:
            back.cancel()
        if cut == "rst":
            _reset(writer)
            _reset(to_server)
        if cut == "half-open":
            writer.close()
            return
        if cut is None:
            with suppress(ConnectionError, OSError):
                await back
        writer.close()
        to_server.close()

    async def _forward(
        self, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter, planned: tuple[int, Cut] | None
    ) -> Cut | None:
        left, cut = planned or (0, None)
        while data := await _read(reader):
            if cut == "stall" and len(data) >= left:
                await asyncio.sleep(STALL_SECONDS)
                self.cuts += 1
                to_server.write(data)
                await _drained(to_server)
                left, cut = self.plan.next() or (0, None)
                continue
            if cut and len(data) >= left:
                to_server.write(data[:left])
                await _drained(to_server)
                self.cuts += 1
                return cut
            left -= len(data)
            to_server.write(data)
            await _drained(to_server)
        if cut:
            self.plan.give_back(cut)
        return None


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await _read(reader):
        writer.write(data)
        await _drained(writer)
    writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(65536)
    except (ConnectionError, OSError):
        return b""


async def _drained(writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, OSError):
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    line: socket.socket | None = writer.get_extra_info("socket")
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
