from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import mailing
from accounts.models import AuditEvent, Session, User
from accounts.services import keys, leaving
from conftest import PASSWORD, client_of

pytestmark = pytest.mark.django_db

Action = AuditEvent.Action


def without_password(user: User) -> APIClient:
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return client_of(user)


def test_who_deactivates_their_account_is_out_everywhere_and_told_so_at_the_door(
    api: APIClient, alice: User
) -> None:
    _, key = keys.make_key(user=alice, name="CI", scopes=["videos:read"])
    assert api.post("/api/user/deactivate", {"password": PASSWORD}).status_code == 204
    assert not Session.objects.live().filter(user=alice).exists()
    by_key = APIClient()
    by_key.credentials(HTTP_AUTHORIZATION=f"Api-Key {key}")
    assert [client.get("/api/videos").status_code for client in (api, by_key)] == [401, 401]
    login = {"email": alice.email, "password": PASSWORD}
    refused = APIClient().post("/api/auth/login", login)
    assert (refused.status_code, "deactivated" in refused.json()["errors"][0]["detail"]) == (403, True)
    login["password"] = "not-the-password-7"
    assert "deactivated" not in APIClient().post("/api/auth/login", login).json()["errors"][0]["detail"]
    assert AuditEvent.objects.filter(user=alice, action=Action.DEACTIVATED).count() == 1


@pytest.mark.parametrize("path", ["/api/user/deactivate", "/api/user/deletion"])
@pytest.mark.parametrize(
    "body", [{}, {"password": ""}, {"password": "wrong-password-1"}, {"code": "12345678"}]
)
def test_nothing_ends_without_the_password(
    api: APIClient, alice: User, path: str, body: dict[str, str]
) -> None:
    answer = api.post(path, body)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["attr"], error["code"]) == (400, "password", "wrong_password")
    alice.refresh_from_db()
    assert (alice.is_active, alice.erase_after) == (True, None)


def test_the_password_cannot_be_guessed_here(api: APIClient, alice: User, settings: Settings) -> None:
    settings.RATELIMIT_ENABLE = True
    codes = [api.post("/api/user/deactivate", {"password": f"guess-{n}"}).status_code for n in range(8)]
    assert codes[0] == 400
    assert codes[-1] == 429
    assert api.post("/api/user/deactivate", {"password": PASSWORD}).status_code == 429
    alice.refresh_from_db()
    assert alice.is_active


def test_who_has_no_password_shows_a_code_from_their_e_mail_and_it_works_once(alice: User) -> None:
    client = without_password(alice)
    assert client.post("/api/user/proof-code").status_code == 204
    mailing.write(letter="proof", user_id=str(alice.pk))
    code = next(line for line in mail.outbox[-1].body.splitlines() if line.isdigit())
    assert mail.outbox[-1].to == [alice.email]
    for wrong in ("", code[::-1] + "0"):
        assert client.post("/api/user/deletion", {"code": wrong}).status_code == 400
    assert client.post("/api/user/deletion", {"code": code}).status_code == 200
    assert client.post("/api/user/deactivate", {"code": code}).json()["errors"][0]["code"] == "wrong_code"


def test_a_deletion_is_asked_for_once_can_be_called_off_and_is_written_down(
    api: APIClient, alice: User
) -> None:
    first = api.post("/api/user/deletion", {"password": PASSWORD}).json()["eraseAfter"]
    alice.refresh_from_db()
    assert timedelta(days=13, hours=23) < alice.erase_after - timezone.now() < timedelta(days=14)  # type: ignore[operator]
    assert api.post("/api/user/deletion", {"password": PASSWORD}).json()["eraseAfter"] == first
    assert api.get("/api/auth/me").json()["eraseAfter"] == first
    mailing.write(letter="leaving", user_id=str(alice.pk))
    assert "/account/data/" in mail.outbox[-1].body
    assert api.delete("/api/user/deletion").status_code == 204
    assert api.get("/api/auth/me").json()["eraseAfter"] is None
    assert api.delete("/api/user/deletion").status_code == 204
    told = AuditEvent.objects.filter(
        user=alice, action__in=(Action.DELETION_ASKED, Action.DELETION_CALLED_OFF)
    )
    assert told.count() == 2


def test_staff_can_let_somebody_in_again(alice: User) -> None:
    leaving.deactivate(user=alice, password=PASSWORD)
    alice.refresh_from_db()
    leaving.restore(user=alice)
    login = {"email": alice.email, "password": PASSWORD}
    assert APIClient().post("/api/auth/login", login).status_code == 200
    assert AuditEvent.objects.filter(user=alice, action=Action.RESTORED).count() == 1
