from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import services
from accounts.models import AuditEvent, User
from accounts.services import telling, trail
from conftest import PASSWORD, client_of

pytestmark = pytest.mark.django_db
Action = AuditEvent.Action
PAGE = "/account/activity/"


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser(email="boss@example.com", password=PASSWORD, name="Boss")


@pytest.fixture
def staff(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def of(user: User, action: AuditEvent.Action) -> AuditEvent:
    return AuditEvent.objects.get(user=user, action=action)


def test_who_did_it_is_the_person_somebody_else_or_nobody(alice: User, bob: User) -> None:
    for actor, told in ((None, alice), (bob, bob), (services.NOBODY, None)):
        event = trail.record(user=alice, action=Action.SIGNED_OUT, actor=actor)
        event.refresh_from_db()
        assert event.actor == told


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(details={"nothing": "happened"}),
        lambda rows: rows.update(created_at=timezone.now()),
        lambda rows: rows.update(actor=None, address="192.0.2.1"),
        lambda rows: rows.delete(),
    ],
    ids=["details", "time", "address", "row"],
)
def test_the_database_refuses_to_change_or_delete_an_event(alice: User, change: Any) -> None:
    rows = AuditEvent.objects.filter(user=alice)
    before = rows.values().get()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(rows)
    assert rows.values().get() == before


def test_the_old_are_forgotten_and_nothing_else(alice: User, settings: Settings) -> None:
    kept = AuditEvent.objects.get(user=alice)
    over = timezone.now() - timedelta(days=settings.AUDIT_RETENTION_DAYS, minutes=1)
    old = trail.record(user=alice, action=Action.SIGNED_IN)
    with trail.forgetting():  # the only way to an old row is to write one anew
        old.delete()
    field = AuditEvent._meta.get_field("created_at")
    field.auto_now_add = False
    try:
        AuditEvent.objects.create(user=alice, action=Action.SIGNED_IN, created_at=over)
    finally:
        field.auto_now_add = True
    assert [trail.forget_old() for _ in range(2)] == [1, 0]
    assert AuditEvent.objects.get() == kept
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.delete()


def test_an_erased_persons_trail_goes_and_others_stay(alice: User, bob: User) -> None:
    event = trail.record(user=bob, action=Action.MEMBER_CHANGED, actor=alice)
    assert trail.forget_person(user=alice) == 1
    assert AuditEvent.objects.filter(pk=event.pk, actor=alice).exists()


def test_signing_in_and_out_by_a_program_is_told(alice: User) -> None:
    client = APIClient(headers={"User-Agent": "curl/8.1"}, REMOTE_ADDR="192.0.2.3")
    body = client.post("/api/auth/login", {"email": alice.email, "password": PASSWORD}).json()
    event = of(alice, Action.SIGNED_IN)
    assert (event.actor, event.device, event.address) == (alice, "curl/8.1", "192.0.2.3")
    client.post("/api/auth/logout", {"refreshToken": body["refreshToken"]})
    assert of(alice, Action.SIGNED_OUT).address == "192.0.2.3"


@pytest.mark.django_db(transaction=True)
def test_a_failed_sign_in_is_told_to_whom_it_was_about(alice: User) -> None:
    client = APIClient(REMOTE_ADDR="192.0.2.66")
    for email in ("Alice@Example.com", "nobody@example.com", "a\0b"):
        assert client.post("/api/auth/login", {"email": email, "password": "wrong"}).status_code in {400, 401}
    event = AuditEvent.objects.get(action=Action.SIGN_IN_FAILED)
    assert (event.user, event.actor, event.address) == (alice, None, "192.0.2.66")
    assert "wrong" not in str(event.details)


def page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=(user.pk,))


def fields(**changes: Any) -> dict[str, Any]:
    return {"email": "alice@example.com", "name": "Alice", "locale": "en", "is_active": "on", **changes}


def test_what_staff_do_to_a_person_is_told_with_who_did_it(staff: Client, boss: User, alice: User) -> None:
    group = Group.objects.create(name="Helpdesk")
    assert staff.post(page_of(alice), fields(is_staff="on", groups=[group.pk])).status_code == 302
    assert staff.post(page_of(alice), fields()).status_code == 302
    changes = AuditEvent.objects.filter(user=alice, action=Action.ROLE_CHANGED).order_by("created_at")
    assert [event.details for event in changes] == [
        {"given": ["is_staff"], "taken": []},
        {"given": ["Helpdesk"], "taken": []},
        {"given": [], "taken": ["is_staff"]},
        {"given": [], "taken": ["Helpdesk"]},
    ]
    assert {event.actor for event in changes} == {boss}
    assert staff.post(page_of(alice), fields(is_active="")).status_code == 302
    assert of(alice, Action.DEACTIVATED).actor == boss
    assert staff.post(page_of(alice), fields()).status_code == 302
    assert of(alice, Action.RESTORED).actor == boss


def test_code_that_gives_rights_is_told_without_an_actor(alice: User) -> None:
    alice.user_permissions.add(Permission.objects.get(codename="add_user"))
    event = of(alice, Action.ROLE_CHANGED)
    assert event.actor is None
    assert "Can add user" in event.details["given"][0]


def test_signing_in_changes_no_role(staff: Client, boss: User) -> None:
    boss.save()
    assert not AuditEvent.objects.filter(action=Action.ROLE_CHANGED).exists()


def test_every_action_has_a_sentence_whatever_is_known_of_it(alice: User, boss: User) -> None:
    for action in Action:
        for actor in (alice, boss, None):
            text = telling.sentence(AuditEvent(user=alice, actor=actor, action=action))
            assert text.strip()
            assert "{" not in text


def test_my_activity_is_mine_and_newest_first(alice: User, bob: User) -> None:
    client = client_of(alice)
    body = client.get("/api/user/activity?limit=1").json()
    assert body["pagination"]["total"] == 2
    (newest,) = body["results"]
    assert (newest["action"], newest["by"], newest["text"]) == (
        "signed_in",
        "you",
        "Signed in by a program with the password.",
    )
    assert "details" not in newest
    ids = {row["id"] for row in client.get("/api/user/activity").json()["results"]}
    assert ids == {str(pk) for pk in AuditEvent.objects.filter(user=alice).values_list("pk", flat=True)}


def test_the_page_tells_it_as_text(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    for number in range(40):
        trail.record(user=alice, action=Action.KEY_MADE, details={"name": f"<b>{number}</b>"})
    page = client.get(PAGE).content.decode()
    assert "The API key &lt;b&gt;39&lt;/b&gt; was made." in page
    assert "Was this not you?" in page
    assert "?page=2" in page
    last = client.get(f"{PAGE}?page=2").content.decode()
    assert "The account was made." in last
    for odd in ("0", "-1", "x", "²", "9" * 30, "500"):
        assert client.get(PAGE, {"page": odd}).status_code == 200


def test_staff_find_events_by_person_and_by_address(staff: Client, alice: User, bob: User) -> None:
    trail.record(user=alice, action=Action.SIGNED_IN, client=services.Client(address="192.0.2.1"))
    trail.record(user=bob, action=Action.SIGNED_IN, client=services.Client(address="192.0.2.2"))
    address = reverse("admin:accounts_auditevent_changelist")
    for query, person, other in (("alice@", alice, bob), ("192.0.2.2", bob, alice)):
        page = staff.get(address, {"q": query}).content.decode()
        assert person.email in page
        assert other.email not in page
    assert staff.get(f"{address}?action__exact=signed_in").status_code == 200
    event = AuditEvent.objects.filter(user=alice).latest("created_at")
    page = staff.get(reverse("admin:accounts_auditevent_change", args=(event.pk,))).content.decode()
    assert "Signed in." in page
