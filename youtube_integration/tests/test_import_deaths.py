"""kill -9 in the middle of imports from YouTube: one film at the end, and no process left behind."""

from pathlib import Path
from time import sleep

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.tests.doomed import doomed
from credits.tests.ledger import ledger_of
from jobs import settling
from jobs.models import Job
from jobs.tests.workers import processes_within, sweep_until
from videos.models import Video
from videos.tests.films import Files, finished
from youtube_integration.tests.tube import SLOW, Tube, ordered

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = ("youtube-downloading", "youtube-downloaded", "settle-after-publish", "settled")
# What was settled is not done again; of "worked", only the import itself was killed.
TRIES = dict.fromkeys(PLACES, 2) | {"settled": 1, "worked": 1}


def test_an_import_that_is_killed_anywhere_brings_its_film_once(
    api: APIClient, alice: User, tube: Tube, settings: Settings, tmp_path: Path
) -> None:
    tube.stalls = False
    imports = {place: ordered(api, SLOW) for place in PLACES}
    led = ordered(api, SLOW)
    with doomed(YOUTUBE_SITE_URL=settings.YOUTUBE_SITE_URL, YOUTUBE_JS_RUNTIME="none") as killer:
        for place, whole in imports.items():
            step = finished(whole).children.get()
            assert killer.run(place=place, job=str(step.pk)), place
        # The import itself, when it has ordered the download and does not wait for it yet.
        assert killer.run(place="worked", job=str(led.pk))
    sweep_until(lambda: processes_within(tmp_path) == [], what="The end of yt-dlp")
    while settling.reap() or Job.objects.filter(status="processing", is_parked=False).exists():
        sleep(0.1)
    for place, whole in {**imports, "worked": led}.items():
        finished(whole)
        step = finished(whole.children.get(kind="youtube.download"))
        assert (place, step.status, step.attempt) == (place, "completed", TRIES[place])
        assert whole.children.get(kind="video.ingest").status == "queued"
        video = Video.objects.get(pk=step.result["videoId"])
        assert (place, Files(video).attempts) == (place, ["original"])
    assert Video.objects.count() == len(PLACES) + 1
    after = ledger_of(alice)
    assert (after.spent, after.held) == (0, 5 * (len(PLACES) + 1))
    assert not any(Path(settings.WORK_DIR).rglob("track-*"))
