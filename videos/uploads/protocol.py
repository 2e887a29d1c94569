"""tus 1.0 as headers: what clients may write there, read strictly. Knows nothing of Django.

https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

VERSION = "1.0.0"
EXTENSIONS = (
    "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination,concatenation"
)
ALGORITHMS = ("sha1", "sha256")
OFFSET_TYPE = "application/offset+octet-stream"
ROOT = "/api/uploads"
EXPOSED = (
    "Tus-Resumable", "Tus-Version", "Tus-Max-Size", "Tus-Extension", "Tus-Checksum-Algorithm",
    "Upload-Offset", "Upload-Length", "Upload-Defer-Length", "Upload-Metadata", "Upload-Expires",
    "Upload-Concat",
)  # fmt: skip
ALLOWED = (
    "Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Defer-Length", "Upload-Metadata",
    "Upload-Concat", "Upload-Checksum", "X-Http-Method-Override",
)  # fmt: skip
LARGEST_METADATA = 12 * 1024
LARGEST_NUMBER = 2**63 - 1
MOST_PARTS = 1000
UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
UPLOADS = re.compile(rf"^{ROOT}(?:/(?P<id>{UUID_PATTERN}))?/?$")
OVERRIDES = {"PATCH", "DELETE", "HEAD"}


class Refused(Exception):
    """The request is not done, and nothing has changed. `code` is the API's word for it."""

    def __init__(self, http_status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.http_status, self.code = http_status, code


@dataclass(frozen=True)
class Creation:
    """What a POST announces; `length` is None when it comes later, `parts` of a final upload only."""

    length: int | None
    is_partial: bool
    parts: tuple[UUID, ...]
    concat: str
    metadata: str


@dataclass(frozen=True)
class Checksum:
    algorithm: str
    digest: bytes


def concerns(path: str) -> bool:
    """Whether the path is one of tus's here."""
    return UPLOADS.match(path) is not None


def may_carry_bytes(method: str, path: str) -> bool:
    """Whether the body of such a request is a piece of an upload."""
    return method in {"POST", "PATCH"} and concerns(path)


def as_asked(scope: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The scope with the method that X-HTTP-Method-Override names, which only a POST may.

    Done before anything else looks, so that whoever guards a DELETE guards this one too.
    """
    if scope["method"] != "POST":
        return scope
    for name, value in scope["headers"]:
        if name.lower() == b"x-http-method-override" and (wished := value.decode("latin-1").strip().upper()):
            if wished in OVERRIDES:
                return {**scope, "method": wished}
            break
    return scope


def must_speak_tus(headers: Mapping[str, str]) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise Refused(412, "wrong_version", f"This server speaks tus {VERSION}; send Tus-Resumable.")


def creation(headers: Mapping[str, str]) -> Creation:
    """What is to be created; raises Refused (400)."""
    metadata = headers.get("Upload-Metadata", "")
    concat = headers.get("Upload-Concat", "").strip()
    deferred, length = "Upload-Defer-Length" in headers, headers.get("Upload-Length")
    if concat.startswith("final;"):
        if deferred or length is not None:
            raise Refused(400, "invalid", "A final upload has the length of its parts; do not tell one.")
        return Creation(None, is_partial=False, parts=_parts(concat), concat=concat, metadata=metadata)
    if concat not in {"", "partial"}:
        raise Refused(400, "invalid", "Upload-Concat is `partial` or `final;` and a list of uploads.")
    if deferred == (length is not None):
        raise Refused(400, "invalid", "Send either Upload-Length or Upload-Defer-Length.")
    if deferred and headers["Upload-Defer-Length"] != "1":
        raise Refused(400, "invalid", "Upload-Defer-Length is 1 or is not there.")
    number = None if length is None else _number("Upload-Length", length)
    return Creation(number, is_partial=concat == "partial", parts=(), concat=concat, metadata=metadata)


def _parts(concat: str) -> tuple[UUID, ...]:
    """The ids in a list of addresses. No address is ever opened: only its id is looked up."""
    addresses = concat.removeprefix("final;").split()
    if not 0 < len(addresses) <= MOST_PARTS:
        raise Refused(400, "invalid", f"A final upload has 1 to {MOST_PARTS} parts.")
    found = [UPLOADS.match(urlsplit(address).path) for address in addresses]
    ids = tuple(UUID(match["id"]) for match in found if match and match["id"])
    if len(ids) != len(addresses):
        raise Refused(404, "not_found", "Not found.")
    if len(set(ids)) != len(ids):
        raise Refused(400, "invalid", "Each part is named once.")
    return ids


def offset(headers: Mapping[str, str]) -> int:
    if "Upload-Offset" not in headers:
        raise Refused(400, "invalid", "Send Upload-Offset.")
    return _number("Upload-Offset", headers["Upload-Offset"])


def declared_length(headers: Mapping[str, str]) -> int | None:
    """The length that a PATCH declares for an upload that was created without one."""
    return _number("Upload-Length", headers["Upload-Length"]) if "Upload-Length" in headers else None


def body_length(headers: Mapping[str, str]) -> int | None:
    """Bytes of the body; None when it comes in chunks, and nobody knows."""
    if "Transfer-Encoding" in headers:
        return None
    return _number("Content-Length", headers.get("Content-Length") or "0")


def is_offset_type(headers: Mapping[str, str]) -> bool:
    return headers.get("Content-Type", "").partition(";")[0].strip().lower() == OFFSET_TYPE


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    """What the bytes of this request must hash to; raises Refused (400) for an algorithm we lack."""
    if "Upload-Checksum" not in headers:
        return None
    algorithm, _, text = headers["Upload-Checksum"].strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused(400, "invalid", f"Upload-Checksum knows {', '.join(ALGORITHMS)}.")
    digest = _base64("Upload-Checksum", text.strip())
    if len(digest) != {"sha1": 20, "sha256": 32}[algorithm]:
        raise Refused(400, "invalid", f"This is not the length of a {algorithm}.")
    return Checksum(algorithm, digest)


def metadata(text: str) -> dict[str, str]:
    """The pairs of Upload-Metadata; raises Refused (400) for what the protocol forbids."""
    if len(text) > LARGEST_METADATA:
        raise Refused(400, "invalid", "Upload-Metadata is too long.")
    pairs: dict[str, str] = {}
    for pair in filter(None, (pair.strip() for pair in text.split(","))):
        key, _, value = pair.partition(" ")
        if not key.isascii() or key in pairs:
            raise Refused(400, "invalid", "The keys of Upload-Metadata are ASCII, each once.")
        try:
            pairs[key] = _base64("Upload-Metadata", value).decode()
        except UnicodeDecodeError:
            raise Refused(400, "invalid", "The values of Upload-Metadata are UTF-8.") from None
    return pairs


def _number(name: str, text: str) -> int:
    """A count of bytes. int() alone would take ' +1_0 ' as well, and digits of other scripts."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) > LARGEST_NUMBER:
        raise Refused(400, "invalid", f"{name} must be a whole number of bytes.")
    return int(text)


def _base64(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, "invalid", f"{name} holds what is not base64.") from None
