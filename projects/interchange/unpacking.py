"""Packages from elsewhere: a ZIP with a timeline and its media. Nothing in it is believed."""

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from projects.interchange.guarding import LARGEST
from projects.interchange.refusing import Unreadable
from projects.timeline.saying import Said as _

MOST_ENTRIES = 1000
MOST_LISTS = 40  # EDLs in one package, one for each track
LONGEST_NAME = 300  # letters
MOST_PACKED = 200  # times smaller than what is in it; films hardly become smaller
FREE = 1024 * 1024  # bytes that may be packed as well as they like
PACKED = {".zip", ".gz", ".7z", ".rar", ".tar", ".xz", ".bz2", ".zst"}
PIECE = 1024 * 1024
MOST_DIRECTORY = MOST_ENTRIES * (LONGEST_NAME * 4 + 500)  # bytes of a ZIP's own list of contents
END, END_64, PLACE_OF_END_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
LONGEST_END = 22 + 65535  # with its comment
Entries = dict[str, list[zipfile.ZipInfo]]
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, ValueError, RuntimeError)


@dataclass(frozen=True)
class Package:
    """An opened package: its documents by ending, and its media by name in small letters."""

    archive: zipfile.ZipFile
    documents: Entries
    media: dict[str, zipfile.ZipInfo]

    def read(self, entry: zipfile.ZipInfo) -> bytes:
        """A document; raises Unreadable."""
        if entry.file_size > LARGEST:
            raise Unreadable(
                _(
                    "%(filename)s may have at most %(most)s MB.",
                    filename=entry.filename,
                    most=LARGEST // 1024**2,
                )
            )
        try:
            return self.archive.read(entry)
        except (*BROKEN, OSError) as failure:
            raise Unreadable(
                _("%(filename)s cannot be unpacked: %(failure)s", filename=entry.filename, failure=failure)
            ) from None

    def copy(self, entry: zipfile.ZipInfo, target: IO[bytes]) -> None:
        """Writes a medium out: never more than the package says that it has. Raises Unreadable."""
        try:
            with self.archive.open(entry) as content:
                while piece := content.read(PIECE):
                    target.write(piece)
        except BROKEN as failure:
            raise Unreadable(
                _("%(filename)s cannot be unpacked: %(failure)s", filename=entry.filename, failure=failure)
            ) from None


def is_package(path: Path) -> bool:
    with path.open("rb") as content:
        return content.read(4) == b"PK\x03\x04"


@contextmanager
def opened(path: Path, *, most_bytes: int) -> Iterator[Package]:
    """The package; raises Unreadable for one that is broken, too large, or means harm."""
    _must_have_short_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            yield _looked_through(archive, most_bytes)
    except zipfile.BadZipFile as failure:
        raise Unreadable(_("This ZIP is broken: %(failure)s", failure=failure)) from None


def _must_have_short_directory(path: Path) -> None:
    """Before the library reads the list of contents into memory, whatever the file says its length is."""
    with path.open("rb") as content:
        size = content.seek(0, 2)
        content.seek(max(size - LONGEST_END - 20, 0))
        tail = content.read()
        end = tail.rfind(END)
        if end < 0 or len(tail) < end + 22:
            raise Unreadable(_("This ZIP is broken: it has no end."))
        lengths = [int.from_bytes(tail[end + 12 : end + 16], "little")]
        if tail[max(end - 20, 0) : end].startswith(PLACE_OF_END_64):
            content.seek(min(int.from_bytes(tail[end - 12 : end - 4], "little"), size))
            record = content.read(56)
            lengths = [int.from_bytes(record[40:48], "little")] if record.startswith(END_64) else [size]
    if max(lengths) > MOST_DIRECTORY:
        raise Unreadable(_("A package may have at most %(most)s files.", most=MOST_ENTRIES))


def _looked_through(archive: zipfile.ZipFile, most_bytes: int) -> Package:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(_("A package may have at most %(most)s files.", most=MOST_ENTRIES))
    if sum(entry.file_size for entry in entries) > most_bytes:
        raise Unreadable(_("Unpacked, a package may have at most %(most)s MB.", most=most_bytes // 1024**2))
    for entry in entries:
        _must_be_plain(entry)
    documents, media = _sorted(entries)
    if len(documents[".otio"]) > 1 or len(documents[".edl"]) > MOST_LISTS:
        raise Unreadable(_("There are several timelines in this package."))
    if not documents[".otio"] and not documents[".edl"]:
        raise Unreadable(_("There is no .otio or .edl file in this package."))
    return Package(archive, documents, media)


def _sorted(entries: list[zipfile.ZipInfo]) -> tuple[Entries, dict[str, zipfile.ZipInfo]]:
    """Documents by ending and media by name, without what systems put beside them."""
    documents: Entries = {".otio": [], ".edl": []}
    media: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename)
        suffix = path.suffix.lower()
        if path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        if suffix in documents:
            documents[suffix].append(entry)
        else:
            media.setdefault(path.name.casefold(), entry)
    return documents, media


def _must_be_plain(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    is_outside = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name
    if is_outside or len(name) > LONGEST_NAME or not name.isprintable():
        raise Unreadable(_("A file in this package has a name that leads elsewhere."))
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and not stat.S_ISREG(kind):
        raise Unreadable(_("%(name)s is a link, or no plain file.", name=name))
    if entry.flag_bits & 1:
        raise Unreadable(_("%(name)s is encrypted.", name=name))
    if path.suffix.lower() in PACKED:
        raise Unreadable(_("%(name)s is a package in a package.", name=name))
    if entry.file_size > FREE and entry.file_size > MOST_PACKED * max(entry.compress_size, 1):
        raise Unreadable(_("%(name)s is packed far smaller than any film can be.", name=name))
