"""Keeps what can be found in a film up to date: asked for at each change, done by a worker, at no cost.

A change is written down in the transaction that makes it; what is lost on the way is sent again by the sweep.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from ai.models import IndexedVideo, Passage
from ai.services.searching import spaces
from ai.services.searching.sources import Piece, pieces_of
from ai.services.searching.spaces import Point, Space
from ai.services.searching.terms import vector_of
from jobs import outbox
from videos.models import Video

TASK, QUEUE = "ai.index_video", "ai"
PATIENCE = timedelta(minutes=10)  # until a worker is told again
AT_ONCE = 100  # films: a change of model must not keep the workers from anything else for long


def want(*, video: Video) -> None:
    """Has the film's texts read again. Call it in the transaction that changes them."""
    if not _ask(video):
        # Two may be the first at once: whoever comes second waits here, and counts all the same.
        IndexedVideo.objects.bulk_create(
            [IndexedVideo(video=video, user_id=video.owner_id)], ignore_conflicts=True
        )
        _ask(video)
    outbox.post(task=TASK, queue=QUEUE, arguments={"video": str(video.pk)})


def _ask(video: Video) -> bool:
    row = IndexedVideo.objects.filter(pk=video.pk)
    return bool(row.update(asked=F("asked") + 1, due_at=Now() + PATIENCE))


def index(*, video_id: uuid.UUID) -> bool:
    """Writes down what can be found in a film now; whether anything was written.

    Only texts that are new are laid out. A film whose texts change meanwhile is left to the next worker.
    """
    row = IndexedVideo.objects.filter(pk=video_id).select_related("video").first()
    if row is None:
        return False
    pieces = pieces_of(row.video)
    space = spaces.current()
    points = _points(row, pieces, space)
    with transaction.atomic():
        hold(video=row.video)
        same = IndexedVideo.objects.select_for_update().filter(pk=video_id, asked=row.asked).first()
        if same is None:
            return False
        _write(row.video, pieces, points, space)
        same.done, same.indexed_at, same.due_at = same.asked, timezone.now(), None
        if space and all(piece.digest in points for piece in pieces if piece.has_meaning):
            same.spec, same.space = space.spec, space.name
        elif space:
            same.due_at = timezone.now() + PATIENCE  # found by its words only, until its model answers
        same.save()
    return True


def hold(*, video: Video) -> None:
    """Keeps others from changing or deleting the video until the transaction ends.

    Everybody who touches a video and its passages locks the video first, so that nobody waits in a circle.
    """
    Video.objects.select_for_update(no_key=True).filter(pk=video.pk).values_list("pk").first()


def sweep() -> int:
    """Sends again what did not come to an end; how many."""
    return _send(IndexedVideo.objects.filter(due_at__lte=Now()))


@transaction.atomic
def catch_up() -> int:
    """Sends some of the films that nobody asked for yet, and that another model has laid out; how many."""
    new = list(
        Video.objects.filter(indexed=None, status=Video.Status.READY).order_by("-created_at")[:AT_ONCE]
    )
    for video in new:
        want(video=video)
    space = spaces.current()
    elsewhere = IndexedVideo.objects.filter(due_at=None)
    return len(new) + (_send(elsewhere.exclude(space=space.name)) if space else 0)


@transaction.atomic
def _send(rows: QuerySet[IndexedVideo]) -> int:
    chosen = rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE]
    keys = list(chosen)
    IndexedVideo.objects.filter(pk__in=keys).update(due_at=Now() + PATIENCE)
    for key in keys:
        outbox.post(task=TASK, queue=QUEUE, arguments={"video": str(key)})
    return len(keys)


def _points(row: IndexedVideo, pieces: Sequence[Piece], space: Space | None) -> dict[str, Point]:
    """Where each text lies, by its digest: known ones are taken over, also from the person's other films."""
    if space is None:
        return {}
    texts = {piece.digest: piece.text for piece in pieces if piece.has_meaning}
    known = Passage.objects.filter(user_id=row.user_id, digest__in=list(texts), space=space.name)
    points: dict[str, Point] = {
        digest: tuple(vector) for digest, vector in known.values_list("digest", "vector") if vector
    }
    missing = [digest for digest in texts if digest not in points]
    laid = spaces.lay_out(space=space, texts=[texts[digest] for digest in missing])
    return points | dict(zip(missing, laid, strict=True)) if laid is not None else {}


def _write(video: Video, pieces: Sequence[Piece], points: dict[str, Point], space: Space | None) -> None:
    """Rows that are right stay; so do those of another space while nobody lays them out anew."""
    kept: set[Piece] = set()
    gone: list[int] = []
    for old in Passage.objects.filter(video=video).defer("words", "vector"):
        piece = _piece_of(old)
        is_better = space is not None and piece.digest in points and old.space != space.name
        if piece not in pieces or piece in kept or is_better:
            gone.append(old.pk)
        else:
            kept.add(piece)
    Passage.objects.filter(pk__in=gone).delete()
    new = [piece for piece in pieces if piece not in kept]
    Passage.objects.bulk_create([_row(video, piece, points, space) for piece in new], batch_size=500)


def _row(video: Video, piece: Piece, points: dict[str, Point], space: Space | None) -> Passage:
    point = points.get(piece.digest)
    laid = {"spec": space.spec, "space": space.name, "dimensions": len(point)} if space and point else {}
    return Passage(
        user_id=video.owner_id,
        video=video,
        kind=piece.kind,
        language=piece.language,
        start=piece.start,
        end=piece.end,
        text=piece.text,
        times=piece.times,
        digest=piece.digest,
        words=vector_of(piece.text),
        vector=list(point) if point else None,
        **laid,
    )


def _piece_of(row: Passage) -> Piece:
    times = tuple((letter, second) for letter, second in row.times)
    return Piece(Passage.Kind(row.kind), row.language, row.start, row.end, row.text, times)
