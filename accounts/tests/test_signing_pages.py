"""Signing up, in and out on the pages, with a real letter where there is one."""

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import AuditEvent, Session, User
from accounts.tests.letters import links_in, posted
from conftest import PASSWORD

__all__ = ["posted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("posted")]

NEW = {"name": "Carol", "email": "Carol@Example.com", "password1": PASSWORD}


def actions(user: User) -> list[str]:
    return list(AuditEvent.objects.filter(user=user).order_by("created_at").values_list("action", flat=True))


def test_signing_up_makes_the_same_account_as_the_api_and_signs_in() -> None:
    client = Client()
    answer = client.post("/sign-up/?next=/jobs/", {**NEW, "next": "/jobs/"})
    user = User.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/jobs/")
    assert (user.email, user.name) == ("carol@example.com", "Carol")
    assert client.get("/videos/").status_code == 200
    assert actions(user) == ["signed_up", "signed_in"]
    assert AuditEvent.objects.get(action="signed_in").details == {"kind": "browser", "method": "session"}
    assert client.get("/credits/").context["balance"].available > 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no-address"}, "email"),
        ({"email": "alice@example.com"}, "email"),
        ({"password1": "password1"}, "password1"),
        ({"password1": "carol@example"}, "password1"),
        ({"name": "x" * 151}, "name"),
    ],
)
def test_what_cannot_be_an_account_comes_back_with_the_form(
    alice: User, change: dict[str, str], field: str
) -> None:
    answer = Client().post("/sign-up/", NEW | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert f"id_{field}_error" in answer.content.decode()
    assert User.objects.count() == 1


def test_signing_in_and_out(alice: User) -> None:
    client = Client()
    wrong = client.post("/sign-in/", {"login": alice.email, "password": "wrong"})
    assert wrong.status_code == 422
    answer = client.post("/sign-in/", {"login": "ALICE@example.com", "password": PASSWORD, "next": "/jobs/"})
    assert answer.headers["Location"] == "/jobs/"
    assert client.get("/sign-in/").headers["Location"] == "/videos/"
    assert client.post("/sign-out/").headers["Location"] == "/"
    assert client.get("/videos/").headers["Location"] == "/sign-in/?next=/videos/"
    assert actions(alice) == ["signed_up", "sign_in_failed", "signed_in", "signed_out"]
    assert AuditEvent.objects.get(action="signed_in").details["method"] == "password"
    assert AuditEvent.objects.get(action="sign_in_failed").actor is None


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(alice: User, away: str) -> None:
    answer = Client().post("/sign-in/", {"login": alice.email, "password": PASSWORD, "next": away})
    assert answer.headers["Location"] == "/videos/"


def test_unknown_people_and_wrong_passwords_look_the_same(alice: User) -> None:
    known, unknown = (
        Client().post("/sign-in/", {"login": email, "password": "wrong-password-1"}).context["form"].errors
        for email in (alice.email, "nobody@example.com")
    )
    assert known == unknown


def test_a_deactivated_person_is_told_so_only_with_the_right_password(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    right = Client().post("/sign-in/", {"login": alice.email, "password": PASSWORD})
    wrong = Client().post("/sign-in/", {"login": alice.email, "password": "wrong"})
    assert "deactivated" in right.content.decode()
    assert "deactivated" not in wrong.content.decode()
    assert not Session.objects.live().filter(user=alice).exists()


def test_where_addresses_must_be_verified_a_page_tells_no_stranger_who_is_here(
    alice: User, settings: Settings
) -> None:
    settings.EMAIL_VERIFICATION = settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    new, taken = Client(), Client()
    answers = [new.post("/sign-up/", NEW), taken.post("/sign-up/", NEW | {"email": alice.email})]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {
        (302, "/account/email/sent/")
    }
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["carol@example.com"], "Verify your e-mail address"),
        (["alice@example.com"], "You have an account already"),
    ]
    assert new.get("/videos/").status_code == 302
    assert User.objects.count() == 2


def test_following_the_letters_link_lets_in(settings: Settings) -> None:
    settings.EMAIL_VERIFICATION = settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client = Client()
    client.post("/sign-up/", NEW)
    (link,) = links_in(mail.outbox[0])
    # A program that looks at every link in a letter verifies nothing.
    assert client.get(link).status_code == 200
    assert client.get("/videos/").status_code == 302
    assert client.post(link).status_code == 302
    assert client.get("/videos/").status_code == 200
    assert "email_verified" in actions(User.objects.get())
    assert re.search("wrong, too old or was used", client.get(link).content.decode())
