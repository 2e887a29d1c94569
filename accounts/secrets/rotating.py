"""Encrypts every stored secret anew with the newest key: columns of ours, and second factors of allauth.

Each row is changed by itself and only if nobody else did meanwhile; what the newest key made is left alone.
So a run that was stopped is simply run again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from accounts.secrets import keyring
from accounts.secrets.fields import EncryptedTextField

BATCH = 500
# What allauth keeps in the JSON of an Authenticator, encrypted by our adapter's hooks.
FACTORS = ("mfa", "Authenticator")
FACTOR_SECRETS = ("secret", "seed")
FACTOR_LISTS = ("migrated_codes",)


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """How many secrets of one column were written anew, were new already, or no key could open."""

    column: str
    changed: int = 0
    kept: int = 0
    unreadable: int = 0


def rotate_all() -> Iterator[Rotation]:
    """Goes through every column with secrets, one after the other."""
    for model in apps.get_models(include_auto_created=True):
        # A proxy has no columns of its own.
        for field in model._meta.local_concrete_fields:  # noqa: SLF001
            if isinstance(field, EncryptedTextField):
                yield _rotate_column(model, field.attname)
    if apps.is_installed("allauth.mfa"):
        yield _rotate_factors(apps.get_model(*FACTORS))


def _rotate_column(model: type[models.Model], name: str) -> Rotation:
    # Cast reads and compares the token itself, past the field that would wrap it.
    rows = model._base_manager.annotate(token_=Cast(name, TextField())).exclude(token_="")  # noqa: SLF001

    def write(key: Any, old: str, new: str) -> bool:
        return bool(rows.filter(pk=key, token_=old).update(**{name: Value(new, output_field=TextField())}))

    column = f"{model._meta.label}.{name}"  # noqa: SLF001
    return _rotate(column, rows.exclude(token_=None), "token_", keyring.is_newest, _renewed, write)


def _rotate_factors(model: type[models.Model]) -> Rotation:
    rows = model._base_manager.all()  # noqa: SLF001

    def write(key: Any, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return bool(rows.filter(pk=key, data=old).update(data=new))

    return _rotate(f"{model._meta.label}.data", rows, "data", _is_newest_factor, _renewed_factor, write)  # noqa: SLF001


def _rotate(
    column: str,
    rows: models.QuerySet[Any],
    name: str,
    is_newest: Callable[[Any], bool],
    renewed: Callable[[Any], Any],
    write: Callable[[Any, Any, Any], bool],
) -> Rotation:
    changed = kept = unreadable = 0
    for key, old in _each(rows, name):
        if is_newest(old):
            kept += 1
            continue
        try:
            new = renewed(old)
        except keyring.CannotDecrypt:
            unreadable += 1
            continue
        # Whoever wrote it meanwhile did so with the newest key.
        changed += write(key, old, new)
    return Rotation(column=column, changed=changed, kept=kept, unreadable=unreadable)


def _each(rows: models.QuerySet[Any], name: str) -> Iterator[tuple[Any, Any]]:
    """Keys and values in batches, each asked for after the one before was written."""
    ordered = rows.order_by("pk").values_list("pk", name)
    batch = list(ordered[:BATCH])
    while batch:
        yield from batch
        batch = list(ordered.filter(pk__gt=batch[-1][0])[:BATCH])


def _renewed(token: str) -> str:
    return keyring.encrypt(keyring.decrypt(token))


def _tokens_of(data: Mapping[str, Any]) -> list[str]:
    single = [data[name] for name in FACTOR_SECRETS if name in data]
    return single + [token for name in FACTOR_LISTS for token in data.get(name, ())]


def _is_newest_factor(data: Mapping[str, Any]) -> bool:
    return all(keyring.is_newest(token) for token in _tokens_of(data))


def _renewed_factor(data: Mapping[str, Any]) -> dict[str, Any]:
    single = {name: _renewed(data[name]) for name in FACTOR_SECRETS if name in data}
    lists = {name: [_renewed(token) for token in data[name]] for name in FACTOR_LISTS if name in data}
    return {**data, **single, **lists}
