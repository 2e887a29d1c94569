"""Passwords and addresses: letters, links that work once, and who is out afterwards."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import services
from accounts.models import AuditEvent, User
from accounts.tests.letters import links_in, posted
from conftest import PASSWORD, client_of

__all__ = ["posted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("posted")]

NEW_PASSWORD = "another-long-phrase-4"


def refusal(answer: Any) -> tuple[int, str, str | None]:
    error = answer.json()["errors"][0]
    return answer.status_code, error["code"], error["attr"]


def can_enter(user: User, password: str) -> bool:
    body = {"email": user.email, "password": password}
    return bool(APIClient().post("/api/auth/login", body).status_code == 200)


def in_letter(name: str) -> str:
    found = re.search(rf"^{name}: (\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return client


def test_a_changed_password_ends_every_other_session(alice: User) -> None:
    mine, other, browser = client_of(alice), client_of(alice), signed_in(alice)
    wrong = {"currentPassword": "wrong", "newPassword": NEW_PASSWORD}
    assert refusal(mine.post("/api/auth/password/change", wrong)) == (
        400,
        "wrong_password",
        "currentPassword",
    )
    weak = {"currentPassword": PASSWORD, "newPassword": "password1"}
    assert refusal(mine.post("/api/auth/password/change", weak))[2] == "newPassword"
    good = {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}
    assert mine.post("/api/auth/password/change", good).status_code == 204
    assert mine.get("/api/auth/me").status_code == 200
    assert other.get("/api/auth/me").status_code == 401
    assert browser.get("/videos/").status_code == 302
    assert (can_enter(alice, PASSWORD), can_enter(alice, NEW_PASSWORD)) == (False, True)
    assert AuditEvent.objects.filter(user=alice, action="password_changed").count() == 1


def test_the_page_changes_the_password_by_the_same_rule(alice: User) -> None:
    program, here, elsewhere = client_of(alice), signed_in(alice), signed_in(alice)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/account/password/", form | {"oldpassword": "wrong"}).status_code == 422
    assert here.post("/account/password/", form).headers["Location"] == "/account/security/"
    assert here.get("/videos/").status_code == 200
    assert elsewhere.get("/videos/").status_code == 302
    assert program.get("/api/auth/me").status_code == 401
    assert AuditEvent.objects.filter(user=alice, action="password_changed").count() == 1
    assert mail.outbox[-1].to == [alice.email]


def test_a_forgotten_password_is_set_by_a_program(alice: User) -> None:
    before = client_of(alice)
    for email in ("ALICE@example.com", "nobody@example.com"):
        answer = APIClient().post("/api/auth/password/reset", {"email": email})
        assert (answer.status_code, answer.content) == (204, b"")
    assert [letter.to for letter in mail.outbox] == [["alice@example.com"]]
    uid, token = in_letter("uid"), in_letter("token")
    body = {"uid": uid, "token": token, "newPassword": NEW_PASSWORD}
    confirm = "/api/auth/password/reset/confirm"
    for wrong in ({"token": "x" + token}, {"uid": "nonsense"}, {"uid": "0" * 20}, {"token": "a-b"}):
        assert refusal(APIClient().post(confirm, body | wrong))[:2] == (400, "bad_link")
    assert refusal(APIClient().post(confirm, body | {"newPassword": "short"}))[2] == "newPassword"
    assert APIClient().post(confirm, body).status_code == 204
    assert before.get("/api/auth/me").status_code == 401
    assert (can_enter(alice, PASSWORD), can_enter(alice, NEW_PASSWORD)) == (False, True)
    assert refusal(APIClient().post(confirm, body))[:2] == (400, "bad_link")
    assert AuditEvent.objects.filter(user=alice, action="password_reset").count() == 1
    assert not AuditEvent.objects.filter(user=alice, action="password_changed").exists()
    # Who read the letter has the address.
    assert EmailAddress.objects.get(user=alice).verified


def test_a_forgotten_password_is_set_on_the_page(alice: User) -> None:
    browser = signed_in(alice)
    asked = [Client().post("/account/password/reset/", {"email": e}) for e in (alice.email, "x@example.com")]
    assert {answer.headers["Location"] for answer in asked} == {"/account/password/reset/sent/"}
    (letter,) = mail.outbox
    visitor = Client()
    form = visitor.get(links_in(letter)[0], follow=True)
    path = form.request["PATH_INFO"]
    assert in_letter("token") not in path
    answer = visitor.post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert answer.headers["Location"] == "/account/password/reset/done/"
    assert browser.get("/videos/").status_code == 302
    assert can_enter(alice, NEW_PASSWORD)


def test_a_letter_names_our_own_address_whatever_host_is_sent(alice: User) -> None:
    Client(headers={"host": "evil.example"}).post("/account/password/reset/", {"email": alice.email})
    assert "evil.example" not in str(mail.outbox[0].body)


def test_where_addresses_must_be_verified_programs_wait_for_it(alice: User, settings: Settings) -> None:
    settings.EMAIL_VERIFICATION = settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    new = {"email": "carol@example.com", "password": PASSWORD, "name": "Carol"}
    answers = [
        APIClient().post("/api/auth/register", body) for body in (new, new | {"email": "alice@example.com"})
    ]
    told = []
    for answer in answers:
        body = answer.json()
        for name in ("id", "email", "createdAt", "updatedAt"):
            body["user"][name] = type(body["user"][name]).__name__
        told.append((answer.status_code, body))
    assert told[0] == told[1]
    assert told[0][1]["accessToken"] is None
    assert [letter.to[0] for letter in mail.outbox] == ["carol@example.com", "alice@example.com"]

    login = {"email": new["email"], "password": PASSWORD}
    assert refusal(APIClient().post("/api/auth/login", login))[:2] == (403, "email_unverified")
    wrong = APIClient().post("/api/auth/login", login | {"password": "wrong"})
    assert refusal(wrong)[:2] == (401, "wrong_credentials")
    key = re.search(r"instead:\s+(\S+)", str(mail.outbox[0].body))
    assert key
    assert APIClient().post("/api/auth/email/verify", {"key": key[1]}).status_code == 204
    assert APIClient().post("/api/auth/login", login).status_code == 200
    assert refusal(APIClient().post("/api/auth/email/verify", {"key": key[1]}))[:2] == (400, "bad_link")


def test_another_letter_is_sent_only_where_one_is_waited_for(alice: User) -> None:
    services.register(email="dave@example.com", password=PASSWORD, verified=True)
    for email in ("alice@example.com", "dave@example.com", "nobody@example.com"):
        assert APIClient().post("/api/auth/email/resend", {"email": email}).status_code == 204
    assert [letter.to for letter in mail.outbox] == [["alice@example.com"]]


def test_a_new_address_counts_once_its_letter_was_answered(alice: User) -> None:
    client = signed_in(alice)
    client.post("/account/confirm/", {"password": PASSWORD})
    client.post("/account/email/", {"action_add": "", "email": "New@Example.com"})
    letter = next(each for each in mail.outbox if each.to == ["new@example.com"])
    alice.refresh_from_db()
    assert alice.email == "alice@example.com"
    assert client.post(links_in(letter)[0]).status_code == 302
    alice.refresh_from_db()
    assert alice.email == "new@example.com"
    assert EmailAddress.objects.get(user=alice).verified
    event = AuditEvent.objects.get(user=alice, action="email_changed")
    assert event.details == {"from": "alice@example.com", "to": "new@example.com"}
    # The old address is told.
    assert mail.outbox[-1].to == ["alice@example.com"]


def test_an_address_that_somebody_takes_meanwhile_stays_theirs(alice: User) -> None:
    client = signed_in(alice)
    client.post("/account/confirm/", {"password": PASSWORD})
    client.post("/account/email/", {"action_add": "", "email": "new@example.com"})
    letter = next(each for each in mail.outbox if each.to == ["new@example.com"])
    taker = services.register(email="new@example.com", password=PASSWORD)
    answer = client.post(links_in(letter)[0], follow=True)
    assert "is not free any more" in answer.content.decode()
    alice.refresh_from_db()
    taker.refresh_from_db()
    assert (alice.email, taker.email) == ("alice@example.com", "new@example.com")
