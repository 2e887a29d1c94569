from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session as Cookie
from django.core import mail
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import services
from accounts.models import AuditEvent, Session, User
from accounts.services import new_devices, sessions
from conftest import client_of

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
LIST = "/account/sessions/"


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return client.get("/api/auth/me").status_code == 200


def row_of(client: Client) -> Session:
    return Session.objects.get(session_key=client.session.session_key)


def test_a_browser_that_signs_in_is_a_session_beside_djangos(alice: User) -> None:
    client = browser_of(alice)
    row = row_of(client)
    assert (row.user, row.kind, row.refresh_hash) == (alice, "browser", "")
    assert abs(row.expires_at - timezone.now() - timedelta(weeks=2)) < timedelta(minutes=1)
    assert is_in(client)


def test_a_browser_whose_session_was_ended_is_out_and_keeps_no_cookie(alice: User) -> None:
    client, other = browser_of(alice), browser_of(alice)
    row = row_of(client)
    services.end_session(user=alice, session_id=row.pk)
    assert not Cookie.objects.filter(session_key=row.session_key).exists()
    assert not is_in(client)
    assert is_in(other)


def test_the_row_decides_even_where_djangos_session_lives(alice: User) -> None:
    client = browser_of(alice)
    row = row_of(client)
    Session.objects.update(revoked_at=timezone.now())
    assert Cookie.objects.filter(session_key=row.session_key).exists()
    assert not is_in(client)
    assert not Cookie.objects.filter(session_key=row.session_key).exists()
    Session.objects.update(revoked_at=None)
    assert not is_in(client)


def test_a_session_of_django_without_a_row_is_nothing(alice: User) -> None:
    client = browser_of(alice)
    store = client.session
    del store["accounts_session"]
    store.save()
    assert not is_in(client)


def test_a_row_of_somebody_else_is_nothing(alice: User, bob: User) -> None:
    client, other = browser_of(alice), browser_of(bob)
    store = client.session
    store["accounts_session"] = str(row_of(other).pk)
    store.save()
    assert not is_in(client)
    assert is_in(other)


def test_the_row_follows_when_the_cookie_gets_another_key(alice: User) -> None:
    client = browser_of(alice)
    row = row_of(client)
    store = client.session
    store.cycle_key()
    store.save()
    client.cookies["sessionid"] = str(store.session_key)
    assert is_in(client)
    assert row_of(client).pk == row.pk
    services.end_session(user=alice, session_id=row.pk)
    assert not Cookie.objects.filter(session_key=store.session_key).exists()


def test_signing_out_ends_the_row(alice: User) -> None:
    client = browser_of(alice)
    row = row_of(client)
    client.logout()
    row.refresh_from_db()
    assert row.revoked_at


def test_a_deactivated_person_is_out_in_the_browser_too(alice: User) -> None:
    client = browser_of(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert not is_in(client)


def everywhere(user: User) -> tuple[Client, Client]:
    return browser_of(user), client_of(user)


def test_a_new_password_ends_everything(alice: User, bob: User) -> None:
    clients, theirs = everywhere(alice), browser_of(bob)
    alice.set_password("a-wholly-new-phrase-7")
    alice.save()
    assert [is_in(client) for client in clients] == [False, False]
    assert not Session.objects.live().filter(user=alice).exists()
    assert is_in(theirs)


def test_an_unusable_password_is_a_new_one(alice: User) -> None:
    clients = everywhere(alice)
    alice.set_unusable_password()
    alice.save()
    assert not any(is_in(client) for client in clients)


def test_a_better_hash_of_the_same_password_ends_nothing(alice: User) -> None:
    program = client_of(alice)
    alice.password = make_password("correct-horse-battery-9", salt="anothersaltforthis")
    alice.save(update_fields=["password"])
    assert is_in(program)


@pytest.mark.parametrize("role", ["is_staff", "is_superuser"])
def test_a_lost_role_ends_everything_and_a_given_one_nothing(alice: User, role: str) -> None:
    clients = everywhere(alice)
    setattr(alice, role, True)
    alice.save()
    assert all(is_in(client) for client in clients)
    setattr(alice, role, False)
    alice.save()
    assert not any(is_in(client) for client in clients)


@pytest.mark.parametrize("the_other_way", [False, True])
def test_a_lost_group_ends_everything(alice: User, the_other_way: bool) -> None:
    group = Group.objects.create(name="Helpdesk")
    group.user_set.add(alice)
    clients = everywhere(alice)
    alice.groups.remove(Group.objects.create(name="Never in it"))
    assert all(is_in(client) for client in clients)
    if the_other_way:
        group.user_set.clear()
    else:
        alice.groups.set([])
    assert not any(is_in(client) for client in clients)


def test_deactivation_by_code_ends_everything_at_once(alice: User) -> None:
    everywhere(alice)
    alice.is_active = False
    alice.save()
    assert not Session.objects.live().exists()


def test_the_page_shows_them_and_ends_one_or_all_others(alice: User, bob: User) -> None:
    here, there = browser_of(alice), browser_of(alice)
    program = client_of(alice)
    Session.objects.filter(pk=row_of(here).pk).update(device=FIREFOX)
    page = here.get(LIST).content.decode()
    assert "Firefox on Linux" in page
    assert page.count("This browser") == 1
    assert here.get(LIST, headers={"HX-Request": "true"}).status_code == 200
    address = f"{LIST}{row_of(there).pk}/end/"
    assert browser_of(bob).post(address)["Location"] == LIST
    assert is_in(there)
    for _ in range(2):
        assert here.post(address)["Location"] == LIST
    assert not is_in(there)
    part = here.post(f"{LIST}end-others/", headers={"HX-Request": "true"}).content.decode()
    assert "nowhere else" in part
    assert "<html" not in part
    assert [is_in(program), is_in(here)] == [False, True]


def test_a_stranger_signs_in_first(db: None) -> None:
    for path in (LIST, "/account/activity/"):
        assert Client().get(path)["Location"].startswith("/sign-in/")


def test_djangos_own_way_to_ask_who_it_is_knows_no_better(alice: User) -> None:
    """What reads `request.user` is guarded by the row; the row is ended with the cookie for what does not."""
    client = browser_of(alice)
    services.end_all_sessions(user=alice)
    request = HttpRequest()
    request.session = client.session
    assert get_user(request).is_anonymous


@pytest.fixture
def told(settings: Settings) -> None:
    settings.NOTIFY_NEW_DEVICE = True


def test_a_new_device_is_told_by_e_mail_once(alice: User, told: None) -> None:
    services.open_session(user=alice, client=services.Client(device=FIREFOX))
    assert new_devices.mail_new_devices() == 0  # whoever signs up signs in somewhere first
    services.open_session(user=alice, client=services.Client(device=FIREFOX.replace("145", "146")))
    assert new_devices.mail_new_devices() == 0
    services.open_session(user=alice, client=services.Client(device="curl/8.1", address="192.0.2.4"))
    assert [new_devices.mail_new_devices() for _ in range(2)] == [1, 0]
    (message,) = mail.outbox
    assert message.to == [alice.email]
    assert "curl" in message.body
    assert "192.0.2.4" in message.body
    assert "/account/sessions/" in message.body


def test_an_old_account_without_sessions_is_told_of_the_first(alice: User, told: None) -> None:
    User.objects.update(date_joined=timezone.now() - timedelta(days=30))
    alice.refresh_from_db()
    browser_of(alice)
    assert new_devices.mail_new_devices() == 1


def test_a_mail_that_cannot_be_sent_is_tried_again(alice: User, told: None, settings: Settings) -> None:
    client_of(alice)
    services.open_session(user=alice, client=services.Client(device="curl/8.1"))
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert new_devices.mail_new_devices() == 0
    settings.EMAIL_BACKEND = backend
    assert new_devices.mail_new_devices() == 1


def test_sessions_that_are_long_over_are_forgotten(alice: User, settings: Settings) -> None:
    browser_of(alice)
    client_of(alice)
    assert sessions.forget_sessions() == 0
    over = timezone.now() - timedelta(days=settings.AUDIT_RETENTION_DAYS + 1)
    Session.objects.filter(kind="browser").update(expires_at=over)
    Cookie.objects.update(expire_date=over)
    assert sessions.forget_sessions() == 1
    assert not Cookie.objects.exists()
    assert AuditEvent.objects.exists()
