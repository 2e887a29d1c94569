"""docs/formats.md is true: every odd film of its table goes all the way from upload to an edited film."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from accounts.models import User
from jobs.models import Job
from videos.media.sniff import DEMUXERS
from videos.media.tests.test_odd_sources import CONTAINERS
from videos.models import Video
from videos.services.uploading import EXTENSIONS
from videos.tests.films import a_video, finished
from videos.tests.odd_films import ODD

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENT = (Path(settings.BASE_DIR) / "docs/formats.md").read_text()
SOUNDS = {0: "no sound", 1: "mono", 2: "stereo"}


def rows(heading: str) -> list[list[str]]:
    """Give the cells of the table below a heading."""
    part = DOCUMENT.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if re.match(r"\| [^-]", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def facts(video: Video) -> str:
    info = video.media_info
    assert info.video is not None
    size = f"{info.video.width}x{info.video.height}"
    sound = SOUNDS[info.audio.channels if info.audio else 0]
    return f"{size}, {info.video.bit_depth} bits, {info.duration:.1f} s, {sound}"


def test_every_odd_film_has_a_row() -> None:
    assert [row[0] for row in rows("Odd films")] == list(ODD)


@pytest.mark.parametrize(("name", "outcome"), [(row[0], row[2]) for row in rows("Odd films")])
def test_what_becomes_of_an_odd_film(api: APIClient, alice: User, name: str, outcome: str) -> None:
    if outcome.startswith("refused"):
        with pytest.raises(ValidationError) as refused:
            a_video(alice, source=ODD[name]())
        assert f"refused: `{refused.value.error_dict['file'][0].code}`" == outcome
        return
    source = a_video(alice, source=ODD[name]())
    assert (source.status, bool(source.thumbnail)) == ("ready", True)
    body = {"videoId": str(source.pk), "direction": "horizontal"}
    answer = api.post("/api/video/flip", body)
    assert answer.status_code == 202, answer.json()
    job = finished(Job.objects.get(pk=answer.json()["id"]))
    assert (job.status, job.error_message) == ("completed", "")
    made = Video.objects.get(job_id=job.pk)
    assert (made.extension, made.media_info.subtitle_streams, made.media_info.audio_streams < 2) == (
        "mp4",
        0,
        True,
    )
    assert made.media_info.video is not None
    assert (made.media_info.video.rotation, made.media_info.video.sar) == (0, 1.0)
    assert made.media_info.video.interlaced is False
    assert facts(made) == outcome


def test_every_container_has_a_row() -> None:
    known = {cell for row in rows("Containers") for cell in re.findall(r"`([a-z0-9_]+)`", row[1])}
    assert known == set(EXTENSIONS) & set(DEMUXERS)
    tried = {(ending, codec, sound) for ending, codec, sound in CONTAINERS}
    shown = {
        (ending, codec, sound)
        for row in rows("Containers")
        for ending, codec, sound in re.findall(r"`([a-z0-9]+)`: `([a-z0-9_-]+)` and `([a-z0-9_]+)`", row[2])
    }
    assert shown == tried
