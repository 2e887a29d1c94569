"""Have a film brought from YouTube: check and price the wish, and order it with all its steps."""

import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.context import current_client
from accounts.models import User
from ai.capabilities import Capability
from ai.models import ModelSpec
from ai.services import catalogue
from ai.services.insights import summaries
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos.models import Video
from videos.services import deriving
from videos.services import importing as taking
from youtube_integration.client import refusals
from youtube_integration.client.addresses import video_id_of, watch_address
from youtube_integration.client.refusals import Reason, Refused
from youtube_integration.models import Import
from youtube_integration.services import info as infos
from youtube_integration.services.info import Found

KIND = WORK = "youtube.import"
DOWNLOAD = "youtube.download"
OURS = frozenset({"youtube_id", "seconds"})  # of an import's parameters: not what was asked for
CATEGORY, QUEUE = "video", "media"
NO_LISTENER = gettext_lazy("Nothing here can write down what is said, so that is left out.")
NO_TELLER = gettext_lazy("Nothing here can sum a film up, so that is left out.")
UNKNOWN_LENGTH = gettext_lazy(
    "YouTube does not say how long the film is, so what transcript and summary cost is not in this price."
)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants imported. Without a title and a description, the film's own are taken."""

    url: str
    title: str = ""
    description: str = ""
    project_id: uuid.UUID | None = None
    transcribe: bool = True
    summarize: bool = True


@dataclass(frozen=True)
class Draft:
    """An import that can be made, and what it costs with all its steps."""

    wish: Wish
    found: Found
    quote: Quote
    notes: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return self.found.info.duration or 0.0


def draft(*, wish: Wish) -> Draft:
    """Asks YouTube and prices the wish; raises Refused when the film cannot be had."""
    found = infos.info_of(url=wish.url)
    _must_be_had(found)
    lines, notes = [], []
    for part in _priced(wish, found.info.duration):
        if isinstance(part, str):
            notes.append(part)
        else:
            lines.append(part)
    return Draft(wish, found, credits.quote_for(lines=lines), tuple(notes))


def order_import(*, user: User, wish: Wish, idempotency_key: str = "") -> Job:
    """Queues an import; the same request under the same key is not even asked of YouTube again.

    Raises Refused, LimitReached, InsufficientCredits or IdempotencyConflict.
    """
    request_hash = jobs.fingerprint(_order(wish, video_id_of(wish.url), wish.title))
    earlier = jobs.earlier_job(user=user, idempotency_key=idempotency_key, request_hash=request_hash)
    return earlier or order(user=user, draft=draft(wish=wish), idempotency_key=idempotency_key)


@transaction.atomic
def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the import, and keeps that the user has said to have the rights.

    Raises LimitReached, InsufficientCredits or IdempotencyConflict. Each step is paid when it is begun; what
    all will cost must be there now.
    """
    if not jobs.is_known(user=user, idempotency_key=idempotency_key):
        taking.must_allow(user, required=draft.quote.micro)
    wish, info = draft.wish, draft.found.info
    told = replace(wish, title=wish.title.strip() or info.title[:200])
    told = replace(told, description=wish.description or info.description[:5000])
    made = _order(told, info.id, told.title, asked=wish, seconds=info.duration)
    job = jobs.submit(user=user, order=made, idempotency_key=idempotency_key)
    if job.video_id == made.video_id:
        _keep(user, job, draft.found)
    return job


def reorder(job: Job) -> Order:
    """The same import again: what it has brought already is kept."""
    params = {name: value for name, value in job.params.items() if name not in OURS}
    wish = Wish(project_id=job.project_id, **params)
    again = _order(wish, job.params["youtube_id"], wish.title, seconds=job.params["seconds"])
    if Video.objects.for_user(job.user).filter(pk=subject(job)).exists():
        return replace(again, video_id=job.video_id)
    return again


def carry_rights_over(job: Job) -> None:
    """What was said of the rights to a film is of the video too that an import done again brings."""
    if job.retry_of is None or Import.objects.filter(video_id=subject(job)).exists():
        return
    row = Import.objects.filter(video_id=subject(job.retry_of)).first()
    if row:
        row.pk, row.job_id, row.video_id = uuid.uuid4(), job.pk, subject(job)
        row.save(force_insert=True)


def order_download(whole: Job) -> Order:
    """The first step: the film itself."""
    return Order(
        kind=DOWNLOAD,
        work=DOWNLOAD,
        category=CATEGORY,
        queue=QUEUE,
        quote=deriving.FREE,
        params=whole.params,
        title=(_("Download %(title)s") % {"title": whole.params["title"]})[:200],
        video_id=whole.video_id,
        project_id=whole.project_id,
    )


def must_be_short(seconds: float | None) -> None:
    """Raises Refused for a film that is longer than a film may be here."""
    if seconds and seconds > settings.MAX_VIDEO_SECONDS:
        hours = settings.MAX_VIDEO_SECONDS / 3600
        words = gettext_noop("This film is too long: %(hours)s hours are the most here.")
        raise Refused(Reason("too_long", words, values=(("hours", f"{hours:g}"),)))


def subject(job: Job) -> uuid.UUID:
    """The video that an import brings."""
    if job.video_id is None:
        raise ValueError(f"{job} names no video.")
    return job.video_id


def _must_be_had(found: Found) -> None:
    if found.info.is_live:
        raise Refused(refusals.LIVE)
    if found.obstacle and not found.obstacle.is_passing:
        raise Refused(found.obstacle)
    must_be_short(found.info.duration)


def _priced(wish: Wish, seconds: float | None) -> Iterator[Line | str]:
    """The lines of the price, and in words what is not in it."""
    yield Line("ingest", Decimal(1), "Video processing")
    if not (wish.transcribe or wish.summarize):
        return
    if seconds is None:
        yield str(UNKNOWN_LENGTH)
        return
    try:
        listener = summaries.chosen(Capability.SPEECH_TO_TEXT).candidates[0]
    except catalogue.NoModel:
        yield str(NO_LISTENER)
        return
    is_timed = listener.price_unit == ModelSpec.PriceUnit.SECOND
    amount = Decimal(str(round(seconds, 3))) if is_timed else Decimal(1)
    yield Line(listener.price_code, amount, f"Transcript by {listener.name}")
    if wish.summarize:
        yield _line_for_summary(seconds)


def _line_for_summary(seconds: float) -> Line | str:
    try:
        teller = summaries.chosen(Capability.CHAT).candidates[0]
    except catalogue.NoModel:
        return str(NO_TELLER)
    return summaries.line_for(Video(duration=seconds), teller)


def _order(
    wish: Wish, youtube_id: str, title: str, *, asked: Wish | None = None, seconds: float | None = None
) -> Order:
    params = asdict(wish) | {"youtube_id": youtube_id, "url": watch_address(youtube_id), "seconds": seconds}
    del params["project_id"]
    request = asdict(asked or wish) | {"url": youtube_id}
    return Order(
        kind=KIND,
        work=WORK,
        category=CATEGORY,
        queue=QUEUE,
        quote=deriving.FREE,  # its steps are paid, each by itself
        params=params,
        title=_("Import %(title)s") % {"title": title or youtube_id},
        video_id=uuid.uuid4(),  # of the video to be
        project_id=wish.project_id,
        request=request,
    )


def _keep(user: User, job: Job, found: Found) -> None:
    info = found.info
    Import.objects.create(
        user=user,
        job_id=job.pk,
        video_id=subject(job),
        youtube_id=info.id,
        title=info.title[:200],
        channel=info.channel[:200],
        channel_url=info.channel_url[:300],
        licence=info.licence,
        published_at=info.published_at,
        rights_confirmed_at=timezone.now(),
        rights_address=current_client().address or None,
    )


def coming(job: Job) -> dict[str, object]:
    """The video to be, and the job that brings it, as they are told."""
    video = {
        "id": job.video_id,
        "title": job.params["title"],
        "description": job.params["description"],
        "status": Video.Status.PROCESSING,
        "source": Video.Source.YOUTUBE,
        "youtube_url": job.params["url"],
        "duration": job.params["seconds"],
        "job_id": job.pk,
    }
    return {"video": video, "job_id": job.pk}
