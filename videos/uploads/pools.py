"""Threads for what blocks: few of them, so that five hundred slow uploads take no more than five do."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from django.db import close_old_connections, connections

T = TypeVar("T")

DISK = ThreadPoolExecutor(max_workers=6, thread_name_prefix="upload-disk")
DATABASE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="upload-rows")
# Looking at a file takes seconds, and a processor of its own.
FINISHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="upload-finish")


async def on_disk(work: Callable[[], T]) -> T:
    return await _run(DISK, work)


async def in_database(work: Callable[[], T]) -> T:
    return await _run(DATABASE, lambda: _with_connection(work))


async def in_background(work: Callable[[], T]) -> T:
    return await _run(FINISHING, lambda: _with_connection(work))


async def _run(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: context.run(work))


def _with_connection(work: Callable[[], T]) -> T:
    """Django gives a thread's connection back at the end of a request; here nobody else would."""
    close_old_connections()
    try:
        return work()
    finally:
        connections.close_all()
