"""Import a film by its address: ask for it, and take in what was fetched, exactly as an upload."""

import uuid
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext

from accounts.models import User
from credits import budgets, limits, plans
from credits import services as credits
from credits.plan_models import Feature
from jobs import fetching
from jobs import services as jobs
from jobs.models import Job
from jobs.work import JobFailed, Order
from videos.media.probe import MediaInfo
from videos.models import Video
from videos.services import deriving, scanning, uploading

KIND = "video.import"
YOUTUBE = ("youtube.com", "youtu.be", "youtube-nocookie.com")


class YoutubeLink(Exception):
    """The address is that of a page of YouTube's, not of a film."""

    def __init__(self) -> None:
        super().__init__("This is a link to YouTube. Import it with POST /api/videos/youtube instead.")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants imported. Without a title, the name of the file is one."""

    url: str
    title: str = ""
    description: str = ""
    project_id: uuid.UUID | None = None


def order_import(*, user: User, wish: Wish, idempotency_key: str = "") -> Job:
    """Queues the import. It costs nothing itself; preparing the film costs what it does after an upload.

    Raises AddressRefused, YoutubeLink, LimitReached or InsufficientCredits. Where the address leads is found
    out by the job: the answer here must tell nobody which names our network knows.
    """
    fetching.check_form(wish.url)
    if _is_youtube(wish.url):
        raise YoutubeLink
    if not jobs.is_known(user=user, idempotency_key=idempotency_key):
        must_allow(user, required=uploading.quote().micro)
    return jobs.submit(user=user, order=_order(wish), idempotency_key=idempotency_key)


def order_again(job: Job) -> Order:
    """The same import, once more."""
    params, project_id = job.params, job.project_id
    return _order(
        Wish(
            url=params["url"],
            title=params["title"],
            description=params["description"],
            project_id=project_id,
        )
    )


def most_bytes(user: User) -> int:
    """How large a file the person may import now, by the platform's limit and by their plan."""
    row = plans.subscription_of(user=user)
    most = [settings.MAX_UPLOAD_BYTES, row.plan.limit_of(Feature.UPLOAD)]
    room = row.plan.limit_of(Feature.STORAGE)
    if room is not None:
        most.append(max(room - limits.used_of(row, Feature.STORAGE), 0))
    return min(each for each in most if each is not None)


def too_large(user: User, most: int) -> JobFailed:
    """The limit that a file of more than `most` bytes breaks: the plan's, or the platform's."""
    try:
        for feature in (Feature.UPLOAD, Feature.STORAGE):
            limits.must_allow(user=user, feature=feature, amount=most + 1)
    except limits.LimitReached as reached:
        return JobFailed("limit_reached", str(reached))
    megabytes = {"most": most // uploading.MEGABYTE}
    return JobFailed("too_large", gettext("An upload may have at most %(most)s MB.") % megabytes)


def examine(*, job: Job, path: Path) -> MediaInfo:
    """Scans and probes what was fetched; raises JobFailed with the code that an upload would have."""
    try:
        return uploading.examine(path, sender=job.user)
    except ValidationError as refused:
        first = refused.error_dict["file"][0]
        raise JobFailed(str(first.code), first.messages[0]) from None
    except uploading.UploadTooLarge as refused:
        raise JobFailed("too_large", str(refused)) from None
    except uploading.UnsupportedContainer as refused:
        raise JobFailed("unsupported_container", str(refused)) from None
    except scanning.Infected as infected:
        raise JobFailed("infected", str(infected)) from None
    except scanning.ScanUnavailable as missing:
        raise JobFailed("scan_unavailable", str(missing)) from None


def take_in(
    *, job: Job, path: Path, info: MediaInfo, name: str, source: Video.Source = Video.Source.UPLOAD
) -> uploading.Upload:
    """Makes the video and queues its preparation, within the transaction that ends the job."""
    incoming = uploading.Incoming(
        path=path,
        name=name,
        title=job.params["title"],
        description=job.params["description"],
        project_id=job.project_id,
        video_id=job.video_id,
        source=source,
    )
    try:
        return uploading.take_in(user=job.user, incoming=incoming, info=info)
    except limits.LimitReached as reached:
        raise JobFailed("limit_reached", str(reached)) from None
    except (credits.InsufficientCredits, budgets.BudgetReached) as short:
        raise JobFailed("insufficient_credits", str(short)) from None
    except ObjectDoesNotExist:
        message = gettext("The project is gone, or no longer shared with you.")
        raise JobFailed("project_gone", message) from None


def filename_of(url: str) -> str:
    """The last part of an address, as the name of a file."""
    return PurePosixPath(unquote(urlsplit(url).path)).name


def _order(wish: Wish) -> Order:
    title = wish.title.strip() or filename_of(wish.url) or uploading.UNTITLED
    asked = {"url": wish.url, "title": wish.title, "description": wish.description}
    return Order(
        kind=KIND,
        work="videos.import",
        category="video",
        queue="media",
        quote=deriving.FREE,
        params=asked,
        title=gettext("Import %(title)s") % {"title": title},
        video_id=uuid.uuid4(),  # of the video to be
        project_id=wish.project_id,
        request={**asked, "project": wish.project_id},
    )


def must_allow(user: User, *, required: int) -> None:
    """What is known before anything is fetched: a film that could not be kept or paid is not fetched.

    `required`, in micro-credits, is what the film will cost. Raises LimitReached or InsufficientCredits.
    """
    limits.must_allow(user=user, feature=Feature.JOBS)
    limits.must_allow(user=user, feature=Feature.VIDEOS)
    limits.must_allow(user=user, feature=Feature.STORAGE)
    available = credits.balance(user=user).available
    if available < required:
        raise credits.InsufficientCredits(required=required, available=available)


def _is_youtube(url: str) -> bool:
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    return any(host == site or host.endswith(f".{site}") for site in YOUTUBE)
