"""Second factors: codes that count once, recovery codes, and the door of the administration."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import AuditEvent, User
from accounts.secrets import keyring
from accounts.tests.letters import posted
from conftest import PASSWORD

__all__ = ["posted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("posted")]


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows, or showed or will show so many half minutes away."""
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
    return code


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return client


def proved(user: User) -> Client:
    """Signed in, and the password given once more, as what guards the account asks for."""
    client = Client()
    client.force_login(user)
    client.post("/account/confirm/", {"password": PASSWORD})
    return client


def with_app(user: User) -> str:
    """Sets up an authenticator app as its owner would; its secret."""
    client = proved(user)
    page = client.get("/account/factors/app/")
    secret = str(page.context["form"].secret)
    assert "<svg" in page.content.decode()
    assert "data:" not in re.sub(r'content="[^"]*"', "", page.content.decode())
    answer = client.post("/account/factors/app/", {"code": code_of(secret)})
    assert answer.status_code == 302
    return secret


def login(user: User, **fields: str) -> Any:
    return APIClient().post("/api/auth/login", {"email": user.email, "password": PASSWORD, **fields})


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def recovery_codes(user: User) -> list[str]:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = row.wrap().get_unused_codes()
    return codes


def test_a_program_needs_a_code_that_counts_once(alice: User) -> None:
    secret = with_app(alice)
    assert refusal(login(alice)) == (401, "second_factor_required")
    assert refusal(login(alice, code="000000")) == (401, "wrong_code")
    # The code by which the app was set up has been used.
    assert refusal(login(alice, code=code_of(secret))) == (401, "wrong_code")
    fresh = code_of(secret, steps=1)
    assert login(alice, code=fresh).status_code == 200
    assert refusal(login(alice, code=fresh)) == (401, "wrong_code")
    assert refusal(login(alice, code=code_of(secret, steps=3))) == (401, "wrong_code")
    assert AuditEvent.objects.filter(action="sign_in_failed", details={"step": "code"}).count() == 4


def test_a_wrong_password_says_nothing_of_the_second_factor(alice: User) -> None:
    with_app(alice)
    assert refusal(login(alice, password="wrong")) == (401, "wrong_credentials")


def test_a_recovery_code_counts_once_and_is_written_down(alice: User) -> None:
    with_app(alice)
    code = recovery_codes(alice)[0]
    assert login(alice, code=code).status_code == 200
    assert refusal(login(alice, code=code)) == (401, "wrong_code")
    assert AuditEvent.objects.get(action="code_used").details == {"left": 9}


def test_guessing_codes_ends_soon(alice: User, settings: Settings) -> None:
    secret = with_app(alice)
    settings.RATELIMIT_ENABLE = True
    settings.RATES = settings.RATES | {"sign_in": "100/m", "codes": "5/5m"}
    guesses = [refusal(login(alice, code=f"{guess:06}"))[0] for guess in range(5)]
    assert guesses == [401] * 5
    answer = login(alice, code=code_of(secret, steps=1))
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)


def test_the_pages_ask_for_the_code_too(alice: User) -> None:
    secret = with_app(alice)
    client = signed_in(alice)
    assert client.get("/videos/").status_code == 302
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    code = code_of(secret, steps=1)
    assert client.post("/sign-in/code/", {"code": code}).headers["Location"] == "/videos/"
    assert client.get("/videos/").status_code == 200
    assert AuditEvent.objects.filter(action="signed_in").latest("created_at").details["method"] == (
        "password code"
    )
    # A page and a program count the same codes.
    assert refusal(login(alice, code=code)) == (401, "wrong_code")


def test_what_guards_the_account_changes_only_after_a_fresh_proof(alice: User) -> None:
    with_app(alice)
    client = Client()
    client.force_login(alice)
    asked: dict[str, Callable[..., Any]] = {
        "factors/app/remove/": client.post,
        "factors/codes/": client.get,
        "factors/codes/file/": client.get,
        "factors/codes/make/": client.post,
        "passkeys/add/": client.get,
        "email/": client.post,
    }
    for page, ask in asked.items():
        answer = ask(f"/account/{page}", {"email": "x@example.com", "action_add": ""})
        led = answer.headers.get("Location", "").partition("?")[0]
        assert (page, answer.status_code, led) == (page, 302, "/account/confirm/")
    assert Authenticator.objects.filter(user=alice).count() == 2
    client = proved(alice)
    assert client.post("/account/factors/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=alice).exists()
    assert login(alice).status_code == 200
    actions = AuditEvent.objects.filter(action__startswith="factor_").values_list("action", flat=True)
    assert sorted(actions) == ["factor_added", "factor_removed", "factor_removed"]


def test_secrets_of_factors_lie_encrypted(alice: User) -> None:
    secret = with_app(alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mfa_authenticator::text FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert secret not in stored
    assert not any(code in stored for code in recovery_codes(alice))
    row = Authenticator.objects.get(user=alice, type=Authenticator.Type.TOTP)
    assert keyring.decrypt(row.data["secret"]) == secret


def test_the_security_page_shows_what_guards_the_account(alice: User) -> None:
    client = signed_in(alice)
    assert "Set it up" in client.get("/account/security/").content.decode()
    with_app(alice)
    client.force_login(alice)
    page = client.get("/account/security/").content.decode()
    assert "Turn it off" in page
    assert "10 codes are left" in page


def test_staff_need_a_second_factor_for_the_administration(alice: User, settings: Settings) -> None:
    settings.ADMIN_SECOND_FACTOR = True
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    client = signed_in(alice)
    led = client.get("/admin/", follow=True)
    assert led.redirect_chain[-1][0] == "/account/security/"
    assert "asks for a second factor" in led.content.decode()
    with_app(alice)
    client.force_login(alice)
    assert client.get("/admin/").status_code == 200


def test_the_administration_takes_no_password_itself(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    answer = Client().post("/admin/login/", {"username": alice.email, "password": PASSWORD})
    assert answer.headers["Location"].startswith("/sign-in/?next=/admin/")
    client = Client()
    client.force_login(User.objects.create_user("carol@example.com", PASSWORD))
    assert client.get("/admin/", follow=True).status_code == 404


def test_a_secret_that_nobody_set_up_opens_nothing(alice: User) -> None:
    assert login(alice, code=code_of(generate_totp_secret())).status_code == 200


def test_staff_take_the_factors_of_who_has_lost_them(alice: User, bob: User) -> None:
    with_app(bob)
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    staff = Client()
    staff.force_login(alice)
    chosen = {"action": "remove_factors", "_selected_action": [str(bob.pk)]}
    assert staff.post("/admin/accounts/user/", chosen).status_code == 302
    assert login(bob).status_code == 200
    event = AuditEvent.objects.filter(user=bob, action="factor_removed").first()
    assert event is not None
    assert event.actor == alice
