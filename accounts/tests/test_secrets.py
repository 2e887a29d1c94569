"""Secrets at rest: the ring of keys, the column, and the change to a newer key in three steps."""

import copy
import io
import logging
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.db import connection, models
from django.test.utils import isolate_apps
from pytest_django import Settings

from accounts.secrets import rotating
from accounts.secrets.fields import HIDDEN, EncryptedTextField
from accounts.secrets.keyring import CannotDecrypt, decrypt, encrypt, is_newest

OLD, NEW, OTHER = "old-" + "o" * 40, "new-" + "n" * 40, "other-" + "x" * 40
CANARY = "canary-Zq8-wohlbehütet"


@pytest.fixture
def vault(db: None) -> Iterator[type[models.Model]]:
    """A table with a secret, which lives for one test."""
    with isolate_apps("accounts"):

        class Vault(models.Model):
            owner = models.CharField(max_length=20)
            secret = EncryptedTextField(blank=True, null=True)  # type: ignore[misc]

            class Meta:
                app_label = "accounts"

            def __str__(self) -> str:
                return self.owner

        with connection.schema_editor() as editor:
            editor.create_model(Vault)
        yield Vault


def token_of(row: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_vault WHERE id = %s", [row.pk])
        return str(cursor.fetchone()[0])


def test_the_first_key_encrypts_and_every_key_decrypts(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    token = encrypt(CANARY)
    assert CANARY not in token
    assert token != encrypt(CANARY)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert decrypt(token) == CANARY
    assert not is_newest(token)
    assert is_newest(encrypt(CANARY))


def changed(token: str) -> str:
    middle = len(token) // 2
    return token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]


@pytest.mark.parametrize("spoil", [lambda token: token, changed, lambda token: token[:-8], lambda _: CANARY])
def test_what_no_key_opens_is_refused_without_being_shown(settings: Settings, spoil: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    token = spoil(encrypt(CANARY))
    settings.ENCRYPTION_KEYS = [OTHER] if token == spoil(token) else [OLD]
    with pytest.raises(CannotDecrypt) as refused:
        decrypt(token)
    assert CANARY not in str(refused.value)
    assert token not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_secret_is_a_token_in_the_database_and_dots_in_python(vault: Any, caplog: Any) -> None:
    row = vault.objects.create(owner="a", secret=CANARY)
    read = vault.objects.get()
    logging.getLogger("trial").warning("%s %r %s", read.secret, row.secret, vars(read))
    assert decrypt(token_of(row)) == CANARY
    assert row.secret.reveal() == read.secret.reveal() == CANARY
    assert str(read.secret) == f"{row.secret!r}" == HIDDEN
    assert CANARY not in caplog.text
    assert CANARY.encode() not in pickle.dumps(read.secret)
    assert copy.deepcopy(read.secret).reveal() == CANARY


def test_a_row_saved_again_keeps_its_secret(vault: Any) -> None:
    row = vault.objects.create(owner="a", secret=CANARY)
    before = token_of(row)
    read = vault.objects.get()
    read.owner = "b"
    read.save()
    assert token_of(row) == before
    vault.objects.filter(pk=row.pk).update(secret="another")
    assert vault.objects.get().secret.reveal() == "another"


def test_no_secret_is_not_a_secret(vault: Any) -> None:
    empty, none = vault.objects.create(owner="a", secret=""), vault.objects.create(owner="b")
    assert token_of(empty) == ""
    assert vault.objects.get(secret__isnull=True) == none
    assert not vault.objects.get(pk=empty.pk).secret
    assert vault.objects.get(pk=empty.pk).secret.reveal() == ""


def test_a_row_whose_key_is_lost_can_still_be_listed_and_deleted(settings: Settings, vault: Any) -> None:
    vault.objects.create(owner="a", secret=CANARY)
    settings.ENCRYPTION_KEYS = [OTHER]
    (read,) = vault.objects.all()
    with pytest.raises(CannotDecrypt):
        read.secret.reveal()
    read.delete()
    assert not vault.objects.exists()


def test_secrets_are_neither_searched_nor_dumped_nor_in_forms(vault: Any) -> None:
    vault.objects.create(owner="a", secret=CANARY)
    with pytest.raises(FieldError, match="Unsupported lookup"):
        vault.objects.filter(secret=CANARY).exists()
    with pytest.raises(TypeError, match="not dumped"):
        serialize("json", vault.objects.all())
    assert not vault._meta.get_field("secret").editable


def run() -> str:
    out = io.StringIO()
    call_command("reencrypt_secrets", stdout=out)
    return out.getvalue()


@pytest.fixture
def found(vault: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The table is not among the installed apps' own, so the search is told of it."""
    monkeypatch.setattr(vault._meta.apps, "is_installed", lambda name: False, raising=False)
    monkeypatch.setattr(rotating, "apps", vault._meta.apps)
    return vault


def test_a_key_is_changed_in_three_steps(
    settings: Settings, found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "BATCH", 3)
    settings.ENCRYPTION_KEYS = [OLD]
    for number in range(8):
        found.objects.create(owner=str(number), secret=f"{CANARY}{number}")
    found.objects.create(owner="empty", secret="")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    found.objects.create(owner="8", secret=f"{CANARY}8")
    assert "accounts.Vault.secret: 8 encrypted anew, 1 were, 0 unreadable." in run()
    assert "accounts.Vault.secret: 0 encrypted anew, 9 were, 0 unreadable." in run()
    settings.ENCRYPTION_KEYS = [NEW]
    read = {row.owner: row.secret.reveal() for row in found.objects.all()}
    assert read == {**{str(n): f"{CANARY}{n}" for n in range(9)}, "empty": ""}


def test_a_stopped_change_goes_on_where_it_was(
    settings: Settings, found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    for number in range(5):
        found.objects.create(owner=str(number), secret=CANARY)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    renewed, done = rotating._renewed, []

    def stops_after_two(token: str) -> str:
        done.append(token)
        if len(done) > 2:
            raise KeyboardInterrupt
        return renewed(token)

    monkeypatch.setattr(rotating, "_renewed", stops_after_two)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(rotating, "_renewed", renewed)
    assert "3 encrypted anew, 2 were" in run()


def test_a_secret_that_no_key_opens_is_reported_and_left_alone(settings: Settings, found: Any) -> None:
    settings.ENCRYPTION_KEYS = [OTHER]
    lost = found.objects.create(owner="lost", secret=CANARY)
    before = token_of(lost)
    settings.ENCRYPTION_KEYS = [OLD]
    fine = found.objects.create(owner="fine", secret=CANARY)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match="1 secrets"):
        run()
    assert token_of(lost) == before
    assert is_newest(token_of(fine))


def test_a_secret_changed_meanwhile_is_not_overwritten(
    settings: Settings, found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    row = found.objects.create(owner="a", secret=CANARY)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    renewed = rotating._renewed

    def somebody_else_writes(token: str) -> str:
        found.objects.filter(pk=row.pk).update(secret="newer")
        return renewed(token)

    monkeypatch.setattr(rotating, "_renewed", somebody_else_writes)
    assert "0 encrypted anew, 0 were" in run()
    assert found.objects.get().secret.reveal() == "newer"
