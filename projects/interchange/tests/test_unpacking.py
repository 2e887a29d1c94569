"""ZIPs that mean harm."""

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from projects.interchange.refusing import Unreadable
from projects.interchange.unpacking import is_package, opened

MOST = 10 * 1024 * 1024
EDL = "TITLE: X\n"


def a_link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("media/a.mp4")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def many(archive: zipfile.ZipFile) -> None:
    for number in range(1001):
        archive.writestr(f"media/{number}.mp4", b"")


def a_bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("media/a.mp4", bytes(8 * 1024 * 1024), zipfile.ZIP_DEFLATED)


def two_timelines(archive: zipfile.ZipFile) -> None:
    archive.writestr("b.otio", "{}")
    archive.writestr("c.otio", "{}")


@pytest.mark.parametrize(
    ("put", "words"),
    [
        (lambda archive: archive.writestr("../../etc/cron.d/x", b"x"), "leads elsewhere"),
        (lambda archive: archive.writestr("/etc/passwd", b"x"), "leads elsewhere"),
        (lambda archive: archive.writestr("media\\..\\x", b"x"), "leads elsewhere"),
        (lambda archive: archive.writestr("C:x.mp4", b"x"), "leads elsewhere"),
        (a_link, "is a link"),
        (lambda archive: archive.writestr("media/inner.zip", b"x"), "package in a package"),
        (many, "at most 1000 files"),
        (a_bomb, "packed far smaller"),
        (lambda archive: archive.writestr("media/a.mp4", bytes(MOST + 1)), "at most 10 MB"),
        (two_timelines, "several timelines"),
    ],
)
def test_packages_that_mean_harm_are_refused(
    tmp_path: Path, put: Callable[[zipfile.ZipFile], None], words: str
) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cut.edl", EDL)
        put(archive)
    assert is_package(path)
    with pytest.raises(Unreadable, match=words), opened(path, most_bytes=MOST):
        pass


def test_a_list_of_contents_that_says_it_is_long_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cut.edl", EDL)
    content = bytearray(path.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = (2**31).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="at most 1000 files"), opened(path, most_bytes=MOST):
        pass


def test_a_file_that_is_longer_than_it_says_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cut.edl", EDL)
        archive.writestr("media/a.mp4", b"frames" * 1000)
    content = path.read_bytes().replace((6000).to_bytes(4, "little"), (60).to_bytes(4, "little"))
    path.write_bytes(content)
    with opened(path, most_bytes=MOST) as package, (tmp_path / "out").open("wb") as target:
        with pytest.raises(Unreadable, match="cannot be unpacked"):
            package.copy(package.media["a.mp4"], target)
        assert target.tell() <= 60
