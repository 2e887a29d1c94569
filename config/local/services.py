"""The database and the broker: real ones of our own, unless the environment names yours."""

import os
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Self

from config.local import postgres, valkey
from config.local.home import Home, write_record
from config.local.logs import LogFile, tail
from config.local.programs import DidNotStart, Program, Running


@dataclass
class Services:
    """The two servers of a home, running until `stop` or the end of the block."""

    home: Home
    database_url: str
    redis_url: str
    lock: IO[bytes]
    servers: list[Running] = field(default_factory=list)

    def stop(self) -> None:
        """Stops what was started here, last one first, and frees the home; a second call does nothing."""
        self.home.record.unlink(missing_ok=True)
        while self.servers:
            self.servers.pop().stop()
        self.lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.stop()


def start_services(home: Home, *, fast: bool = False, patience: float = 0.0) -> Services:
    """Starts PostgreSQL and Valkey in the home, from the calling thread, on whose life theirs then depends.

    DATABASE_URL and REDIS_URL, when set, are used instead. `fast` is for throw-away homes: a crash loses it.
    Raises HomeInUse (after `patience` seconds), NoSuchServer, DidNotStart.
    """
    services = Services(
        home=home,
        database_url=os.environ.get("DATABASE_URL") or postgres.database_url(home),
        redis_url=os.environ.get("REDIS_URL") or valkey.redis_url(home),
        lock=home.lock(patience=patience),
    )
    try:
        _start_missing(services, fast=fast)
        write_record(home=home, database_url=services.database_url, redis_url=services.redis_url)
    except BaseException:
        services.stop()
        raise
    return services


def _start_missing(services: Services, *, fast: bool) -> None:
    home = services.home
    # Both at once: each spends its start waiting.
    if not os.environ.get("DATABASE_URL"):
        services.servers.append(_start(home, postgres.postgres(home=home, fast=fast)))
    if not os.environ.get("REDIS_URL"):
        services.servers.append(_start(home, valkey.valkey(home=home, fast=fast)))
    for server in services.servers:
        _await(home, server)
    if not os.environ.get("DATABASE_URL"):
        postgres.create_database(home)


def _start(home: Home, program: Program) -> Running:
    return Running(program=program, output=LogFile(home.logs / f"{program.name}.log"))


def _await(home: Home, server: Running) -> None:
    try:
        server.wait_until_ready()
    except DidNotStart as failure:
        raise DidNotStart(f"{failure}\n{tail(home.logs / f'{server.program.name}.log')}") from failure
