"""A look into the real broker's queues, and how to take them away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from celery import current_app
from kombu import pools


class Broker:
    def length(self, queue: str) -> int:
        """How many messages wait in a queue."""
        with current_app.connection_for_read() as connection:
            channel: Any = connection.default_channel
            return int(channel.client.llen(queue))

    def forget_everything(self) -> None:
        with current_app.connection_for_write() as connection:
            channel: Any = connection.default_channel
            channel.client.flushdb()

    @contextmanager
    def away(self, tmp_path: Path) -> Iterator[None]:
        """The broker's address leads nowhere, as when its server is down."""
        here = current_app.conf.broker_url
        _aim_at(f"redis+socket://{tmp_path / 'nobody-listens'}?virtual_host=0")
        try:
            yield
        finally:
            _aim_at(here)


def _aim_at(url: Any) -> None:
    app: Any = current_app
    app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = url
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None
