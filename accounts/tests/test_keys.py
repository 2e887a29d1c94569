from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiKey, AuditEvent, User
from accounts.services import keys, scopes
from conftest import client_of

pytestmark = pytest.mark.django_db

EVERYTHING = sorted(scopes.SCOPES)


def made(user: User, *may: str, **more: object) -> str:
    return keys.make_key(user=user, name="Backups", scopes=list(may) or EVERYTHING, **more)[1]  # type: ignore[arg-type]


def by_key(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {key}")
    return client


def test_a_key_is_told_once_and_kept_as_a_hash(api: APIClient, alice: User) -> None:
    answer = api.post("/api/user/api-keys", {"name": " CI ", "scopes": ["videos:read"], "budget": 12.5})
    body = answer.json()
    assert (answer.status_code, body["name"], body["budget"], body["left"]) == (201, "CI", 12.5, 12.5)
    assert body["key"].startswith(f"fw_{body['prefix']}_")
    assert by_key(body["key"]).get("/api/videos").status_code == 200
    listed = api.get("/api/user/api-keys").json()["results"]
    assert [row["id"] for row in listed] == [body["id"]]
    assert "key" not in listed[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_apikey::text FROM accounts_apikey")
        assert body["key"].rpartition("_")[2] not in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["videos:erase"]}, "scopes.0"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        ({"budget": -1}, "budget"),
        ({"budget": 0.0000001}, "budget"),
    ],
)
def test_a_key_that_cannot_be_is_refused_by_field(
    api: APIClient, change: dict[str, object], attr: str
) -> None:
    answer = api.post("/api/user/api-keys", {"name": "CI", "scopes": ["videos:read"]} | change)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert not ApiKey.objects.exists()


def test_a_key_does_what_its_scopes_say_and_nothing_else(alice: User) -> None:
    client = by_key(made(alice, "videos:read"))
    assert client.get("/api/videos").status_code == 200
    refused = client.post("/api/videos/bulk-delete", {"ids": []})
    assert (refused.status_code, refused.json()["scope"]) == (403, "videos:write")
    assert refused.json()["errors"][0]["code"] == "scope_missing"
    assert client.get("/api/jobs").status_code == 403
    assert by_key(made(alice, "jobs:read")).get("/api/jobs").status_code == 200


def test_a_key_with_every_scope_still_cannot_take_the_account(alice: User) -> None:
    client = by_key(made(alice))
    for method, path in (
        ("post", "/api/user/api-keys"),
        ("get", "/api/user/api-keys"),
        ("post", "/api/auth/logout-all"),
        ("patch", "/api/user/profile"),
    ):
        answer = getattr(client, method)(path, {"name": "x"})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "key_not_allowed")
    assert client.get("/api/user/profile").status_code == 200


def test_a_key_ends_with_its_time_its_owner_and_its_revocation(alice: User) -> None:
    late = made(alice, expires_at=timezone.now() + timedelta(hours=1))
    gone = made(alice)
    ApiKey.objects.filter(prefix=late.split("_")[1]).update(expires_at=timezone.now())
    row = ApiKey.objects.get(prefix=gone.split("_")[1])
    assert by_key(gone).get("/api/videos").status_code == 200
    assert client_of(alice).delete(f"/api/user/api-keys/{row.pk}").status_code == 204
    orphan = made(alice)
    assert by_key(orphan).get("/api/videos").status_code == 200
    User.objects.filter(pk=alice.pk).update(is_active=False)
    for key in (late, gone, orphan):
        assert by_key(key).get("/api/videos").status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        "Api-Key",
        "Api-Key x",
        "Api-Key fw_abc_def extra",
        "Api-Key fw__",
        "Api-Key fw_ü_x",
        "Api-Key " + "x" * 999,
    ],
)
def test_what_is_no_key_opens_nothing(alice: User, header: str) -> None:
    client = APIClient()
    client.force_login(alice)  # a bad key is not made good by a cookie beside it
    client.credentials(HTTP_AUTHORIZATION=header)
    assert client.get("/api/videos").status_code == 401


def test_every_letter_of_a_key_counts(alice: User) -> None:
    key = made(alice, "videos:read")
    for place in range(3, len(key)):
        if key[place] != "_":
            other = key[:place] + ("a" if key[place] != "a" else "b") + key[place + 1 :]
            with pytest.raises(keys.KeyRefused):
                keys.key_for(key=other)
    assert keys.key_for(key=key).user == alice


def test_use_is_noted_once_a_minute_and_a_new_address_is_written_down(alice: User) -> None:
    client = by_key(made(alice))
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.1"):
        client.get("/api/videos", REMOTE_ADDR=address)
    used = AuditEvent.objects.filter(action=AuditEvent.Action.KEY_USED)
    assert {event.address for event in used} == {"10.0.0.1", "10.0.0.2"}
    assert used.count() == 2
    row = ApiKey.objects.get()
    client.get("/api/videos", REMOTE_ADDR="10.0.0.1")
    assert ApiKey.objects.get().last_used_at == row.last_used_at
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))
    client.get("/api/videos", REMOTE_ADDR="10.0.0.1")
    assert (timezone.now() - ApiKey.objects.get().last_used_at).seconds < 30  # type: ignore[operator]


def test_a_key_is_changed_by_its_owner_only(api: APIClient, alice: User, bob: User) -> None:
    key = made(alice, "videos:read")
    path = f"/api/user/api-keys/{ApiKey.objects.get().pk}"
    stranger = client_of(bob)
    assert [getattr(stranger, method)(path, {}).status_code for method in ("get", "patch", "delete")] == [
        404
    ] * 3
    changed = api.patch(path, {"scopes": ["jobs:read"], "budget": 3})
    assert (changed.json()["scopes"], changed.json()["left"]) == (["jobs:read"], 3)
    assert [by_key(key).get(f"/api/{name}").status_code for name in ("jobs", "videos")] == [200, 403]
    assert api.patch(path, {"budget": None}).json()["budget"] is None
    assert api.patch(path, {"expiresAt": "2020-01-01T00:00:00Z"}).status_code == 400
    assert AuditEvent.objects.filter(action=AuditEvent.Action.KEY_CHANGED, user=alice).count() == 2
    api.delete(path)
    assert api.patch(path, {"name": "back"}).status_code == 404


def test_somebody_has_so_many_keys_at_most(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MOST_KEYS", 2)
    made(alice), made(alice)
    answer = client_of(alice).post("/api/user/api-keys", {"name": "x", "scopes": ["jobs:read"]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_many_keys")
