"""Where the bytes of videos lie: keys in the storage, and copies of them for FFmpeg to work on.

`users/<user>/videos/<video>/<attempt>/<name>`: nothing that a person typed ever becomes part of a path.
"""

import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import default_storage

from videos import copies
from videos.bucket import Stored, bucket

TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "ts": "video/mp2t",
    "mpg": "video/mpeg",
    "flv": "video/x-flv",
    "wmv": "video/x-ms-wmv",
    "ogv": "video/ogg",
    "gif": "image/gif",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "aac": "audio/aac",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}

# The file of a video in somebody's library, by its key.
FILM = re.compile(r"/videos/.+/film\.[a-z0-9]+$")


def folder_key(*, user_id: uuid.UUID, video_id: uuid.UUID) -> str:
    return f"users/{user_id}/videos/{video_id}"


def content_type(key: str) -> str:
    return TYPES.get(key.rpartition(".")[2], "application/octet-stream")


def store(*, path: Path, key: str) -> None:
    """Puts a finished file into the storage; one of this machine is moved there, not copied."""
    if remote := bucket():
        remote.put(path=path, key=key, content_type=content_type(key))
        return
    target = _path(key)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, target)
    target.chmod(0o640)


def fetch(*, key: str, folder: Path, name: str = "source.bin") -> Path:
    """A stored file as FFmpeg can read it: where it lies, or a copy when it is remote.

    Never a link in the job's folder: what runs there may write there, and a source must not change. A film's
    copy is kept for others; what is no film, or has no room there, is copied into the folder.
    Raises FileNotFoundError for a copy of nothing.
    """
    if remote := bucket():
        if FILM.search(key) and (kept := copies.copy_of(remote, key=key)):
            return kept
        copy = folder / name
        remote.get(key=key, path=copy)
        return copy
    return _path(key)


def digest(path: Path) -> str:
    """The SHA-256 of a file's content, in hex."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def exists(*, key: str) -> bool:
    """Whether there is a file under the key; a folder is none."""
    remote = bucket()
    return remote.head(key=key) is not None if remote else _path(key).is_file()


def listing(*, folder: str) -> Iterator[Stored]:
    """Every file below a folder, by key; nothing when there is no such folder."""
    if remote := bucket():
        yield from remote.listing(prefix=f"{folder}/")
        return
    root = _path(folder)
    for place, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            yield from _stored_here(Path(place) / name)


def names(*, folder: str) -> list[str]:
    """The names of the files directly in a folder, in order; none when there is no such folder."""
    if remote := bucket():
        place = f"{folder}/"
        inside = (each.key.removeprefix(place) for each in remote.listing(prefix=place))
        return [name for name in inside if "/" not in name]
    return sorted(each.name for each in _entries(folder) if each.is_file())


def folders(*, folder: str) -> list[str]:
    """The names of the folders directly in a folder, in order; none when there is no such folder."""
    if remote := bucket():
        return remote.folders(folder=folder)
    return sorted(each.name for each in _entries(folder) if each.is_dir())


def delete(*, key: str) -> None:
    """Removes one file of the storage; nothing happens when it is not there."""
    delete_many(keys=[key])


def delete_many(*, keys: list[str]) -> None:
    """The same for several."""
    if remote := bucket():
        remote.delete(keys=keys)
        copies.forget(keys=keys)
        return
    for key in keys:
        default_storage.delete(key)


def delete_folder(key: str) -> None:
    """Removes everything below a key of the storage."""
    if remote := bucket():
        delete_many(keys=[each.key for each in remote.listing(prefix=f"{key}/")])
        return
    shutil.rmtree(_path(key), ignore_errors=True)


def keep_only(*, folder: str, attempt: str) -> None:
    """Removes what other attempts at the same video have left behind."""
    for other in folders(folder=folder):
        if other != attempt:
            delete_folder(f"{folder}/{other}")


def keep_newest(*, folder: str, most: int, most_bytes: int) -> None:
    """Removes the oldest files of a folder, until so many files and bytes are left at most."""
    found = sorted(listing(folder=folder), key=lambda each: each.modified, reverse=True)
    size, over = 0, list[str]()
    for number, each in enumerate(found):
        size += each.size
        if number >= most or size > most_bytes:
            over.append(each.key)
    delete_many(keys=over)


def duplicate(*, key: str, to: str) -> None:
    """Puts the same content under another key as well: each can be deleted without the other."""
    if remote := bucket():
        remote.copy(key=key, to=to)
        return
    source, target = _path(key), _path(to)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Stored files never change, so two names may stand for one.
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except PermissionError:  # a file system that has no second names
        shutil.copyfile(source, target)


def renew(*, key: str, like: str) -> None:
    """Makes a stored file as young as one stored now. Under `like` lies the same content.

    Raises FileNotFoundError.
    """
    if remote := bucket():
        remote.copy(key=like, to=key)
        return
    os.utime(_path(key))


def _path(key: str) -> Path:
    return Path(default_storage.path(key))


def _entries(folder: str) -> list[Path]:
    try:
        return list(_path(folder).iterdir())
    except FileNotFoundError:
        return []


def _stored_here(path: Path) -> Iterator[Stored]:
    try:
        facts = path.stat()
    except FileNotFoundError:  # deleted a moment ago
        return
    key = path.relative_to(default_storage.path("")).as_posix()
    yield Stored(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
