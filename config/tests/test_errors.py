import json
import re
from typing import Any

import pytest
from django.http import HttpResponse
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from credits.models import Price
from jobs.models import Job
from videos.tests.films import a_clip, a_video

pytestmark = pytest.mark.django_db(transaction=True)

INTERNALS = re.compile(r"Traceback|/work/|\.py\b|psycopg|SELECT |Exception", re.IGNORECASE)


def error_of(answer: HttpResponse, status: int, kind: str = "client_error") -> dict[str, Any]:
    """The first error of an answer in the one shape; without a `kind`, of any kind."""
    body = answer.json()  # type: ignore[attr-defined]
    assert answer.status_code == status, body
    assert body["type"] == (kind or body["type"])
    assert all(set(error) == {"code", "detail", "attr"} for error in body["errors"])
    assert not INTERNALS.search(str(body))
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,128}", answer.headers["X-Request-Id"])
    return dict(body["errors"][0])


def test_400_names_the_field_as_the_client_wrote_it(api: APIClient, alice: User) -> None:
    video = a_video(alice, ready=False)
    answer = api.post("/api/video/trim", {"videoId": str(video.pk), "startTime": 2, "endTime": 1})
    error = error_of(answer, 400, "validation_error")
    assert (error["code"], error["attr"]) == ("end_before_start", "endTime")


def test_400_for_a_body_that_is_not_json(api: APIClient) -> None:
    for body in (b"{", b"\xff\xfe", b"", b"[" * 100_000, b'{"a":' * 50_000):
        for path in ("/api/video/trim", "/api/video/edit", "/api/videos/bulk-delete"):
            answer = api.post(path, body, content_type="application/json")
            assert (path, body[:9], answer.status_code) == (path, body[:9], 400)


@pytest.mark.parametrize("body", [[], [1], "x", 5, None, True])
def test_400_for_json_of_another_shape(api: APIClient, body: object) -> None:
    for path in ("/api/video/trim", "/api/video/edit", "/api/videos/bulk-delete", "/api/auth/login"):
        answer = api.post(path, body, format="json")
        assert (path, answer.status_code) == (path, 400)


def test_401_says_how_to_sign_in(db: None) -> None:
    error_of(APIClient().get("/api/videos"), 401)
    wrong = APIClient().post("/api/auth/login", {"email": "nobody@example.com", "password": "wrong"})
    assert error_of(wrong, 401)["code"] == "wrong_credentials"
    assert wrong.headers["WWW-Authenticate"] == "Bearer"


def test_402_says_what_is_needed_and_what_there_is(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    Price.objects.filter(code="edit").update(micro=500_000_000)
    answer = api.post("/api/video/trim", {"videoId": str(video.pk), "startTime": 0, "endTime": 1})
    assert error_of(answer, 402)["code"] == "insufficient_credits"
    assert (answer.json()["required"], answer.json()["available"]) == (500, 95)


def test_403_for_a_cookie_without_its_token(alice: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    assert error_of(client.post("/api/auth/logout-all"), 403)["code"] == "permission_denied"


def test_404_for_no_route_and_no_object(api: APIClient) -> None:
    assert error_of(api.get("/api/nothing-here"), 404)["code"] == "not_found"
    assert error_of(api.get("/api/videos/00000000-0000-4000-8000-000000000000"), 404)["code"] == "not_found"
    error_of(api.get("/api/videos/not-an-id"), 404)


def test_405_names_what_is_allowed(api: APIClient) -> None:
    answer = api.delete("/api/videos")
    assert error_of(answer, 405)["code"] == "method_not_allowed"
    assert "GET" in answer.headers["Allow"]


def test_409_for_a_key_used_for_something_else(api: APIClient, alice: User) -> None:
    video = a_video(alice)
    for end, status in ((1, 202), (1, 202), (2, 409)):
        body = {"videoId": str(video.pk), "startTime": 0, "endTime": end}
        answer = api.post("/api/video/trim", body, headers={"Idempotency-Key": "k"})
        assert answer.status_code == status
    assert error_of(answer, 409)["code"] == "idempotency_conflict"


def test_415_for_a_body_of_another_kind(api: APIClient) -> None:
    for path in ("/api/video/trim", "/api/videos/upload"):
        answer = api.post(path, b"<x/>", content_type="application/xml")
        assert error_of(answer, 415)["code"] == "unsupported_media_type"


def test_501_for_what_this_version_does_not_have(api: APIClient) -> None:
    for path in ("/api/asyncapi", "/api/admin/users"):
        assert error_of(api.get(path), 501, "server_error")["code"] == "not_built"
    stranger = APIClient(enforce_csrf_checks=True)
    assert error_of(stranger.post("/api/admin/users", {}), 501, "server_error")["code"] == "not_built"


def test_500_tells_nothing_of_the_inside(alice: User) -> None:
    client = client_of(alice)
    client.raise_request_exception = False
    Price.objects.all().delete()
    with a_clip().open("rb") as file:
        answer = client.post("/api/videos/upload", {"file": file}, format="multipart")
    assert error_of(answer, 500, "server_error")["code"] == "error"


@pytest.mark.parametrize(
    "query",
    [
        "search=%00",
        "search=%25_%5C",
        "status=%00",
        "sortBy=%00",
        "sortBy=owner__password",
        "page=0",
        "page=x",
        "page=99999999999999999999",
        "limit=%00",
        "limit=-1",
        "search=" + "a%20" * 500,
    ],
)
def test_no_question_about_the_library_breaks_it(api: APIClient, query: str) -> None:
    assert api.get(f"/api/videos?{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize("query", ["kind=%00", "videoId=x", "videoId=%00", "status=lost", "page=-1"])
def test_no_question_about_jobs_breaks_them(api: APIClient, query: str) -> None:
    assert api.get(f"/api/jobs?{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "\0"},
        {"metadata": {"a": "\0"}},
        {"metadata": {"\0": 1}},
        {"metadata": {"a": "\ud800"}},
        {"metadata": []},
        {"title": ""},
        {"title": "x" * 201},
        {"title": None},
    ],
)
def test_a_change_that_cannot_be_stored_is_refused(
    api: APIClient, alice: User, change: dict[str, Any]
) -> None:
    video = a_video(alice, ready=False)
    body = json.dumps(change).encode()
    answer = api.patch(f"/api/videos/{video.pk}", body, content_type="application/json")
    error_of(answer, 400, "validation_error")


@pytest.mark.parametrize("name", ["\0", "\ud800"])
def test_text_that_cannot_be_stored_makes_no_job(api: APIClient, alice: User, name: str) -> None:
    video = str(a_video(alice, ready=False).pk)
    trim = {"startTime": 0, "endTime": 1}
    words = {"operation": "add-text", "text": name}
    for path, body in (
        ("/api/video/trim", {"videoId": video, **trim, "title": name}),
        ("/api/video/add-text", {"videoId": video, "text": name}),
        ("/api/video/edit", {"videoId": video, "operations": [words]}),
    ):
        answer = api.post(path, json.dumps(body).encode(), content_type="application/json")
        error_of(answer, 400, "validation_error")
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 400, '"x"', "{}"]
)
def test_numbers_that_are_none_make_no_job(api: APIClient, alice: User, number: str) -> None:
    video = str(a_video(alice, ready=False).pk)
    for path, body in (
        ("/api/video/trim", f'{{"videoId": "{video}", "startTime": 0, "endTime": {number}}}'),
        ("/api/video/crop", f'{{"videoId": "{video}", "width": {number}, "height": 90}}'),
        (
            "/api/video/apply-filter",
            f'{{"videoId": "{video}", "filterType": "sepia", "intensity": {number}}}',
        ),
    ):
        error_of(api.post(path, body.encode(), content_type="application/json"), 400, "")
    assert Job.objects.count() == 1
