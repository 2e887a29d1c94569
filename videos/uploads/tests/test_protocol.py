"""tus 1.0: what it demands of a server, case by case; whatever is refused changes nothing."""

import base64
import hashlib
from typing import Any

import pytest

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.models import ResumableUpload, Video
from videos.tests.films import a_clip
from videos.uploads.tests.asking import TYPE, Client, id_of, state, stored, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(alice: User) -> Client:
    return Client(alice)


def digest(algorithm: str, body: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, body).digest()).decode()}"


def test_options_tells_anybody_what_this_server_can_do() -> None:
    answer = Client(None).ask("OPTIONS", Tus_Resumable="0.2.2")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert int(answer.headers["Tus-Max-Size"]) > 0
    assert set(answer.headers["Tus-Checksum-Algorithm"].split(",")) == {"sha1", "sha256"}
    assert answer.headers["Tus-Extension"].split(",") == [
        "creation", "creation-with-upload", "creation-defer-length", "checksum", "expiration", "termination",
        "concatenation",
    ]  # fmt: skip


def test_an_upload_is_begun_and_looked_at(client: Client) -> None:
    answer = client.ask("POST", Upload_Length=100, Upload_Metadata=told(filename="a.mp4", kind="") + ",bare")
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Upload-Expires"].endswith(" GMT")
    path = answer.headers["Location"]
    assert path == f"/api/uploads/{ResumableUpload.objects.get().pk}"
    looked = client.ask("HEAD", path)
    assert (looked.status_code, looked.headers["Upload-Offset"], looked.headers["Upload-Length"]) == (
        200,
        "0",
        "100",
    )
    assert looked.headers["Upload-Metadata"] == told(filename="a.mp4", kind="") + ",bare"
    assert looked.headers["Cache-Control"] == "no-store"
    assert looked.headers["Tus-Resumable"] == "1.0.0"
    assert "Upload-Defer-Length" not in looked.headers


def test_bytes_are_kept_where_they_belong(client: Client) -> None:
    path = client.create(10)
    first = client.send(path, 0, b"01234")
    assert (first.status_code, first.headers["Upload-Offset"], first.content) == (204, "5", b"")
    assert "Upload-Expires" in first.headers
    second = client.send(path, 5, iter([b"5", b"", b"67"]))
    assert (second.status_code, second.headers["Upload-Offset"]) == (204, "8")
    assert (stored(path), client.offset(path)) == (b"01234567", 8)
    assert client.send(path, 8, b"").headers["Upload-Offset"] == "8"


REFUSED: list[tuple[str, int, str, dict[str, Any]]] = [
    ("another version", 412, "POST", {"Tus_Resumable": "0.2.2", "Upload_Length": 5}),
    ("no version", 412, "POST", {"Tus_Resumable": None, "Upload_Length": 5}),
    ("no length", 400, "POST", {}),
    ("two lengths", 400, "POST", {"Upload_Length": 5, "Upload_Defer_Length": 1}),
    ("a strange deferral", 400, "POST", {"Upload_Defer_Length": 2}),
    ("a negative length", 400, "POST", {"Upload_Length": -1}),
    ("a length in words", 400, "POST", {"Upload_Length": "five"}),
    ("a length with a sign", 400, "POST", {"Upload_Length": "+5"}),
    ("a length as Python writes it", 400, "POST", {"Upload_Length": "1_0"}),
    ("a length no integer holds", 400, "POST", {"Upload_Length": 10**25}),
    ("more than Tus-Max-Size", 413, "POST", {"Upload_Length": 10**15}),
    ("metadata that is not base64", 400, "POST", {"Upload_Length": 5, "Upload_Metadata": "filename *"}),
    ("a key twice", 400, "POST", {"Upload_Length": 5, "Upload_Metadata": "a Zg==,a Zg=="}),
    ("metadata that is not text", 400, "POST", {"Upload_Length": 5, "Upload_Metadata": "filename /w=="}),
    ("a project that is none", 400, "POST", {"Upload_Length": 5, "Upload_Metadata": told(projectId="x")}),
    ("a strange concatenation", 400, "POST", {"Upload_Length": 5, "Upload_Concat": "parts"}),
    ("a final upload with a length", 400, "POST", {"Upload_Length": 5, "Upload_Concat": "final;{path}"}),
    ("a final upload of nothing", 400, "POST", {"Upload_Concat": "final; "}),
    ("a final upload of what is no part", 409, "POST", {"Upload_Concat": "final;{path}"}),
    ("a part twice", 400, "POST", {"Upload_Concat": "final;{path} {path}"}),
    ("a part outside", 404, "POST", {"Upload_Concat": "final;/etc/passwd"}),
    ("bytes of another type at once", 415, "POST", {"Upload_Length": 5, "body": b"12345"}),
    ("more bytes at once than told", 413, "POST",
     {"Upload_Length": 3, "body": b"12345", "Content_Type": TYPE}),
    ("another version", 412, "PATCH", {"Tus_Resumable": "2.0.0", "body": b"x"}),
    ("another type", 415, "PATCH", {"Content_Type": "application/octet-stream", "body": b"x"}),
    ("no offset", 400, "PATCH", {"Upload_Offset": None, "body": b"x"}),
    ("a negative offset", 400, "PATCH", {"Upload_Offset": -1, "body": b"x"}),
    ("an offset too small", 409, "PATCH", {"Upload_Offset": 3, "body": b"x"}),
    ("an offset too large", 409, "PATCH", {"Upload_Offset": 5, "body": b"x"}),
    ("more bytes than are missing", 413, "PATCH", {"body": b"x" * 7}),
    ("another length", 400, "PATCH", {"Upload_Length": 11, "body": b"x"}),
    ("an unknown algorithm", 400, "PATCH", {"Upload_Checksum": "md4 eA==", "body": b"x"}),
    ("a checksum that is none", 400, "PATCH", {"Upload_Checksum": "sha1 eA==", "body": b"x"}),
    ("a wrong checksum", 460, "PATCH", {"Upload_Checksum": digest("sha1", b"y"), "body": b"x"}),
    ("another wrong checksum", 460, "PATCH", {"Upload_Checksum": digest("sha256", b"y"), "body": b"x"}),
    ("another version", 412, "HEAD", {"Tus_Resumable": None}),
    ("another version", 412, "DELETE", {"Tus_Resumable": "1"}),
]  # fmt: skip


def test_what_is_refused_changes_nothing(client: Client) -> None:
    path = client.create(10)
    client.send(path, 0, b"0123")
    before = state()
    for name, status, method, given in REFUSED:
        sent: dict[str, Any] = {"Upload_Offset": 4, "Content_Type": TYPE} if method == "PATCH" else {}
        sent |= given
        if "Upload_Concat" in sent:
            sent["Upload_Concat"] = sent["Upload_Concat"].replace("{path}", path)
        answer = client.ask(
            method, "/api/uploads" if method == "POST" else path, sent.pop("body", b""), **sent
        )
        assert (name, method, answer.status_code) == (name, method, status), answer.text
        assert answer.headers["Tus-Resumable"] == "1.0.0", name
        if method != "HEAD":
            assert answer.json()["errors"][0]["detail"], name
        assert state() == before, name
    assert client.send(path, 4, b"456789").status_code == 400


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_bytes_with_their_checksum_are_kept(client: Client, algorithm: str) -> None:
    path = client.create(10)
    answer = client.send(path, 0, iter([b"01", b"234"]), Upload_Checksum=digest(algorithm, b"01234"))
    assert (answer.status_code, answer.headers["Upload-Offset"], stored(path)) == (204, "5", b"01234")
    assert list(state()[1]) == [f"{id_of(path)}.part"]


def test_a_length_may_come_later_and_stays(client: Client) -> None:
    path = client.create(Upload_Defer_Length=1)
    looked = client.ask("HEAD", path)
    assert looked.headers["Upload-Defer-Length"] == "1"
    assert "Upload-Length" not in looked.headers
    assert client.send(path, 0, b"01234").status_code == 204
    before = state()
    assert client.send(path, 5, b"5", Upload_Length=4).status_code == 400
    assert client.send(path, 4, b"5", Upload_Length=10).status_code == 409
    assert state() == before
    assert client.send(path, 5, b"5", Upload_Length=10).headers["Upload-Offset"] == "6"
    assert client.ask("HEAD", path).headers["Upload-Length"] == "10"
    assert client.send(path, 6, b"", Upload_Length=12).status_code == 400
    assert ResumableUpload.objects.get().reserved == 10


def test_a_client_that_lies_about_its_length_is_cut_at_it(client: Client) -> None:
    path = client.create(10, Upload_Concat="partial")
    answer = client.send(path, 0, (b"x" * 6 for _ in range(1000)))
    assert (answer.status_code, stored(path)) == (413, b"x" * 10)
    assert client.offset(path) == 10


def test_an_upload_is_ended_and_gone(client: Client) -> None:
    path = client.create(10, b"01234")
    assert client.ask("DELETE", path).status_code == 204
    assert state() == ([], {})
    for method in ("HEAD", "PATCH", "DELETE", "GET"):
        answer = client.ask(method, path, Upload_Offset=5, Content_Type=TYPE)
        assert (method, answer.status_code) == (method, 404)


def test_an_expired_upload_is_gone(client: Client) -> None:
    path = client.create(10, b"01234")
    ResumableUpload.objects.update(expires_at="2026-01-01T00:00:00Z")
    before = state()
    assert client.send(path, 5, b"5").status_code == 410
    assert client.ask("HEAD", path).status_code == 410
    assert state() == before


def test_the_method_may_be_told_in_a_header_of_a_post_only(client: Client) -> None:
    path = client.create(10)
    sent = {"Upload_Offset": 0, "Content_Type": TYPE}
    answer = client.ask("POST", path, b"01234", X_HTTP_Method_Override="PATCH", **sent)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "5")
    assert client.ask("POST", path, X_HTTP_Method_Override="HEAD").headers["Upload-Offset"] == "5"
    assert client.ask("GET", path, X_HTTP_Method_Override="DELETE").status_code == 200
    assert client.ask("POST", path, X_HTTP_Method_Override="PUT").status_code == 405
    assert client.ask("POST", path, X_HTTP_Method_Override="DELETE").status_code == 204
    assert not ResumableUpload.objects.exists()


def test_parts_become_one_video(client: Client) -> None:
    film = a_clip().read_bytes()
    third = len(film) // 3
    pieces = [film[:third], film[third : 2 * third], film[2 * third :]]
    parts = [client.create(len(piece), piece, Upload_Concat="partial") for piece in pieces]
    assert client.ask("HEAD", parts[0]).headers["Upload-Concat"] == "partial"
    assert not Video.objects.exists()
    wished = f"final;http://elsewhere{parts[0]} {parts[1]} {parts[2]}"
    path = client.create(Upload_Concat=wished, Upload_Metadata=told(title="Three"))
    looked = client.ask("HEAD", path)
    assert (looked.headers["Upload-Concat"], looked.headers["Upload-Length"]) == (wished, str(len(film)))
    assert looked.headers["Upload-Offset"] == str(len(film))
    assert (Video.objects.get().title, Video.objects.get().size) == ("Three", len(film))
    assert client.send(path, len(film), b"").status_code == 403
    assert client.send(parts[0], len(pieces[0]), b"").status_code == 403
    assert client.ask("DELETE", parts[0]).status_code == 403
    assert client.create(Upload_Concat=wished) == path
    assert state()[1] == {}
    assert set(ResumableUpload.objects.values_list("reserved", flat=True)) == {0}


def test_a_final_upload_needs_whole_parts(client: Client) -> None:
    whole, half = client.create(2, b"01", Upload_Concat="partial"), client.create(9, Upload_Concat="partial")
    before = state()
    assert client.ask("POST", Upload_Concat=f"final;{whole} {half}").status_code == 409
    assert state() == before


def test_the_last_byte_makes_one_video_with_one_job_and_one_hold(client: Client) -> None:
    film = a_clip().read_bytes()
    metadata = told(
        filename="../../etc/sea.m3u8", title="Sea\0side", description="a\nb", owner="x", path="/etc"
    )
    path = client.create(len(film), Upload_Metadata=metadata)
    assert client.send(path, 0, film[:1000]).status_code == 204
    answer = client.send(path, 1000, film[1000:])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(film)))
    again = client.send(path, len(film), b"")
    assert (again.status_code, client.offset(path)) == (204, len(film))
    video, job = Video.objects.get(), Job.objects.get()
    assert (video.title, video.original_name, video.description) == ("Seaside", "sea.m3u8", "a\nb")
    assert video.file == f"users/{video.owner_id}/videos/{video.pk}/original/film.mp4"
    assert (job.video_id, ledger_of(job.user).held * 1_000_000) == (video.pk, job.quoted)
    seen = client.ask("GET", path).json()
    assert {seen["status"], seen["videoId"], seen["jobId"]} == {"done", str(video.pk), str(job.pk)}
    assert (seen["offset"], seen["size"], seen["error"]) == (len(film), len(film), None)
    assert state()[1] == {}
    assert client.ask("GET").json()["results"] == []


def test_a_file_that_is_no_film_is_told_and_forgotten(client: Client) -> None:
    path = client.create(5000)
    answer = client.send(path, 0, b"no film " * 625)
    assert answer.status_code in {415, 400}
    code = answer.json()["errors"][0]["code"]
    seen = client.ask("GET", path).json()
    assert (seen["status"], seen["error"]["code"], seen["videoId"]) == ("rejected", code, None)
    assert state()[1] == {}
    assert ResumableUpload.objects.get().reserved == 0
    for method in ("HEAD", "PATCH"):
        assert client.ask(method, path, Upload_Offset=5000, Content_Type=TYPE).status_code == 410
    assert not Video.objects.exists()
    assert not Job.objects.exists()


def test_uploads_under_way_are_listed(client: Client) -> None:
    path = client.create(10, b"012", Upload_Metadata=told(filename="a.mp4"))
    client.create(10, Upload_Concat="partial")
    (seen,) = client.ask("GET", Tus_Resumable=None).json()["results"]
    assert (seen["url"], seen["offset"], seen["size"], seen["filename"]) == (path, 3, 10, "a.mp4")
    assert (seen["status"], seen["id"]) == ("open", id_of(path))
