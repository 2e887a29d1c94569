"""Finished parts of films: where a running export has them, and the shelf on which they are kept for a while.

A part is named by all that it is made of, so what was changed a little is made of the parts that are there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from videos import files

PARTS = "parts"  # of a running export, beside the attempts in its folder


@dataclass(frozen=True)
class Stored:
    """A finished part as its file's name tells it: `<address>_<frames>_<header>.mp4`."""

    key: str

    @classmethod
    def named(cls, place: str, address: str, frames: int, header: str, suffix: str) -> Self:
        word = "".join(letter for letter in header.replace(",", "-") if letter.isalnum() or letter == "-")
        return cls(f"{place}/{address}_{frames}_{word}{suffix}")

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]

    @property
    def address(self) -> str:
        return self.name.partition("_")[0]

    @property
    def frames(self) -> int:
        return int(self.name.split("_")[1])

    @property
    def header(self) -> str:
        return self.name.rpartition(".")[0].split("_")[2]


def place_of(job: Job) -> str:
    """Where a running export has its parts: in the folder that goes when it fails or is cancelled."""
    return f"{files.folder_key(user_id=job.user_id, video_id=UUID(job.params['outputVideoId']))}/{PARTS}"


def place_of_part(whole: Job, part: Job) -> str:
    """The same for what one attempt at one part of it makes."""
    return f"{place_of(whole)}/{part.pk.hex[:8]}-{part.attempt}"


def kept(*, user_id: UUID) -> dict[str, Stored]:
    """What lies on somebody's shelf, by address."""
    if not settings.SEGMENT_RETENTION_HOURS:
        return {}
    shelf = _shelf(user_id)
    found = [Stored(f"{shelf}/{name}") for name in files.names(folder=shelf)]
    return {stored.address: stored for stored in found if stored.name.count("_") == 2}


def take(*, stored: Stored, job: Job) -> str | None:
    """Takes a kept part into the export's own place, where no sweep will remove it; None when it is gone.

    What is used is kept for longer.
    """
    own = f"{place_of(job)}/{stored.name}"
    try:
        files.duplicate(key=stored.key, to=own)
        files.renew(key=stored.key, like=own)
    except FileNotFoundError:  # swept just now
        return own if files.exists(key=own) else None
    return own


def keep(*, user_id: UUID, keys: Iterable[str]) -> None:
    """Puts the parts of an export that is being published on its owner's shelf, once it is."""
    if not settings.SEGMENT_RETENTION_HOURS:
        return
    for key in keys:
        transaction.on_commit(partial(_put, Stored(key), _shelf(user_id)), robust=True)


def sweep() -> int:
    """Removes the kept parts whose time is over; how many."""
    before = timezone.now() - timedelta(hours=settings.SEGMENT_RETENTION_HOURS)
    removed = 0
    for user in files.folders(folder="users"):
        over = [each.key for each in files.listing(folder=f"users/{user}/segments") if each.modified < before]
        files.delete_many(keys=over)
        removed += len(over)
    return removed


def _shelf(user_id: UUID) -> str:
    return f"users/{user_id}/segments"


def _put(stored: Stored, shelf: str) -> None:
    key = f"{shelf}/{stored.name}"
    if not files.exists(key=key):
        files.duplicate(key=stored.key, to=key)
