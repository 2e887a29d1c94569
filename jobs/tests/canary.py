"""A listener that counts who comes, small web servers, and a name server that changes its mind."""

import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FILM = b"film" * 4096


@dataclass
class Canary:
    """Listens at one port of 127.0.0.1 and ::1, and remembers how often somebody came."""

    port: int
    visits: int = 0


@contextmanager
def listening() -> Iterator[Canary]:
    canary = Canary(0)
    stop = threading.Event()
    sockets = [socket.create_server(("127.0.0.1", 0))]
    canary.port = sockets[0].getsockname()[1]
    sockets.append(socket.create_server(("::1", canary.port), family=socket.AF_INET6))

    def wait(listener: socket.socket) -> None:
        listener.settimeout(0.05)
        while not stop.is_set():
            try:
                visitor, _ = listener.accept()
            except TimeoutError:
                continue
            canary.visits += 1
            with visitor:
                visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret")

    threads = [threading.Thread(target=wait, args=(each,)) for each in sockets]
    for thread in threads:
        thread.start()
    try:
        yield canary
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for each in sockets:
            each.close()


@dataclass
class Site:
    """A web server on an address of its own, and the requests that it has had."""

    host: str
    port: int
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://{self.host}:{self.port}{path}"


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(
    answer: Answer, *, host: str = "127.0.0.2", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Site]:
    site = Site(host, port)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, dict(self.headers.items())))
            self.close_connection = True
            with suppress(OSError):
                answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            return  # a visitor that leaves in the middle is what some trials are about

    server = Server((host, port), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes = FILM, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content_Length": str(len(body)), "Content_Type": "video/mp4", **headers}.items():
        if value:
            handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def drip(handler: BaseHTTPRequestHandler, piece: bytes, times: int = 1000) -> None:
    for _ in range(times):
        handler.wfile.write(piece)
        handler.wfile.flush()
        time.sleep(0.02)


# -- a name server -----------------------------------------------------------------------------------------


@dataclass
class Names:
    """Answers each question with the next of `answers`, and with the last for ever after."""

    port: int
    answers: list[str]
    asked: int = 0

    def resolve(self, host: str) -> list[str]:
        """As a stub resolver does: one UDP packet there and back."""
        question = b"".join(bytes([len(part)]) + part.encode() for part in host.split(".")) + b"\0"
        packet = struct.pack(">6H", 7, 0x0100, 1, 0, 0, 0) + question + struct.pack(">2H", 1, 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.settimeout(5)
            asker.sendto(packet, ("127.0.0.1", self.port))
            return [socket.inet_ntoa(asker.recv(512)[-4:])]


@contextmanager
def naming(*answers: str) -> Iterator[Names]:
    names = Names(0, list(answers))

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            packet, sock = self.request
            address = names.answers[min(names.asked, len(names.answers) - 1)]
            names.asked += 1
            head = packet[:2] + struct.pack(">5H", 0x8180, 1, 1, 0, 0)
            record = b"\xc0\x0c" + struct.pack(">2HIH", 1, 1, 0, 4) + socket.inet_aton(address)
            sock.sendto(head + packet[12:] + record, self.client_address)

    with socketserver.UDPServer(("127.0.0.1", 0), Handler) as server:
        names.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield names
        server.shutdown()
        thread.join()
