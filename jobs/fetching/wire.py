"""Connections that reach the checked address only, and that nobody can hold open by sending little."""

import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import httpcore

from jobs.fetching.errors import AddressRefused, NotThere, TooLarge, TooSlow
from jobs.fetching.policy import Policy
from jobs.fetching.words import gettext_noop

# At least so many bytes in each such window, in seconds; a stalled server is left after one.
WINDOW_SECONDS = 30.0
WINDOW_BYTES = 30 * 1024
CONNECT_SECONDS = 10.0
CONNECT_TRIES = 3
TICK_SECONDS = 0.5
HEAD_BYTES = 256 * 1024  # of all headers and of the framing of chunks

SLOW = gettext_noop("The server sends too slowly. Try again later, or upload the file yourself.")
PRIVATE = gettext_noop("This address does not lead to the public internet, so it is not fetched.")


@dataclass(kw_only=True)
class Watch:
    """The time and the bytes of one fetch, over all of its hops. `on_tick` is called twice a second."""

    seconds: float
    most_bytes: int
    on_tick: Callable[[], None]
    received: int = 0
    _until: float = field(init=False)
    _window_ends: float = field(init=False)
    _window_needs: int = WINDOW_BYTES
    _ticked: float = field(init=False)

    def __post_init__(self) -> None:
        now = time.monotonic()
        self._until, self._window_ends, self._ticked = now + self.seconds, now + WINDOW_SECONDS, now

    def remaining(self) -> float:
        """Seconds until the end; raises TooSlow when there are none, and whatever `on_tick` raises."""
        now = time.monotonic()
        if now >= self._window_ends:
            if self.received < self._window_needs:
                raise TooSlow(SLOW)
            self._window_ends, self._window_needs = now + WINDOW_SECONDS, self.received + WINDOW_BYTES
        if now >= self._until:
            raise TooSlow(SLOW)
        if now - self._ticked >= TICK_SECONDS:
            self._ticked = now
            self.on_tick()
        return min(self._until, self._window_ends) - now

    def arrived(self, size: int) -> None:
        self.received += size
        if self.received > self.most_bytes + HEAD_BYTES:
            raise TooLarge(gettext_noop("There is more than was announced."))


class WatchedStream(httpcore.NetworkStream):
    """A connection that waits in short steps, so that the watch is asked all the time."""

    def __init__(self, stream: httpcore.NetworkStream, watch: Watch) -> None:
        self._stream, self._watch = stream, watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            step = min(self._watch.remaining(), TICK_SECONDS)
            try:
                piece = self._stream.read(max_bytes, max(step, 0.01))
            except httpcore.ReadTimeout:
                continue
            self._watch.arrived(len(piece))
            return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._watch.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._watch.remaining())
        return WatchedStream(secured, self._watch)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class GuardedNetwork(httpcore.NetworkBackend):
    """Resolves a name once, refuses it when any of its addresses is not allowed, and connects to just those.

    The name stays what TLS checks and what the Host header says: it never reaches the socket.
    """

    def __init__(self, *, policy: Policy, watch: Watch, is_trusted: bool) -> None:
        self._policy, self._watch, self._is_trusted = policy, watch, is_trusted
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        for address in self._checked(host)[:CONNECT_TRIES]:
            seconds = min(self._watch.remaining(), CONNECT_SECONDS)
            try:
                stream = self._plain.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return WatchedStream(stream, self._watch)
        raise NotThere(gettext_noop("The server cannot be reached."))

    def _checked(self, host: str) -> list[str]:
        addresses = self._policy.resolve(host)
        if not self._is_trusted and not all(
            self._policy.allows_address(host=host, address=address) for address in addresses
        ):
            raise AddressRefused(PRIVATE)
        return addresses
