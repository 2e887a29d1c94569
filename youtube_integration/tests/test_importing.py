"""Films from YouTube: what is asked, what is brought, and what goes wrong, by the real yt-dlp.

In YouTube's place stands a media server of this machine.
"""

from threading import Thread
from time import sleep

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from credits import services as credits
from credits.tests.ledger import ledger_of
from jobs import services as jobs
from jobs.models import Job
from jobs.tests.canary import listening
from videos.models import Video
from videos.tests.films import finished, stored
from youtube_integration.models import Import
from youtube_integration.tests.tube import (
    ELSEWHERE,
    FILM,
    FLAKY,
    GONE,
    LIVE,
    LONG,
    MISSING,
    SLOW,
    SPENT,
    TITLE,
    TRACKS,
    WORDS,
    Tube,
    ask,
    done,
    link,
    ordered,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_film_is_brought_written_down_and_summed_up(api: APIClient, alice: User, tube: Tube) -> None:
    answer = ask(api, transcribe=True, summarize=True)
    told = answer.json()["video"]
    assert (told["title"], told["status"], told["source"]) == (TITLE, "processing", "youtube")
    assert told["youtubeUrl"] == f"https://www.youtube.com/watch?v={FILM}"
    whole = done(Job.objects.get(pk=answer.json()["jobId"]))
    assert (whole.status, whole.error_message) == ("completed", "")
    names = ["download", "prepare", "transcribe", "summarize"]
    assert [step["name"] for step in whole.result["steps"]] == names
    kinds = whole.children.order_by("created_at").values_list("kind", flat=True)
    assert list(kinds) == ["youtube.download", "video.ingest", "ai.transcribe", "ai.summary"]
    video = Video.objects.get()
    assert (str(video.pk), video.status, video.source, video.title) == (told["id"], "ready", "youtube", TITLE)
    assert video.thumbnail
    assert video.sha256
    shown = api.get(f"/api/videos/{video.pk}").json()
    assert (shown["youtubeUrl"], shown["youtube"]["channel"]) == (told["youtubeUrl"], "Sailor")
    row = Import.objects.get()
    assert (row.user, row.youtube_id, row.video_id, row.job_id) == (alice, FILM, video.pk, whole.pk)
    assert api.get("/api/jobs").json()["results"]
    assert ledger_of(alice).held == 0


def test_nothing_is_imported_without_the_right_to(api: APIClient, tube: Tube) -> None:
    for rights in ({"rights": False}, {"rights": None}, {}):
        wish = {"url": link(), **rights}
        answer = api.post("/api/youtube/import", wish, format="json")
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "rights")
    assert (tube.site.requests, Job.objects.count()) == ([], 0)


def test_a_film_that_cannot_be_had_is_said_at_once(api: APIClient, tube: Tube) -> None:
    refused = {MISSING: "youtube_removed"}
    for video_id, code in refused.items():
        answer = ask(api, video_id)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    answer = api.post("/api/youtube/import", {"url": "https://youtube.com/playlist?list=PL1", "rights": True})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "playlist")
    assert not Job.objects.exists()


def test_the_price_is_of_all_steps_and_must_be_there(api: APIClient, alice: User, tube: Tube) -> None:
    wish = {"url": link(), "rights": True}
    quote = api.post("/api/youtube/import?dryRun=true", wish).json()["quote"]
    assert quote["credits"] == 5
    assert any("how long" in note for note in quote["notes"])
    credits.hold(user=alice, micro=97_000_000, reference="elsewhere")
    assert ask(api).status_code == 402
    assert not Job.objects.exists()


def test_the_same_request_under_one_key_is_done_once(api: APIClient, tube: Tube) -> None:
    first, second = (ask(api, key="k").json() for _ in range(2))
    assert first == second
    assert ask(api, key="k", title="Other").status_code == 409
    assert Import.objects.count() == 1


def test_what_is_no_film_fails_by_name_and_leaves_nothing(api: APIClient, alice: User, tube: Tube) -> None:
    whole = done(ordered(api, WORDS))
    assert (whole.status, whole.error_code) == ("failed", "not_a_video")
    assert (stored(), Video.objects.count(), ledger_of(alice).available) == ([], 0, 100)


def test_a_failed_import_is_done_again_with_the_rights_that_were_said(api: APIClient, tube: Tube) -> None:
    first = done(ordered(api, FLAKY))
    assert first.status == "failed"
    tube.is_mended = True
    again = done(jobs.retry(user=first.user, job_id=first.pk))
    assert (again.status, again.video_id == first.video_id) == ("completed", False)
    row = Import.objects.get(video_id=again.result["videoId"])
    assert (row.job_id, row.youtube_id) == (again.pk, FLAKY)
    assert api.get(f"/api/videos/{row.video_id}").json()["youtube"]["channel"] == "Sailor"


def test_the_plan_says_how_large_a_film_may_be(api: APIClient, tube: Tube, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    whole = done(ordered(api))
    assert (whole.status, whole.error_code, stored()) == ("failed", "too_large", [])


def test_the_downloader_reaches_no_other_server_of_this_machine(api: APIClient, tube: Tube) -> None:
    with listening() as canary:
        tube.leads_to = f"http://127.0.0.1:{canary.port}/film.mp4"
        answer = ask(api, ELSEWHERE)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "youtube_changed")
        assert canary.visits == 0


def test_a_running_import_can_be_cancelled(api: APIClient, alice: User, tube: Tube) -> None:
    whole = finished(ordered(api, SLOW))
    step = whole.children.get()

    def cancel_soon() -> None:
        # Half of the film has come, which is a quarter of the import: its bar moves though it is parked.
        while not Job.objects.filter(pk=whole.pk, progress__gt=15, stage__startswith="Downloading").exists():
            sleep(0.02)
        jobs.cancel(user=alice, job_id=whole.pk)
        connection.close()

    canceller = Thread(target=cancel_soon)
    canceller.start()
    # The import is parked: whoever cancels it wakes it, and its next look cancels the step.
    looker = Thread(target=_looked_after, args=(whole,))
    looker.start()
    assert finished(step).status == "cancelled"
    canceller.join()
    looker.join()
    whole.refresh_from_db()
    assert (whole.status, stored(), Video.objects.count()) == ("cancelled", [], 0)


def _looked_after(whole: Job) -> None:
    for _ in range(600):
        whole.refresh_from_db()
        if whole.cancel_requested_at:
            finished(whole)
            break
        sleep(0.05)
    connection.close()


def test_picture_and_sound_that_come_apart_are_joined(api: APIClient, tube: Tube) -> None:
    whole = done(ordered(api, TRACKS))
    assert (whole.status, whole.error_message) == ("completed", "")
    info = Video.objects.get().media_info
    assert info.audio is not None
    assert info.video is not None
    assert (info.video.codec, info.audio.codec) == ("h264", "aac")
    assert abs(info.duration - 3.0) < 0.2
    assert any(path.endswith(".m4s") for path, _ in tube.site.requests)


def test_the_bar_of_an_import_moves_with_its_steps(api: APIClient, tube: Tube) -> None:
    whole = finished(ordered(api))
    assert (whole.status, whole.is_parked, whole.progress) == ("processing", True, 0)
    finished(whole.children.get(kind="youtube.download"))
    whole.refresh_from_db()
    # Its end has woken the import.
    assert whole.not_before <= timezone.now()
    assert (whole.children.get(kind="video.ingest").status, finished(whole).progress) == ("queued", 50)
    assert done(whole).progress == 100
    assert jobs.count_active(whole.user) == 0


def test_an_import_whose_preparing_failed_goes_on_where_it_was(api: APIClient, tube: Tube) -> None:
    whole = finished(ordered(api))
    finished(whole.children.get())
    ingest = whole.children.get(kind="video.ingest")
    jobs.cancel_job(ingest)
    whole = finished(whole)
    assert (whole.status, whole.error_code) == ("failed", "step_cancelled")
    again = done(jobs.retry(user=whole.user, job_id=whole.pk))
    assert (again.status, again.video_id) == ("completed", whole.video_id)
    assert Job.objects.filter(kind="youtube.download").count() == 1
    assert Video.objects.get().status == "ready"


def test_a_step_that_cannot_be_paid_is_left_out_and_said(api: APIClient, alice: User, tube: Tube) -> None:
    whole = finished(ordered(api, summarize=True))
    credits.hold(user=alice, micro=95_000_000, reference="elsewhere")
    whole = done(whole)
    assert whole.status == "completed"
    assert [(step["name"], step["status"]) for step in whole.result["steps"]] == [
        ("download", "completed"),
        ("prepare", "completed"),
        ("summarize", "left_out"),
    ]
    assert "credits" in whole.result["steps"][2]["note"]
    assert Video.objects.get().status == "ready"


def test_what_youtube_says_is_asked_once(api: APIClient, tube: Tube, settings: Settings) -> None:
    first, second = (api.get("/api/youtube/info", {"url": link()}).json() for _ in range(2))
    assert first == second
    assert (first["id"], first["title"], first["channel"]) == (FILM, TITLE, "Sailor")
    assert (first["toldBy"], first["obstacle"], first["isLive"]) == ("oembed", None, False)
    assert len([path for path, _ in tube.site.requests if path.startswith("/oembed")]) == 1
    # yt-dlp meets a page that is no film: what oEmbed told is told, and what stands in the way.
    refused = api.get("/api/youtube/info", {"url": link(ELSEWHERE)}).json()
    assert (refused["title"], refused["obstacle"]["code"]) == (TITLE, "youtube_changed")
    gone = api.get("/api/youtube/info", {"url": link(MISSING)})
    assert (gone.status_code, gone.json()["errors"][0]["code"]) == (422, "youtube_removed")


def test_with_a_key_the_data_api_is_asked(api: APIClient, tube: Tube, settings: Settings) -> None:
    settings.YOUTUBE_API_KEY, settings.YOUTUBE_BASE_URL = "key", settings.YOUTUBE_SITE_URL
    told = api.get("/api/youtube/info", {"url": link()}).json()
    assert (told["toldBy"], told["duration"], told["licence"]) == ("data-api", 3723, "creative_commons")
    assert (told["title"], told["publishedAt"]) == ("By the API", "2026-05-04T03:02:01.000000Z")
    assert told["thumbnailUrl"].endswith("/max.jpg")
    quote = api.post("/api/youtube/import?dryRun=true", {"url": link(), "rights": True}).json()["quote"]
    assert (quote["seconds"], quote["notes"]) == (3723, [])
    assert quote["credits"] > 5
    for video_id, code in {LIVE: "youtube_live", LONG: "too_long", GONE: "youtube_removed"}.items():
        answer = ask(api, video_id)
        assert (video_id, answer.json()["errors"][0]["code"]) == (video_id, code)
    # A key whose quota is used up: oEmbed and yt-dlp are asked instead.
    assert api.get("/api/youtube/info", {"url": link(SPENT)}).json()["toldBy"] == "oembed"
