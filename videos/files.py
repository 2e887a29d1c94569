"""Where the bytes of videos lie: keys in the storage, and copies of them for FFmpeg to work on.

`users/<user>/videos/<video>/<attempt>/<name>`: nothing that a person typed ever becomes part of a path.
"""

import hashlib
import shutil
import uuid
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

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


def folder_key(*, user_id: uuid.UUID, video_id: uuid.UUID) -> str:
    return f"users/{user_id}/videos/{video_id}"


def content_type(key: str) -> str:
    return TYPES.get(key.rpartition(".")[2], "application/octet-stream")


def store(*, path: Path, key: str) -> None:
    """Puts a finished file into the storage; a local one is moved there, not copied."""
    try:
        target = Path(default_storage.path(key))
    except NotImplementedError:
        with path.open("rb") as content:
            default_storage.save(key, File(content))
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, target)
    target.chmod(0o640)


def fetch(*, key: str, folder: Path, name: str = "source.bin") -> Path:
    """A stored file as FFmpeg can read it: where it lies, or a copy in the job's folder when it is remote.

    Never a link in the job's folder: what runs there may write there, and a source must not change.
    """
    try:
        return Path(default_storage.path(key))
    except NotImplementedError:
        copy = folder / name
    with default_storage.open(key, "rb") as content, copy.open("wb") as target:
        shutil.copyfileobj(content, target, 1024 * 1024)
    return copy


def digest(path: Path) -> str:
    """The SHA-256 of a file's content, in hex."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def delete(*, key: str) -> None:
    """Removes one file of the storage; nothing happens when it is not there."""
    default_storage.delete(key)


def delete_folder(key: str) -> None:
    """Removes everything below a key of the storage."""
    try:
        shutil.rmtree(default_storage.path(key), ignore_errors=True)
    except NotImplementedError:
        _delete_remote(key)


def keep_only(*, folder: str, attempt: str) -> None:
    """Removes what other attempts at the same video have left behind."""
    if not default_storage.exists(folder):
        return
    for other in default_storage.listdir(folder)[0]:
        if other != attempt:
            delete_folder(f"{folder}/{other}")


def keep_newest(*, folder: str, most: int, most_bytes: int) -> None:
    """Removes the oldest files of a folder, until so many files and bytes are left at most."""
    keys = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    keys.sort(key=default_storage.get_modified_time, reverse=True)
    size = 0
    for number, key in enumerate(keys):
        size += default_storage.size(key)
        if number >= most or size > most_bytes:
            default_storage.delete(key)


def duplicate(*, key: str, to: str) -> None:
    """Puts the same content under another key as well: each can be deleted without the other."""
    try:
        source, target = Path(default_storage.path(key)), Path(default_storage.path(to))
    except NotImplementedError:
        with default_storage.open(key, "rb") as content:
            default_storage.save(to, content)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # Stored files never change, so two names may stand for one.
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except PermissionError:  # a file system that has no second names
        shutil.copyfile(source, target)


def _delete_remote(key: str) -> None:
    folders, names = default_storage.listdir(key)
    for name in names:
        default_storage.delete(f"{key}/{name}")
    for folder in folders:
        _delete_remote(f"{key}/{folder}")
