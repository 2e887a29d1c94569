"""One secret goes through everything that stores, shows, sends or logs; it is found nowhere in clear."""

import io
import json
import logging
import pickle
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from celery import current_app as celery
from django.apps import apps
from django.contrib.admin import ModelAdmin, site
from django.contrib.admin.utils import display_for_field, lookup_field
from django.contrib.sessions.models import Session as Cookie
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, models
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from kombu.serialization import dumps
from pytest_django import Settings
from redis import Redis
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import ModelSerializer

from accounts.models import User
from accounts.secrets.fields import HIDDEN, EncryptedTextField
from accounts.secrets.keyring import decrypt, is_newest
from accounts.tests.test_secrets import vault

__all__ = ["vault"]
CANARY = "canary7Zq8NowhereInClear"
NEW, OLD = "new-" + "n" * 40, "old-" + "o" * 40


def everything_in_the_database() -> str:
    """Every row of every table as text, as pg_dump would write it, and every session as it is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        rows = []
        for name in names:
            cursor.execute(f"SELECT each::text FROM {name} AS each")  # noqa: S608 - the name is quoted
            rows += [row for (row,) in cursor.fetchall()]
    assert len(names) > 30
    return "\n".join(rows) + str([cookie.get_decoded() for cookie in Cookie.objects.all()])


def everything_in_valkey(settings: Settings) -> bytes:
    url = settings.CACHES["default"]["LOCATION"]
    with Redis.from_url(url) as valkey:
        return b"\n".join(valkey.dump(key) or b"" for key in valkey.scan_iter())


@pytest.fixture
def row(vault: Any) -> Any:
    return vault.objects.create(owner="alice", secret=CANARY)


@pytest.fixture
def everything_said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.DEBUG)
    yield caplog
    assert CANARY not in caplog.text


def test_a_column_is_nowhere_in_clear(
    row: Any, settings: Settings, everything_said: pytest.LogCaptureFixture
) -> None:
    read = type(row).objects.get()
    logging.getLogger("trial").error("%s %r %s %s", read.secret, read, vars(read), [row.secret])
    cache.set("trial", {"secret": read.secret})
    assert cache.get("trial")["secret"].reveal() == CANARY
    assert HIDDEN in everything_said.text
    assert CANARY not in everything_in_the_database()
    assert CANARY.encode() not in everything_in_valkey(settings)
    # The same search finds what is not encrypted: it can fail.
    type(row).objects.update(owner=CANARY[:20])
    cache.set("trial", CANARY)
    assert CANARY[:20] in everything_in_the_database()
    assert CANARY.encode() in everything_in_valkey(settings)


def test_a_task_cannot_carry_it(row: Any) -> None:
    with pytest.raises(TypeError):
        json.dumps({"secret": row.secret})
    with pytest.raises(Exception, match="JSON") as refused:
        dumps({"secret": row.secret}, serializer=celery.conf.task_serializer)
    assert CANARY not in str(refused.value)
    assert CANARY.encode() not in pickle.dumps({"secret": row.secret})


def breaks(row: Any) -> None:
    secret, everything = row.secret, vars(row)
    raise RuntimeError(f"{secret} {everything}")


def test_an_error_page_shows_dots(row: Any, settings: Settings) -> None:
    settings.DEBUG = True
    read = type(row).objects.get()
    assert read.secret.reveal() == CANARY
    try:
        breaks(read)
    except RuntimeError:
        reporter = ExceptionReporter(RequestFactory().get("/"), *sys.exc_info())
    page = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert HIDDEN in page
    assert CANARY not in page


def test_the_admin_and_the_api_show_dots(row: Any, vault: Any) -> None:
    read = vault.objects.get()
    admin = ModelAdmin(vault, site)
    field, _, value = lookup_field("secret", read, admin)
    assert field is not None
    assert display_for_field(value, field, "-") == HIDDEN
    assert "secret" not in admin.get_form(RequestFactory().get("/")).base_fields

    class VaultSerializer(ModelSerializer[Any]):
        class Meta:
            model = vault
            fields = "__all__"

    assert JSONRenderer().render(VaultSerializer(read).data) == (
        f'{{"id":{read.pk},"owner":"alice","secret":"{HIDDEN}"}}'.encode()
    )
    changed = VaultSerializer(read, data={"owner": "bob", "secret": "taken"})
    assert changed.is_valid()
    changed.save()
    assert vault.objects.get().secret.reveal() == CANARY


def test_second_factors_are_nowhere_in_clear_and_change_keys_too(alice: User, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    totp = TOTP.activate(alice, CANARY).instance
    assert CANARY not in everything_in_the_database()
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    codes = Authenticator.objects.create(
        user=alice,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"migrated_codes": [totp.data["secret"]], "used_mask": 0},
    )
    out = io.StringIO()
    call_command("reencrypt_secrets", stdout=out)
    assert "mfa.Authenticator.data: 2 encrypted anew, 0 were, 0 unreadable." in out.getvalue()
    settings.ENCRYPTION_KEYS = [NEW]
    totp.refresh_from_db()
    codes.refresh_from_db()
    for token in (totp.data["secret"], *codes.data["migrated_codes"]):
        assert (decrypt(token), is_newest(token)) == (CANARY, True)
    assert codes.data["used_mask"] == 0


def test_models_of_ours_name_their_secrets_by_the_field() -> None:
    """Who adds a column with such a name is asked to think of the field."""
    suspicious = {"secret", "token", "access_token", "refresh_token", "private_key", "client_secret"}
    known = {"jobs.Job.lease_token"}
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.name in suspicious
        and not isinstance(field, EncryptedTextField)
    }
    assert {name for name in found if not name.startswith("socialaccount.")} - known == set()
