import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts import services
from accounts.models import Session, User
from conftest import PASSWORD


def test_a_refresh_token_works_once_and_its_reuse_ends_the_session(alice: User) -> None:
    first = services.open_session(user=alice, client=services.Client())
    second = services.refresh_session(refresh_token=first.refresh_token)
    with pytest.raises(services.SessionEnded):
        services.refresh_session(refresh_token=first.refresh_token)
    with pytest.raises(services.SessionEnded):
        services.refresh_session(refresh_token=second.refresh_token)
    with pytest.raises(services.SessionEnded):
        services.user_of_access_token(token=second.access_token)


def test_the_database_holds_no_usable_token(alice: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_session::text FROM accounts_session")
        stored = str(cursor.fetchall())
    for token in (tokens.access_token, tokens.refresh_token):
        assert token not in stored
        assert token.rpartition(".")[2] not in stored


def test_signing_out_ends_access_tokens_at_once(alice: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token}")
    assert client.get("/api/auth/me").status_code == 200
    body = {"refreshToken": tokens.refresh_token}
    assert client.post("/api/auth/logout", body).status_code == 204
    assert client.get("/api/auth/me").status_code == 401


def test_a_refresh_does_not_prolong_the_session(alice: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    ends = Session.objects.get(user=alice).expires_at
    services.refresh_session(refresh_token=tokens.refresh_token)
    assert Session.objects.get(user=alice).expires_at == ends


def test_a_deactivated_person_is_out(alice: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(services.SessionEnded):
        services.user_of_access_token(token=tokens.access_token)
    with pytest.raises(services.WrongCredentials):
        services.check_credentials(email=alice.email, password=PASSWORD)


def test_a_ticket_opens_one_socket(alice: User) -> None:
    ticket = services.issue_socket_ticket(user=alice)
    assert services.redeem_socket_ticket(ticket=ticket) == alice
    assert services.redeem_socket_ticket(ticket=ticket) is None
    assert services.redeem_socket_ticket(ticket="nonsense") is None
