"""Sign in with Google: forged tokens, and accounts that lie in wait for the owner of an address."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from django.core import mail
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import services
from accounts.models import AuditEvent, Session, User
from accounts.tests.google_keys import CLIENT_ID, Google, google, key_server
from accounts.tests.letters import links_in, posted
from conftest import PASSWORD, client_of

__all__ = ["google", "key_server", "posted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("posted")]


def enter(token: str, **fields: str) -> Any:
    return APIClient(raise_request_exception=False).post("/api/auth/google", {"idToken": token, **fields})


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def unsigned(claims: dict[str, Any], header: dict[str, str]) -> str:
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def signed_by_secret(google: Google) -> str:
    """HS256 with Google's public key as the secret: what fools who lets the token choose its algorithm.

    PyJWT refuses to make one, so it is put together by hand.
    """
    head = unsigned(google.claims(), {"alg": "HS256", "typ": "JWT", "kid": "one"}).rstrip(".")
    signer = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signature = signer.sign(head.encode(), google.public_pem("one"))
    return f"{head}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def test_the_first_time_makes_an_account_and_the_next_times_find_it(google: Google) -> None:
    first, second = enter(google.token()), enter(google.token(email="new-address@example.com"))
    assert first.status_code == second.status_code == 200
    assert first.json()["user"]["id"] == second.json()["user"]["id"]
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("gina@example.com", "Gina", False)
    assert EmailAddress.objects.get().verified
    assert google.asked == 1
    signed = AuditEvent.objects.filter(action="signed_in").first()
    assert signed is not None
    assert signed.details["method"] == "google"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another.apps.example"},
        {"aud": [CLIENT_ID, "another.apps.example"]},
        {"aud": None},
        {"iss": "https://accounts.google.com.evil.example"},
        {"iss": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": 1001},
        {"email": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
    ],
)
def test_a_token_that_says_the_wrong_thing_opens_nothing(google: Google, claims: dict[str, Any]) -> None:
    assert refusal(enter(google.token(**claims))) == (401, "wrong_token")
    assert not User.objects.exists()


def test_a_token_that_google_did_not_sign_opens_nothing(google: Google) -> None:
    stranger = Google()
    stranger.new_key("one")
    good = google.token()
    head, body, signature = good.split(".")
    forged = {
        "another key": stranger.token(),
        "no algorithm": unsigned(google.claims(), {"alg": "none", "typ": "JWT", "kid": "one"}),
        "the public key as a secret": signed_by_secret(google),
        "other claims": f"{head}.{unsigned(google.claims(sub='7'), {}).split('.')[1]}.{signature}",
        "no signature": f"{head}.{body}.",
        "no key id": jwt.encode(google.claims(), google.keys["one"], algorithm="RS256"),
        "another algorithm": jwt.encode(
            google.claims(), google.keys["one"], algorithm="RS512", headers={"kid": "one"}
        ),
        "no token": "nonsense",
        "an access token of ours": _own_token(),
    }
    for name, token in forged.items():
        assert (name, *refusal(enter(token))) == (name, 401, "wrong_token")
    assert enter(good).status_code == 200


def _own_token() -> str:
    user = services.register(email="dave@example.com", password=PASSWORD)
    return services.open_session(user=user, client=services.Client()).access_token


def test_an_unknown_key_is_asked_for_once_and_a_new_one_is_found(google: Google) -> None:
    assert enter(google.token()).status_code == 200
    stranger = Google()
    stranger.new_key("unknown")
    for _ in range(3):
        assert refusal(enter(stranger.token(kid="unknown"))) == (401, "wrong_token")
    assert google.asked == 2


def test_a_key_that_google_has_changed_is_found(google: Google) -> None:
    assert enter(google.token()).status_code == 200
    google.new_key("two")
    assert enter(google.token(kid="two")).status_code == 200
    assert google.asked == 2


def test_without_google_the_answer_says_so(google: Google, settings: Settings) -> None:
    google.status = 500
    assert refusal(enter(google.token())) == (503, "google_unavailable")
    settings.GOOGLE_CLIENT_ID = ""
    assert refusal(enter(google.token())) == (501, "google_not_configured")
    assert Client().post("/account/google/").status_code == 404


def test_a_verified_address_is_linked_and_its_password_stays(google: Google) -> None:
    user = services.register(email="gina@example.com", password=PASSWORD, verified=True)
    assert enter(google.token()).json()["user"]["id"] == str(user.pk)
    assert services.check_credentials(email=user.email, password=PASSWORD) == user
    assert AuditEvent.objects.filter(user=user, action="identity_linked").count() == 1


def test_a_second_factor_is_asked_for_after_google_too(google: Google) -> None:
    user = services.register(email="gina@example.com", password=PASSWORD, verified=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    assert refusal(enter(google.token())) == (401, "second_factor_required")
    assert not Session.objects.filter(user=user).exists()


def test_a_deactivated_person_stays_out(google: Google) -> None:
    assert enter(google.token()).status_code == 200
    User.objects.update(is_active=False)
    assert refusal(enter(google.token())) == (403, "account_inactive")


def test_an_account_in_wait_is_not_handed_over_and_its_maker_is_locked_out(google: Google) -> None:
    """Somebody signs up with the victim's address, leaves every way in open that there is, and waits."""
    made = services.register(email="gina@example.com", password=PASSWORD)
    maker, browser = client_of(made), Client()
    browser.force_login(made)
    Authenticator.objects.create(user=made, type=Authenticator.Type.WEBAUTHN, data={})
    SocialAccount.objects.create(user=made, provider="google", uid="of-the-maker")
    EmailAddress.objects.create(user=made, email="maker@example.com", verified=True)

    assert refusal(enter(google.token())) == (409, "address_unverified")

    assert maker.get("/api/auth/me").status_code == 401
    assert browser.get("/videos/").status_code == 302
    with pytest.raises(services.WrongCredentials):
        services.check_credentials(email=made.email, password=PASSWORD)
    assert not Authenticator.objects.exists()
    elsewhere = enter(google.token(sub="of-the-maker", email="maker@example.com"))
    assert elsewhere.json()["user"]["id"] != str(made.pk)
    made.refresh_from_db()
    assert made.email == "gina@example.com"

    # Who reads the address's letters may take it; from then on Google opens it.
    (letter,) = (each for each in mail.outbox if each.subject.startswith("Somebody made"))
    assert letter.to == ["gina@example.com"]
    owner = Client()
    form = owner.get(links_in(letter)[0], follow=True)
    new = "a-new-phrase-of-mine-7"
    owner.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert services.check_credentials(email="gina@example.com", password=new) == made
    assert enter(google.token()).json()["user"]["id"] == str(made.pk)


@pytest.fixture
def button(google: Google, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Google's sign-in on the pages; what it says comes from the local server."""
    apps = [{"client_id": CLIENT_ID, "secret": "x"}]
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}
    monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", settings.GOOGLE_KEYS_URL)


def come_back(client: Client, *, process: str = "login") -> Any:
    """Presses the button, and comes back from Google's page."""
    away = client.post(f"/account/google/?process={process}").headers["Location"]
    assert away.startswith("https://accounts.google.com/")
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/account/google/back/", {"code": "x", "state": asked["state"][0]})


@pytest.mark.usefixtures("button")
def test_the_pages_follow_the_same_rules(google: Google) -> None:
    client = Client()
    assert "Continue with Google" in client.get("/sign-in/").content.decode()
    assert come_back(client).headers["Location"] == "/videos/"
    user = User.objects.get()
    assert (user.email, EmailAddress.objects.get().verified) == ("gina@example.com", True)
    event = AuditEvent.objects.get(action="signed_in")
    assert event.details == {"kind": "browser", "method": "google"}
    assert enter(google.token()).json()["user"]["id"] == str(user.pk)

    waiting = services.register(email="hugo@example.com", password=PASSWORD)
    google.says = {"sub": "2002", "email": "hugo@example.com"}
    stranger = Client()
    assert come_back(stranger).headers["Location"] == "/sign-in/"
    assert "nobody has verified" in stranger.get("/sign-in/").content.decode()
    waiting.refresh_from_db()
    assert not waiting.has_usable_password()

    google.says = {"sub": "3003", "email": "ida@example.com", "email_verified": False}
    assert come_back(Client()).headers["Location"] == "/sign-in/"
    assert not User.objects.filter(email="ida@example.com").exists()


@pytest.mark.usefixtures("button")
def test_a_signed_in_person_connects_and_disconnects_google(google: Google, alice: User) -> None:
    client = Client()
    client.force_login(alice)
    client.post("/account/confirm/", {"password": PASSWORD})
    assert "Connect Google" in client.get("/account/security/").content.decode()
    assert come_back(client, process="connect").headers["Location"] == "/account/security/"
    assert enter(google.token()).json()["user"]["id"] == str(alice.pk)
    row = SocialAccount.objects.get()
    client.post("/account/services/", {"account": row.pk})
    assert not SocialAccount.objects.exists()
    actions = AuditEvent.objects.filter(user=alice, action__startswith="identity").values_list(
        "action", flat=True
    )
    assert sorted(actions) == ["identity_linked", "identity_unlinked"]


def test_a_callback_that_nobody_asked_for_signs_nobody_in(google: Google, button: None) -> None:
    client = Client()
    answer = client.get("/account/google/back/", {"code": "x", "state": "of-somebody-else"})
    assert answer.status_code == 401
    assert client.get("/videos/").status_code == 302
    assert not User.objects.exists()
