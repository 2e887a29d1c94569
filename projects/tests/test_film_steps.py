"""How a film's job goes: gates, failures, cancelling, a plan with few jobs at once, and deaths."""

from time import sleep
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.tests.doomed import doomed
from conftest import client_of
from credits.models import Plan, Subscription
from credits.tests.ledger import ledger_of
from jobs import services as jobs
from jobs import settling
from jobs.models import Job
from projects.models import Film, Project, Role, Shot
from projects.tests.filming import PROMPT, asked, done, one_attempt
from projects.tests.people import a_project, let_in
from videos.models import Video
from videos.tests.films import a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)
FAKE = "fake/fake-1"
WISH = {
    "prompt": PROMPT,
    "seconds": 10,
    "music": "none",
    "gates": ["script"],
    "models": {"video": FAKE, "speech": FAKE, "image": FAKE},
}


@pytest.fixture(autouse=True)
def fake(settings: Settings) -> None:
    settings.AI_FAKE, settings.FILM_SHORT_SIDE = True, 90


def written(api: APIClient, owner: User, *texts: str, **more: Any) -> str:
    """A film whose script waits for its approval, with these words; the address of its project."""
    path = f"/api/projects/{a_project(owner).pk}"
    job = done(asked(api, path, "generate", WISH | more))
    assert (job.status, job.result["waitingFor"]) == ("completed", "script"), job.error_message
    shots = [{"text": text, "picture": f"A boat. {text}", "seconds": 1} for text in texts]
    assert api.put(f"{path}/storyboard", {"shots": shots}).status_code == 200
    return path


def kinds(job: Job) -> list[str]:
    return sorted(job.children.values_list("kind", flat=True))


def test_it_waits_at_its_gates_without_holding_anything(api: APIClient, alice: User) -> None:
    path = written(api, alice, "One.", "", gates=["script", "storyboard"])
    told = api.get(f"{path}/film").json()
    assert (told["state"], told["waitingFor"], ledger_of(alice).held) == ("waiting", "script", 0)
    job = done(asked(api, path, "continue"))
    assert (job.result["waitingFor"], kinds(job)) == ("storyboard", ["ai.text-to-image"] * 2)
    told = api.get(f"{path}/film").json()
    assert all(shot["imageId"] for shot in told["shots"])
    pictures = Video.objects.filter(pk__in=[shot["imageId"] for shot in told["shots"]])
    assert {(each.in_library, each.width, each.height) for each in pictures} == {(False, 160, 90)}
    assert [shot["stale"] for shot in told["shots"]] == [["video", "speech"], ["video"]]
    job = finished(asked(api, path, "continue"))
    assert kinds(job) == ["ai.image-to-video", "project.speech"]  # the first film waits for its narrator
    one_attempt(job.children.get(kind="project.speech"))
    finished(job)
    assert kinds(job) == ["ai.image-to-video"] * 2 + ["project.speech"]
    assert api.post(f"{path}/continue").status_code == 409
    assert api.put(f"{path}/script", {"shots": []}).json()["errors"][0]["code"] == "film_busy"


def test_a_part_that_fails_is_named_and_the_others_are_kept(api: APIClient, alice: User) -> None:
    path = written(api, alice, "One.", "[[refuse]] Two.")
    job = done(asked(api, path, "continue"))
    assert job.status == "failed"
    assert job.error_message.startswith("Shot 2: ")
    told = api.get(f"{path}/film").json()
    assert (told["state"], told["error"]) == ("failed", job.error_message)
    assert [(shot["status"], bool(shot["speechId"])) for shot in told["shots"]] == [
        ("missing", True), ("failed", False),
    ]  # fmt: skip
    told["shots"][1] |= {"text": "Two.", "picture": "two boats"}
    api.put(f"{path}/storyboard", {"shots": told["shots"]})
    again = finished(asked(api, path, "continue"))
    assert kinds(again) == ["ai.text-to-video", "project.speech"]  # what was spoken is not spoken again
    assert api.get(f"{path}/film").json()["state"] == "working"


def test_a_cancelled_film_ends_its_steps_and_goes_on_by_a_retry(api: APIClient, alice: User) -> None:
    path = written(api, alice, "")
    job = finished(asked(api, path, "continue"))
    assert api.post(f"/api/jobs/{job.pk}/cancel").status_code == 200
    finished(job)
    assert (job.status, job.children.get().status) == ("cancelled", "cancelled")
    assert (ledger_of(alice).held, Film.objects.get().state) == (0, "failed")
    again = done(jobs.retry(user=alice, job_id=job.pk))
    assert (again.status, again.error_message) == ("completed", "")
    assert Film.objects.get().job_id == again.pk


def test_an_editor_makes_it_at_their_own_cost_within_their_plan(
    api: APIClient, alice: User, bob: User
) -> None:
    path = written(api, alice, "", "", "")
    project, hers = Project.objects.get(), ledger_of(alice).spent
    let_in(project, bob, Role.EDITOR)
    Subscription.objects.filter(user=bob).update(plan="free")
    Plan.objects.filter(code="free").update(concurrent_jobs=1)
    job = finished(asked(client_of(bob), path, "continue"))
    assert job.children.active().count() == 1
    job = done(job)
    assert (job.status, job.error_message) == ("completed", "")
    assert job.result["charged"] == ledger_of(bob).spent > 0
    assert ledger_of(alice).spent == hers
    told = api.get(f"{path}/film").json()
    assert (told["state"], told["stale"]) == ("ready", [])
    assert api.get(f"/api/videos/{told['videoId']}").status_code == 200


def test_shots_of_ones_own_films_and_pictures_need_nobody_to_draw(api: APIClient, alice: User) -> None:
    path, film = f"/api/projects/{a_project(alice).pk}", a_video(alice)
    shots = [
        {"source": "own", "videoId": str(film.pk), "seconds": 0.5, "begin": 0.2},
        {"source": "own", "videoId": str(film.pk), "seconds": 3.0},
    ]
    assert api.put(f"{path}/storyboard", {"shots": shots}).status_code == 200
    job = done(asked(api, path, "continue"))
    assert (job.status, job.error_message, kinds(job)) == ("completed", "", ["project.render"])
    assert Video.objects.get(pk=job.result["videoId"]).duration == pytest.approx(3.5, abs=0.05)


def test_no_part_is_made_twice_whatever_is_killed(api: APIClient, alice: User) -> None:
    path = written(api, alice, "", "")
    job = asked(api, path, "continue")
    with doomed(AI_FAKE="1", FILM_SHORT_SIDE="90") as killer:
        assert killer.run(place="film-submitted", job=str(job.pk))
    while settling.reap() or Job.objects.filter(status="processing", lease_token__isnull=False):
        sleep(0.1)
    assert not job.children.exists()  # what the dead one began went with it
    job = done(job)
    assert (job.status, job.error_message, job.attempt) == ("completed", "", 2)
    assert kinds(job) == ["ai.text-to-video"] * 2 + ["project.render"]
    assert not Job.objects.active().exists()
    assert ledger_of(alice).held == 0
    assert all(shot.video for shot in Shot.objects.all())
