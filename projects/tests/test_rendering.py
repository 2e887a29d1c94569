"""Timelines rendered through the jobs: what is encoded again, what it costs, and who may."""

import os
from pathlib import Path

import pytest
from django.conf import settings as platform
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from credits.tests.ledger import ledger_of
from jobs import services as jobs
from jobs.models import Job
from jobs.tests.workers import processes_within, sweep_until, worker
from projects.models import Project, ProjectVideo, Role
from projects.services.render import beside, rendering
from projects.tests.people import a_project, let_in
from projects.tests.renders import (
    a_clip,
    a_timeline,
    done,
    in_a_row,
    music,
    order,
    rendered,
    save,
    words,
)
from videos.media.tests.reading import codes
from videos.models import Video
from videos.services import library, shelving
from videos.tests import films
from videos.tests.films import a_video, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shot(alice: User) -> Video:
    return a_video(alice, source=films.a_clip(3.0, 160, audio=False), title="Shot", ready=False)


@pytest.fixture
def other(alice: User) -> Video:
    return a_video(alice, source=films.a_clip(2.0, 160, audio=False), title="Other", ready=False)


@pytest.fixture
def tune(alice: User) -> Video:
    return a_video(alice, source=films.a_clip(3.0, 160), title="Tune", ready=False)


@pytest.fixture
def project(alice: User) -> Project:
    return a_project(alice)


def film_of(job: Job) -> Path:
    return Path(platform.MEDIA_ROOT, Video.objects.get(job_id=job.pk).file)


def test_a_changed_shot_of_ten_encodes_one_segment(
    alice: User, project: Project, shot: Video, other: Video, tune: Video
) -> None:
    before = ledger_of(alice)
    ten = [a_clip(shot, start / 5, 0.2, sourceIn=start / 5) for start in range(10)]
    job = rendered(alice, project, a_timeline(*ten, more=(music(tune, 2.0),)))
    assert job.result["segments"] == {"total": 10, "reused": 0}
    assert codes(film_of(job)) == list(range(50))
    made = Video.objects.get(job_id=job.pk)
    assert (made.source, made.title, made.audio_codec, made.in_library) == ("render", "Harbour", "aac", True)
    assert ProjectVideo.objects.filter(project=project, video=made).exists()
    assert ledger_of(alice).spent - before.spent == job.quoted / 1_000_000 > 0

    ten[3] = a_clip(other, 0.6, 0.2, sourceIn=1.0)
    job = rendered(alice, project, a_timeline(*ten, more=(music(tune, 2.0),)))
    assert job.result["segments"] == {"total": 10, "reused": 9}
    assert codes(film_of(job)) == [*range(15), *range(25, 30), *range(20, 50)]


def test_the_same_again_is_free_and_a_new_text_renders_what_shows_it(
    alice: User, project: Project, shot: Video, other: Video
) -> None:
    row = in_a_row(shot, other, shot, each=1.0)
    first = rendered(alice, project, a_timeline(*row, more=(words("Sea", 1.2, 0.5),)))
    before = ledger_of(alice)
    again = order(alice, project)
    assert (again.status, again.quoted, again.result["videoId"]) == ("completed", 0, first.result["videoId"])
    assert ledger_of(alice) == before
    changed = rendered(alice, project, a_timeline(*row, more=(words("Shore", 1.2, 0.5),)))
    # The first and the last look the same, so there are two to be made at first, and one now.
    assert changed.result["segments"] == {"total": 3, "reused": 2}
    old = rendering.draft(user=alice, project_id=project.pk, revision=1)
    assert old.made == Video.objects.get(pk=first.result["videoId"])


def test_a_long_render_is_split_among_workers_and_joined(
    alice: User, project: Project, shot: Video, other: Video, tune: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.services.render.parting.IN_ONE_GO", 1.0)
    monkeypatch.setattr("projects.services.render.parting.TOGETHER", 1.5)
    row = in_a_row(shot, other, shot, other, each=0.8)
    row[2]["sourceIn"], row[3]["sourceIn"] = 1.0, 1.0
    rendered(alice, project, a_timeline(*row[:1]))
    job = rendered(alice, project, a_timeline(*row, more=(music(tune, 3.2),)))
    titles = [part.title for part in job.children.order_by("params__number")]
    assert titles == ["Segments 1 of 4", "Segments 2 of 4", "Segments 3 of 4", "Sound", "Made before"]
    assert job.result["segments"] == {"total": 4, "reused": 1}
    assert codes(film_of(job)) == [*range(20), *range(20), *range(25, 45), *range(25, 45)]
    assert not [name for name in stored(user=alice) if f"/{shelving.PARTS}/" in name]


def test_a_killed_worker_loses_one_part_and_the_film_is_made_once(
    alice: User, project: Project, shot: Video, other: Video, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("projects.services.render.parting.IN_ONE_GO", 0.1)
    monkeypatch.setattr("projects.services.render.parting.TOGETHER", 0.1)
    for preparation in Job.objects.active():
        jobs.cancel_job(preparation)
    before = ledger_of(alice)
    save(alice, project, a_timeline(*in_a_row(shot, other, each=0.8)))
    job = films.finished(order(alice, project))
    with worker(queue="media", log=tmp_path / "doomed.log", FRAMEWRIGHT_FAILPOINT="rendered") as doomed:
        assert doomed.died_by_its_own_hand(), doomed.log.read_text()[-3000:]
    sweep_until(lambda: processes_within(tmp_path) == [], what="The end of what the killed worker began")
    with worker(queue="media", log=tmp_path / "clean.log") as clean:
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of the render", by=clean)
    job.refresh_from_db()
    assert (job.status, job.charged) == ("completed", job.quoted)
    assert sorted(job.children.values_list("attempt", flat=True)) == [1, 2]
    assert ledger_of(alice).spent - before.spent == job.quoted / 1_000_000
    assert codes(film_of(job)) == [*range(20), *range(20)]


def test_a_preview_is_free_and_small_and_goes_after_a_day(
    api: APIClient, alice: User, bob: User, project: Project, shot: Video, other: Video
) -> None:
    before = ledger_of(alice)
    save(alice, project, a_timeline(*in_a_row(shot, other, each=0.4), width=1280, height=720))
    answer = api.post(f"/api/projects/{project.pk}/render", {"preview": True})
    assert answer.status_code == 202
    job = done(Job.objects.get(pk=answer.json()["id"]))
    assert (job.status, job.quoted, job.result["width"], job.result["height"]) == ("completed", 0, 640, 360)
    assert (ledger_of(alice), Video.objects.filter(source="render").count()) == (before, 0)
    url = job.outputs[0]["url"]
    key = api.get(url).headers["X-Accel-Redirect"].partition("/users/")[2]
    made = Path(platform.MEDIA_ROOT, "users", key)
    assert len(codes(made)) == 20
    assert client_of(bob).get(url).status_code == 404
    let_in(project, bob, Role.VIEWER)
    assert client_of(bob).get(url).status_code == 200

    save(alice, project, a_timeline(*in_a_row(shot, shot, each=0.4), width=1280, height=720))
    assert rendered(alice, project, preview=True).result["segments"] == {"total": 2, "reused": 2}
    assert order(alice, project, preview=True).status == "completed"
    assert beside.sweep() == 0
    for path in made.parent.iterdir():
        os.utime(path, (0, 0))
    assert (beside.sweep(), api.get(url).status_code) == (2, 404)


def test_an_editor_renders_for_themselves_a_viewer_and_a_stranger_do_not(
    alice: User, bob: User, project: Project, shot: Video
) -> None:
    save(alice, project, a_timeline(a_clip(shot, 0, 0.4)))
    path, client = f"/api/projects/{project.pk}/render", client_of(bob)
    assert client.post(path, {}).status_code == 404
    let_in(project, bob, Role.VIEWER)
    assert client.post(path, {}).status_code == 403
    let_in(project, bob, Role.EDITOR)
    quote = client.post(f"{path}?dryRun=true", {"format": "webm"}).json()
    assert (quote["quote"]["credits"], quote["quote"]["seconds"]) == (1, 0.4)
    before = ledger_of(alice)
    answer = client.post(path, {"title": "Bob's cut"}, HTTP_IDEMPOTENCY_KEY="once")
    assert client.post(path, {"title": "Bob's cut"}, HTTP_IDEMPOTENCY_KEY="once").json() == answer.json()
    job = done(Job.objects.get(pk=answer.json()["id"]))
    made = Video.objects.get(job_id=job.pk)
    assert (made.owner, made.title, ledger_of(alice)) == (bob, "Bob's cut", before)
    assert ledger_of(bob).spent == job.charged / 1_000_000 == 1
    assert client_of(alice).get(f"/api/videos/{made.pk}").status_code == 200


def test_what_cannot_be_rendered_is_refused_by_name(
    api: APIClient, alice: User, project: Project, shot: Video, other: Video
) -> None:
    path = f"/api/projects/{project.pk}/render"

    def refusals(**asked: object) -> list[tuple[str, str]]:
        answer = api.post(path, asked)
        assert answer.status_code == 400, answer.json()
        return [(error["attr"], error["code"]) for error in answer.json()["errors"]]

    assert refusals() == [("timeline", "empty_timeline")]
    save(alice, project, a_timeline(a_clip(shot, 0, 0.4), a_clip(other, 0.4, 0.4, name="The quay")))
    assert refusals(width=320, height=320) == [("height", "other_shape")]
    assert refusals(resolution="720p", width=320) == [("resolution", "two_sizes")]
    assert refusals(height=8) == [("height", "min_value")]
    assert api.post(path, {"revision": 7}).status_code == 404
    job = order(alice, project)
    library.delete(user=alice, video_id=other.pk)
    assert refusals() == [("timeline", "media_missing")]
    assert "The quay" in api.post(path, {}).json()["errors"][0]["detail"]
    before = ledger_of(alice)
    failed = films.finished(job)
    assert (failed.status, failed.error_code, failed.charged) == ("failed", "timeline_refused", 0)
    assert "The quay" in failed.error_message
    assert ledger_of(alice).available - before.available == failed.quoted / 1_000_000
