"""Sends one film to YouTube in pieces, at most once, wherever it is interrupted.

The session's address is written down before the first byte. Who comes after an interruption asks the session
how far it is. A session that is over may have become a film whose answer was lost: it is looked for among
the channel's uploads, by our tag, before anything is sent anew.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jobs.failpoints import failpoint
from jobs.work import LeaseLost, Run, Waiting
from youtube_integration.client import data, uploading
from youtube_integration.client.errors import Gone, GoogleError, Kind
from youtube_integration.client.uploading import Progress
from youtube_integration.client.wire import Google
from youtube_integration.models import Publication
from youtube_integration.services import bucket, publishing

TRIES = 5  # in a row without a byte more, before the job is parked
LONGEST_PAUSE = 8.0  # seconds between them
LOOK_AGAIN = 15.0  # seconds between two looks for a film whose answer was lost
SENT = 90.0  # percent of the bar
# What YouTube says of a piece that does not follow the last one that it has.
OUT_OF_STEP = frozenset({400, 416})

Told = TypeVar("Told")


@dataclass(frozen=True)
class Film:
    path: Path
    size: int
    media_type: str


@dataclass
class Upload:
    """One publication's film on its way."""

    run: Run
    row: Publication
    google: Google
    film: Film
    _stuck: int = 0  # pieces in a row after which YouTube had no byte more

    def carry_on(self) -> Waiting | None:
        """Sends what is missing until YouTube has the film; Waiting while it is unclear whether it has.

        Raises GoogleError when YouTube refuses or is away for long, BucketEmpty, Cancelled, LeaseLost.
        """
        state = self._where_it_is()
        with self.film.path.open("rb") as content:
            while isinstance(state, Progress) and not state.youtube_id:
                state = self._next(content, state)
        if isinstance(state, Waiting):
            return state
        self._keep_id(state.youtube_id)
        return None

    def give_up(self) -> None:
        """Ends the session at YouTube; without it a cancelled upload would only run out there."""
        if session := self.row.session_address.reveal():
            uploading.stop(self.google, session=session)
            self._save(session_address="", bytes_sent=0)

    # -- where it is ---------------------------------------------------------------------------------------

    def _where_it_is(self) -> Progress | Waiting:
        session = self.row.session_address.reveal()
        if not session:
            return self._after_the_end() if self.row.final_piece_at else self._begin()
        try:
            told = patiently(self.run, self._ask)
        except Gone:
            return self._after_the_end()
        if told.youtube_id or self.row.bytes_total == self.film.size:
            return told
        # The file was made anew and differs: what YouTube has of the old one is no use.
        uploading.stop(self.google, session=session)
        return self._begin()

    def _after_the_end(self) -> Progress | Waiting:
        """The session is over. Was it the end of the upload?"""
        found = patiently(self.run, self._look)
        if found:
            publishing.tell(self.row, _("YouTube's answer was lost; the film was found on the channel."))
            return Progress(sent=self.film.size, youtube_id=found)
        last = self.row.final_piece_at
        if last and timezone.now() - last < timedelta(seconds=settings.YOUTUBE_LOOK_SECONDS):
            return Waiting(LOOK_AGAIN, stage=_("Looking whether YouTube has the film"))
        return self._begin()

    def _ask(self) -> Progress:
        session = self.row.session_address.reveal()
        return uploading.ask(self.google, session=session, size=self.row.bytes_total)

    def _look(self) -> str:
        playlist = self.row.channel.uploads_playlist
        return data.video_tagged(self.google, playlist=playlist, tag=self.row.marker)

    def _begin(self) -> Progress:
        bucket.take()
        session = patiently(self.run, self._new_session)
        failpoint("youtube-session-begun")
        self._save(
            session_address=session,
            bytes_sent=0,
            bytes_total=self.film.size,
            final_piece_at=None,
            sessions=F("sessions") + 1,
        )
        publishing.tell(
            self.row, _("Upload begun: %(megabytes)s MB.") % {"megabytes": f"{self.film.size / 1024**2:.1f}"}
        )
        failpoint("youtube-session-saved")
        return Progress(sent=0)

    def _new_session(self) -> str:
        return uploading.begin(
            self.google,
            resource=resource_of(self.row),
            size=self.film.size,
            media_type=self.film.media_type,
            notify=self.row.notify_subscribers,
        )

    # -- pieces --------------------------------------------------------------------------------------------

    def _next(self, content: BinaryIO, state: Progress) -> Progress | Waiting:
        """Sends one piece; after trouble on the way, asks the session what came of it."""
        self.run.progress(
            SENT * state.sent / self.film.size, _("Sending %(size)s") % {"size": _megabytes(state.sent)}
        )
        content.seek(state.sent)
        piece = content.read(settings.YOUTUBE_PIECE_BYTES)
        if state.sent + len(piece) >= self.film.size:
            self._save(final_piece_at=timezone.now())
        try:
            told = self._send(piece, state.sent)
        except Gone:
            return self._after_the_end()
        if told.youtube_id:
            failpoint("youtube-final-sent")
            return told
        failpoint("youtube-piece-sent")
        self._save(bytes_sent=told.sent)
        return told

    def _send(self, piece: bytes, offset: int) -> Progress:
        session = self.row.session_address.reveal()
        trouble: GoogleError | None = None
        try:
            told = uploading.send_piece(
                self.google, session=session, piece=piece, offset=offset, size=self.film.size
            )
        except GoogleError as error:
            if error.kind is not Kind.LATER and error.status not in OUT_OF_STEP:
                raise
            trouble = error
            pause(self.run, self._stuck)
            told = patiently(self.run, self._ask)
        if told.sent > offset:
            self._stuck = 0
            return told
        self._stuck += 1
        if self._stuck >= TRIES:
            raise trouble or GoogleError(
                "youtube_unavailable",
                gettext_noop("YouTube takes no more bytes of the film now."),
                kind=Kind.LATER,
            )
        return told

    # -- rows ----------------------------------------------------------------------------------------------

    def _keep_id(self, youtube_id: str) -> None:
        self._save(
            youtube_id=youtube_id,
            state=Publication.State.FINISHING,
            bytes_sent=self.film.size,
            bytes_total=self.film.size,
            session_address="",
        )
        publishing.tell(self.row, _("YouTube has the film: %(address)s") % {"address": self.row.url})
        failpoint("youtube-id-saved")

    def _save(self, **changes: Any) -> None:
        save(self.run, self.row, **changes)


def save(run: Run, row: Publication, **changes: Any) -> None:
    """Writes into the row while it is this job's; raises LeaseLost when it is not."""
    kept = Publication.objects.filter(pk=row.pk, job_id=run.job.pk).update(**changes)
    if not kept:
        raise LeaseLost(f"Publication {row.pk} belongs to another job.")
    row.refresh_from_db(fields=list(changes))


def patiently(run: Run, call: Callable[[], Told]) -> Told:
    """What the call answers, tried again a few times while Google is away; raises GoogleError."""
    for tried in range(TRIES - 1):
        try:
            return call()
        except GoogleError as trouble:
            if trouble.kind is not Kind.LATER:
                raise
        pause(run, tried)
    return call()


def pause(run: Run, tried: int) -> None:
    """Waits longer from time to time; raises Cancelled or LeaseLost meanwhile."""
    until = time.monotonic() + min(settings.YOUTUBE_PAUSE_SECONDS * 2**tried, LONGEST_PAUSE)
    while (left := until - time.monotonic()) > 0:
        run.progress(0)
        time.sleep(min(left, 0.25))


def resource_of(row: Publication) -> dict[str, Any]:
    """The video as YouTube's API takes it."""
    status: dict[str, Any] = {
        "privacyStatus": row.privacy,
        "selfDeclaredMadeForKids": row.made_for_kids,
        "containsSyntheticMedia": row.is_synthetic,
    }
    if row.publish_at:
        status["publishAt"] = row.publish_at.isoformat().replace("+00:00", "Z")
    snippet = {
        "title": row.title,
        "description": row.description,
        "tags": [*row.tags, row.marker],
        "categoryId": row.category_id,
    }
    return {"snippet": snippet, "status": status}


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.1f} MB"
