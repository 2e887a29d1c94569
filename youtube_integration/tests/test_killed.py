"""kill -9 at every step of a publication: afterwards there is one film on YouTube, and one of each thing."""

import random
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db.models.functions import Now
from rest_framework.test import APIClient

from ai.emulator.world import World
from ai.tests.doomed import Doomed, doomed
from jobs import settling
from jobs.models import Job
from videos.models import Video
from youtube_integration.models import Channel
from youtube_integration.tests.asking import asked, looked_after, made, on_youtube, row_of, spoken, uploads

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = (
    "youtube-claimed",
    "youtube-session-begun",
    "youtube-session-saved",
    "youtube-piece-sent",
    "youtube-final-sent",
    "youtube-id-saved",
    "youtube-thumbnail-set",
    "youtube-captions-added",
    "youtube-playlist-added",
    "worked",
    "settle-after-state",
    "settle-after-publish",
)
# What YouTube forgets while nobody is there.
LAPSES: tuple[dict[str, Any], ...] = ({}, {"youtube_sessions_end": True})


def dying(emulator: World, *, credentials: str) -> AbstractContextManager[Doomed]:
    """Processes that die where they are told, with or without signing what they send."""
    env = {"YOUTUBE_CLIENT_ID": "client", "YOUTUBE_CLIENT_SECRET": "secret", "YOUTUBE_PIECE_KB": "24"}
    address = f"{emulator.address}/youtube"
    return doomed(**env, YOUTUBE_BASE_URL=address, CONTENT_CREDENTIALS=credentials)


def trial(
    api: APIClient, google: World, film: Video, killer: Doomed, *, places: list[str], lapse: dict[str, Any]
) -> None:
    """Publishes with everything, dies at each of the places in turn, and then is left in peace."""
    google.billed.clear()
    google.drawer("youtube-videos").clear()
    google.settings |= {"youtube_sessions_end": False, **lapse}
    playlist = api.post("/api/youtube/playlist", {"title": "P"}).json()["id"]
    job = asked(api, film, captions="en", playlistId=playlist, thumbnail={"timestamp": 1})
    deaths = 0
    for place in places:
        Job.objects.filter(pk=job.pk).active().update(not_before=Now())
        deaths += killer.run(place=place, job=str(job.pk))
        Job.objects.filter(pk=job.pk, status="processing").update(lease_expires_at=Now())
        settling.reap()
    # A later place may lie behind the one where it went on.
    assert deaths >= 1, places
    for _ in range(3):
        looked_after(job)
    row = row_of(job)
    told = (places, lapse, job.status, job.error_message, row.state, row.sessions)
    assert (job.status, row.state) == ("completed", "published"), told
    assert len(uploads(google)) == 1, told
    assert row.youtube_id == on_youtube(google)["id"], told
    assert [len(made(google, what)) for what in ("captions", "playlist-item")] == [1, 1], told


def test_killed_at_every_step_it_is_published_once(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    spoken(film)
    with dying(google, credentials="0") as killer:
        for number, place in enumerate(PLACES):
            trial(api, google, film, killer, places=[place], lapse=LAPSES[number % len(LAPSES)])


@pytest.mark.chaos
def test_killed_twice_anywhere_it_is_published_once(
    api: APIClient, google: World, channel: Channel, film: Video
) -> None:
    spoken(film)
    with dying(google, credentials="1") as killer:
        for seed in range(50):
            dice = random.Random(seed)  # noqa: S311 - the same dice each time
            trial(api, google, film, killer, places=dice.choices(PLACES, k=2), lapse=dice.choice(LAPSES))
