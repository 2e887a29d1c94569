"""Publications that wait for their hour, and series of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator.world import World
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_video
from youtube_integration import tasks
from youtube_integration.models import Channel, Publication
from youtube_integration.services import scheduling
from youtube_integration.tests.asking import body, looked_after, uploads

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def scheduled(api: APIClient, film: Video, **more: object) -> Publication:
    at = (timezone.now() + HOUR).isoformat()
    answer = api.post("/api/youtube/upload", body(film, scheduledFor=at, **more))
    assert answer.status_code == 201, answer.content
    row = Publication.objects.get(pk=answer.json()["publications"][0]["id"])
    assert answer.headers["Location"] == f"/api/youtube/publications/{row.pk}"
    return row


def past(row: Publication) -> None:
    Publication.objects.filter(pk=row.pk).update(scheduled_for=timezone.now() - timedelta(seconds=1))


def test_it_begins_at_its_hour_and_once(api: APIClient, google: World, channel: Channel, film: Video) -> None:
    row = scheduled(api, film)
    tasks.begin_due()
    assert not Job.objects.filter(kind="youtube.publish").exists()
    past(row)
    assert (scheduling.begin_due(), scheduling.begin_due()) == (1, 0)
    job = looked_after(Job.objects.get(kind="youtube.publish"))
    assert (job.status, len(uploads(google))) == ("completed", 1)
    row.refresh_from_db()
    assert (row.state, row.job_id) == ("published", job.pk)


def test_called_off_before_its_hour(api: APIClient, google: World, channel: Channel, film: Video) -> None:
    row = scheduled(api, film)
    assert api.post(f"/api/youtube/publications/{row.pk}/cancel").json()["state"] == "cancelled"
    past(row)
    assert scheduling.begin_due() == 0
    job = api.post(f"/api/youtube/publications/{row.pk}/retry").json()
    assert looked_after(Job.objects.get(pk=job["id"])).status == "completed"


def test_what_is_gone_at_its_hour_fails_in_words(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    rows = [scheduled(api, film) for _ in range(2)]
    for row in rows:
        past(row)
    Publication.objects.filter(pk=rows[0].pk).update(video=None)
    assert api.delete(f"/api/youtube/accounts/{channel.pk}").status_code == 204
    assert scheduling.begin_due() == 0
    assert {row.error_code for row in Publication.objects.filter(state="failed")} == {
        "video_gone",
        "needs_reconnect",
    }


def test_a_series_of_films_one_a_week(
    api: APIClient, alice: User, google: World, channel: Channel, film: Video
) -> None:
    others = [a_video(alice, ready=False, title=f"Part {number}") for number in (2, 3)]
    ids = [str(each.pk) for each in others]
    first = scheduled(api, film, repeats="weekly", videoIds=ids)
    hour = Publication.objects.get().scheduled_for or timezone.now()
    titles = []
    for _ in range(3):
        row = Publication.objects.get(state="scheduled")
        titles.append((row.title, row.video_id))
        past(row)
        assert scheduling.begin_due() == 1
    assert titles == [("The harbour", film.pk), ("Part 2", others[0].pk), ("Part 3", others[1].pk)]
    assert not Publication.objects.filter(state="scheduled").exists()
    assert Publication.objects.filter(batch_id=first.batch_id).count() == 3
    assert hour > timezone.now()


def test_hours_that_were_missed_are_left_out_and_a_series_ends(db: None) -> None:
    now = timezone.now()
    row = Publication(
        scheduled_for=now - timedelta(days=3, hours=1), repeats="daily", repeats_until=now + HOUR * 24
    )
    assert scheduling.next_hour(row) == now - HOUR + timedelta(days=1)
    row.repeats_until = now + HOUR
    assert scheduling.next_hour(row) is None
    row = Publication(scheduled_for=datetime(2099, 1, 1, tzinfo=UTC), repeats="weekly")
    assert scheduling.next_hour(row) == datetime(2099, 1, 8, tzinfo=UTC)
