"""Films by their address: fetched by the guarded fetcher, and taken in exactly as an upload."""

import ipaddress
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from threading import Thread
from time import sleep
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from credits import plans
from credits import services as credits
from credits.plan_models import Feature
from credits.tests.ledger import ledger_of
from jobs import services as jobs
from jobs.models import Job
from jobs.tests.canary import Site, drip, listening, send, serving
from videos.models import Video
from videos.tests.clamd import EICAR, small_clamd
from videos.tests.films import a_clip, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)


def answers(handler: BaseHTTPRequestHandler) -> None:
    film = a_clip().read_bytes()
    path = handler.path.partition("?")[0]
    if path == "/page":
        send(handler, b"<html></html>", Content_Type="text/html")
    elif path == "/words.mp4":
        send(handler, b"just words\n" * 99)
    elif path == "/infected.mp4":
        send(handler, film + EICAR)
    elif path == "/endless.mp4":
        send(handler, b"", Content_Length="", Connection="close")
        drip(handler, film)
    elif path == "/slow.mp4":
        send(handler, film[:1000], Content_Length=str(len(film)))
        drip(handler, b"x")
    elif path == "/to":
        send(handler, b"", 302, Location=handler.path.partition("?")[2])
    else:
        send(handler, film, Content_Type="" if path == "/plain" else "video/mp4")


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    settings.FETCH_NETWORKS = [ipaddress.ip_network("127.0.0.2/32")]
    with serving(answers) as started:
        settings.FETCH_PORTS = [started.port]
        yield started


def ask(client: APIClient, url: str, *, key: str = "", **more: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/videos/import", {"url": url, **more}, headers=headers)


def brought(client: APIClient, url: str, **more: Any) -> Job:
    answer = ask(client, url, **more)
    assert answer.status_code == 202, answer.content
    return finished(Job.objects.get(pk=answer.json()["id"]))


def nothing_is_left(user: User) -> bool:
    return stored() == [] and not Video.objects.exists() and ledger_of(user).available == 100


def test_a_film_is_fetched_and_prepared_as_an_upload(api: APIClient, alice: User, site: Site) -> None:
    job = brought(api, site.url("/my%20day.mp4?token=1"), description="At sea")
    assert (job.status, job.kind, job.queue, job.charged) == ("completed", "video.import", "media", 0)
    video = Video.objects.get()
    assert str(video.pk) == job.result["videoId"] == str(job.video_id)
    assert (video.title, video.original_name, video.description) == ("my day", "my day.mp4", "At sea")
    ingest = finished(Job.objects.get(kind="video.ingest"))
    assert ingest.pk == video.job_id
    assert (ingest.status, ledger_of(alice).spent) == ("completed", 5)
    video.refresh_from_db()
    assert (video.status, video.source) == ("ready", "upload")
    assert api.get(f"/api/videos/{video.pk}/download").status_code == 200
    plain = brought(api, site.url("/plain"), title="Named")
    assert (plain.status, plain.title) == ("completed", "Import Named")


def test_the_same_request_under_one_key_is_done_once(api: APIClient, site: Site) -> None:
    first, second = (ask(api, site.url("/a.mp4"), key="k").json()["id"] for _ in range(2))
    assert first == second
    assert ask(api, site.url("/b.mp4"), key="k").status_code == 409


REFUSED = {
    "https://www.youtube.com/watch?v=x": "youtube_link",
    "https://youtu.be/x": "youtube_link",
    "https://m.YouTube.com./shorts/x": "youtube_link",
    "file:///etc/passwd": "address_refused",
    "https://user:pw@example.com/a.mp4": "address_refused",
    "https://example.com:22/a.mp4": "address_refused",
    "just words": "address_refused",
}


def test_what_cannot_be_imported_is_refused_at_once(api: APIClient, settings: Settings) -> None:
    settings.RATELIMIT_ENABLE = False
    for url, code in REFUSED.items():
        answer = ask(api, url)
        assert (url, answer.status_code, answer.json()["errors"][0]["code"]) == (url, 422, code)
    assert not Job.objects.exists()


NO_FILMS = {
    "/page": "wrong_kind",
    "/words.mp4": "not_a_video",
    "/endless.mp4": "too_large",
    "/to?http://127.0.0.1/": "address_refused",
}


def test_what_is_no_film_fails_by_name_and_leaves_nothing(
    api: APIClient, alice: User, site: Site, settings: Settings
) -> None:
    settings.MAX_UPLOAD_BYTES = 2 * 10**6
    for path, code in NO_FILMS.items():
        job = brought(api, site.url(path))
        assert (path, job.status, job.error_code, job.attempt) == (path, "failed", code, 1)
    assert nothing_is_left(alice)


def test_no_import_reaches_this_machine(api: APIClient, alice: User, settings: Settings) -> None:
    with listening() as canary:
        settings.FETCH_PORTS = [canary.port]
        for host in ("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
            assert brought(api, f"http://{host}:{canary.port}/a.mp4").error_code == "address_refused"
        assert canary.visits == 0
    assert nothing_is_left(alice)


def test_an_infected_film_is_refused_and_gone(
    api: APIClient, alice: User, site: Site, settings: Settings
) -> None:
    with small_clamd() as clamd:
        settings.CLAMD_URL = clamd.url
        job = brought(api, site.url("/infected.mp4"))
    assert (job.status, job.error_code) == ("failed", "infected")
    assert alice.audit_events.filter(action="upload_infected").exists()
    assert nothing_is_left(alice)


def test_the_plan_says_how_large_before_a_byte_is_taken(
    api: APIClient, alice: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plans.subscription_of(user=alice).plan
    monkeypatch.setattr(type(plan), "limit_of", lambda self, of: 1000 if of == Feature.UPLOAD else None)
    job = brought(api, site.url("/a.mp4"))
    assert (job.status, job.error_code) == ("failed", "limit_reached")
    assert job.progress == 0
    assert nothing_is_left(alice)


def test_who_cannot_keep_or_pay_a_film_is_told_before_it_is_fetched(
    api: APIClient, alice: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    credits.hold(user=alice, micro=97_000_000, reference="elsewhere")
    answer = ask(api, site.url("/a.mp4"))
    assert (answer.status_code, answer.json()["required"]) == (402, 5)
    plan = plans.subscription_of(user=alice).plan
    monkeypatch.setattr(type(plan), "limit_of", lambda self, of: 0 if of == Feature.VIDEOS else None)
    assert ask(api, site.url("/a.mp4")).status_code == 403
    assert (site.requests, Job.objects.count()) == ([], 0)


def test_credits_that_are_gone_meanwhile_fail_the_import_and_leave_nothing(
    api: APIClient, alice: User, site: Site
) -> None:
    answer = ask(api, site.url("/a.mp4"))
    credits.hold(user=alice, micro=97_000_000, reference="elsewhere")
    job = finished(Job.objects.get(pk=answer.json()["id"]))
    assert (job.status, job.error_code) == ("failed", "insufficient_credits")
    assert (stored(), Video.objects.count(), Job.objects.count()) == ([], 0, 1)


def test_a_running_import_can_be_cancelled(api: APIClient, alice: User, site: Site) -> None:
    answer = ask(api, site.url("/slow.mp4"))
    job_id = answer.json()["id"]

    def cancel_soon() -> None:
        while not site.requests:
            sleep(0.02)
        jobs.cancel(user=alice, job_id=job_id)
        connection.close()

    canceller = Thread(target=cancel_soon)
    canceller.start()
    job = finished(Job.objects.get(pk=job_id))
    canceller.join()
    assert job.status == "cancelled"
    assert nothing_is_left(alice)
