"""Publish a film: now or at its hour, on one channel or several; cancel it, do it again."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from credits.pricing import Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import JobFailed, Order
from youtube_integration.models import Channel, Publication, PublicationEvent, PublicationQuerySet
from youtube_integration.services import bucket
from youtube_integration.services.checking import Checked, check
from youtube_integration.services.wishes import Wish

KIND = "youtube.publish"
FREE = Quote(lines=())
State = Publication.State
AT_WORK = (State.QUEUED, State.UPLOADING, State.FINISHING)
OVER_EARLY = (State.FAILED, State.CANCELLED)


@dataclass(frozen=True)
class Asked:
    """What became of a wish: a row for each channel, and the job; none yet for what waits for its hour."""

    publications: tuple[Publication, ...]
    job: Job | None


def publish(*, user: User, wish: Wish, idempotency_key: str = "") -> Asked:
    """Checks the wish and queues it, or keeps it for its hour; a key that came before answers with the same.

    Raises what `check` raises, and IdempotencyConflict when the key came with another wish.
    """
    earlier = _earlier(user, idempotency_key, wish)
    if earlier:
        return earlier
    checked = check(user=user, wish=wish)
    try:
        with transaction.atomic():
            return _publish(user, checked, idempotency_key, _fingerprint(wish))
    except IntegrityError:
        earlier = _earlier(user, idempotency_key, wish)
        if earlier is None:
            raise
        return earlier


def publications_of(*, user: User) -> PublicationQuerySet:
    return Publication.objects.for_user(user).select_related("channel")


def found(*, user: User, video_id: uuid.UUID | None = None, state: str = "") -> PublicationQuerySet:
    """Of one film, in one state; ValidationError names a state that there is none."""
    rows = publications_of(user=user)
    if video_id:
        rows = rows.filter(video_id=video_id)
    if state and state not in State.values:
        raise ValidationError({"state": f"One of {', '.join(State.values)}."})
    return rows.filter(state=state) if state else rows


def cancel(*, user: User, publication_id: uuid.UUID) -> Publication:
    """Calls off what waits for its hour, with its repetitions, or asks its job to stop.

    Raises WrongState for what has ended.
    """
    row = publications_of(user=user).get(pk=publication_id)
    called_off = Publication.objects.filter(pk=row.pk, state=State.SCHEDULED).update(state=State.CANCELLED)
    if called_off:
        tell(row, _("Called off before its hour."))
    elif row.job_id and row.state in AT_WORK:
        jobs.cancel(user=user, job_id=row.job_id)
    else:
        words = _("The publication is %(state)s; there is nothing to cancel.")
        raise jobs.WrongState(words % {"state": row.get_state_display().lower()})
    row.refresh_from_db()
    return row


@transaction.atomic
def retry(*, user: User, publication_id: uuid.UUID) -> Job:
    """Goes on with what failed or was cancelled, where it stopped: what YouTube has is not sent again.

    Raises WrongState, BucketEmpty.
    """
    row = publications_of(user=user).select_for_update(of=("self",)).get(pk=publication_id)
    if row.state not in OVER_EARLY:
        words = _("The publication is %(state)s; only a failed or cancelled one goes on.")
        raise jobs.WrongState(words % {"state": row.get_state_display().lower()})
    if not row.youtube_id and not row.session_address:
        bucket.must_have_room()
    job = jobs.retry(user=user, job_id=row.job_id) if row.job_id else _submit(row)
    _queued(row, job)
    tell(row, _("Begun again by hand."))
    return job


def begin(row: Publication) -> Job:
    """Queues a publication whose hour has come. Called within a transaction that holds its row."""
    job = _submit(row)
    _queued(row, job)
    return job


def order_again(job: Job) -> Order:
    """The same publication once more; WrongState when there is nothing left to do."""
    row = Publication.objects.select_related("channel").filter(pk=job.params["publicationId"]).first()
    if row is None or row.state not in (*OVER_EARLY, *AT_WORK):
        raise jobs.WrongState(_("This publication is over, or deleted."))
    return order_of(row)


def order_of(row: Publication) -> Order:
    return Order(
        kind=KIND,
        work=KIND,
        category="youtube",
        queue="publish",
        quote=FREE,
        params={"publicationId": str(row.pk), "channel": row.channel.title, "notes": row.notes},
        title=_("Publish %(title)s") % {"title": row.title},
        video_id=row.video_id,
    )


def claim(*, job: Job) -> Publication:
    """The publication for this job to work on; JobFailed when another job has it or it is gone."""
    rows = Publication.objects.filter(pk=job.params["publicationId"], user_id=job.user_id)
    free = rows.exclude(state__in=(*AT_WORK, State.PUBLISHED)) | rows.filter(job_id=job.pk)
    free.exclude(state__in=(State.UPLOADING, State.FINISHING, State.PUBLISHED)).update(
        state=State.UPLOADING, job_id=job.pk, error_code="", error_message=""
    )
    row = rows.select_related("channel", "video").filter(job_id=job.pk).first()
    if row is None:
        raise JobFailed("wrong_state", _("This publication is done, deleted, or another job works on it."))
    return row


def abandon(job: Job) -> None:
    """Says in the publication how its job ended without success."""
    state = State.CANCELLED if job.status == Job.Status.CANCELLED else State.FAILED
    held = Publication.objects.filter(job_id=job.pk, state__in=AT_WORK)
    row = held.first()
    if row and held.update(state=state, error_code=job.error_code, error_message=job.error_message):
        tell(row, job.error_message or _word_of_end(row))


def tell(row: Publication, message: str) -> None:
    """Adds a line to the history."""
    PublicationEvent.objects.create(publication=row, message=message[:300])


def _earlier(user: User, idempotency_key: str, wish: Wish) -> Asked | None:
    """What the same wish made when it came with this key; IdempotencyConflict for another wish."""
    if not idempotency_key:
        return None
    first = Publication.objects.for_user(user).filter(idempotency_key=idempotency_key).first()
    if first is None:
        return None
    if first.request_hash != _fingerprint(wish):
        raise jobs.IdempotencyConflict(_("This Idempotency-Key was used before with another request."))
    rows = tuple(publications_of(user=user).filter(batch_id=first.batch_id).order_by("created_at", "id"))
    return Asked(publications=rows, job=_whole_job(first))


def _publish(user: User, checked: Checked, idempotency_key: str, request_hash: str) -> Asked:
    batch = uuid.uuid4()
    rows = [_row(user, checked, channel) for channel in checked.channels]
    for number, row in enumerate(rows):
        row.batch_id, row.request_hash = batch, request_hash
        row.idempotency_key = "" if number else idempotency_key
        row.save(force_insert=True)
    if checked.wish.scheduled_for:
        for row in rows:
            moment = f"{checked.wish.scheduled_for:%Y-%m-%d %H:%M}"
            tell(row, _("Scheduled for %(moment)s UTC.") % {"moment": moment})
        return Asked(publications=tuple(rows), job=None)
    job = _submit(rows[0]) if len(rows) == 1 else _submit_all(user, rows)
    parts = {part.params["publicationId"]: part for part in job.children.all()} if job.parts else {}
    for row in rows:
        _queued(row, parts.get(str(row.pk), job))
        tell(row, _("Asked for."))
    return Asked(publications=tuple(rows), job=job)


def _row(user: User, checked: Checked, channel: Channel) -> Publication:
    wish = checked.wish
    return Publication(
        user=user,
        channel=channel,
        video=checked.video,
        title=wish.title.strip(),
        description=checked.description,
        tags=list(wish.tags),
        category_id=wish.category_id,
        privacy=wish.privacy,
        publish_at=wish.publish_at,
        made_for_kids=wish.made_for_kids,
        notify_subscribers=wish.notify_subscribers,
        is_synthetic=checked.is_synthetic,
        playlist_id=wish.playlist_id,
        thumbnail_image_id=wish.thumbnail_image_id,
        thumbnail_seconds=wish.thumbnail_seconds,
        captions_language=wish.captions,
        gate=checked.gate,
        notes=list(checked.notes),
        state=State.SCHEDULED if wish.scheduled_for else State.QUEUED,
        scheduled_for=wish.scheduled_for,
        repeats=wish.repeats,
        repeats_until=wish.repeats_until,
        coming_video_ids=[str(each) for each in wish.video_ids],
    )


def _submit(row: Publication) -> Job:
    return jobs.submit(user=row.user, order=order_of(row))


def _submit_all(user: User, rows: list[Publication]) -> Job:
    whole = Order(
        kind=KIND,
        work=KIND,
        category="youtube",
        queue="publish",
        quote=FREE,
        params={"publicationIds": [str(row.pk) for row in rows]},
        title=_("Publish %(title)s on %(count)d channels") % {"title": rows[0].title, "count": len(rows)},
        video_id=rows[0].video_id,
    )
    return jobs.submit_many(user=user, order=whole, parts=[order_of(row) for row in rows])


def _queued(row: Publication, job: Job) -> None:
    Publication.objects.filter(pk=row.pk).update(
        state=State.QUEUED, job_id=job.pk, error_code="", error_message=""
    )
    row.refresh_from_db()


def _whole_job(row: Publication) -> Job | None:
    job = Job.objects.select_related("parent").filter(pk=row.job_id).first() if row.job_id else None
    return job and (job.parent or job)


def _word_of_end(row: Publication) -> str:
    if row.youtube_id:
        return _("Cancelled; the film is on YouTube already and can be deleted there.")
    return _("Cancelled.")


def _fingerprint(wish: Wish) -> str:
    text = json.dumps(asdict(wish), default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
