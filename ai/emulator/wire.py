"""HTTP as the vendors' modules see it: a request taken apart, a reply to be sent."""

import email
import email.policy
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Request:
    """`address` is the server's own, as the client wrote it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case
    body: bytes
    address: str

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            raise Refusal(
                Reply(400, {"error": {"message": "This is not JSON.", "code": "bad_json"}})
            ) from None
        return found if isinstance(found, dict) else {}

    def fields(self) -> dict[str, Any]:
        """A form or JSON. Files are `File`; names with brackets stay as they are; repeated ones are lists."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            return _gathered(self._parts(kind))
        if kind.startswith("application/x-www-form-urlencoded"):
            return _gathered(parse_qsl(self.body.decode(), keep_blank_values=True))
        return self.json()

    def nested(self) -> dict[str, Any]:
        """A form whose names have brackets, as Stripe takes it: a[b][0] is {"a": {"b": ["..."]}}."""
        tree: dict[str, Any] = {}
        for name, value in parse_qsl(self.body.decode(), keep_blank_values=True):
            steps = name.replace("]", "").split("[")
            place = tree
            for step in steps[:-1]:
                place = place.setdefault(step, {})
            place[steps[-1]] = value
        return {name: _listed(value) for name, value in tree.items()}

    def _parts(self, kind: str) -> Iterable[tuple[str, Any]]:
        whole = b"Content-Type: " + kind.encode() + b"\r\n\r\n" + self.body
        for part in email.message_from_bytes(whole, policy=email.policy.HTTP).iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True) or b""
            if not isinstance(content, bytes):
                continue
            filename = part.get_filename()
            as_file = File(filename, content, part.get_content_type()) if filename else None
            yield str(name), as_file or content.decode()


@dataclass(frozen=True)
class Reply:
    """`body`: an object for JSON, bytes with `media_type`, or pieces to be sent as they come."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


class Refusal(Exception):
    """The request ends with this reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Broken(Exception):
    """The connection breaks here, as if the answer were lost on its way."""


def _gathered(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    return list(inner.values()) if inner and all(name.isdigit() for name in inner) else inner
