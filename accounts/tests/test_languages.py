"""In which language a person is spoken to: on pages, after signing in by each way, and in letters."""

from datetime import timedelta
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from babel.messages.pofile import read_po
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import allauth_words, services
from accounts.models import Session, User
from accounts.services import letters, new_devices
from accounts.tests.google_keys import Google, google, key_server
from accounts.tests.letters import links_in, posted
from accounts.tests.test_factors import code_of, with_app
from accounts.tests.test_google import button, come_back
from conftest import PASSWORD

__all__ = ["button", "google", "key_server", "posted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("posted")]

VIETNAMESE = {"Accept-Language": "vi-VN,vi;q=0.9,en;q=0.5"}
NEW = {"email": "lan@example.com", "password1": PASSWORD}


@pytest.fixture
def lan(alice: User) -> User:
    """Alice, who speaks Vietnamese."""
    User.objects.filter(pk=alice.pk).update(locale="vi")
    alice.refresh_from_db()
    return alice


def spoken(client: Client) -> str:
    """The language of the account's page as this browser sees it."""
    page = client.get("/account/profile/")
    (said,) = [part for part in ('lang="vi"', 'lang="en"') if f"<html {part}" in page.content.decode()]
    assert page.headers["Content-Language"] in said
    return said[6:8]


def test_who_signs_up_in_a_language_has_it_from_then_on() -> None:
    client = Client(headers=VIETNAMESE)
    assert "Tạo tài khoản" in client.get("/sign-up/").content.decode()
    client.post("/sign-up/", NEW)
    assert User.objects.get().locale == "vi"
    program = APIClient(headers=VIETNAMESE)
    program.post("/api/auth/register", {"email": "minh@example.com", "password": PASSWORD})
    Client(headers={"Accept-Language": "de, en;q=0.5"}).post("/sign-up/", NEW | {"email": "eva@example.com"})
    told = dict(User.objects.values_list("email", "locale"))
    assert told == {"lan@example.com": "vi", "minh@example.com": "vi", "eva@example.com": "en"}


def test_a_password_brings_ones_language_to_a_new_browser(lan: User) -> None:
    client = Client()
    client.post("/sign-in/", {"login": lan.email, "password": PASSWORD})
    assert spoken(client) == "vi"


def test_a_second_factor_does_too_and_only_then(lan: User) -> None:
    secret = with_app(lan)
    client = Client()
    client.post("/sign-in/", {"login": lan.email, "password": PASSWORD})
    assert "language" not in client.cookies
    client.post("/sign-in/code/", {"code": code_of(secret, steps=1)})
    assert Authenticator.objects.filter(user=lan).exists()
    assert spoken(client) == "vi"


@pytest.mark.usefixtures("button")
def test_google_does_too(lan: User, google: Google) -> None:
    EmailAddress.objects.filter(user=lan).update(verified=True)
    google.says = {"email": lan.email}
    client = Client()
    come_back(client)
    assert spoken(client) == "vi"


def test_the_demo_account_is_seen_in_each_visitors_own_language(lan: User, settings: Settings) -> None:
    settings.DEMO = {"email": lan.email, "password": PASSWORD}
    client = Client()
    client.post("/try-demo/")
    assert spoken(client) == "en"


def test_a_choice_counts_at_once_for_strangers_and_for_ones_account(alice: User) -> None:
    client = Client()
    answer = client.post("/language/", {"language": "vi", "next": "/sign-in/"}, follow=True)
    assert "Chào mừng trở lại" in answer.content.decode()
    client.force_login(alice)
    assert spoken(client) == "vi"
    answer = client.post("/account/profile/", {"name": "A", "locale": "en"}, follow=True)
    assert "Saved." in answer.content.decode()
    assert spoken(client) == "en"
    client.post("/language/", {"language": "vi"})
    alice.refresh_from_db()
    assert (spoken(client), alice.locale) == ("vi", "vi")
    assert client.post("/language/", {"language": "xx"}).status_code == 302
    alice.refresh_from_db()
    assert (spoken(client), alice.locale) == ("vi", "vi")


def test_letters_are_written_in_the_receivers_language(lan: User, bob: User) -> None:
    """Whoever asks: here everybody asks in the other's language."""
    User.objects.filter(pk=lan.pk).update(erase_after=timezone.now() + timedelta(days=30))
    for user, spoken_by_asker in ((lan, {}), (bob, VIETNAMESE)):
        Client(headers=spoken_by_asker).post("/account/password/reset/", {"email": user.email})
    letters.post(letters.Letter.LEAVING, user_id=str(lan.pk))
    subjects = [(letter.to[0], letter.subject) for letter in mail.outbox]
    assert subjects[:2] == [(lan.email, "Đặt mật khẩu mới"), (bob.email, "Set a new password")]
    assert subjects[2][1].startswith("Tài khoản của bạn sẽ bị xóa vào ")
    assert "tháng" in subjects[2][1]
    bodies = [str(letter.body) for letter in mail.outbox]
    assert bodies[0].startswith("Xin chào,\n\ncó người, có lẽ là bạn,")
    assert bodies[1].startswith("Hello,\n\nsomebody, perhaps you,")
    assert [len(links_in(letter)) for letter in mail.outbox[:2]] == [1, 1]


def test_notices_of_changes_and_of_new_devices_too(lan: User) -> None:
    EmailAddress.objects.filter(user=lan).update(verified=True)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(lan)
    fields = {"oldpassword": PASSWORD, "password1": "another-long-word-7", "password2": "another-long-word-7"}
    assert client.post("/account/password/", fields).status_code == 302
    services.open_session(user=lan, client=services.Client(device="curl/8", address="192.0.2.7"))
    Session.objects.filter(user=lan, device="curl/8").update(mail_due=True)
    new_devices.mail_new_devices()
    changed, device = mail.outbox[-2:]
    assert (changed.subject, device.subject) == (
        "Đã đổi mật khẩu",
        "Một thiết bị mới đã đăng nhập vào tài khoản của bạn",
    )
    assert "Mật khẩu của bạn đã được đổi." in changed.body
    assert "từ địa chỉ 192.0.2.7" in device.body


def test_allauth_still_says_what_we_translate_for_it() -> None:
    """Its German catalogue holds every sentence of its code; one that it dropped is dead weight here."""
    german = allauth_catalog()
    ours = [*allauth_words.PAGES, *allauth_words.MESSAGES, *allauth_words.FORMS, *allauth_words.LETTERS]
    assert [words for words in ours if isinstance(words, str) and words not in german] == []


def allauth_catalog() -> set[str]:
    path = Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        return {each.id if isinstance(each.id, str) else each.id[0] for each in read_po(file)}
