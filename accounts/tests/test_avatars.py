import io
import struct
import uuid
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of

pytestmark = pytest.mark.django_db

QUARTERS = (
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (255, 255, 0),
)  # left top, right top, left bottom, right bottom


def quarters(size: int = 400) -> Image.Image:
    """A picture whose corners can be told apart."""
    picture, half = Image.new("RGB", (size, size)), size // 2
    for place, colour in enumerate(QUARTERS):
        picture.paste(colour, ((place % 2) * half, (place // 2) * half, (place % 2 + 1) * half, size))
    return picture


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def send(
    api: APIClient, content: bytes, crop: dict[str, int | str] | None = None, *, name: str = "me.png"
) -> tuple[int, dict[str, object]]:
    body = {"file": SimpleUploadedFile(name, content), **(crop or {})}
    answer = api.post("/api/user/avatar", body, format="multipart")
    return answer.status_code, answer.json()


def fetched(api: APIClient, url: object) -> Image.Image:
    answer = api.get(str(url))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return Image.open(io.BytesIO(answer.content))


def colour_at(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    return tuple(round(value / 255) * 255 for value in picture.convert("RGB").getpixel((x, y)))  # type: ignore[union-attr]


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be so large, with next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def test_a_picture_is_made_anew_and_nothing_but_pixels_comes_along(api: APIClient) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "where I live", 1
    sent = {
        "JPEG": written(quarters(), "JPEG", exif=exif, comment=b"where I live", quality=95),
        "PNG": written(quarters(), "PNG", exif=exif),
        "WEBP": written(quarters(), "WEBP", exif=exif, xmp=b"where I live"),
        "GIF": written(quarters(), "GIF", save_all=True, append_images=[Image.new("RGB", (400, 400))]),
    }
    for kind, content in sent.items():
        code, body = send(api, content + b"<script>alert(1)</script>where I live", name="me.html")
        assert code == 200, kind
        picture = fetched(api, body["avatarUrl"])
        stored = api.get(str(body["avatarUrl"])).content
        assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (200, 200), {})
        assert not picture.is_animated  # type: ignore[attr-defined]
        assert b"where I live" not in stored
        assert b"script" not in stored
        assert colour_at(picture, 20, 20) == QUARTERS[0], kind


def test_the_square_that_was_chosen_is_cut_upright(api: APIClient) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held on its side: what is stored at the left bottom is seen at the left top
    _, body = send(api, written(quarters(), "JPEG", exif=exif, quality=95), {"x": 0, "y": 0, "size": 200})
    assert colour_at(fetched(api, body["avatarUrl"]), 100, 100) == QUARTERS[2]
    _, body = send(api, written(quarters(), "PNG"), {"x": 200, "y": 0, "size": 200})
    assert colour_at(fetched(api, body["avatarUrl"]), 100, 100) == QUARTERS[1]


BAD: dict[str, bytes] = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "empty": b"",
    "text": b"hello",
    "pdf": b"%PDF-1.7\n",
    "bmp": b"BM" + b"\0" * 60,
    "tiff": b"II*\0" + b"\0" * 60,
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "zip": b"PK\x03\x04" + b"\0" * 60,
    "jpeg in name only": b"\xff\xd8\xff" + b"<script>" * 9,
    "gif and script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "webp in name only": b"RIFF\x20\0\0\0WEBPVP8 " + b"\0" * 9,
    "avi": b"RIFF\x20\0\0\0AVI LIST" + b"\0" * 20,
    "half a png": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "bomb, square": png_of(60_000, 60_000),
    "bomb, wide": png_of(2**31 - 1, 1),
    "bomb, within a side": png_of(8192, 8192),
    "nothing wide": png_of(0, 0),
    "film": b"\0\0\0\x18ftypmp42" + b"\0" * 30,
    "too many bytes": b"\x89PNG\r\n\x1a\n" + b"\0" * (5 * 1024 * 1024),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_is_refused_and_leaves_nothing_behind(
    api: APIClient, alice: User, name: str
) -> None:
    code, body = send(api, BAD[name], name="me.png")
    assert code == (413 if name == "too many bytes" else 400), body
    alice.refresh_from_db()
    assert alice.avatar == ""
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.webp"))


@pytest.mark.parametrize(
    "crop",
    [
        {"x": 300, "y": 0, "size": 200},
        {"x": 0, "y": 0, "size": 401},
        {"x": -1, "y": 0, "size": 10},
        {"x": 0, "y": 0, "size": 0},
        {"x": 0},
        {"x": "a", "y": 0, "size": 9},
        {"x": 10**12, "y": 0, "size": 9},
    ],
)
def test_a_square_that_is_not_in_the_picture_is_refused(api: APIClient, crop: dict[str, int | str]) -> None:
    assert send(api, written(quarters(), "PNG"), crop)[0] == 400


@pytest.mark.django_db(transaction=True)
def test_a_new_picture_replaces_the_old_one_and_both_go_when_asked(api: APIClient, alice: User) -> None:
    first = send(api, written(quarters(), "PNG"))[1]["avatarUrl"]
    second = send(api, written(quarters(), "PNG"))[1]["avatarUrl"]
    assert first != second
    assert [api.get(str(url)).status_code for url in (first, second)] == [404, 200]
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.webp"))) == 1
    assert api.delete("/api/user/avatar").status_code == 204
    assert api.get("/api/auth/me").json()["avatarUrl"] is None
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.webp"))


def test_a_picture_is_seen_by_whoever_was_told_its_address_and_is_signed_in(
    api: APIClient, alice: User, bob: User
) -> None:
    url = str(send(api, written(quarters(), "PNG"))[1]["avatarUrl"])
    assert client_of(bob).get(url).status_code == 200
    assert APIClient().get(url).status_code == 401
    assert client_of(bob).get(f"/api/user/avatar/{alice.pk}/{uuid.uuid4()}").status_code == 404
    assert client_of(bob).get(f"/api/user/avatar/{bob.pk}/{url.rpartition('/')[2]}").status_code == 404
