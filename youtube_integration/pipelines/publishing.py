"""Publishes one film on one channel: sends it, finishes it, and says so. Interrupted, it goes on."""

from contextlib import suppress
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEvent
from accounts.services import trail
from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import Cancelled, JobFailed, Outcome, Run, Waiting, Work
from videos import files
from videos.models import Video
from videos.pipelines.crediting import signed_file
from youtube_integration.client.errors import GoogleError, Kind
from youtube_integration.client.wire import Google
from youtube_integration.models import Publication
from youtube_integration.pipelines.finishing import finish
from youtube_integration.pipelines.sending import Film, Upload, save
from youtube_integration.services import access, bucket, publishing

# While YouTube is away the job waits in nobody's hands, looked after every minute for half an hour.
WAIT_SECONDS, MOST_LOOKS = 60.0, 30
CREDITED = gettext_lazy("The film carries content credentials.")
AWAY = gettext_lazy(
    "YouTube could not be reached for half an hour. Do it again later; it goes on where it stopped."
)


def publish(run: Run) -> Outcome | Waiting:
    row = publishing.claim(job=run.job)
    failpoint("youtube-claimed")
    try:
        with access.google_for(row.channel) as google:
            waiting = _work(run, row, google)
    except GoogleError as trouble:
        return _after(run, trouble)
    except (access.YoutubeOff, access.ChannelUnusable) as missing:
        raise JobFailed(getattr(missing, "code", "not_configured"), str(missing)) from None
    except bucket.BucketEmpty as empty:
        raise JobFailed(empty.code, str(empty)) from None
    return waiting or _outcome(row)


def _work(run: Run, row: Publication, google: Google) -> Waiting | None:
    if not row.youtube_id:
        waiting = _send(run, row, google)
        if waiting:
            return waiting
    finish(run, row, google)
    return None


def _send(run: Run, row: Publication, google: Google) -> Waiting | None:
    upload = Upload(run, row, google, _film(run, row))
    try:
        return upload.carry_on()
    except Cancelled:
        # YouTube forgets an unfinished upload by itself, too.
        with suppress(GoogleError):
            upload.give_up()
        raise


def _film(run: Run, row: Publication) -> Film:
    video = row.video
    if video is None:
        raise JobFailed("video_gone", _("The film was deleted."))
    key = _chosen(run, row, video)
    path = files.fetch(key=key, folder=run.folder)
    return Film(path=path, size=path.stat().st_size, media_type=files.content_type(key))


def _chosen(run: Run, row: Publication, video: Video) -> str:
    """The file to send: with content credentials if it can have them, and the one that was begun if it lives.

    Of another one YouTube must not get the rest: its session is forgotten.
    """
    if row.file and files.exists(key=row.file):
        return row.file
    handout = signed_file(run, video=video)
    if row.session_address:
        save(run, row, session_address="", bytes_sent=0)
    save(run, row, file=handout.key)
    without = _("Without content credentials: %(reason)s") % {"reason": handout.refusal}
    publishing.tell(row, without if handout.refusal else str(CREDITED))
    return handout.key


def _after(run: Run, trouble: GoogleError) -> Waiting:
    if trouble.kind is not Kind.LATER:
        raise JobFailed(trouble.code, str(trouble), evidence={"reason": trouble.reason}) from trouble
    if run.job.looks >= MOST_LOOKS:
        raise JobFailed(trouble.code, AWAY, evidence={"reason": trouble.reason}) from trouble
    return Waiting(WAIT_SECONDS, stage=_("YouTube is away; trying again"))


def _outcome(row: Publication) -> Outcome:
    told = {"publicationId": str(row.pk), "youtubeId": row.youtube_id, "url": row.url, "notes": row.notes}
    return Outcome(publish=partial(_publish, row), result=told)


def _publish(row: Publication, job: Job) -> None:
    done = Publication.objects.filter(pk=row.pk, job_id=job.pk).exclude(state=Publication.State.PUBLISHED)
    if done.update(state=Publication.State.PUBLISHED, published_at=timezone.now()):
        publishing.tell(row, _("Done."))
        trail.record(
            user=row.user,
            action=AuditEvent.Action.PUBLISHED,
            details={"title": row.title, "channel": row.channel.title, "url": row.url},
        )


PUBLISH = Work(run=publish, reorder=publishing.order_again, abandoned=publishing.abandon)
