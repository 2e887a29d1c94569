"""How the database is as migrations left it again after a test with real commits.

Django would truncate every table and fill in content types and permissions anew, which takes longer than most
tests. Here a table is emptied only when it has rows, and one that migrations filled is put back only when it
changed. The triggers with which the ledger refuses that are off meanwhile, so the tests' role is a superuser.
"""

from functools import cache

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

KEPT = "as_migrated"  # the schema with copies of what migrations filled


@pytest.fixture(autouse=True, scope="session")
def emptied_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Takes the copies, and has tests with real commits end with `empty` instead of Django's flush."""
    with django_db_blocker.unblock():
        _copy()
    TransactionTestCase._fixture_teardown = lambda self: empty()  # type: ignore[attr-defined]


def empty() -> None:
    """Puts all tables back; waits for whoever still writes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, _tables()))} IN SHARE ROW EXCLUSIVE MODE")
        for table in _with_rows(_tables()):
            if table not in _kept():
                cursor.execute(f"DELETE FROM {_quoted(table)}")
        for table, before in _kept().items():
            if _fingerprint(table) != before:
                cursor.execute(f"DELETE FROM {_quoted(table)}")
                cursor.execute(f"INSERT INTO {_quoted(table)} TABLE {KEPT}.{_quoted(table)}")


@cache
def _tables() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return tuple(name for (name,) in cursor.fetchall())


@cache
def _kept() -> dict[str, str]:
    """The tables that migrations filled, and the fingerprint of what they filled in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
        return {name: _fingerprint(name) for (name,) in cursor.fetchall()}


def _copy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE")
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in _with_rows(_tables()):
            cursor.execute(f"CREATE TABLE {KEPT}.{_quoted(table)} AS TABLE {_quoted(table)}")
    _kept()


def _with_rows(tables: tuple[str, ...]) -> list[str]:
    if not tables:  # tests of a platform that runs elsewhere have no database
        return []
    found = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {_quoted(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(found))
        return [name for (name,) in cursor.fetchall()]


def _fingerprint(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {_quoted(table)} t")
        return str(cursor.fetchone())


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)
