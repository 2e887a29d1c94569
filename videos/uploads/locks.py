"""Whose turn it is, across machines: locks of PostgreSQL, all of a process held by one connection.

They end with the connection, and so with the process, however that ends. A lost connection takes all turns of
its process with it, which they notice before they write.
"""

import os
import threading
import uuid
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from videos.uploads.store import Busy


class TurnLost(OSError):
    """The connection that held the turn is gone; somebody else may have it by now."""


@dataclass(frozen=True)
class Held:
    """The turn of one upload, until `release`."""

    upload_id: uuid.UUID
    session: "Session"

    def check(self) -> None:
        """Raises TurnLost when it is not ours any more; asked before anything is written."""
        self.session.must_live()

    def release(self) -> None:
        self.session.release(self.upload_id)


class Session:
    """One connection to the database, which holds the turns of this process."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self._connection = psycopg.connect(**_parameters(), autocommit=True)
        self._held: set[uuid.UUID] = set()
        self._guard = threading.Lock()

    @property
    def is_usable(self) -> bool:
        return not self._connection.closed and self.process == os.getpid()

    def end(self) -> None:
        self._connection.close()

    def take(self, upload_id: uuid.UUID) -> Held:
        with self._guard:
            # To one connection PostgreSQL gives the same lock twice.
            if upload_id in self._held:
                raise Busy
            if not self.ask("SELECT pg_try_advisory_lock(%s)", _number(upload_id))[0]:
                raise Busy
            self._held.add(upload_id)
        return Held(upload_id, self)

    def release(self, upload_id: uuid.UUID) -> None:
        with self._guard:
            self._held.discard(upload_id)
            if self.is_usable:
                self.ask("SELECT pg_advisory_unlock(%s)", _number(upload_id))

    def must_live(self) -> None:
        try:
            self.ask("SELECT 1")
        except psycopg.Error as error:
            self.end()
            raise TurnLost("The turn was lost with the connection to the database.") from error

    def ask(self, statement: str, *values: object) -> Any:
        """The first row, or None."""
        cursor = self._connection.execute(statement.encode(), values)
        return cursor.fetchone() if cursor.description else None


_session: Session | None = None
_guard = threading.Lock()


def session() -> Session:
    """This process's; a new one after the last was lost."""
    global _session  # noqa: PLW0603 - one a process
    with _guard:
        if _session is None or not _session.is_usable or not _answers(_session):
            _session = Session()
        return _session


def close() -> None:
    """Ends this process's session, and with it every turn that it holds."""
    if _session:
        _session.end()


def _answers(found: Session) -> bool:
    try:
        found.must_live()
    except TurnLost:
        return False
    return True


def _parameters() -> dict[str, Any]:
    """Those of Django's connection as it is set up now, without its cursors and its types."""
    told = connection.get_connection_params()
    return {name: value for name, value in told.items() if name not in {"cursor_factory", "context"}}


def _number(upload_id: uuid.UUID) -> int:
    """The lock's name: 63 bits of the id."""
    return upload_id.int >> 65
