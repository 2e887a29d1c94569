"""Signs a file: in a process of its own, inside the walls, for it reads what strangers have made."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from videos.credentials.certificates import Identity
from videos.media import sandbox
from videos.media.engine import Limits

CHILD = Path(__file__).with_name("signing_child.py")
# What can carry credentials, as the library calls its files.
MEDIA_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "m4a": "audio/mp4",
    "avi": "video/x-msvideo",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
}
SECONDS = 600.0
MAX_ANSWER = 64 * 1024
LIMITS = Limits()


class NotSigned(Exception):
    """The file could not be given credentials. `code` is for programs, the text for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def media_type(extension: str) -> str:
    """The media type of files of this extension; raises NotSigned when they cannot carry credentials."""
    if extension not in MEDIA_TYPES:
        message = f"Files of the kind {extension.upper()} cannot carry content credentials."
        raise NotSigned("unsupported", message)
    return MEDIA_TYPES[extension]


def sign(
    *, path: Path, output: Path, note: dict[str, Any], identity: Identity, limits: Limits = LIMITS
) -> None:
    """Write a copy of a file with the note in it, signed; nothing is encoded anew. Raises NotSigned."""
    question = {
        "path": str(path.resolve()),
        "output": str(output.resolve()),
        "note": note,
        "chain": identity.chain,
        "key": identity.key,
        "algorithm": identity.algorithm,
        "limits": dataclasses.asdict(limits),
    }
    try:
        answer = json.loads(
            sandbox.ask_python(script=CHILD, question=question, seconds=SECONDS, max_bytes=MAX_ANSWER)
        )
    except (sandbox.AskedTooLong, sandbox.ChildFailed, sandbox.TooWeak, ValueError) as failure:
        output.unlink(missing_ok=True)
        raise NotSigned("signer_broken", f"Content credentials could not be made: {failure}") from failure
    if "refused" in answer:
        output.unlink(missing_ok=True)
        raise NotSigned("signer_refused", f"Content credentials could not be made: {answer['refused']}")


def read(*, path: Path, extension: str, limits: Limits = LIMITS) -> dict[str, Any]:
    """The note of a file as C2PA's reader gives it, with `validation_state`; empty when it has none.

    Raises NotSigned for files that cannot carry any, and for what cannot be read.
    """
    question = {
        "path": str(path.resolve()),
        "output": "",
        "read": media_type(extension),
        "limits": dataclasses.asdict(limits),
    }
    try:
        reply = sandbox.ask_python(script=CHILD, question=question, seconds=60.0, max_bytes=4 * 1024 * 1024)
        answer: dict[str, Any] = json.loads(reply)
    except (sandbox.AskedTooLong, sandbox.ChildFailed, sandbox.TooWeak, ValueError) as failure:
        raise NotSigned("unreadable", "The content credentials of this file could not be read.") from failure
    if "refused" in answer:
        raise NotSigned("unreadable", f"The content credentials could not be read: {answer['refused']}")
    found: dict[str, Any] = answer["found"]
    return found
