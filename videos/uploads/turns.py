"""Whose turn it is to write to an upload, when a client comes back before its old connection is known dead.

The lock itself is the store's, and dies with its process. Here the newcomer asks the older one to end: at
once within this process, by a counter in the row across processes. An older one to which bytes still come
goes on: then the newcomer is told that it is locked out (423), and no healthy upload is ever broken off.
"""

import asyncio
import time
import uuid
from dataclasses import dataclass, field

from django.db.models import F

from videos.models import ResumableUpload
from videos.uploads.pools import in_database, on_disk
from videos.uploads.protocol import Refused
from videos.uploads.store import Busy, Store, Writer

PATIENCE_SECONDS = 10.0
# A client that has sent nothing for so long may be gone, and must make room when somebody asks.
QUIET_SECONDS = 1.0
LOOK_EVERY_SECONDS = 0.5
TRY_EVERY_SECONDS = 0.05


@dataclass(eq=False)
class Turn:
    """One request's right to write to an upload."""

    upload_id: uuid.UUID
    writer: Writer
    claims: int = 0
    heard_at: float = field(default_factory=time.monotonic)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self) -> None:
        self.heard_at = time.monotonic()

    @property
    def must_end(self) -> bool:
        """Somebody else asks for the turn, and this one's client is silent."""
        return self.asked.is_set() and time.monotonic() - self.heard_at > QUIET_SECONDS

    async def end(self) -> None:
        _turns.discard(self)
        await on_disk(self.writer.close)


_turns: set[Turn] = set()
_watching: set[asyncio.Task[None]] = set()


async def take(*, store: Store, upload_id: uuid.UUID, patience: float = PATIENCE_SECONDS) -> Turn:
    """The turn, after the older one has ended; Refused (423) when it goes on. End it in any case."""
    deadline, asked = time.monotonic() + patience, False
    while True:
        try:
            writer = await on_disk(lambda: store.open(upload_id=upload_id))
            break
        except Busy:
            if time.monotonic() > deadline:
                raise Refused(423, "locked", "Another connection sends this upload now.") from None
        if not asked:
            await _ask(upload_id)
            asked = True
        await asyncio.sleep(TRY_EVERY_SECONDS)
    turn = Turn(upload_id, writer)
    _turns.add(turn)
    return turn


def watch(turn: Turn, *, claims: int) -> None:
    """From now on the turn hears of those who ask for it; `claims` is the row's counter when it began."""
    turn.claims = claims
    if not _watching:
        task = asyncio.create_task(_watch())
        _watching.add(task)
        task.add_done_callback(_watching.discard)


async def _ask(upload_id: uuid.UUID) -> None:
    for turn in _turns:
        if turn.upload_id == upload_id:
            turn.asked.set()
            return
    rows = ResumableUpload.objects.filter(pk=upload_id)
    await in_database(lambda: rows.update(claims=F("claims") + 1))


async def _watch() -> None:
    """One query for all turns of this process, as long as there are any."""
    while _turns:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        held = {turn.upload_id: turn for turn in _turns}
        rows = ResumableUpload.objects.filter(pk__in=list(held)).values_list("pk", "claims")
        for upload_id, claims in await in_database(lambda rows=rows: list(rows)):  # type: ignore[misc]
            if claims > held[upload_id].claims:
                held[upload_id].asked.set()
