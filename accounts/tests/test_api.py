import pytest
from django.core import mail
from rest_framework.test import APIClient

from accounts.models import Session, User
from conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = {"email": "Carol@Example.com", "password": PASSWORD, "name": "Carol"}


def first_error(answer: object) -> tuple[str, str | None]:
    error = answer.json()["errors"][0]  # type: ignore[attr-defined]
    return error["code"], error["attr"]


def bearer(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_registering_makes_an_account_and_signs_in() -> None:
    answer = APIClient().post("/api/auth/register", NEW)
    body = answer.json()
    assert answer.status_code == 201
    assert (body["user"]["email"], body["user"]["name"]) == ("carol@example.com", "Carol")
    assert "password" not in str(body["user"])
    assert bearer(body["accessToken"]).get("/api/auth/me").json() == body["user"]
    assert not User.objects.get().password.endswith(PASSWORD)


def test_full_name_is_another_word_for_name() -> None:
    body = {"email": NEW["email"], "password": PASSWORD, "fullName": "Carol Full"}
    assert APIClient().post("/api/auth/register", body).json()["user"]["name"] == "Carol Full"


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"email": "no-address"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "alice@example.com"}, "email"),
        ({"email": "ALICE@example.COM"}, "email"),
        ({"password": "short1"}, "password"),
        ({"password": "12345678"}, "password"),
        ({"password": "password1"}, "password"),
        ({"password": "carol@example"}, "password"),
        ({"password": ""}, "password"),
        ({"name": "x" * 151}, "name"),
        ({"email": "a\0@example.com"}, "email"),
        ({"name": "a\0"}, "name"),
    ],
)
def test_what_cannot_be_an_account_is_refused_by_field(
    alice: User, change: dict[str, str], attr: str
) -> None:
    answer = APIClient().post("/api/auth/register", NEW | change)
    assert (answer.status_code, first_error(answer)[1]) == (400, attr)
    assert User.objects.count() == 1


def test_signing_in_ignores_the_case_of_the_address(alice: User) -> None:
    answer = APIClient().post("/api/auth/login", {"email": "ALICE@Example.com", "password": PASSWORD})
    assert answer.status_code == 200
    assert set(answer.json()) == {"user", "accessToken", "refreshToken"}


def test_wrong_passwords_and_unknown_people_get_the_same_answer(alice: User) -> None:
    answers = [
        APIClient().post("/api/auth/login", {"email": email, "password": "wrong-password-1"})
        for email in (alice.email, "nobody@example.com")
    ]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].json() == answers[1].json()
    assert mail.outbox == []


def test_a_refreshed_session_goes_on_and_its_old_token_ends_it() -> None:
    first = APIClient().post("/api/auth/register", NEW).json()
    second = APIClient().post("/api/auth/refresh", {"refreshToken": first["refreshToken"]}).json()
    assert bearer(second["accessToken"]).get("/api/auth/me").status_code == 200
    reused = APIClient().post("/api/auth/refresh", {"refreshToken": first["refreshToken"]})
    assert (reused.status_code, first_error(reused)[0]) == (401, "session_ended")
    assert bearer(second["accessToken"]).get("/api/auth/me").status_code == 401


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "x" * 5000])
def test_a_token_that_is_none_refreshes_nothing(db: None, token: str) -> None:
    assert APIClient().post("/api/auth/refresh", {"refreshToken": token}).status_code in {400, 401}
    assert bearer(token or "x").get("/api/auth/me").status_code == 401


def test_an_access_token_is_no_refresh_token_and_the_reverse() -> None:
    body = APIClient().post("/api/auth/register", NEW).json()
    assert APIClient().post("/api/auth/refresh", {"refreshToken": body["accessToken"]}).status_code == 401
    assert bearer(body["refreshToken"]).get("/api/auth/me").status_code == 401


def test_signing_out_ends_one_session_and_signing_out_everywhere_all(alice: User) -> None:
    login = {"email": alice.email, "password": PASSWORD}
    first, second, third = (APIClient().post("/api/auth/login", login).json() for _ in range(3))
    assert APIClient().post("/api/auth/logout", {"refreshToken": first["refreshToken"]}).status_code == 204
    assert bearer(first["accessToken"]).get("/api/auth/me").status_code == 401
    assert bearer(second["accessToken"]).get("/api/auth/me").status_code == 200
    assert bearer(second["accessToken"]).post("/api/auth/logout-all").status_code == 204
    assert bearer(third["accessToken"]).get("/api/auth/me").status_code == 401
    assert not Session.objects.live().exists()


def test_a_profile_changes_what_may_change_and_nothing_else(api: APIClient, alice: User) -> None:
    changed = api.patch("/api/user/profile", {"name": "Alice B.", "isStaff": True, "email": "x@example.com"})
    assert changed.status_code == 200
    alice.refresh_from_db()
    assert (alice.name, alice.is_staff, alice.email) == ("Alice B.", False, "alice@example.com")
    assert api.put("/api/user/profile", {"name": "A", "locale": "de"}).json()["locale"] == "de"


@pytest.mark.parametrize("change", [{"name": "x" * 151}, {"locale": "x" * 11}, {"name": None}])
def test_a_profile_that_cannot_be_is_refused(api: APIClient, change: dict[str, object]) -> None:
    assert api.patch("/api/user/profile", change).status_code == 400


@pytest.mark.parametrize("path", ["register", "login", "profile"])
def test_old_addresses_still_work(path: str, api: APIClient) -> None:
    answer = (
        api.get("/api/users/profile") if path == "profile" else APIClient().post(f"/api/users/{path}", {})
    )
    assert answer.status_code == (200 if path == "profile" else 400)
