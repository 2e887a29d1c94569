"""The ledger with one of its guards taken out: what a test says about it shows what the test is worth."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def mutate(function: str, before: str, after: str) -> str:
    """Replaces one piece of a function in the database; the function as it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
        definition: str = cursor.fetchone()[0]
        assert definition.count(before) == 1
        cursor.execute(definition.replace(before, after))
    return definition


@contextmanager
def mutated(function: str, before: str, after: str) -> Iterator[None]:
    """The same in a test with real commits, which must put it back."""
    definition = mutate(function, before, after)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(definition)
