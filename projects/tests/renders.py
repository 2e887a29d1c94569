"""Timelines of real files for tests, and the films that are made of them."""

import itertools
from typing import Any

from accounts.models import User
from jobs import running
from jobs.models import Job
from projects.models import Project
from projects.services import timelines
from projects.services.render import rendering
from videos.models import Video
from videos.tests.films import finished


def a_clip(video: Video, start: float, duration: float, **more: Any) -> dict[str, Any]:
    name = more.pop("id", f"clip-{start * 1000:.0f}")
    return {"id": name, "videoId": str(video.pk), "start": start, "duration": duration, **more}


def in_a_row(*videos: Video, each: float) -> list[dict[str, Any]]:
    """A clip of each, one after the other."""
    places = zip(itertools.count(0), videos, strict=False)
    return [a_clip(video, round(number * each, 6), each) for number, video in places]


def a_timeline(
    *clips: dict[str, Any], more: tuple[dict[str, Any], ...] = (), **fields: Any
) -> dict[str, Any]:
    """One video track, and `more` tracks."""
    main = {"id": "main", "kind": "video", "clips": list(clips)}
    return {"width": 160, "height": 90, "fps": 25, "tracks": [main, *more], **fields}


def words(text: str, start: float, duration: float) -> dict[str, Any]:
    """A track with one text."""
    clip = {"id": "words", "text": text, "start": start, "duration": duration}
    return {"id": "titles", "kind": "text", "clips": [clip]}


def music(video: Video, duration: float) -> dict[str, Any]:
    return {"id": "music", "kind": "audio", "clips": [a_clip(video, 0, duration, id="tune")]}


def save(user: User, project: Project, timeline: dict[str, Any]) -> int:
    """The number of the revision."""
    return timelines.save(user=user, project_id=project.pk, timeline=timeline).revision


def order(user: User, project: Project, **asked: Any) -> Job:
    draft = rendering.draft(user=user, project_id=project.pk, **asked)
    return rendering.order(user=user, draft=draft)


def done(job: Job) -> Job:
    """The job after it was split, if it was, made and joined in this process."""
    if not job.is_active:
        return job
    job = finished(job)
    for part in job.children.filter(status=Job.Status.QUEUED):
        running.run_job(job_id=part.pk)
    return finished(job) if job.is_active else job


def rendered(user: User, project: Project, timeline: dict[str, Any] | None = None, **asked: Any) -> Job:
    """A finished render of the project, after its timeline was saved, if one is given."""
    if timeline is not None:
        save(user, project, timeline)
    job = done(order(user, project, **asked))
    assert job.status == "completed", (job.error_message, job.evidence)
    return job
