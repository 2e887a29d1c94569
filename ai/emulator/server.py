"""The HTTP side of the emulator, and how tests start it in a thread."""

import contextlib
import json
import re
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ai.emulator import elevenlabs, openai, replicate, stripe, youtube
from ai.emulator.wire import Broken, Refusal, Reply, Request
from ai.emulator.world import Rule, World

Route = tuple[str, str, Callable[..., Reply]]
VENDORS: dict[str, list[Route]] = {
    "openai": openai.ROUTES,
    "replicate": replicate.ROUTES,
    "elevenlabs": elevenlabs.ROUTES,
    "stripe": stripe.ROUTES,
    "youtube": youtube.ROUTES,
}
KEPT = 200_000  # characters of a body in the log


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Connection)
        self.world = world
        world.address = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no event; our own mistakes are answered with 500 and logged there."""


class Connection(BaseHTTPRequestHandler):
    """One connection of a client, kept alive."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """The log is at /_log."""

    def answer(self) -> None:
        request = self._read()
        world = self.server.world
        if request.path.startswith("/_"):
            self._send(_control(world, request))
            return
        epoch, rule = world.epoch, world.rule_for(request.method, request.path)
        if rule:
            time.sleep(rule.delay)
        if world.epoch != epoch:
            self._break_off()
            return
        reply = None if rule and (rule.reset == "before" or rule.status) else _answered(world, request)
        if rule and rule.status:
            reply = Reply(rule.status, rule.body or {"error": {"message": "scripted"}}, rule.headers)
        _write_down(world, request, reply, rule)
        if reply is None or (rule and rule.reset):
            self._break_off()
            return
        self._send(reply, pause=rule.pause if rule else 0.0)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer  # noqa: N815 - the names that http.server calls

    def _read(self) -> Request:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b"".join(self._chunks())
        else:
            body = self.rfile.read(int(headers.get("content-length") or 0))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        address = f"http://{headers.get('host', 'localhost')}"
        return Request(self.command, parts.path, query, headers, body, address)

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _send(self, reply: Reply, *, pause: float = 0.0) -> None:
        body = reply.body
        if isinstance(body, dict | list):
            body = json.dumps(body).encode()
        pieces = None if isinstance(body, bytes) else body
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.media_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header(
            *(("Transfer-Encoding", "chunked") if pieces else ("Content-Length", str(len(body))))
        )
        self.end_headers()
        if pieces is None:
            self.wfile.write(body)
            return
        for piece in pieces:
            time.sleep(pause)
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def _break_off(self) -> None:
        self.close_connection = True
        # Zero seconds of lingering make the kernel send a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _control(world: World, request: Request) -> Reply:
    if request.path == "/_script" and request.method == "POST":
        world.script(request.json())
    elif request.path == "/_script" and request.method == "DELETE":
        world.forget()
    elif request.path.startswith("/_inbox"):
        return _inbox(world, request)
    elif request.path == "/_billed":
        return Reply(200, list(world.billed))
    elif request.path == "/_at_work":
        return Reply(200, replicate.at_work(world))
    elif request.path == "/_log":
        return Reply(200, list(world.log))
    else:
        return Reply(404, {"error": "The emulator has /_script, /_billed, /_at_work, /_log and /_inbox."})
    return Reply(200, {})


def _inbox(world: World, request: Request) -> Reply:
    """An address for callbacks that keeps what comes, for trials without a platform."""
    kept: list[dict[str, Any]] = world.drawer("inbox").setdefault(request.path, [])
    if request.method == "POST":
        with world.lock:
            kept.append({"headers": request.headers, "body": request.body.decode(errors="replace")})
    return Reply(200, list(kept))


def _answered(world: World, request: Request) -> Reply | None:
    """None when the answer is lost."""
    vendor, _, rest = request.path.removeprefix("/").partition("/")
    if vendor in {"upload", "resumable"}:  # where Google's client sends films, whatever it was told
        vendor, rest = "youtube", request.path.removeprefix("/")
    for method, pattern, answer in VENDORS.get(vendor, ()):
        found = re.fullmatch(pattern, f"/{rest}")
        if found and method == request.method:
            try:
                return answer(world, request, **found.groupdict())
            except Refusal as refusal:
                return refusal.reply
            except Broken:
                return None
    message = f"The emulator does not know {request.method} {request.path}."
    return Reply(404, {"error": {"message": message, "code": "not_found"}, "detail": message})


def _write_down(world: World, request: Request, reply: Reply | None, rule: Rule | None) -> None:
    headers = {name: value for name, value in request.headers.items() if name not in {"host", "connection"}}
    row = {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": headers,
        "body": request.body[:KEPT].decode(errors="replace"),
        "status": reply.status if reply else 0,
        "rule": rule.match if rule else "",
    }
    with world.lock:
        world.log.append(row)


@contextlib.contextmanager
def running(port: int = 0) -> Iterator[World]:
    """An emulator in a thread of this process, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="emulator-") as folder:
        world = World(folder=Path(folder))
        server = Server(world, port)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield world
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
