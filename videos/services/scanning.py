"""Has strangers' files looked through for viruses by clamd, when CLAMD_URL names one.

The part of clamd's protocol that is needed (https://docs.clamav.net, "clamd", INSTREAM) is written out
here: the two client libraries on PyPI have had no release for years.
"""

import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from accounts.models import AuditEvent, User
from accounts.services import trail

log = logging.getLogger(__name__)

USUAL_PORT = 3310
CONNECT_SECONDS = 5.0
SEND_SECONDS = 60.0
# clamd begins to look when all has arrived, and gives up after MaxScanTime, two minutes unless set otherwise.
VERDICT_SECONDS = 300.0
PIECE = 256 * 1024
LONGEST_ANSWER = 4096


class Infected(Exception):
    """clamd knows what is in the file."""

    def __init__(self, signature: str) -> None:
        self.signature = signature
        words = gettext("This file is infected (%(signature)s), and was removed.")
        super().__init__(words % {"signature": signature})


class ScanUnavailable(Exception):
    """clamd does not answer, so nothing is taken in."""

    def __init__(self) -> None:
        super().__init__("Files cannot be checked for viruses at the moment. Try again in some minutes.")


def must_be_clean(*, path: Path, sender: User | None = None) -> None:
    """Raises Infected, which the sender finds in their activity, or ScanUnavailable."""
    if not settings.CLAMD_URL:
        return
    verdict = _verdict(path)
    if verdict.endswith(" FOUND"):
        signature = verdict.removeprefix("stream: ").removesuffix(" FOUND")[:200]
        log.warning("clamd found %s in a file of %s", signature, sender.pk if sender else "somebody")
        if sender:
            _write_down(sender, signature)
        raise Infected(signature)
    if verdict != "stream: OK":
        # An answer that is neither is no permission: StreamMaxLength below MAX_UPLOAD_MB is the usual reason.
        log.error("clamd answered %r; its StreamMaxLength must not be below MAX_UPLOAD_MB", verdict)
        raise ScanUnavailable


def is_alive() -> bool:
    """Whether clamd answers a ping."""
    try:
        with _talking() as clamd:
            clamd.sendall(b"zPING\0")
            return _answer(clamd) == "PONG"
    except ScanUnavailable:
        return False


@transaction.atomic
def _write_down(sender: User, signature: str) -> None:
    trail.record(user=sender, action=AuditEvent.Action.UPLOAD_INFECTED, details={"signature": signature})


def _verdict(path: Path) -> str:
    with _talking() as clamd, path.open("rb") as file:
        clamd.settimeout(SEND_SECONDS)
        try:
            clamd.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                clamd.sendall(struct.pack(">I", len(piece)) + piece)
            clamd.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            # It has answered before the end, and hung up: why is what it said.
            log.info("clamd hung up before the end of a file")
        clamd.settimeout(VERDICT_SECONDS)
        return _answer(clamd)


@contextmanager
def _talking() -> Iterator[socket.socket]:
    try:
        with _connected() as clamd:
            yield clamd
    except OSError as error:
        log.error("clamd at %s: %s", settings.CLAMD_URL, error)  # noqa: TRY400 - who it is says enough
        raise ScanUnavailable from None


def _connected() -> socket.socket:
    url = urlsplit(settings.CLAMD_URL)
    if url.scheme == "tcp":
        return socket.create_connection((url.hostname or "", url.port or USUAL_PORT), CONNECT_SECONDS)
    clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    clamd.settimeout(CONNECT_SECONDS)
    try:
        clamd.connect(url.path)
    except OSError:
        clamd.close()
        raise
    return clamd


def _answer(clamd: socket.socket) -> str:
    """What it says, up to the NUL that ends it."""
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = clamd.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode(errors="replace")
