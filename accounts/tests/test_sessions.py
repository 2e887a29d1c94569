import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import services
from accounts.devices import device_name
from accounts.models import AuditEvent, Session, User
from conftest import PASSWORD, client_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
Action = AuditEvent.Action


def test_a_refresh_token_works_once_and_its_reuse_ends_the_session(alice: User) -> None:
    first = services.open_session(user=alice, client=services.Client(device=FIREFOX))
    second = services.refresh_session(refresh_token=first.refresh_token)
    for _ in range(2):
        with pytest.raises(services.SessionEnded):
            services.refresh_session(refresh_token=first.refresh_token)
    with pytest.raises(services.SessionEnded):
        services.refresh_session(refresh_token=second.refresh_token)
    with pytest.raises(services.SessionEnded):
        services.user_of_access_token(token=second.access_token)
    event = AuditEvent.objects.get(user=alice, action=Action.TOKEN_REUSED)
    assert (event.actor, event.details) == (None, {"session": "Firefox on Linux"})


def test_the_database_holds_no_usable_token(alice: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_session::text FROM accounts_session")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT accounts_auditevent::text FROM accounts_auditevent")
        stored += str(cursor.fetchall())
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
    assert AuditEvent.objects.filter(user=alice, action=Action.SIGNED_OUT).count() == 1


def test_a_refresh_does_not_prolong_the_session(alice: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    soon = timezone.now() + timedelta(minutes=5)
    Session.objects.update(expires_at=soon)
    tokens = services.refresh_session(refresh_token=tokens.refresh_token)
    assert Session.objects.get(user=alice).expires_at == soon
    assert jwt.decode(tokens.refresh_token, options={"verify_signature": False})["exp"] <= soon.timestamp()
    Session.objects.update(expires_at=timezone.now())
    for use in (
        lambda: services.refresh_session(refresh_token=tokens.refresh_token),
        lambda: services.user_of_access_token(token=tokens.access_token),
    ):
        with pytest.raises(services.SessionEnded):
            use()


def test_a_deactivated_person_is_out(alice: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(services.SessionEnded):
        services.user_of_access_token(token=tokens.access_token)
    with pytest.raises(services.SessionEnded):
        services.refresh_session(refresh_token=tokens.refresh_token)
    with pytest.raises(services.WrongCredentials):
        services.check_credentials(email=alice.email, password=PASSWORD)


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = RSA.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
KEY = settings.SIMPLE_JWT["SIGNING_KEY"]
Forge = Callable[[dict[str, Any]], str]


def signed(claims: dict[str, Any], *, key: Any = KEY, algorithm: str | None = "HS256", **changes: Any) -> str:
    """A token with some claims changed, or left out where the change is None."""
    told = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode(told, key, algorithm=algorithm)


def by_hand(claims: dict[str, Any]) -> str:
    """HS256 with the public key as its secret, which PyJWT itself refuses to make."""
    real = signed(claims, key="x" * 40)
    head, body, _ = real.split(".")
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{head}.{body}.{jwt.utils.base64url_encode(mac.sign(f'{head}.{body}'.encode(), PUBLIC)).decode()}"


FORGED: dict[str, Forge] = {
    "unsigned": lambda claims: signed(claims, key=None, algorithm="none"),
    "no signature": lambda claims: signed(claims).rpartition(".")[0] + ".",
    "another algorithm": lambda claims: signed(claims, algorithm="HS384"),
    "an asymmetric one": lambda claims: signed(claims, key=RSA, algorithm="RS256"),
    "a public key as the secret": by_hand,
    "another key": lambda claims: signed(claims, key="y" * 50),
    "an empty key": lambda claims: signed(claims, key="\0" * 32),
    "another audience": lambda claims: signed(claims, aud="somebody"),
    "no audience": lambda claims: signed(claims, aud=None),
    "another issuer": lambda claims: signed(claims, iss="somebody"),
    "no issuer": lambda claims: signed(claims, iss=None),
    "expired": lambda claims: signed(claims, exp=int(time.time()) - 1),
    "never expires": lambda claims: signed(claims, exp=None),
    "no type": lambda claims: signed(claims, token_type=None),
    "an unknown type": lambda claims: signed(claims, token_type="sliding"),
    "no session": lambda claims: signed(claims, sid=None),
    "another session": lambda claims: signed(claims, sid=str(uuid.uuid4())),
    "nonsense for a session": lambda claims: signed(claims, sid="x"),
    "no id": lambda claims: signed(claims, jti=None),
    "cut": lambda claims: signed(claims)[:-2],
    "a changed claim": lambda claims: ".".join(
        (signed(claims).split(".")[0], signed(claims, sub="x").split(".")[1], signed(claims).split(".")[2])
    ),
    "nothing": lambda claims: "",
}


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_is_nothing(alice: User, forge: Forge) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    access, refresh = claims_of(tokens.access_token), claims_of(tokens.refresh_token)
    assert services.user_of_access_token(token=signed(access)) == alice  # forged well it would be let in
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {forge(access)}")
    assert client.get("/api/auth/me").status_code == 401
    with pytest.raises(services.SessionEnded):
        services.user_of_access_token(token=forge(access))
    with pytest.raises(services.SessionEnded):
        services.refresh_session(refresh_token=forge(refresh))
    services.refresh_session(refresh_token=signed(refresh))  # and nothing of that ended the session


def test_a_token_of_one_kind_is_not_one_of_the_other(alice: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client())
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.refresh_token}")
    assert client.get("/api/auth/me").status_code == 401
    with pytest.raises(services.SessionEnded):
        services.refresh_session(refresh_token=tokens.access_token)
    services.refresh_session(refresh_token=tokens.refresh_token)


def test_the_list_tells_where_i_am_signed_in(alice: User, bob: User) -> None:
    services.open_session(user=alice, client=services.Client(device=FIREFOX, address="192.0.2.7"))
    services.open_session(user=bob, client=services.Client())
    ended = services.open_session(user=alice, client=services.Client())
    services.close_session(refresh_token=ended.refresh_token)
    client = client_of(alice)
    here, there = client.get("/api/auth/sessions").json()
    assert (here["device"], here["kind"], here["current"]) == ("tests", "program", True)
    assert (there["device"], there["address"], there["current"]) == ("Firefox on Linux", "192.0.2.7", False)
    assert set(here) == {
        "id",
        "kind",
        "device",
        "address",
        "createdAt",
        "lastSeen",
        "expiresAt",
        "current",
    }


def test_a_session_is_ended_by_its_owner_only(alice: User, bob: User) -> None:
    tokens = services.open_session(user=alice, client=services.Client(device=FIREFOX))
    session = Session.objects.get(user=alice)
    address = f"/api/auth/sessions/{session.pk}"
    assert client_of(bob).delete(address).status_code == 404
    assert services.user_of_access_token(token=tokens.access_token) == alice
    client = client_of(alice)
    assert [client.delete(address).status_code for _ in range(2)] == [204, 404]
    with pytest.raises(services.SessionEnded):
        services.user_of_access_token(token=tokens.access_token)
    event = AuditEvent.objects.get(user=alice, action=Action.SESSION_ENDED)
    assert (event.actor, event.details["session"]) == (alice, "Firefox on Linux")


def test_all_sessions_end_or_all_but_one(alice: User, bob: User) -> None:
    mine, theirs = client_of(alice), client_of(bob)
    kept = Session.objects.get(user=alice)
    client_of(alice)
    assert services.end_all_sessions(user=alice, but=kept.pk) == 1
    assert mine.post("/api/auth/logout-all").status_code == 204
    assert mine.get("/api/auth/me").status_code == 401
    assert theirs.get("/api/auth/me").status_code == 200


def test_when_it_was_seen_is_written_once_a_minute(alice: User) -> None:
    client = client_of(alice)
    session = Session.objects.get(user=alice)
    client.get("/api/auth/me", REMOTE_ADDR="192.0.2.9")
    assert Session.objects.get().last_seen_at == session.last_seen_at
    long_ago = timezone.now() - timedelta(minutes=2)
    Session.objects.update(last_seen_at=long_ago)
    client.get("/api/auth/me", REMOTE_ADDR="192.0.2.9")
    seen = Session.objects.get()
    assert seen.last_seen_at > long_ago
    assert seen.address == "192.0.2.9"


def test_a_ticket_opens_one_socket_in_the_name_of_the_session_that_asked(alice: User) -> None:
    ticket = client_of(alice).post("/api/auth/ws-ticket").json()["ticket"]
    opened_by = services.redeem_socket_ticket(ticket=ticket)
    assert opened_by
    assert (opened_by.user, opened_by.session_id) == (alice, Session.objects.get().pk)
    assert services.redeem_socket_ticket(ticket=ticket) is None
    assert services.redeem_socket_ticket(ticket="nonsense") is None


def test_a_ticket_dies_with_its_session(alice: User) -> None:
    ticket = client_of(alice).post("/api/auth/ws-ticket").json()["ticket"]
    services.end_all_sessions(user=alice)
    assert services.redeem_socket_ticket(ticket=ticket) is None


WEBKIT = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {} Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (f"{WEBKIT.format('Windows NT 10.0; Win64', 'Chrome/142.0.0.0')} Edg/142.0.0.0", "Edge on Windows"),
        (
            WEBKIT.format("iPhone; CPU iPhone OS 18_5 like Mac OS X", "Version/18.5 Mobile"),
            "Safari on iPhone",
        ),
        (WEBKIT.format("Linux; Android 16; Pixel 9", "Chrome/142.0.0.0 Mobile"), "Chrome on Android"),
        (f"{WEBKIT.format('Macintosh; Intel Mac OS X', 'Chrome/142.0')} OPR/127.0.0.0", "Opera on macOS"),
        ("curl/8.14.1", "curl"),
        ("python-httpx/0.28.1", "python-httpx"),
        ("<script>" * 30, "<script><script><script><script><script><script><script><scr"),
        ("", "Unknown device"),
        ("   ", "Unknown device"),
    ],
)
def test_a_device_has_a_readable_name(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
