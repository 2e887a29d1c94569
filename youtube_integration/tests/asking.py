"""Asks for publications as a client does, and looks after their jobs as a worker would."""

from typing import Any

from django.db.models.functions import Now
from rest_framework.test import APIClient

from ai.emulator.world import World
from ai.models import Transcript
from jobs import running
from jobs.models import Job
from videos.models import Video
from youtube_integration.models import Publication

CONFIRMED = ["licence_missing", "consent_missing", "lineage_unknown", "voice_made"]
PIECE = "PUT /upload/youtube/session/.*"


def body(video: Video, **more: Any) -> dict[str, Any]:
    return {"videoId": str(video.pk), "title": "The harbour", "confirmed": CONFIRMED, **more}


def asked(client: APIClient, video: Video, **more: Any) -> Job:
    answer = client.post("/api/youtube/upload", body(video, **more))
    assert answer.status_code == 202, answer.content
    return Job.objects.get(pk=answer.json()["id"])


def looked_after(job: Job) -> Job:
    """One attempt, or one look."""
    Job.objects.filter(pk=job.pk).active().update(not_before=Now())
    running.run_job(job_id=job.pk)
    job.refresh_from_db()
    return job


def row_of(job: Job) -> Publication:
    return Publication.objects.get(pk=job.params["publicationId"])


def uploads(google: World) -> list[dict[str, Any]]:
    """The films that YouTube has taken in."""
    return [each for each in google.billed if each["what"] == "upload"]


def made(google: World, what: str) -> list[dict[str, Any]]:
    return [each for each in google.billed if each["what"] == what]


def on_youtube(google: World) -> dict[str, Any]:
    """The only film there."""
    (video,) = google.things["youtube-videos"].values()
    found: dict[str, Any] = video
    return found


def calls(google: World, method: str, part: str) -> int:
    return sum(row["method"] == method and part in row["path"] for row in google.log)


def spoken(video: Video, language: str = "en") -> Transcript:
    words = [
        {"text": word, "start": at / 2, "end": at / 2 + 0.4, "confidence": 1.0}
        for at, word in enumerate(["The", "boats", "come", "home."])
    ]
    segments = [{"start": 0.0, "end": 2.0, "text": "The boats come home.", "speaker": ""}]
    return Transcript.objects.create(
        video=video,
        language=language,
        text="The boats come home.",
        segments=segments,
        words=words,
        is_spoken=True,
    )
