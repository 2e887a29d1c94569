"""Channels: to Google and back once, tokens kept secret and renewed once, and gone after disconnecting."""

import threading
from datetime import timedelta

import httpx
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import AuditEvent, User
from ai.emulator.world import World
from youtube_integration.client import oauth
from youtube_integration.client.errors import NeedsReconnect
from youtube_integration.models import Channel, OAuthState
from youtube_integration.services import access, connecting
from youtube_integration.tests.channels import agreed, code_of, connected, in_browser

pytestmark = pytest.mark.django_db(transaction=True)
TOKENS = "POST", "/youtube/token"


def token_calls(google: World) -> int:
    return sum((row["method"], row["path"]) == TOKENS for row in google.log)


def test_a_channel_by_the_browser_and_its_tokens_nowhere_to_be_seen(
    api: APIClient, alice: User, google: World
) -> None:
    address = api.get("/api/youtube/connect").json()["authorizeUrl"]
    asked = httpx.URL(address).params
    assert (asked["code_challenge_method"], asked["access_type"]) == ("S256", "offline")
    assert [scope.rpartition("/")[2] for scope in asked["scope"].split()] == [
        "youtube.upload",
        "youtube.readonly",
    ]
    back = agreed(address)
    browser = in_browser(alice)
    page = browser.get("/api/youtube/callback", back)
    assert page.status_code == 200
    assert "“The emulated channel” is connected." in page.content.decode()
    told = api.get("/api/youtube/accounts")
    assert [(row["title"], row["state"], row["canManage"]) for row in told.json()["accounts"]] == [
        ("The emulated channel", "connected", False)
    ]
    assert told.json()["uploads"] | {"resetsAt": ""} == {"used": 0, "limit": 100, "left": 100, "resetsAt": ""}
    assert "keeps every film" in told.json()["notes"][0]
    channel = Channel.objects.get()
    secret = channel.refresh_token.reveal()
    assert secret.startswith("1//")
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token || refresh_token FROM youtube_integration_channel")
        assert secret not in cursor.fetchone()[0]
    assert secret not in told.content.decode()
    assert AuditEvent.objects.filter(user=alice, action="channel_connected").count() == 1
    # The same link again, as with the browser's back button.
    assert browser.get("/api/youtube/callback", back).status_code == 400
    assert Channel.objects.count() == 1


def test_another_persons_state_is_refused_and_stays_theirs(alice: User, bob: User, google: World) -> None:
    back = agreed(connecting.begin(user=alice))
    page = in_browser(bob).get("/api/youtube/callback", back)
    assert (page.status_code, Channel.objects.count()) == (400, 0)
    assert "belongs to somebody else" in page.content.decode()
    assert in_browser(alice).get("/api/youtube/callback", back).status_code == 200
    stranger = APIClient().get("/api/youtube/callback", back)
    assert stranger.status_code == 302
    assert stranger.headers["Location"].startswith("/sign-in/?next=/api/youtube/callback")


REFUSALS = [
    ({"youtube_consent": "deny"}, "You did not agree"),
    ({"youtube_no_channel": True}, "has no YouTube channel yet"),
    (
        {"youtube_scopes": "https://www.googleapis.com/auth/youtube.readonly"},
        "no right to youtube.upload",
    ),
]


def test_what_google_refuses_is_said_in_words(alice: User, google: World) -> None:
    for told, words in REFUSALS:
        google.settings.clear()
        google.script({"settings": told})
        page = in_browser(alice).get("/api/youtube/callback", agreed(connecting.begin(user=alice)))
        assert page.status_code == 400
        assert words in page.content.decode()
    assert not Channel.objects.exists()


def test_a_state_that_is_over_and_a_code_with_another_proof(alice: User, google: World) -> None:
    back = agreed(connecting.begin(user=alice))
    OAuthState.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(connecting.NotConnected, match="quarter of an hour"):
        connecting.finish(user=alice, **back_of(back))
    back = agreed(connecting.begin(user=alice))
    OAuthState.objects.filter(state=back["state"]).update(verifier="another")
    with pytest.raises(connecting.NotConnected, match="did not confirm"):
        connecting.finish(user=alice, **back_of(back))
    OAuthState.objects.create(state="old", user=alice, verifier="v", expires_at=timezone.now())
    assert connecting.forget_states() == 1


def back_of(told: dict[str, str]) -> dict[str, str]:
    return {"state": told["state"], "code": told["code"]}


def test_several_channels_each_with_its_own_rights(api: APIClient, alice: User, google: World) -> None:
    connected(alice)
    google.script({"settings": {"youtube_channel": "UCsecond"}})
    connected(alice, manage=True)
    assert {row.title: row.has_scope(oauth.MANAGE) for row in Channel.objects.for_user(alice)} == {
        "The emulated channel": False,
        "Channel second": True,
    }
    assert code_of(api.get("/api/youtube/playlists")) == "required"


def test_fifty_that_need_a_token_at_once_renew_it_once(alice: User, google: World) -> None:
    channel = connected(alice)
    Channel.objects.update(expires_at=timezone.now())
    before, found = token_calls(google), list[str]()
    google.script({"rules": [{"match": "POST /youtube/token", "delay": 0.3}]})
    ready = threading.Barrier(50)

    def need() -> None:
        ready.wait()
        try:
            found.append(access.token_of(channel.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=need) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (50, 1)
    assert token_calls(google) - before == 1


def test_a_withdrawn_permission_asks_for_a_new_connection(api: APIClient, alice: User, google: World) -> None:
    channel = connected(alice)
    google.things["refresh"].clear()
    with pytest.raises(NeedsReconnect), access.google_for(channel) as youtube:
        youtube.ask("GET", "channels", params={"mine": "true"})
    channel.refresh_from_db()
    assert (channel.state, bool(channel.refresh_token), channel.expires_at) == (
        "needs_reconnect",
        False,
        None,
    )
    refused = api.get("/api/youtube/videos")
    assert (refused.status_code, code_of(refused)) == (409, "needs_reconnect")
    assert "Connect it again" in refused.json()["errors"][0]["detail"]
    assert connected(alice).pk == channel.pk
    assert api.get("/api/youtube/videos").json() == {"videos": []}


def test_disconnecting_revokes_at_google_and_forgets_here(
    api: APIClient, alice: User, bob: User, google: World
) -> None:
    channel = connected(alice)
    assert in_browser(bob).delete(f"/api/youtube/accounts/{channel.pk}").status_code in {403, 404}
    assert api.delete(f"/api/youtube/accounts/{channel.pk}").status_code == 204
    assert google.things["refresh"] == {}
    channel.refresh_from_db()
    assert (channel.state, bool(channel.access_token), bool(channel.refresh_token)) == (
        "disconnected",
        False,
        False,
    )
    assert api.get("/api/youtube/accounts").json()["accounts"] == []
    assert api.delete(f"/api/youtube/accounts/{channel.pk}").status_code == 404
    assert AuditEvent.objects.filter(user=alice, action="channel_disconnected").count() == 1


def test_without_settings_everything_says_so(api: APIClient, settings: Settings) -> None:
    api.raise_request_exception = False
    settings.YOUTUBE_CLIENT_ID = ""
    for path in ("connect", "accounts"):
        answer = api.get(f"/api/youtube/{path}")
        assert (answer.status_code, code_of(answer)) == (503, "not_configured")
        assert "YOUTUBE_CLIENT_ID" in answer.json()["errors"][0]["detail"]


def test_playlists_are_listed_and_made(api: APIClient, alice: User, google: World) -> None:
    connected(alice)
    refused = api.post("/api/youtube/playlists", {"title": "Harbours"})
    assert (refused.status_code, code_of(refused)) == (400, "scope_missing")
    connected(alice, manage=True)
    made = api.post("/api/youtube/playlist", {"title": "Harbours", "privacy": "unlisted"})
    assert (made.status_code, made.json()["privacy"]) == (201, "unlisted")
    listed = api.get("/api/youtube/playlists").json()["playlists"]
    assert [(row["id"], row["title"]) for row in listed] == [(made.json()["id"], "Harbours")]
    google.script({"settings": {"youtube_quota": 0}})
    answer = api.get("/api/youtube/playlists")
    assert (answer.status_code, code_of(answer)) == (422, "youtube_quota")
