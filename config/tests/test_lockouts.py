"""Guessing passwords: what stops it, and that it locks nobody out of their own account."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import known_devices
from accounts.context import begin_request
from accounts.models import Session, User
from accounts.services import guarding, rates
from conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/api/auth/login"
HOME = "192.0.2.200"


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    settings.RATELIMIT_ENABLE, settings.LOGIN_FAILURES = True, 4
    settings.RATES = {**settings.RATES, "general": "1000/m"}


def login(email: str, password: str, address: str) -> Any:
    return APIClient().post(LOGIN, {"email": email, "password": password}, REMOTE_ADDR=address)


def attack(email: str, tries: int, first: int = 1) -> list[int]:
    """Guesses from so many addresses, each used once."""
    return [
        login(email, "wrong", f"203.0.{first + n >> 8}.{first + n & 255}").status_code for n in range(tries)
    ]


def enter_page(client: Client, user: User, password: str = PASSWORD, address: str = HOME) -> bool:
    """Whether the page lets somebody in."""
    client.post("/sign-in/", {"login": user.email, "password": password}, REMOTE_ADDR=address)
    return "_auth_user_id" in client.session


def lock_runs_out(user: User) -> None:
    assert cache.delete(f"guard:lock:{known_devices.account_key(user.email)}")


def test_many_addresses_guess_at_one_account_only_so_often(alice: User) -> None:
    assert attack(alice.email, 6) == [401] * 4 + [429] * 2
    refused = login(alice.email, PASSWORD, "198.51.100.1")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= guarding.FIRST_LOCK_SECONDS
    assert "reset your password" in refused.json()["errors"][0]["detail"]


def test_the_locks_grow_and_between_them_is_one_try(alice: User) -> None:
    attack(alice.email, 5)
    waits = []
    for round_ in range(1, 5):
        lock_runs_out(alice)
        assert attack(alice.email, 2, first=100 * round_) == [401, 429]
        waits.append(int(login(alice.email, "wrong", "198.51.100.1").headers["Retry-After"]))
    assert waits == pytest.approx([120, 240, 480, 960], abs=2)


def test_an_unknown_address_is_answered_like_a_known_one(alice: User) -> None:
    assert attack("nobody@example.com", 6, first=1) == attack(alice.email, 6, first=100)
    answers = [login(email, "wrong", HOME) for email in ("nobody@example.com", alice.email)]
    assert answers[0].json()["errors"] == answers[1].json()["errors"]


def test_one_address_guesses_at_many_accounts_only_so_often() -> None:
    tried = [login(f"person{n}@example.com", "wrong", HOME).status_code for n in range(7)]
    assert tried == [401] * 5 + [429] * 2
    assert login("person9@example.com", "wrong", "198.51.100.1").status_code == 401


def test_a_network_of_ipv6_is_one_address() -> None:
    tried = [login(f"a{n}@example.com", "wrong", f"2001:db8::{n:x}").status_code for n in range(1, 8)]
    assert tried == [401] * 5 + [429] * 2


def test_a_stranger_cannot_lock_a_person_out_of_their_browser(alice: User) -> None:
    own = Client()
    assert enter_page(own, alice)
    own.post("/sign-out/")
    attack(alice.email, 6)
    # Its network may be the attacker's too: the device counts by itself.
    [login(f"x{n}@example.com", "wrong", HOME) for n in range(6)]
    assert not enter_page(Client(), alice, address="198.51.100.9")
    assert enter_page(own, alice)


def test_a_known_browser_guesses_only_so_often_too(alice: User) -> None:
    own = Client()
    enter_page(own, alice)
    own.post("/sign-out/")
    assert not any(enter_page(own, alice, password="wrong") for _ in range(5))
    assert not enter_page(own, alice)


def test_a_stranger_cannot_lock_a_program_out_of_its_address(alice: User) -> None:
    assert login(alice.email, PASSWORD, HOME).status_code == 200
    attack(alice.email, 6)
    assert login(alice.email, PASSWORD, HOME).status_code == 200
    Session.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert login(alice.email, PASSWORD, HOME).status_code == 429


@pytest.mark.parametrize("whose", ["forged", "of another account", "of another purpose", "old"])
def test_a_cookie_opens_only_what_it_was_made_for(
    alice: User, bob: User, settings: Settings, whose: str
) -> None:
    account = known_devices.account_key(alice.email)
    good = signing.dumps(["device", account], salt=known_devices.SALT)
    cookies = {
        "forged": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "of another account": signing.dumps(
            ["device", known_devices.account_key(bob.email)], salt=known_devices.SALT
        ),
        "of another purpose": signing.dumps(["device", account], salt="other"),
        "old": good,
    }
    if whose == "old":
        settings.KNOWN_DEVICE_SECONDS = -1
    attack(alice.email, 6)
    client = Client()
    client.cookies[settings.KNOWN_DEVICE_COOKIE] = cookies[whose]
    assert not enter_page(client, alice)
    settings.KNOWN_DEVICE_SECONDS = 60
    client.cookies[settings.KNOWN_DEVICE_COOKIE] = good
    assert enter_page(client, alice)


def test_a_new_password_by_letter_always_lets_its_owner_in(alice: User) -> None:
    attack(alice.email, 6)
    client = Client()
    guard_lifted_by_reset(client, alice)
    attack(alice.email, 8, first=100)
    assert enter_page(client, alice, password="another-long-phrase-7")
    assert login(alice.email, "another-long-phrase-7", "198.51.100.77").status_code == 429


def guard_lifted_by_reset(client: Client, user: User) -> None:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    body = {
        "uid": user_pk_to_url_str(user),
        "token": default_token_generator.make_token(user),
        "newPassword": "another-long-phrase-7",
    }
    answer = client.post("/api/auth/password/reset/confirm", body, content_type="application/json")
    assert answer.status_code == 204, answer.content


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_no_more_than_one_after_the_other(alice: User) -> None:
    def guess(number: int) -> bool:
        request = HttpRequest()
        request.META["REMOTE_ADDR"] = f"203.0.113.{number}"
        begin_request(request)
        try:
            guarding.begin_attempt(email=alice.email)
        except rates.TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(12) as pool:
        let_through = sum(pool.map(guess, range(1, 61)))
    assert let_through == 4


def test_what_is_right_does_not_count_as_a_failure(alice: User) -> None:
    for n in range(6):
        assert login(alice.email, PASSWORD, f"198.51.100.{n}").status_code == 200


def test_codes_are_guessed_only_so_often_for_one_person(alice: User, bob: User) -> None:
    def tries(user: User) -> Iterator[bool]:
        for _ in range(7):
            try:
                guarding.count_proof(user=user)
            except rates.TooMany:
                yield False
            else:
                yield True

    assert list(tries(alice)) == [True] * 5 + [False] * 2
    assert next(tries(bob))


def test_the_pages_sign_up_only_so_often() -> None:
    client = Client()
    answers = [client.post("/sign-up/", {"email": "x"}, REMOTE_ADDR=HOME) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert 0 < int(answers[5].headers["Retry-After"]) <= 900
