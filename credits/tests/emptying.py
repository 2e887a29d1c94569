"""How a ledger that refuses to be emptied is emptied between tests.

Tests with real commits end with Django's `flush`, one TRUNCATE of every table, which the ledger's triggers
refuse. That one statement, and nothing else, runs with the triggers off; afterwards the default prices,
plans and packs of the migrations are put back.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

DEFAULTS = (
    "0003_default_prices",
    "0004_hls_price",
    "0005_edit_prices",
    "0011_default_plans",
    "0015_ai_prices",
    "0016_insight_prices",
)
WHOLE_DATABASE = ('"accounts_user"', '"credits_entry"', '"jobs_job"')


def _allow_flush(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if not (sql.startswith("TRUNCATE ") and all(table in sql for table in WHOLE_DATABASE)):
        return execute(sql, params, many, context)
    execute("SET LOCAL session_replication_role = replica", params, many, context)
    return execute(sql, params, many, context)


def _restore_defaults(**_: Any) -> None:
    for migration in DEFAULTS:
        import_module(f"credits.migrations.{migration}").add(apps, None)


@pytest.fixture(autouse=True, scope="session")
def emptied_ledger(django_db_setup: None) -> None:
    if _allow_flush not in connection.execute_wrappers:
        connection.execute_wrappers.append(_allow_flush)
        post_migrate.connect(
            _restore_defaults, sender=apps.get_app_config("credits"), dispatch_uid="defaults-of-tests"
        )
