"""A column that holds a secret: encrypted in the database, hidden wherever it is shown by mistake."""

from dataclasses import dataclass
from typing import Any, NoReturn, Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query_utils import DeferredAttribute

from accounts.secrets import keyring

HIDDEN = "••••••••"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Secret:
    """A text known by its token only, shown, logged and formatted as dots.

    `reveal()` decrypts it for whoever means to use it, and raises CannotDecrypt: a row whose key was lost
    can still be listed, changed and deleted.
    """

    token: str

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(keyring.encrypt(text) if text else "")

    def reveal(self) -> str:
        return keyring.decrypt(self.token) if self.token else ""

    def __repr__(self) -> str:
        return HIDDEN if self.token else ""

    def __bool__(self) -> bool:
        return bool(self.token)


class _SecretAttribute(DeferredAttribute):
    """Wraps what is assigned, so that a row never carries its secret as plain text."""

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = Secret.of(value) if isinstance(value, str) else value


class EncryptedTextField(models.TextField[str | Secret, Secret]):
    """Text that the key ring encrypts. No form shows it, no query searches it, no dump holds it."""

    descriptor_class = _SecretAttribute

    def __init__(self, *args: Any, **options: Any) -> None:
        options["editable"] = False
        super().__init__(*args, **options)

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Secret | None:
        return None if value is None else Secret(value)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        secret = Secret.of(value) if isinstance(value, str) else value
        return secret.token if isinstance(secret, Secret) else secret

    def value_to_string(self, obj: models.Model) -> NoReturn:
        raise TypeError(f"{self} is a secret and not dumped; pg_dump backs it up encrypted.")

    def get_lookup(self, lookup_name: str) -> Any:
        """The same text is another token each time, so a comparison would never find anything."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
