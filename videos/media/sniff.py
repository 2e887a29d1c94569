"""Tells containers apart by their first bytes, before any demuxer sees the file.

FFmpeg guesses the format of what it opens, and some formats (playlists, concat scripts) open further files.
So we decide, and pin the demuxer.
"""

from pathlib import Path

from videos.media.said import gettext
from videos.media.said import gettext_noop as _

HEAD = 4096
TS_PACKETS = ((0, 188), (4, 192))  # offset of the first sync byte, distance to the next
STILL_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")
MOV_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
RIFF = {b"AVI ": "avi", b"AVIX": "avi", b"WAVE": "wav"}

# Our name for a container is the name of FFmpeg's demuxer.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"FLV\x01", "flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"OggS", "ogg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"fLaC", "flac"),
    (b"ID3", "mp3"),
    (b"\xff\xf1", "aac"),
    (b"\xff\xf9", "aac"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xfa", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"\xff\xf2", "mp3"),
    (b"RF64", "wav"),
)
DEMUXERS = tuple(dict.fromkeys(["mov", "avi", "wav", "mpegts", *(name for _, name in MAGIC)]))

# Known, and not wanted here: the person deserves a better word than "not a video".
UNWANTED: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", _("a PNG image")),
    (b"\xff\xd8\xff", _("a JPEG image")),
    (b"BM", _("a bitmap image")),
    (b"II*\x00", _("a TIFF image")),
    (b"MM\x00*", _("a TIFF image")),
    (b"%PDF", _("a PDF document")),
    (b"PK\x03\x04", _("a ZIP archive")),
    (b"Rar!", _("a RAR archive")),
    (b"7z\xbc\xaf", _("a 7-Zip archive")),
    (b"\x1f\x8b", _("a gzip archive")),
    (b"\x7fELF", _("a program")),
    (b"#EXTM3U", _("a playlist")),
    (b"ffconcat", _("a playlist")),
    (b"[playlist]", _("a playlist")),
    (b"v=0", _("a session description")),
    (b"<", _("an XML or HTML document")),
)


class MediaRejected(Exception):
    """A file that we do not take. `message` is for the person who sent it and holds no path."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def sniff(*, path: Path) -> str:
    """Name the demuxer for a file.

    Raises MediaRejected: empty_file, not_a_video, unsupported_container, truncated.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise MediaRejected("empty_file", gettext("This file is empty."))
    demuxer = _recognise(head)
    if demuxer == "mov":
        _require_whole_boxes(path)
    return demuxer


def _recognise(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return _recognise_riff(head)
    if head[4:8] in MOV_BOXES:
        return _recognise_mov(head)
    for magic, demuxer in MAGIC:
        if head.startswith(magic):
            return demuxer
    if _is_transport_stream(head):
        return "mpegts"
    raise _unknown(head)


def _recognise_riff(head: bytes) -> str:
    demuxer = RIFF.get(head[8:12])
    if demuxer is None:
        raise MediaRejected(
            "unsupported_container", gettext("This kind of RIFF file (perhaps an image) is not supported.")
        )
    return demuxer


def _recognise_mov(head: bytes) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS:
        message = gettext("This is a still image (HEIC or AVIF), not a video.")
        raise MediaRejected("unsupported_container", message)
    return "mov"


def _is_transport_stream(head: bytes) -> bool:
    return any(
        len(head) > first + 2 * step and all(head[first + step * packet] == 0x47 for packet in range(3))
        for first, step in TS_PACKETS
    )


def _unknown(head: bytes) -> MediaRejected:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, kind in UNWANTED:
        if text.startswith(magic):
            message = gettext("This is %(kind)s, not a video.") % {"kind": gettext(kind)}
            return MediaRejected("unsupported_container", message)
    return MediaRejected("not_a_video", gettext("This does not look like a video or an audio file."))


def _require_whole_boxes(path: Path) -> None:
    """Walk the top-level boxes of an MP4 or MOV: the index must exist, and the media must not be cut off."""
    size = path.stat().st_size
    seen: set[bytes] = set()
    position = 0
    with path.open("rb") as file:
        for _ in range(100_000):
            file.seek(position)
            header = file.read(16)
            if len(header) < 8:
                break
            kind, length = header[4:8], _box_length(header, remaining=size - position)
            seen.add(kind)
            if kind in (b"mdat", b"moov") and position + length > size:
                raise MediaRejected(
                    "truncated", gettext("This file is cut off: its end is missing. Please send it again.")
                )
            if length < 8:
                break
            position += length
    if not seen & {b"moov", b"moof"}:
        raise MediaRejected(
            "truncated", gettext("This file's index is missing: the recording or the upload was cut off.")
        )


def _box_length(header: bytes, *, remaining: int) -> int:
    length = int.from_bytes(header[:4], "big")
    if length == 1:
        return int.from_bytes(header[8:16], "big")
    return length or remaining
