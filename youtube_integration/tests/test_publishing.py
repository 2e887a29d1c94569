"""A film to YouTube: what is checked before, what is sent, and what comes of trouble on the way."""

import hashlib
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import AuditEvent, User
from ai.emulator.world import World
from ai.models import Summary
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_video
from youtube_integration.models import Channel, Publication, UploadDay
from youtube_integration.services import bucket
from youtube_integration.tests.asking import (
    PIECE,
    asked,
    body,
    calls,
    looked_after,
    made,
    on_youtube,
    row_of,
    spoken,
    uploads,
)
from youtube_integration.tests.channels import code_of, connected

pytestmark = pytest.mark.django_db(transaction=True)


def bytes_of(video: Video) -> bytes:
    return (Path(django_settings.MEDIA_ROOT) / video.file).read_bytes()


def test_a_film_with_everything(
    api: APIClient, alice: User, google: World, channel: Channel, film: Video
) -> None:
    spoken(film)
    Summary.objects.create(
        video=film, language="en", overview="o", address="a", chapters=chapters_of(0, 1, 2)
    )
    playlist = api.post("/api/youtube/playlist", {"title": "Harbours"}).json()["id"]
    job = looked_after(
        asked(
            api,
            film,
            title="  The harbour  ",
            description="At dawn.",
            tags=["boats", "the sea"],
            categoryId="19",
            privacy="unlisted",
            madeForKids=True,
            notifySubscribers=False,
            playlistId=playlist,
            captions="en",
            chapters=True,
            thumbnail={"timestamp": film.duration},
        )
    )
    assert (job.status, job.charged) == ("completed", 0), job.error_message
    video, row = on_youtube(google), row_of(job)
    assert video["snippet"] | {"thumbnails": 0} == {
        "title": "The harbour",
        "description": "At dawn.\n\n0:00 Part 0\n0:01 Part 1\n0:02 Part 2",
        "tags": ["boats", "the sea", row.marker],
        "categoryId": "19",
        "channelId": "UCemulator",
        "thumbnails": 0,
    }
    status = video["status"]
    assert (status["privacyStatus"], status["selfDeclaredMadeForKids"]) == ("unlisted", True)
    assert status["containsSyntheticMedia"] is False
    assert made(google, "captions")[0]["text"].startswith("1\n00:00:00,000 --> ")
    assert 1000 < made(google, "thumbnail")[0]["size"] < 2 * 1024 * 1024
    assert len(made(google, "playlist-item")) == 1
    begun = next(each for each in google.log if each["path"] == "/youtube/upload/youtube/v3/videos")
    assert (begun["query"]["uploadType"], begun["query"]["notifySubscribers"]) == ("resumable", "false")
    told = api.get(f"/api/youtube/publications/{row.pk}").json()
    assert (told["state"], told["url"]) == ("published", f"https://youtu.be/{video['id']}")
    assert [each["message"] for each in told["events"]][-4:] == [
        "Thumbnail set.",
        "Captions added: en.",
        "Put into the playlist.",
        "Done.",
    ]
    assert any("shows chapters only" in note for note in told["notes"])
    listed = api.get("/api/youtube/videos").json()["videos"]
    assert [(each["publicationId"], each["uploadStatus"]) for each in listed] == [(str(row.pk), "processed")]
    event = AuditEvent.objects.get(user=alice, action="published")
    assert event.details["url"] == told["url"]


def chapters_of(*starts: float) -> list[dict[str, Any]]:
    return [{"start": at, "end": at + 1, "title": f"<Part> {at}".replace("<Part>", "Part")} for at in starts]


def test_what_was_made_by_ai_is_said_to_be(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    Video.objects.filter(pk=film.pk).update(ai_generated=True, source="generated")
    # As many tags as we let through: the emulator counts by itself, as Google does.
    job = looked_after(asked(api, film, tags=["x" * 242, "y " * 119 + "y"]))
    assert job.status == "completed", job.error_message
    assert on_youtube(google)["status"]["containsSyntheticMedia"] is True


REFUSED_BEFORE: list[tuple[str, dict[str, Any]]] = [
    ("title", {"title": "x" * 101}),
    ("title", {"title": "a < b"}),
    ("description", {"description": "é" * 2501}),
    ("description", {"description": "<b>"}),
    ("tags", {"tags": ["x" * 243, "y " * 119 + "y"]}),
    ("tags", {"tags": ["a,b"]}),
    ("categoryId", {"categoryId": "18"}),
    ("publishAt", {"publishAt": "2099-01-01T00:00:00Z", "privacy": "public"}),
    ("publishAt", {"publishAt": "2020-01-01T00:00:00Z"}),
    ("thumbnail", {"thumbnail": {"timestamp": 99}}),
    ("captions", {"captions": "vi"}),
    ("chapters", {"chapters": True}),
    ("scheduledFor", {"scheduledFor": "2020-01-01T00:00:00Z"}),
    ("repeats", {"repeats": "daily"}),
    ("repeats", {"repeats": "weekly", "scheduledFor": "2099-01-01T00:00:00Z"}),
    ("confirmed", {"confirmed": []}),
]


def test_what_youtube_would_refuse_is_refused_before_anything_is_sent(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    for field, wrong in REFUSED_BEFORE:
        answer = api.post("/api/youtube/upload", body(film, **wrong))
        assert (wrong, answer.status_code) == (wrong, 400)
        assert (wrong, answer.json()["errors"][0]["attr"]) == (wrong, field)
    assert not Publication.objects.exists()
    assert calls(google, "POST", "/upload/") == 0


def test_other_peoples_films_and_channels(
    api: APIClient, alice: User, bob: User, google: World, channel: Channel, film: Video
) -> None:
    theirs = connected(bob)
    for wrong in ({"videoId": str(a_video(bob, ready=False).pk)}, {"channelId": str(theirs.pk)}):
        assert api.post("/api/youtube/upload", body(film) | wrong).status_code == 404


def test_a_dry_run_says_what_to_expect_and_does_nothing(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    answer = api.post("/api/youtube/upload?dryRun=true", body(film, privacy="public"))
    assert (answer.status_code, answer.json()["quote"]["credits"]) == (200, 0)
    assert "keeps every film that is uploaded by it private" in answer.json()["quote"]["notes"][0]
    assert not Job.objects.filter(kind="youtube.publish").exists()


def test_the_same_key_publishes_once(api: APIClient, google: World, channel: Channel, film: Video) -> None:
    first, again = (api.post("/api/youtube/upload", body(film), HTTP_IDEMPOTENCY_KEY="k1") for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    other = api.post("/api/youtube/upload", body(film, title="Another"), HTTP_IDEMPOTENCY_KEY="k1")
    assert (other.status_code, code_of(other)) == (409, "idempotency_conflict")
    assert Publication.objects.count() == 1


BACKEND = {"error": {"code": 503, "message": "x", "errors": [{"reason": "backendError"}]}}


TROUBLES: list[dict[str, Any]] = [
    {"rules": [{"match": PIECE, "status": 503, "body": BACKEND, "times": 2}]},
    {"rules": [{"match": PIECE, "reset": "before"}]},
    {"rules": [{"match": PIECE, "reset": "after"}]},
    {"rules": [{"match": PIECE, "status": 401, "body": {"error": {"code": 401}}}]},
    {"rules": [{"match": "POST /youtube/upload/youtube/v3/videos", "status": 500}]},
    {"settings": {"youtube_cut": [10_000, 1]}},
    {"settings": {"youtube_lose_final": 1}},
    {"settings": {"youtube_lose_final": 1, "youtube_sessions_end": True}},
]


def test_trouble_on_the_way_leaves_one_whole_film(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    digest = hashlib.sha256(bytes_of(film)).hexdigest()
    for number, told in enumerate(TROUBLES, start=1):
        google.script(told)
        job = looked_after(asked(api, film))
        assert (told, job.status, job.attempt) == (told, "completed", 1), job.error_message
        assert (told, len(uploads(google)), uploads(google)[-1]["sha256"]) == (told, number, digest)
        assert (told, row_of(job).sessions) == (told, 1)
        google.settings.clear()
    assert UploadDay.objects.get().used == len(TROUBLES)


def test_a_lost_film_is_looked_for_until_it_shows(
    api: APIClient, google: World, channel: Channel, film: Video, settings: Settings
) -> None:
    """Its answer is lost, its session forgotten, and YouTube's list of uploads lags behind."""
    told = {"youtube_lose_final": 1, "youtube_sessions_end": True, "youtube_hide_uploads": True}
    google.script({"settings": told})
    job = looked_after(asked(api, film))
    assert (job.status, job.is_parked) == ("processing", True)
    assert looked_after(job).is_parked
    google.script({"settings": {"youtube_hide_uploads": False}})
    assert looked_after(job).status == "completed"
    assert len(uploads(google)) == 1


def test_youtube_away_parks_the_job_and_it_goes_on(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    google.script({"settings": {"youtube_cut": [9_000]}})
    google.script({"rules": [{"match": PIECE, "status": 503, "body": BACKEND, "times": 9}]})
    job = looked_after(asked(api, film))
    assert (job.is_parked, job.stage) == (True, "YouTube is away; trying again")
    google.rules.clear()
    assert looked_after(job).status == "completed"
    assert (len(uploads(google)), row_of(job).sessions) == (1, 1)


REFUSALS = [
    ("quotaExceeded", 403, "youtube_quota"),
    ("forbidden", 403, "youtube_forbidden"),
    ("uploadLimitExceeded", 400, "youtube_upload_limit"),
    ("youtubeSignupRequired", 401, "youtube_no_channel"),
    ("invalidCategoryId", 400, "youtube_category"),
]


def test_googles_refusals_in_words(api: APIClient, google: World, channel: Channel, film: Video) -> None:
    for reason, status, code in REFUSALS:
        refusal = {"error": {"code": status, "message": "no", "errors": [{"reason": reason}]}}
        match = "POST /youtube/upload/youtube/v3/videos"
        google.rules.clear()
        google.script({"rules": [{"match": match, "status": status, "body": refusal, "times": 2}]})
        job = looked_after(asked(api, film))
        assert (job.status, job.error_code) == ("failed", code)
        told = api.get(f"/api/youtube/publications/{row_of(job).pk}").json()
        assert (told["state"], told["error"]["code"]) == ("failed", code)
        assert told["error"]["message"] == told["events"][-1]["message"]


def test_a_withdrawn_permission_in_mid_upload(
    api: APIClient, google: World, channel: Channel, film: Video, alice: User
) -> None:
    google.script({"settings": {"youtube_cut": [9_000]}})
    google.script({"rules": [{"match": PIECE, "status": 401, "body": {}, "times": 2}]})
    job = asked(api, film)
    google.things["refresh"].clear()
    looked_after(job)
    assert (job.status, job.error_code) == ("failed", "needs_reconnect")
    google.forget()
    assert connected(alice).pk == channel.pk
    answer = api.post(f"/api/youtube/publications/{row_of(job).pk}/retry")
    assert answer.status_code == 202, answer.content
    again = looked_after(Job.objects.get(pk=answer.json()["id"]))
    assert (again.status, len(uploads(google))) == ("completed", 1)
    assert api.post(f"/api/youtube/publications/{row_of(job).pk}/retry").status_code == 409


def test_what_is_refused_after_the_upload_is_said_and_undoes_nothing(
    api: APIClient, alice: User, google: World, channel: Channel, film: Video
) -> None:
    spoken(film)
    google.script({"rules": [{"match": "POST .*/captions", "status": 403, "body": {}}]})
    job = looked_after(asked(api, film, captions="en", playlistId="PLnowhere", thumbnail={"timestamp": 1}))
    row = row_of(job)
    assert (job.status, row.state, row.thumbnail_done) == ("completed", "published", True)
    assert [note.partition(":")[0] for note in row.notes[-2:]] == ["Captions", "Playlist"]


def test_the_daily_bucket(
    api: APIClient, google: World, channel: Channel, film: Video, settings: Settings
) -> None:
    settings.YOUTUBE_DAILY_UPLOADS = 1
    looked_after(asked(api, film))
    told = api.get("/api/youtube/accounts").json()["uploads"]
    assert (told["used"], told["left"]) == (1, 0)
    answer = api.post("/api/youtube/upload", body(film))
    assert (answer.status_code, code_of(answer)) == (409, "youtube_daily_limit")
    assert told["resetsAt"][:16].replace("T", " ") in answer.json()["errors"][0]["detail"]
    later = (timezone.now() + timedelta(days=2)).isoformat()
    assert api.post("/api/youtube/upload", body(film, scheduledFor=later)).status_code == 201


def test_googles_day_ends_at_midnight_in_california(db: None) -> None:
    for now, end in (
        ("2026-11-21T20:00:00+00:00", "2026-11-22T08:00:00+00:00"),
        ("2026-07-01T06:59:00+00:00", "2026-07-01T07:00:00+00:00"),
        ("2026-11-01T07:30:00+00:00", "2026-11-02T08:00:00+00:00"),
    ):
        assert bucket.room(now=datetime.fromisoformat(now)).resets_at.isoformat() == end


def test_cancelled_while_it_waits_and_while_it_is_sent(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    job = asked(api, film)
    stopped = api.post(f"/api/youtube/publications/{row_of(job).pk}/cancel")
    assert (stopped.status_code, stopped.json()["state"]) == (200, "cancelled")
    job = asked(api, film)
    row = row_of(job)
    # Long enough for the heartbeat to see what was asked for meanwhile.
    google.script({"rules": [{"match": PIECE, "delay": 3.0}]})

    def cancel() -> None:
        api.post(f"/api/youtube/publications/{row.pk}/cancel")
        connection.close()

    timer = threading.Timer(0.5, cancel)
    timer.start()
    assert looked_after(job).status == "cancelled"
    timer.join()
    row.refresh_from_db()
    assert (row.state, bool(row.session_address), uploads(google)) == ("cancelled", False, [])
    assert google.things["uploads"] == {}
    assert api.post(f"/api/youtube/publications/{row.pk}/cancel").status_code == 409
    again = api.post(f"/api/jobs/{job.pk}/retry")
    assert looked_after(Job.objects.get(pk=again.json()["id"])).status == "completed"
    assert len(uploads(google)) == 1


def test_one_film_on_two_channels(
    api: APIClient, alice: User, google: World, channel: Channel, film: Video
) -> None:
    google.script({"settings": {"youtube_channel": "UCsecond"}})
    second = connected(alice)
    assert code_of(api.post("/api/youtube/upload", body(film))) == "required"
    both = [str(channel.pk), str(second.pk)]
    parent = api.post("/api/youtube/upload", body(film, channelIds=both), HTTP_IDEMPOTENCY_KEY="k")
    assert (parent.status_code, parent.json()["parts"]) == (202, 2)
    again = api.post("/api/youtube/upload", body(film, channelIds=both), HTTP_IDEMPOTENCY_KEY="k")
    assert again.json()["id"] == parent.json()["id"]
    for part in Job.objects.filter(parent=parent.json()["id"]):
        looked_after(part)
    assert {each["channel"] for each in uploads(google)} == {"UCemulator", "UCsecond"}
    assert Job.objects.get(pk=parent.json()["id"]).status == "completed"
    rows = api.get(f"/api/youtube/publications?videoId={film.pk}&state=published").json()["results"]
    assert {row["channelTitle"] for row in rows} == {"The emulated channel", "Channel second"}


def test_two_jobs_never_work_on_one_publication(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    """A failed job and its failed retry can both be done again; only one of them gets the publication."""
    refusal = {"error": {"code": 403, "message": "no", "errors": [{"reason": "forbidden"}]}}
    google.script(
        {"rules": [{"match": "POST /youtube/upload/.*", "status": 403, "body": refusal, "times": 2}]}
    )
    first = looked_after(asked(api, film))
    second = looked_after(Job.objects.get(pk=api.post(f"/api/jobs/{first.pk}/retry").json()["id"]))
    third, fourth = (
        Job.objects.get(pk=api.post(f"/api/jobs/{each.pk}/retry").json()["id"]) for each in (first, second)
    )
    Publication.objects.update(state="uploading", job_id=third.pk)
    assert looked_after(fourth).error_code == "wrong_state"
    assert looked_after(third).status == "completed"
    assert len(uploads(google)) == 1
