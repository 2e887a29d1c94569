"""Who is in a room of the socket now, kept where all servers see it.

Each socket has an entry that ends by itself unless it is renewed: nobody stays in a room because their server
was killed. What is told are names, of people and not of sockets. The three functions that change something
answer who is there when that is to be told to the room, else None.
"""

import json
import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from time import time
from typing import TypedDict, cast

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from accounts.models import User

log = logging.getLogger(__name__)

# Looks of the socket's watcher, which renew an entry, before it ends: two may come late.
LASTS = 3


# Who is there is a courtesy: a store that does not answer closes no socket.
UNKNOWN = "Who is in a room could not be kept: %s"


class Person(TypedDict):
    """Somebody in a room, and since when (ISO 8601), with however many tabs."""

    user_id: str
    name: str
    since: str


@dataclass(frozen=True)
class Here:
    """One socket in a room; times in seconds (Unix)."""

    user_id: str
    name: str
    since: float
    until: float


def come(*, room: str, socket: str, user: User) -> list[Person] | None:
    """A socket has entered a room."""
    try:
        _enter(room, socket, user)
        return people(room=room)
    except (RedisError, OSError) as error:
        log.warning(UNKNOWN, error)
        return None


def stay(*, room: str, socket: str, user: User) -> list[Person] | None:
    """It is still there. Those who have vanished without a word are told of by whoever renews next."""
    try:
        return people(room=room) if _enter(room, socket, user) else None
    except (RedisError, OSError) as error:
        log.warning(UNKNOWN, error)
        return None


def go(*, room: str, socket: str) -> list[Person] | None:
    """It has left."""
    try:
        _store().hdel(_key(room), socket)
        return people(room=room)
    except (RedisError, OSError) as error:
        log.warning(UNKNOWN, error)
        return None


def people(*, room: str) -> list[Person]:
    """Who is in a room, the first to come first."""
    now, first = time(), dict[str, Here]()
    for here in sorted(_entries(room).values(), key=lambda each: (each.since, each.user_id)):
        if here.until > now:
            first.setdefault(here.user_id, here)
    return [
        {"user_id": each.user_id, "name": each.name, "since": _moment(each.since)} for each in first.values()
    ]


def _enter(room: str, socket: str, user: User) -> bool:
    """Writes the entry down and forgets those that are over; whether anything but its end has changed."""
    found, now = _entries(room), time()
    over = [name for name, here in found.items() if here.until <= now and name != socket]
    since = found[socket].since if socket in found else now
    lasts = LASTS * settings.SOCKET_CHECK_SECONDS
    here = Here(str(user.pk), user.get_short_name(), since, now + lasts)
    with _store().pipeline() as steps:
        steps.hset(_key(room), socket, json.dumps(asdict(here)))
        steps.expire(_key(room), 2 * lasts)
        if over:
            steps.hdel(_key(room), *over)
        steps.execute()
    return bool(over) or socket not in found


def _entries(room: str) -> dict[str, Here]:
    stored = cast(dict[bytes, bytes], _store().hgetall(_key(room)))
    return {socket.decode(): Here(**json.loads(entry)) for socket, entry in stored.items()}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _key(room: str) -> str:
    return f"presence:{room}"


@cache
def _store() -> Redis:
    return Redis.from_url(settings.BROKER, socket_timeout=5)
