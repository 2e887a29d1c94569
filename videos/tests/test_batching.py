"""Many videos as one parent job; and what was made once is not made, and not charged, again."""

import uuid

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from credits import services as credits
from jobs import services as jobs
from jobs.models import Job
from jobs.running import run_job
from videos.models import Video
from videos.services import batching, editing, library
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

SEPIA = {"operation": "apply-filter", "filterType": "sepia", "intensity": 1.0}
LATE = {"operation": "trim", "startTime": 2, "endTime": 2.8}


def batch_of(user: User, videos: list[Video], operation: dict[str, object]) -> Job:
    drafts = batching.draft(user=user, video_ids=[video.pk for video in videos], operations=[operation])
    return batching.order(user=user, batch=drafts)


def run_all(parent: Job) -> Job:
    for child in parent.children.active():
        run_job(job_id=child.pk)
    parent.refresh_from_db()
    return parent


def test_a_batch_ends_with_its_last_part_and_charges_each_part(alice: User) -> None:
    videos = [a_video(alice, title=title) for title in ("one", "two", "three")]
    before = credits.balance(user=alice).available
    parent = batch_of(alice, videos, SEPIA)
    assert credits.balance(user=alice).held == parent.quoted == 3_000_000
    first, *rest = parent.children.all()
    run_job(job_id=first.pk)
    parent.refresh_from_db()
    assert (parent.status, parent.stage) == (Job.Status.PROCESSING, "1 of 3")
    assert parent.charged == 1_000_000
    assert len(rest) == 2
    run_all(parent)
    assert (parent.status, parent.progress, parent.charged) == (Job.Status.COMPLETED, 100, 3_000_000)
    assert len(parent.outputs) == 3
    balance = credits.balance(user=alice)
    assert (balance.available, balance.held) == (before - 3_000_000, 0)
    assert {video.parent_id for video in Video.objects.filter(source="edit")} == {v.pk for v in videos}


def test_a_batch_that_is_too_dear_leaves_nothing(alice: User) -> None:
    videos = [a_video(alice, title=str(number)) for number in range(2)]
    left = credits.balance(user=alice).available
    credits.hold(user=alice, micro=left - 1_000_000, reference="elsewhere")
    with pytest.raises(credits.InsufficientCredits):
        batch_of(alice, videos, SEPIA)
    assert not Job.objects.filter(kind__in=("video.batch", "video.edit")).exists()
    assert credits.balance(user=alice).available == 1_000_000


def test_a_failed_part_does_not_take_the_others_along_and_only_it_is_done_again(alice: User) -> None:
    good, bad = a_video(alice, title="good"), a_video(alice, title="bad")
    parent = batch_of(alice, [good, bad], SEPIA)
    Video.objects.filter(pk=bad.pk).update(file="users/nobody/nothing.mp4")
    for _ in range(3):
        for child in parent.children.active():
            Job.objects.filter(pk=child.pk).update(not_before="2026-01-01T00:00Z")
            run_job(job_id=child.pk)
    parent.refresh_from_db()
    assert parent.status == Job.Status.COMPLETED
    assert sorted(item["status"] for item in parent.result["items"]) == ["completed", "failed"]
    assert credits.balance(user=alice).held == 0


def test_a_cancelled_batch_cancels_what_has_not_begun(alice: User) -> None:
    videos = [a_video(alice, title=str(number)) for number in range(3)]
    parent = batch_of(alice, videos, SEPIA)
    run_job(job_id=parent.children.all()[0].pk)
    cancelled = jobs.cancel(user=alice, job_id=parent.pk)
    assert cancelled.status == Job.Status.COMPLETED  # one part was done, and is kept
    assert sorted(item["status"] for item in cancelled.result["items"]) == [
        "cancelled",
        "cancelled",
        "completed",
    ]
    with pytest.raises(jobs.WrongState):
        jobs.cancel(user=alice, job_id=parent.pk)


def test_all_cancelled_is_cancelled_and_can_be_done_again(alice: User) -> None:
    videos = [a_video(alice, title=str(number)) for number in range(2)]
    parent = jobs.cancel(user=alice, job_id=batch_of(alice, videos, SEPIA).pk)
    assert parent.status == Job.Status.CANCELLED
    again = jobs.retry(user=alice, job_id=parent.pk)
    assert jobs.retry(user=alice, job_id=parent.pk) == again
    assert run_all(again).status == Job.Status.COMPLETED


def test_a_batch_through_the_api(alice: User, bob: User, api: APIClient) -> None:
    mine, other = a_video(alice), a_video(bob)
    body = {"videoIds": [str(mine.pk)], "operations": [LATE]}
    assert api.post("/api/video/batch?dryRun=true", body).json()["quote"]["credits"] == 1
    answer = api.post("/api/video/batch", body)
    assert answer.status_code == 202
    listed = api.get(f"/api/jobs?parentId={answer.json()['id']}").json()["results"]
    assert [job["parentId"] for job in listed] == [answer.json()["id"]]
    assert api.post("/api/video/batch", {**body, "videoIds": [str(other.pk)]}).status_code == 404
    assert api.post("/api/video/batch", {**body, "videoIds": []}).status_code == 400
    twice = api.post("/api/video/batch", {**body, "videoIds": [str(mine.pk)] * 2})
    assert twice.json()["errors"][0]["attr"] == "videoIds"
    short = {"operation": "trim", "startTime": 2, "endTime": 99}
    refused = api.post("/api/video/batch", {**body, "operations": [short]})
    assert refused.json()["errors"][0]["attr"] == "operations.0.endTime"


def test_the_same_edit_is_answered_from_the_library_for_nothing(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    body = {"videoId": str(video.pk), "operations": [LATE]}
    first = api.post("/api/video/edit", body).json()
    run_job(job_id=uuid.UUID(first["id"]))
    balance = api.get("/api/credits/balance").json()
    assert api.post("/api/video/edit?dryRun=true", body).json()["quote"]["credits"] == 0
    second = api.post("/api/video/edit", body).json()
    assert second["status"] == "completed"
    assert second["credits"] == {"quoted": 0, "charged": 0}
    assert second["result"]["mode"] == "reused"
    made = api.get(f"/api/jobs/{first['id']}").json()
    assert [output["id"] for output in second["outputs"]] == [output["id"] for output in made["outputs"]]
    assert api.get("/api/credits/balance").json() == balance
    assert Video.objects.filter(source="edit").count() == 1


def test_the_same_edit_of_the_same_file_uploaded_twice_is_one(alice: User, bob: User) -> None:
    first, second = (a_video(alice, source=a_clip(2.0), title="same") for _ in range(2))
    others = a_video(bob, source=a_clip(2.0), title="same")
    assert first.sha256 == second.sha256 != ""
    draft = editing.draft(user=alice, video_id=first.pk, operations=[SEPIA])
    finished(editing.order(user=alice, draft=draft))
    assert editing.draft(user=alice, video_id=second.pk, operations=[SEPIA]).made is not None
    assert editing.draft(user=bob, video_id=others.pk, operations=[SEPIA]).made is None


def test_another_recipe_title_or_a_deleted_result_is_made_anew(alice: User) -> None:
    video = a_video(alice)
    draft = editing.draft(user=alice, video_id=video.pk, operations=[SEPIA])
    finished(editing.order(user=alice, draft=draft))
    weaker = {**SEPIA, "intensity": 0.5}
    assert editing.draft(user=alice, video_id=video.pk, operations=[weaker]).made is None
    assert editing.draft(user=alice, video_id=video.pk, operations=[SEPIA], title="Mine").made is None
    again = editing.draft(user=alice, video_id=video.pk, operations=[SEPIA])
    assert again.made is not None
    library.delete(user=alice, video_id=again.made.pk)
    assert editing.draft(user=alice, video_id=video.pk, operations=[SEPIA]).made is None
    assert not any(str(again.made.pk) in path for path in stored())
