"""Ask for what is made of a film beside films. What is not there yet is made by a job; only streams cost."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.models import User
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job, JobQuerySet
from jobs.work import Done, Order
from videos import pictures
from videos.media.derived import frames, storyboard, waveform
from videos.media.derived.source import picture_of
from videos.models import Artefact, Video
from videos.services import crediting, library, making

Kind = Artefact.Kind
FREE = Quote(lines=())
INGEST = "video.ingest"
MADE_BY_INGEST = (Kind.STORYBOARD, Kind.WAVEFORM)
TITLES = {Kind.STORYBOARD: "Storyboard", Kind.WAVEFORM: "Waveform", Kind.SCENES: "Scenes", Kind.HLS: "Stream"}
TITLES |= {Kind.SIGNED: "Content credentials"}
FAILED_BEFORE = _("It could not be made the last time. Do that job again to try once more.")


@dataclass(frozen=True)
class StreamDraft:
    """A stream to be: its film, and what it costs; nothing when `made` is there already."""

    video: Video
    quote: Quote
    made: Artefact | None


def ask(*, user: User, video_id: uuid.UUID, kind: Artefact.Kind) -> Artefact | Job:
    """What was made of the video, else the job that makes it, which is begun if there is none.

    Raises Video.DoesNotExist, LacksTrack, or jobs.WrongState when the last job for it has failed.
    """
    video = library.see(user=user, video_id=video_id)
    making.must_suit(kind=kind, info=video.media_info)
    return current(video=video, kind=kind) or _making(video, kind)


def current(*, video: Video, kind: Artefact.Kind) -> Artefact | None:
    """What today's engine has made of the video, if it has."""
    return video.artefacts.filter(kind=kind, address=making.address_of(video=video, kind=kind)).first()


@transaction.atomic
def _making(video: Video, kind: Artefact.Kind) -> Job:
    # The lock makes a second request wait, and then find the job of the first.
    video = Video.objects.select_for_update().get(pk=video.pk)
    at_work = _at_work(video, kind)
    if at_work:
        return at_work
    last = _jobs_for(video, kind).first()
    if last and last.status == Job.Status.FAILED:
        raise jobs.WrongState(gettext(FAILED_BEFORE))
    return jobs.submit(user=video.owner, order=order_of(video=video, kind=kind, quote=FREE))


def _at_work(video: Video, kind: Artefact.Kind) -> Job | None:
    if kind in MADE_BY_INGEST and video.job_id:
        ingest = Job.objects.filter(pk=video.job_id, kind=INGEST).active().first()
        if ingest:
            return ingest
    return _jobs_for(video, kind).active().first()


def _jobs_for(video: Video, kind: Artefact.Kind) -> JobQuerySet:
    mine = Job.objects.for_user(video.owner)
    return mine.filter(video_id=video.pk, kind=f"video.{kind}").order_by("-created_at")


def order_of(*, video: Video, kind: Artefact.Kind, quote: Quote, done: Done | None = None) -> Order:
    """The making of one kind as an order for the jobs."""
    return Order(
        kind=f"video.{kind}",
        work="videos.derive",
        category="video",
        queue="media",
        quote=quote,
        title=f"{TITLES[kind]} of {video.title}",
        video_id=video.pk,
        params={"kind": str(kind)},
        done=done,
    )


def reorder(job: Job) -> Order:
    """The same again; a stream at today's price, unless it was the platform's own idea."""
    video = library.get(user=job.user, video_id=job.video_id or uuid.UUID(int=0))
    kind = Kind(job.params["kind"])
    return order_of(video=video, kind=kind, quote=_stream_quote(video) if job.quoted else FREE)


# --- streams -------------------------------------------------------------------------------------------


def draft_stream(*, user: User, video_id: uuid.UUID) -> StreamDraft:
    """Checks and prices a stream; raises Video.DoesNotExist or LacksTrack."""
    video = library.get(user=user, video_id=video_id)
    making.must_suit(kind=Kind.HLS, info=video.media_info)
    made = current(video=video, kind=Kind.HLS)
    return StreamDraft(video, FREE if made else _stream_quote(video), made)


@transaction.atomic
def order_stream(*, user: User, draft: StreamDraft, idempotency_key: str = "") -> Job:
    """Queues the stream, or gives the job that is at it already.

    Raises InsufficientCredits or IdempotencyConflict.
    """
    video = Video.objects.for_user(user).select_for_update().get(pk=draft.video.pk)
    made = current(video=video, kind=Kind.HLS)
    at_work = _at_work(video, Kind.HLS)
    if at_work and not made:
        return at_work
    done = Done(outputs=outputs(video=video, kind=Kind.HLS), result={"made": "before"}) if made else None
    order = order_of(video=video, kind=Kind.HLS, quote=draft.quote, done=done)
    return jobs.submit(user=user, order=order, idempotency_key=idempotency_key)


def after_ingest(*, video: Video, wished_frames: dict[str, Any] | None = None) -> None:
    """Has the pictures made that its uploader wished for (`frames_params`).

    Also a stream of a film that is long enough, where the operator wishes so and pays.
    """
    info = video.media_info
    if wished_frames:
        jobs.submit(user=video.owner, order=_frames_order(video, wished_frames))
    wished = settings.HLS_ON_INGEST and video.duration >= settings.HLS_ON_INGEST_SECONDS
    if wished and info.video and not info.is_still:
        jobs.submit(user=video.owner, order=order_of(video=video, kind=Kind.HLS, quote=FREE))


def stream_file(*, user: User, video_id: uuid.UUID, name: str) -> str | None:
    """The storage key of one file of the stream; None for every name that is not one of its files."""
    return stream_key(video=library.see(user=user, video_id=video_id), name=name)


def stream_key(*, video: Video, name: str) -> str | None:
    """The same of a video that the asking person is known to see."""
    found = current(video=video, kind=Kind.HLS)
    return f"{found.key}/{name}" if found and name in found.meta["files"] else None


def _stream_quote(video: Video) -> Quote:
    return credits.quote_for(lines=[Line("hls", Decimal(str(round(video.duration, 3))), gettext("Stream"))])


def outputs(*, video: Video, kind: Artefact.Kind) -> list[dict[str, Any]]:
    """Where a job's result is found."""
    kinds = {Kind.STORYBOARD: ("image", "storyboard.vtt"), Kind.WAVEFORM: ("file", "waveform")}
    kinds |= {Kind.SCENES: ("file", "scenes"), Kind.HLS: ("video", "hls/master.m3u8")}
    kinds |= {Kind.SIGNED: ("file", "download?credentials=true")}
    media, path = kinds[kind]
    return [{"type": media, "id": str(video.pk), "url": f"/api/videos/{video.pk}/{path}"}]


# --- with content credentials --------------------------------------------------------------------------


@dataclass(frozen=True)
class Handout:
    """A file of the storage that somebody may have, and why it carries no credentials if they wished some."""

    key: str
    refusal: str = ""


def handout(*, user: User, video_id: uuid.UUID) -> Handout | Job:
    """A video's file with content credentials, else the job that adds them.

    Where that cannot be done, or has failed, the file as it is. Raises Video.DoesNotExist.
    """
    video = library.see(user=user, video_id=video_id)
    state = crediting.state_of(video=video)
    if state.state != "available":
        return Handout(video.file, state.reason)
    found = current(video=video, kind=Kind.SIGNED)
    if found:
        return Handout(f"{found.key}/{found.meta['name']}")
    try:
        return _making(video, Kind.SIGNED)
    except jobs.WrongState:
        last = _jobs_for(video, Kind.SIGNED).first()
        return Handout(video.file, last.error_message if last else gettext(FAILED_BEFORE))


# --- what was made, as it is shown ---------------------------------------------------------------------


def board(artefact: Artefact) -> storyboard.Storyboard:
    return storyboard.Storyboard.from_json(artefact.meta)


def page_key(*, artefact: Artefact, page: int) -> str | None:
    """The storage key of a page of a storyboard, counted from 1; None when it has no such page."""
    return f"{artefact.key}/{storyboard.PAGE % page}" if 1 <= page <= board(artefact).pages else None


def wave(*, artefact: Artefact, points: int) -> waveform.Waveform:
    """The waveform with at most `points` points."""
    with default_storage.open(f"{artefact.key}/{making.PEAKS}", "rb") as content:
        whole = waveform.from_bytes(content.read(), samples_per_pixel=artefact.meta["samplesPerPixel"])
    return whole.reduced(points=points)


# --- frames --------------------------------------------------------------------------------------------


def steps(
    *,
    user: User,
    video_id: uuid.UUID,
    interval: float,
    start: float = 0.0,
    end: float | None = None,
    limit: int,
) -> frames.Steps:
    """The moments of a film at even steps of `interval` seconds; raises Video.DoesNotExist or LacksTrack."""
    info = library.see(user=user, video_id=video_id).media_info
    picture_of(info)
    return frames.steps_within(info, interval=interval, start=start, end=end, limit=limit)


def frame(*, user: User, video_id: uuid.UUID, index: int, interval: float, width: int) -> str | None:
    """The storage key of the picture at `index * interval` seconds; None when the film is over by then.

    Raises Video.DoesNotExist, LacksTrack or pictures.NoPicture.
    """
    video = library.see(user=user, video_id=video_id)
    picture_of(video.media_info)
    time = frames.Steps(interval, index, 1).time(index)
    if time >= video.duration:
        return None
    return pictures.frame_key(user=user, video=video, recipe=[], timestamp=time, width=width)


def order_frames(*, user: User, video_id: uuid.UUID, chosen: frames.Steps, width: int) -> Job:
    """Queues the making of many pictures at once, for nothing."""
    video = library.get(user=user, video_id=video_id)
    return jobs.submit(user=user, order=_frames_order(video, frames_params(chosen, width)))


def frames_params(chosen: frames.Steps, width: int) -> dict[str, Any]:
    return {"interval": chosen.interval, "first": chosen.first, "count": chosen.count, "width": width}


def reorder_frames(job: Job) -> Order:
    video = library.get(user=job.user, video_id=job.video_id or uuid.UUID(int=0))
    return _frames_order(video, job.params)


def _frames_order(video: Video, params: dict[str, Any]) -> Order:
    return Order(
        kind="video.frames",
        work="videos.frames",
        category="video",
        queue="media",
        quote=FREE,
        title=gettext("Frames of %(title)s") % {"title": video.title},
        video_id=video.pk,
        params=params,
    )
