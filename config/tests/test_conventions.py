import io
import json
import re
import uuid

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from accounts.models import User
from ai.models import Transcript
from ai.services.transcripts import writing
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db(transaction=True)


def some_videos(user: User, count: int) -> list[Video]:
    """Rows without files: lists never look at those."""
    rows = [
        Video(
            owner=user,
            title=f"Film {n:02}",
            description="A day at the sea" if n % 2 else "",
            source="upload",
            status="ready",
            file=f"x/{n}.mp4",
            size=100 - n,
            duration=float(n),
            original_name=f"raw{n}.mov",
        )
        for n in range(count)
    ]
    return Video.objects.bulk_create(rows)


def titles(api: APIClient, query: str) -> list[str]:
    return [row["title"] for row in api.get(f"/api/videos?{query}").json()["results"]]


def test_names_are_camel_case_on_the_wire_both_ways(api: APIClient, alice: User) -> None:
    body = api.get(f"/api/videos/{a_video(alice, ready=False).pk}").json()
    assert {"fileUrl", "thumbnailUrl", "originalName", "parentId", "createdAt", "aiGenerated"} <= set(body)
    assert not [name for name in body if "_" in name]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", body["createdAt"])


def test_free_json_passes_through_untouched(api: APIClient, alice: User) -> None:
    video = a_video(alice, ready=False)
    free = {"snake_key": {"inner_key": 1, "camelKey": [{"a_b": None}]}, "größe": "ü", "k1_2": 0.5}
    api.patch(f"/api/videos/{video.pk}", {"metadata": free})
    assert api.get(f"/api/videos/{video.pk}").json()["metadata"] == free
    video.refresh_from_db()
    assert video.metadata == free


def test_pages_say_how_much_there_is(api: APIClient, alice: User) -> None:
    some_videos(alice, 45)
    body = api.get("/api/videos").json()
    assert body["pagination"] == {"page": 1, "limit": 20, "total": 45, "totalPages": 3}
    body = api.get("/api/videos?page=3&limit=20").json()
    assert (len(body["results"]), body["pagination"]["page"]) == (5, 3)
    seen = [row["id"] for page in (1, 2, 3) for row in api.get(f"/api/videos?page={page}").json()["results"]]
    assert len(set(seen)) == 45
    assert api.get("/api/videos?page=4").status_code == 404


@pytest.mark.parametrize(
    ("asked", "limit"), [("7", 7), ("100", 100), ("101", 100), ("99999", 100), ("0", 20), ("x", 20)]
)
def test_a_page_has_at_most_a_hundred_rows(api: APIClient, asked: str, limit: int) -> None:
    assert api.get(f"/api/videos?limit={asked}").json()["pagination"]["limit"] == limit


def test_lists_are_sorted_as_asked(api: APIClient, alice: User) -> None:
    some_videos(alice, 4)
    names = [f"Film {n:02}" for n in range(4)]
    for field in ("title", "duration", "createdAt"):
        assert titles(api, f"sortBy={field}&sortOrder=asc") == names or field == "createdAt"
    assert titles(api, "sortBy=title") == names[::-1]
    assert titles(api, "sortBy=size&sortOrder=asc") == names[::-1]


def test_search_wants_every_word_in_any_field(api: APIClient, alice: User) -> None:
    some_videos(alice, 4)
    assert sorted(titles(api, "search=sea%20film")) == ["Film 01", "Film 03"]
    assert titles(api, "search=RAW2") == ["Film 02"]
    assert titles(api, "search=sea%20mountain") == []
    assert titles(api, "search=%25") == []


def test_a_filter_that_makes_no_sense_is_refused_by_name(api: APIClient, alice: User) -> None:
    some_videos(alice, 2)
    Video.objects.filter(title="Film 01").update(status="failed", source="edit")
    assert titles(api, "status=failed") == titles(api, "source=edit") == ["Film 01"]
    for path, field in (
        ("/api/videos?status=lost", "status"),
        ("/api/videos?source=moon", "source"),
        ("/api/videos?sortBy=owner", "sortBy"),
        ("/api/jobs?status=lost", "status"),
    ):
        answer = api.get(path)
        assert (path, answer.status_code) == (path, 400)
        assert (answer.json()["errors"][0]["attr"], answer.json()["errors"][0]["code"]) == (
            field,
            "invalid_choice",
        )


def test_a_wrong_id_in_a_filter_is_refused_by_name(api: APIClient) -> None:
    answer = api.get("/api/jobs?videoId=x")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "videoId")


def test_jobs_are_filtered(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    api.post("/api/video/trim", {"videoId": str(video.pk), "startTime": 0, "endTime": 1})
    found = {
        query: [job["kind"] for job in api.get(f"/api/jobs?{query}").json()["results"]]
        for query in ("", "status=queued", "status=completed", "kind=video.ingest", f"videoId={uuid.uuid4()}")
    }
    assert list(found.values()) == [
        ["video.edit", "video.ingest"],
        ["video.edit"],
        ["video.ingest"],
        ["video.ingest"],
        [],
    ]


def test_a_trailing_slash_is_forgiven_also_on_writes(api: APIClient, alice: User) -> None:
    video = a_video(alice, ready=False)
    assert api.get("/api/videos/").status_code == 200
    answer = api.post("/api/video/trim/", {"videoId": str(video.pk), "startTime": 0, "endTime": 1})
    assert answer.status_code == 202


def test_every_answer_carries_a_request_id(api: APIClient) -> None:
    assert (
        api.get("/api/videos", headers={"X-Request-Id": "my-own-id.1"}).headers["X-Request-Id"]
        == "my-own-id.1"
    )
    for unfit in ("short", "with space in", "x" * 129, "bad\x7fbyte-in-it"):
        given = api.get("/api/videos", headers={"X-Request-Id": unfit}).headers["X-Request-Id"]
        assert re.fullmatch(r"[0-9a-f]{32}", given)


def test_a_video_carries_an_etag_that_changes_with_it(api: APIClient, alice: User) -> None:
    path = f"/api/videos/{a_video(alice, ready=False).pk}"
    first, same = api.get(path), api.get(path)
    assert first.headers["ETag"] == same.headers["ETag"]
    api.patch(path, {"title": "Another"})
    renamed = api.get(path)
    writing.publish(
        video=Video.objects.get(), language="en", origin=Transcript.Origin.IMPORTED, segments=(), words=()
    )
    tags = {answer.headers["ETag"] for answer in (first, renamed, api.get(path))}
    assert len(tags) == 3


def test_a_dry_run_prices_and_changes_nothing(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    before = (Job.objects.count(), api.get("/api/credits/balance").json())
    for path, body in (
        ("/api/video/trim", {"videoId": str(video.pk), "startTime": 0, "endTime": 2}),
        (
            "/api/video/edit",
            {"videoId": str(video.pk), "operations": [{"operation": "crop", "width": 64, "height": 64}]},
        ),
    ):
        answer = api.post(f"{path}?dryRun=true", body)
        assert (answer.status_code, answer.json()["job"]) == (200, None)
        assert answer.json()["quote"]["credits"] == 1
    assert (Job.objects.count(), api.get("/api/credits/balance").json()) == before


def test_a_job_is_answered_with_202_and_its_address(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    answer = api.post("/api/video/trim", {"videoId": str(video.pk), "startTime": 0, "endTime": 1})
    body = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (202, f"/api/jobs/{body['id']}")
    assert api.get(answer.headers["Location"]).json()["id"] == body["id"]
    assert (body["status"], body["credits"], body["videoId"]) == (
        "queued",
        {"quoted": 1, "charged": 0},
        str(video.pk),
    )
    assert api.post(f"/api/jobs/{body['id']}/cancel").json()["status"] == "cancelled"
    again = api.post(f"/api/jobs/{body['id']}/retry")
    assert (again.status_code, again.json()["status"]) == (202, "queued")
    assert api.post(f"/api/jobs/{again.json()['id']}/retry").status_code == 409


def test_the_openapi_document_is_valid_and_without_warnings() -> None:
    written = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=written)
    document = json.loads(written.getvalue())
    assert {"/api/videos/{videoId}", "/api/video/trim", "/api/jobs"} <= {
        re.sub(r"\{video_id\}", "{videoId}", path) for path in document["paths"]
    }
