"""Whether the address for the web server is free."""

import os
import socket
from dataclasses import dataclass
from typing import Self


class NoSuchPort(Exception):
    """PORT is not a number that a port can have, or another program listens there."""


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> Self:
        """FRAMEWRIGHT_HOST (127.0.0.1) and PORT (8000); raises NoSuchPort."""
        given = os.environ.get("PORT") or "8000"
        if not given.isdecimal() or not 0 < int(given) < 65536:
            raise NoSuchPort(f"PORT must be a number from 1 to 65535, not {given!r}.")
        return cls(os.environ.get("FRAMEWRIGHT_HOST") or "127.0.0.1", int(given))

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {"127.0.0.1", "localhost", "::1"}

    @property
    def url(self) -> str:
        """How a browser on this machine reaches it."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}  # noqa: S104 - read # nosec B104
        return f"http://{everywhere.get(self.host, self.host)}:{self.port}"

    def must_be_free(self) -> None:
        """Raises NoSuchPort when the web server could not listen here."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            # As the web server does: connections of an earlier one that are still closing are no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as failure:
                raise NoSuchPort(
                    f"Cannot listen on {self.host} port {self.port} ({failure.strerror}): "
                    f"choose another, for example `make run PORT={self.port + 1}`."
                ) from failure
