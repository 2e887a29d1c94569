"""A plan's limits where things are made: uploads and jobs."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from credits import budgets
from credits.limits import LimitReached
from credits.models import Budget, LimitWarning, Plan, Subscription
from credits.pricing import MICRO, Quote
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once, errors
from jobs import services as jobs
from jobs.models import Job
from jobs.tests.names import NAMES
from jobs.tests.works import order
from projects.models import Project
from videos.models import Video
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def works(settings: Settings) -> None:
    settings.JOBS = {**settings.JOBS, "WORKS": {**settings.JOBS["WORKS"], **NAMES}}


def limited(user: User, **limits: int) -> None:
    """Puts somebody on the free plan with other limits."""
    Subscription.objects.filter(user=user).update(plan="free")
    Plan.objects.filter(code="free").update(**limits)


def sent(api: APIClient, key: str = "") -> tuple[int, dict[str, object]]:
    film = SimpleUploadedFile("film.mp4", a_clip().read_bytes(), content_type="video/mp4")
    headers = {"Idempotency-Key": key} if key else {}
    answer = api.post("/api/videos/upload", {"file": film}, format="multipart", headers=headers)
    return answer.status_code, answer.json()


def test_a_full_library_takes_no_more_films(api: APIClient, alice: User) -> None:
    limited(alice, videos=2)
    a_video(alice)
    assert sent(api, "the-second")[0] == 201
    left = stored(user=alice)
    status, body = sent(api)
    assert (status, body["errors"][0]["code"]) == (403, "limit_reached")  # type: ignore[index]
    told = {name: body[name] for name in ("limit", "allowed", "used", "resetDate", "plan")}
    assert told == {"limit": "videos", "allowed": 2, "used": 2, "resetDate": None, "plan": "free"}
    assert (ledger_of(alice).held, stored(user=alice)) == (5, left)
    assert sent(api, "the-second")[0] == 201
    assert Video.objects.count() == 2
    assert LimitWarning.objects.filter(feature="videos").count() == 1


@pytest.mark.parametrize("limit", ["storage_bytes", "upload_bytes"])
def test_bytes_are_limited_as_they_are(api: APIClient, alice: User, limit: str) -> None:
    size = a_clip().stat().st_size
    limited(alice, **{limit: size})
    assert sent(api)[0] == 201
    limited(alice, **{limit: size * 2 - 1 if limit == "storage_bytes" else size - 1})
    status, body = sent(api)
    assert (status, body["limit"]) == (403, limit)


def test_what_a_job_ends_makes_room_and_what_costs_nothing_needs_none(alice: User) -> None:
    limited(alice, concurrent_jobs=1)
    job = jobs.submit(user=alice, order=order(), idempotency_key="k")
    with pytest.raises(LimitReached):
        jobs.submit(user=alice, order=order())
    assert jobs.submit(user=alice, order=order(), idempotency_key="k") == job
    jobs.submit(user=alice, order=replace(order(), quote=Quote(lines=())))
    Job.objects.filter(quoted=0).delete()
    finished(job)
    whole = jobs.submit_many(user=alice, order=order(price=10), parts=[order(), order()])
    assert whole.children.count() == 2


def test_of_many_at_once_only_so_many_get_in(alice: User) -> None:
    limited(alice, concurrent_jobs=3)
    results = at_once([lambda: jobs.submit(user=alice, order=order(price=1))] * 8)
    assert [type(error) for error in errors(results)] == [LimitReached] * 5
    assert (Job.objects.count(), ledger_of(alice).held) == (3, 3)


def test_a_full_library_takes_no_more_results_and_a_quote_is_still_told(api: APIClient, alice: User) -> None:
    film = a_video(alice)
    finished(Job.objects.get())
    span = {"startTime": 0, "endTime": 0.5}
    cut = {"videoId": str(film.pk), **span}
    limited(alice, storage_bytes=film.size)
    answers = [api.post(path, body) for path, body in (
        ("/api/video/trim", cut),
        ("/api/video/batch", {"videoIds": [str(film.pk)], "operations": [{"operation": "trim", **span}]}),
        ("/api/ai/image-generate", {"prompt": "a lighthouse", "count": 2}),
    )]  # fmt: skip
    assert [(answer.status_code, answer.json().get("limit")) for answer in answers] == [
        (403, "storage_bytes")
    ] * 3
    assert (Job.objects.count(), ledger_of(alice).held) == (1, 0)
    assert api.post("/api/video/trim?dryRun=true", cut).status_code == 200
    limited(alice, storage_bytes=film.size + 1)
    assert api.post("/api/video/trim", cut).status_code == 202


def test_a_project_stays_within_its_budget(alice: User) -> None:
    project = Project.objects.create(owner=alice, name="Storm").pk
    budgets.set_budget(user=alice, scope=Budget.Scope.PROJECT, scope_id=project, micro=12 * MICRO)
    done = jobs.submit(user=alice, order=replace(order(charge=2 * MICRO), project_id=project))
    finished(done)
    jobs.submit(user=alice, order=replace(order(price=8), project_id=project))
    with pytest.raises(budgets.BudgetReached) as refusal:
        jobs.submit(user=alice, order=replace(order(price=3), project_id=project))
    assert refusal.value.facts["budget_left"] == 2
    jobs.submit(user=alice, order=order(price=3))


def test_use_is_told_by_day_and_kind(api: APIClient, alice: User) -> None:
    film = a_video(alice)
    finished(jobs.submit(user=alice, order=order(charge=2 * MICRO)))
    jobs.submit(user=alice, order=order())
    rows = api.get("/api/user/usage-stats?days=1").json()["results"]
    told = {row["kind"]: (row["jobs"], row["credits"], row["bytes"]) for row in rows}
    assert told == {"video.ingest": (1, 5, film.size), "test": (1, 2, 0)}
    assert api.get("/api/user/usage-stats?days=0").status_code == 400
