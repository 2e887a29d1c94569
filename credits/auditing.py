"""The auditor: every promise of the ledger, checked over the whole of it by statements that return the rows
at fault. It runs every night and by `manage.py audit`, and changes nothing but its own record.

Apps above add what only they can see: `register` a check when the app is ready.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from credits.audit_checks import CHECKS, PAYMENT_CHECKS, STANDING, TRIGGERS
from credits.models import AuditRun

log = logging.getLogger(__name__)

MOST_ROWS = 100


@dataclass(frozen=True)
class Check:
    """A promise by name, and the statement whose rows break it."""

    name: str
    statement: str


_registered: dict[str, Check] = {
    name: Check(name, statement) for name, statement in (CHECKS | PAYMENT_CHECKS).items()
}


def register(*, name: str, statement: str) -> None:
    """Adds a check of an app above; the statement gives the rows at fault, each with an `id`."""
    _registered[name] = Check(name, statement)


def audit() -> AuditRun:
    """Runs every check on one picture of the database, and records what was found."""
    started_at = timezone.now()
    with transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            _one_picture()
        faults = {name: rows for name, rows in _findings() if rows}
    run = AuditRun.objects.create(
        started_at=started_at, passed=not faults, checks=len(_registered) + 1, faults=faults
    )
    if faults:
        log.error("The audit of the ledger found faults: %s", ", ".join(sorted(faults)))
    return run


def _one_picture() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _findings() -> Iterable[tuple[str, list[dict[str, str]]]]:
    yield "guards", _missing_guards()
    for check in _registered.values():
        yield check.name, _rows(check.statement)


def _rows(statement: str) -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({statement}) AS fault LIMIT {MOST_ROWS}")  # noqa: S608 - our own
        names = [column.name for column in cursor.description]
        return [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]


def _missing_guards() -> list[dict[str, str]]:
    """The triggers and constraints that should stand in the database and do not, or are off."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        standing = {name for (name,) in cursor.fetchall()}
    expected = {f"trigger {name}" for name in TRIGGERS} | {f"constraint {name}" for name in _constraints()}
    return [{"id": name} for name in sorted(expected - standing)]


def _constraints() -> set[str]:
    return {
        constraint.name
        for model in apps.get_app_config("credits").get_models()
        for constraint in model._meta.constraints  # noqa: SLF001
        if isinstance(constraint, models.CheckConstraint | models.UniqueConstraint)
    }
