"""Calls that start at the same moment, each on a thread and a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

Result = Any  # what a call returned, or the exception that it raised


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Result]:
    """Runs every call at once; their results in the same order, an exception in the place of a result."""
    gate = threading.Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Result:
        try:
            connection.ensure_connection()
            gate.wait(30)
            return call()
        except Exception as error:  # noqa: BLE001 - which calls fail, and how, is what the tests look at
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def errors(results: Sequence[Result]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
