import hashlib
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.models import Video
from videos.templatetags.film import steps
from videos.tests.films import a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

TRIM = {"startTime": 0.5, "endTime": 2.0}
TEXT = {"text": "Hello: 'sea' %{n}", "anchor": "center", "style": {"fontSize": 24, "color": "yellow"}}


def path_of(video: Video, settings: Settings) -> Path:
    return Path(settings.MEDIA_ROOT) / video.file


def ordered(api: APIClient, path: str, body: dict[str, Any]) -> Job:
    answer = api.post(path, body)
    assert answer.status_code == 202, answer.json()
    return Job.objects.get(pk=answer.json()["id"])


def facts_agree(video: Video, facts: dict[str, Any]) -> bool:
    return all(
        abs(found - wanted) < 0.15 if isinstance(wanted, float | int) else found == wanted
        for found, wanted in ((getattr(video, name), wanted) for name, wanted in facts.items())
    )


@pytest.mark.parametrize(
    ("operation", "fields", "facts"),
    [
        ("trim", TRIM, {"duration": 1.5, "width": 320, "height": 180, "extension": "mp4"}),
        (
            "crop",
            {"width": 160, "height": 100, "x": 20, "y": 30},
            {"duration": 3, "width": 160, "height": 100},
        ),
        ("apply-filter", {"filterType": "blackwhite", "intensity": 1}, {"duration": 3, "width": 320}),
        ("add-text", TEXT, {"duration": 3, "width": 320, "height": 180}),
        (
            "export",
            {"format": "webm", "quality": "low"},
            {"duration": 3, "extension": "webm", "codec": "vp9"},
        ),
        ("export", {"format": "gif"}, {"extension": "gif", "media_type": "image"}),
        ("export", {"format": "mp3"}, {"extension": "mp3", "media_type": "audio", "width": 0}),
    ],
)
def test_an_edit_makes_a_new_video_and_leaves_its_source_alone(
    api: APIClient,
    alice: User,
    settings: Settings,
    operation: str,
    fields: dict[str, Any],
    facts: dict[str, Any],
) -> None:
    source = a_video(alice, title="The sea")
    original = hashlib.sha256(path_of(source, settings).read_bytes()).digest()
    job = finished(ordered(api, f"/api/video/{operation}", {"videoId": str(source.pk), **fields}))
    assert (job.status, job.error_message, job.charged) == ("completed", "", 1_000_000)
    made = Video.objects.get(job_id=job.pk)
    assert (made.parent, made.source, made.status, made.owner) == (source, "edit", "ready", alice)
    assert [step["operation"] for step in made.recipe] == [operation]
    assert facts_agree(made, facts), Video.objects.filter(pk=made.pk).values(*(set(facts) - {"extension"}))
    assert path_of(made, settings).stat().st_size == made.size
    assert job.outputs[0]["url"] == f"/api/videos/{made.pk}/download"
    assert hashlib.sha256(path_of(source, settings).read_bytes()).digest() == original
    assert ledger_of(alice).spent == 6


def test_a_chain_of_operations_is_one_job_and_one_video(api: APIClient, alice: User) -> None:
    source = a_video(alice)
    steps: list[dict[str, Any]] = [
        {"operation": "trim", **TRIM},
        {"operation": "crop", "width": 200, "height": 100},
        {"operation": "apply-filter", "filterType": "sepia"},
        {"operation": "add-text", **TEXT},
    ]
    body = {"videoId": str(source.pk), "operations": steps, "export": {"format": "webm"}, "title": "Chained"}
    job = finished(ordered(api, "/api/video/edit", body))
    made = Video.objects.get(job_id=job.pk)
    assert (made.title, made.extension, made.width, made.height) == ("Chained", "webm", 200, 100)
    assert abs(made.duration - 1.5) < 0.15
    assert [step["operation"] for step in made.recipe] == [step["operation"] for step in steps] + ["export"]
    assert ledger_of(alice).spent == 6


@pytest.mark.parametrize(
    ("operation", "fields", "attr"),
    [
        ("trim", {"startTime": 2, "endTime": 1}, "endTime"),
        ("trim", {"startTime": 1, "endTime": 1}, "endTime"),
        ("trim", {"startTime": 0, "endTime": 99}, "endTime"),
        ("trim", {"startTime": 50, "endTime": 60}, "startTime"),
        ("trim", {"startTime": -1, "endTime": 1}, "startTime"),
        ("trim", {"endTime": 1}, "startTime"),
        ("trim", {"startTime": "0", "endTime": 1, "x": 1}, None),
        ("trim", {"startTime": 0, "endTime": 10**30}, "endTime"),
        ("crop", {"width": 400, "height": 90}, "width"),
        ("crop", {"width": 90, "height": 90, "x": 300}, "width"),
        ("crop", {"width": 90, "height": 90, "y": 179}, "height"),
        ("crop", {"width": 0, "height": 90}, "width"),
        ("crop", {"width": -10, "height": 90}, "width"),
        ("crop", {"width": 10**30, "height": 90}, "width"),
        ("crop", {"width": 90.5, "height": 90}, "width"),
        ("crop", {"width": True, "height": 90}, "width"),
        ("apply-filter", {"filterType": "unheard-of"}, "filterType"),
        ("apply-filter", {"filterType": "sepia", "intensity": 1.1}, "intensity"),
        ("add-text", {"text": ""}, "text"),
        ("add-text", {"text": "x" * 501}, "text"),
        ("add-text", {"text": "x", "style": {"color": "red;drop"}}, "style.color"),
        ("export", {"format": "exe"}, "format"),
        ("export", {"format": "webm", "codec": "h264"}, "codec"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_by_field(
    api: APIClient, alice: User, operation: str, fields: dict[str, Any], attr: str | None
) -> None:
    video = str(a_video(alice, ready=False).pk)
    before = stored()
    answer = api.post(f"/api/video/{operation}", {"videoId": video, **fields})
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")
    assert attr is None or answer.json()["errors"][0]["attr"] == attr
    chain = {"videoId": video, "operations": [{"operation": operation, **fields}]}
    answer = api.post("/api/video/edit", chain)
    assert answer.status_code == 400
    assert attr is None or answer.json()["errors"][0]["attr"] == f"operations.0.{attr}"
    assert (Job.objects.count(), ledger_of(alice).held, stored()) == (1, 5, before)


def test_everything_that_is_wrong_is_told_at_once(api: APIClient, alice: User) -> None:
    video = str(a_video(alice, ready=False).pk)
    steps = [
        {"operation": "crop", "width": 3, "height": "tall", "unknown": 1},
        {"operation": "trim", **TRIM},
        {"operation": "add-text", "text": "", "style": {"fontSize": 1, "color": "red;drop"}},
        {"operation": "rm"},
    ]
    answer = api.post("/api/video/edit", {"videoId": video, "operations": steps})
    errors = answer.json()["errors"]
    assert answer.status_code == 400
    assert {error["attr"] for error in errors} == {
        "operations.0.width", "operations.0.height", "operations.0.unknown", "operations.2.text",
        "operations.2.style.fontSize", "operations.2.style.color", "operations.3.operation",
    }  # fmt: skip
    assert all(error["code"] and error["detail"].endswith(".") for error in errors)
    alone = api.post("/api/video/crop", {"videoId": video, "width": 3, "height": "tall"}).json()["errors"]
    assert [error["attr"] for error in alone] == ["width", "height"]


@pytest.mark.parametrize(
    ("steps", "cost"),
    [
        ([{"operation": "flip"}], 1),
        ([{"operation": "denoise"}], 1),
        ([{"operation": "stabilize"}], 3),
        ([{"operation": "reverse"}], 3),
        ([{"operation": "denoise", "method": "fine"}], 3),
        ([{"operation": "reframe", "aspect": "9:16"}], 1),
        ([{"operation": "reframe", "aspect": "9:16", "mode": "follow-face"}], 3),
        ([{"operation": "stabilize"}, {"operation": "trim", **TRIM}, {"operation": "reverse"}], 5),
        # Three seconds at a quarter of their speed, over and over: more than a minute to work on.
        ([{"operation": "speed", "factor": 0.25}] * 3 + [{"operation": "stabilize"}], 4 + 8),
        (
            [{"operation": "stabilize"}] + [{"operation": "speed", "factor": 0.25}] * 3,
            4 + 2,
        ),
    ],
)
def test_heavy_operations_cost_more_by_what_they_work_on(
    api: APIClient, alice: User, steps: list[dict[str, Any]], cost: int
) -> None:
    video = str(a_video(alice, ready=False).pk)
    answer = api.post("/api/video/edit?dryRun=true", {"videoId": video, "operations": steps})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["quote"]["credits"] == cost


@pytest.mark.parametrize(
    "operations", [[], [{}], ["trim"], {}, "trim", [{"operation": "rm"}], [{"operation": "trim"}] * 51]
)
def test_a_chain_that_is_none_is_refused(api: APIClient, alice: User, operations: object) -> None:
    body = {"videoId": str(a_video(alice, ready=False).pk), "operations": operations}
    assert api.post("/api/video/edit", body).status_code == 400
    assert Job.objects.count() == 1


@pytest.mark.parametrize("video_id", [None, "", "x", [], {}, "../1"])
def test_an_id_that_is_none_is_refused_by_name(api: APIClient, video_id: object) -> None:
    for path in ("/api/video/trim", "/api/video/edit"):
        answer = api.post(path, {"videoId": video_id, **TRIM, "operations": []})
        assert (path, answer.status_code, answer.json()["errors"][0]["attr"]) == (path, 400, "videoId")


def test_a_recipe_is_told_in_the_words_of_the_forms() -> None:
    told = steps([{"operation": "flip", "direction": "vertical"}, {"operation": "trim", **TRIM}])
    assert told[0]["facts"] == [("Direction", "Top and bottom")]
    assert told[1]["facts"] == [("Start", "0.5 s"), ("End", "2 s")]


def test_a_source_deleted_before_its_edit_began_costs_nothing(api: APIClient, alice: User) -> None:
    source = a_video(alice)
    job = ordered(api, "/api/video/trim", {"videoId": str(source.pk), **TRIM})
    Video.objects.all().delete()
    assert (finished(job).status, job.error_code) == ("failed", "video_gone")
    assert (ledger_of(alice).available, ledger_of(alice).held) == (95, 0)
