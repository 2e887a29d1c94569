"""Uploads that go straight to the bucket."""

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.http import HttpResponse
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from credits import plans
from credits.plan_models import Plan
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos import files, multipart
from videos.bucket import MEGABYTE, Bucket
from videos.models import ResumableUpload, Video
from videos.multipart import part_size
from videos.services import library
from videos.tests.buckets import kept
from videos.tests.films import a_clip
from videos.uploads import finishing, s3

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/api/uploads/s3"


def ask(client: APIClient, path: str, **body: Any) -> HttpResponse:
    return client.post(f"{ROOT}{path}", body, format="json")


def big(size: int = 9 * MEGABYTE) -> bytes:
    """A film, and after its end so many bytes in all: a box that players skip."""
    film = a_clip().read_bytes()
    rest = size - len(film)
    return film + rest.to_bytes(4, "big") + b"free" + bytes(rest - 8)


def put(part: dict[str, Any], content: bytes, size: int) -> dict[str, Any]:
    start = (part["number"] - 1) * size
    answer = httpx.put(part["url"], content=content[start : start + part["size"]])
    assert answer.status_code == 200, answer.text
    return {"number": part["number"], "etag": answer.headers["ETag"]}


def begun(client: APIClient, content: bytes, **told: Any) -> dict[str, Any]:
    answer = ask(client, "", filename="holiday.mp4", size=len(content), **told)
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    return body


def sent(client: APIClient, content: bytes, **told: Any) -> tuple[str, list[dict[str, Any]]]:
    body = begun(client, content, **told)
    return body["uploadId"], [put(part, content, body["partSize"]) for part in body["parts"]]


def test_a_file_in_parts_becomes_one_video(api: APIClient, alice: User, in_bucket: Bucket) -> None:
    content = big()
    upload_id, parts = sent(api, content, title="The sea", sha256=hashlib.sha256(content).hexdigest())
    assert len(parts) == 2
    for _ in range(2):
        answer = ask(api, f"/{upload_id}/complete", parts=parts)
        assert (answer.status_code, answer.json()["status"]) == (202, "finishing")  # type: ignore[attr-defined]
    for _ in range(2):
        finishing.finish(upload_id=ResumableUpload.objects.get().pk)
    told = api.get(f"/api/uploads/{upload_id}").json()
    video = Video.objects.get()
    assert (told["status"], told["videoId"], video.title) == ("done", str(video.pk), "The sea")
    assert (Job.objects.count(), ledger_of(alice).held) == (1, 5)
    stored = in_bucket.read(key=video.file)
    assert hashlib.sha256(stored).digest() == hashlib.sha256(content).digest()
    assert [key for key in kept(in_bucket) if key.startswith("uploads/")] == []
    assert [*multipart.under_way(in_bucket, prefix="")] == []


def test_it_goes_on_with_the_parts_that_are_missing(
    api: APIClient, in_bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("videos.bucket.AT_ONCE", 1)  # each list has several pages
    content = big()
    body = begun(api, content)
    place = f"/{body['uploadId']}"
    first = put(body["parts"][0], content, body["partSize"])
    early = ask(api, f"{place}/complete", parts=[first])
    assert (early.status_code, early.json()["errors"][0]["code"]) == (409, "parts_missing")  # type: ignore[attr-defined]
    there = api.get(f"{ROOT}{place}/parts").json()
    assert [(part["number"], part["size"]) for part in there["parts"]] == [(1, 8 * MEGABYTE)]
    fresh = ask(api, f"{place}/parts", numbers=[2]).json()  # type: ignore[attr-defined]
    second = put(fresh["parts"][0], content, fresh["partSize"])
    wrong = ask(api, f"{place}/complete", parts=[first, {**second, "etag": first["etag"]}])
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (409, "checksum_mismatch")  # type: ignore[attr-defined]
    assert ask(api, f"{place}/complete", parts=[first, second]).status_code == 202
    assert ask(api, f"{place}/parts", numbers=[2]).status_code == 410


def test_what_was_announced_must_arrive(api: APIClient, alice: User, in_bucket: Bucket) -> None:
    upload_id, parts = sent(api, a_clip().read_bytes(), sha256="0" * 64)
    assert ask(api, f"/{upload_id}/complete", parts=parts).status_code == 202
    finishing.finish(upload_id=ResumableUpload.objects.get().pk)
    told = api.get(f"/api/uploads/{upload_id}").json()
    assert (told["status"], told["error"]["code"]) == ("rejected", "checksum_mismatch")
    assert (kept(in_bucket), Video.objects.count(), library.bytes_stored(alice)) == ([], 0, 0)


def test_the_plan_is_asked_first_and_bytes_are_set_aside(
    api: APIClient, alice: User, in_bucket: Bucket
) -> None:
    plan = plans.subscription_of(user=alice).plan
    Plan.objects.filter(pk=plan.pk).update(storage_bytes=10 * MEGABYTE)
    assert ask(api, "", filename="a.mp4", size=11 * MEGABYTE).status_code == 403
    body = begun(api, bytes(9 * MEGABYTE))
    assert library.bytes_stored(alice) == 9 * MEGABYTE
    assert ask(api, "", filename="a.mp4", size=2 * MEGABYTE).status_code == 403
    put(body["parts"][0], bytes(9 * MEGABYTE), body["partSize"])
    assert ask(api, f"/{body['uploadId']}/abort").status_code == 204
    assert library.bytes_stored(alice) == 0
    assert ([*multipart.under_way(in_bucket, prefix="")], kept(in_bucket)) == ([], [])


def test_more_than_a_part_has_cannot_be_sent(api: APIClient, in_bucket: Bucket) -> None:
    part = begun(api, bytes(1000))["parts"][0]
    signed = parse_qs(urlsplit(part["url"]).query)["X-Amz-SignedHeaders"]
    assert signed == ["content-length;host"]


def test_it_is_nobody_elses(api: APIClient, bob: User, in_bucket: Bucket) -> None:
    place = f"/{begun(api, bytes(1000))['uploadId']}"
    other = client_of(bob)
    asked = [
        other.get(f"{ROOT}{place}/parts"),
        ask(other, f"{place}/parts", numbers=[1]),
        ask(other, f"{place}/complete", parts=[{"number": 1, "etag": "e"}]),
        ask(other, f"{place}/abort"),
    ]
    assert [answer.status_code for answer in asked] == [404, 404, 404, 404]
    assert ResumableUpload.objects.filter(status="open").count() == 1


def test_without_a_bucket_it_is_not_configured(api: APIClient) -> None:
    api.raise_request_exception = False
    answer = ask(api, "", filename="a.mp4", size=1000)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (501, "not_configured")  # type: ignore[attr-defined]
    assert ResumableUpload.objects.count() == 0


@pytest.mark.parametrize("length", [1, 8 * MEGABYTE, 10**10, 80 * 1024**3 + 1, 5 * 1024**4])
def test_parts_are_whole_megabytes_and_ten_thousand_at_most(length: int) -> None:
    size = part_size(length)
    assert size % MEGABYTE == 0
    assert 5 * MEGABYTE <= size <= 5 * 1024**3
    assert -(-length // size) <= 10_000


def test_s3_places_are_made_of_ids_only(in_bucket: Bucket, api: APIClient) -> None:
    begun(api, bytes(10), title="../../x", description="uploads/y")
    upload = ResumableUpload.objects.get()
    assert [each.multipart.key for each in multipart.under_way(in_bucket, prefix="")] == [
        s3.whole_key(upload.pk)
    ]
    assert files.names(folder="uploads") == []
