"""The pages of YouTube, as a browser asks for them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator.world import World
from jobs.models import Job
from videos.models import Rights, Video
from videos.tests.films import a_video
from youtube_integration.models import Channel, Publication
from youtube_integration.tests.channels import agreed

pytestmark = pytest.mark.django_db(transaction=True)

CONFIRMED = ["licence_missing", "consent_missing"]


@pytest.fixture
def browser(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def filled(channel: Channel, **changes: Any) -> dict[str, Any]:
    """The form as the page shows it, with what must be confirmed."""
    usual = {"title": "At sea", "description": "Waves.", "tags": "sea, blue water", "category_id": "19"}
    usual |= {"privacy": "unlisted", "made_for_kids": "no", "thumbnail": "moment:1.5", "when": "now"}
    return {**usual, "channel_ids": [str(channel.pk)], "confirmed": CONFIRMED, "key": "k" * 32, **changes}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_without_google_the_pages_say_so(browser: Client, film: Video, settings: Settings) -> None:
    settings.YOUTUBE_CLIENT_ID = settings.YOUTUBE_CLIENT_SECRET = ""
    page = browser.get("/youtube/")
    assert (page.status_code, "operator has not set up YouTube" in words(page)) == (200, True)
    assert browser.get("/youtube/connect/").headers["Location"] == "/youtube/"
    form = browser.get(f"/youtube/publish/{film.pk}/")
    assert (form.status_code, "operator has not set up YouTube" in words(form)) == (200, True)


def test_a_channel_is_connected_and_disconnected(browser: Client, alice: User, google: World) -> None:
    address = browser.get("/youtube/connect/?manage=1").headers["Location"]
    assert browser.get("/api/youtube/callback", agreed(address)).status_code == 200
    channel = Channel.objects.get(user=alice)
    page = words(browser.get("/youtube/"))
    assert channel.title in page
    assert "keeps every film that is uploaded by it private" in page
    assert "100 of 100 uploads" in page
    browser.post(f"/youtube/channels/{channel.pk}/disconnect/")
    assert Channel.objects.get(user=alice).state == "disconnected"
    assert channel.title not in words(browser.get("/youtube/")).replace("{title}", "")


def test_the_form_publishes_what_was_filled_in(
    browser: Client, alice: User, film: Video, channel: Channel
) -> None:
    address = f"/youtube/publish/{film.pk}/"
    assert browser.get(address).status_code == 200
    answer = browser.post(address, filled(channel))
    row = Publication.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/youtube/publications/{row.pk}/")
    assert (row.title, row.tags, row.category_id) == ("At sea", ["sea", "blue water"], "19")
    assert (row.privacy, row.thumbnail_seconds, row.made_for_kids) == ("unlisted", 1.5, False)
    assert row.gate["confirmed"] == sorted(CONFIRMED)
    # A second click on the same form publishes nothing more.
    assert browser.post(address, filled(channel)).headers["Location"] == answer.headers["Location"]
    assert (Publication.objects.count(), Job.objects.filter(kind="youtube.publish").count()) == (1, 1)
    assert "Asked for." in words(browser.get(answer.headers["Location"]))
    assert "At sea" in words(browser.get("/youtube/history/"))


def test_what_is_wrong_comes_back_with_the_form(browser: Client, film: Video, channel: Channel) -> None:
    address = f"/youtube/publish/{film.pk}/"
    wrong = filled(channel, title="x" * 101, tags="a" * 600, confirmed=[], thumbnail="moment:soon")
    answer = browser.post(address, wrong)
    assert answer.status_code == 422
    for said in ("Choose a picture.",):
        assert said in words(answer)
    page = words(browser.post(address, {**wrong, "thumbnail": "auto"}))
    assert "A title has at most 100 characters" in page
    assert "Tags have at most" in page
    assert 'value="x' in page
    page = words(browser.post(address, filled(channel, confirmed=["licence_missing"])))
    assert "Confirm first: Nothing says that the people" in page
    assert Publication.objects.count() == 0


def test_playlists_are_those_of_the_chosen_channel(
    browser: Client, api: APIClient, channel: Channel, bob: User
) -> None:
    made = api.post("/api/youtube/playlist", {"title": "Harbours"}).json()["id"]
    address = f"/youtube/playlists/?channel={channel.pk}"
    page = words(browser.get(f"{address}&playlist_id={made}"))
    assert f'<option value="{made}" selected>Harbours (0)</option>' in page
    stranger = Client()
    stranger.force_login(bob)
    assert "Harbours" not in words(stranger.get(address))
    Channel.objects.update(state="needs_reconnect")
    assert "Connect it again" in words(browser.get(address))


def test_times_are_those_of_the_browsers_zone(browser: Client, film: Video, channel: Channel) -> None:
    later = filled(channel, when="at", at="2099-07-01T12:00", zone="Europe/Berlin", key="a" * 32)
    browser.post(f"/youtube/publish/{film.pk}/", later)
    row = Publication.objects.get()
    assert (row.state, row.scheduled_for) == ("scheduled", datetime(2099, 7, 1, 10, 0, tzinfo=UTC))
    public = filled(channel, when="public_at", at="2099-07-01T12:00", zone="", key="b" * 32)
    browser.post(f"/youtube/publish/{film.pk}/", public)
    row = Publication.objects.exclude(pk=row.pk).get()
    assert (row.privacy, row.publish_at) == ("private", datetime(2099, 7, 1, 12, 0, tzinfo=UTC))
    answer = browser.post(f"/youtube/publish/{film.pk}/", filled(channel, when="at", zone="Mars/Base"))
    assert (answer.status_code, "Say when." in words(answer)) == (422, True)


def test_rights_are_noted_from_the_gate(browser: Client, film: Video, bob: User) -> None:
    address = f"/youtube/publish/{film.pk}/rights/{film.pk}/"
    assert "licence_missing" in words(browser.get(f"/youtube/publish/{film.pk}/"))
    said = {"basis": "own", "consent": "nobody", "licence": "", "attribution": ""}
    answer = browser.post(address, said, headers={"HX-Request": "true"})
    assert (answer.status_code, "licence_missing" in words(answer)) == (200, False)
    assert Rights.objects.get().basis == "own"
    stranger = Client()
    stranger.force_login(bob)
    for path in (f"/youtube/publish/{film.pk}/", address):
        assert stranger.post(path, said).status_code == 404


def test_anothers_publication_does_not_exist(
    browser: Client, film: Video, channel: Channel, bob: User
) -> None:
    browser.post(f"/youtube/publish/{film.pk}/", filled(channel))
    row = Publication.objects.get()
    stranger = Client()
    stranger.force_login(bob)
    assert stranger.get(f"/youtube/publications/{row.pk}/").status_code == 404
    for act in ("retry", "cancel"):
        assert stranger.post(f"/youtube/publications/{row.pk}/{act}/").status_code == 404
    assert stranger.post(f"/youtube/channels/{channel.pk}/disconnect/").status_code == 404
    assert Channel.objects.get().state == "connected"


def test_a_picture_is_not_offered_for_publication(browser: Client, alice: User) -> None:
    picture = a_video(alice, ready=False)
    Video.objects.filter(pk=picture.pk).update(media_type="image", duration=0)
    assert browser.get(f"/youtube/publish/{picture.pk}/").status_code == 404


def test_nothing_is_imported_without_the_right_to_it(browser: Client) -> None:
    answer = browser.post("/youtube/import/", {"url": "https://youtu.be/dQw4w9WgXcQ"})
    assert (answer.status_code, "Say that you have the right" in words(answer)) == (422, True)
    answer = browser.post("/youtube/import/", {"url": "https://example.com/film", "rights": "on"})
    assert answer.status_code == 422
    assert 'id="id_url_error"' in words(answer)
    assert Job.objects.filter(kind="youtube.import").count() == 0
