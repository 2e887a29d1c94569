"""Watch before you render: a few seconds of the edited film, made by a job for nothing and kept for a day."""

import hashlib
import json
import re
import uuid
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.models import User
from credits.pricing import Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Done, JobFailed, Order
from videos import files
from videos.findings import findings_of
from videos.limits import media_limits
from videos.media import checks
from videos.media.analysis import prepare
from videos.media.clips import clip_command
from videos.media.command import Command
from videos.media.engine import ENGINE_VERSION
from videos.media.extra import Extra
from videos.media.operations import Operation, OperationRefused
from videos.media.recipe import Recipe, equip, parse_recipe, to_json, validate
from videos.models import Video
from videos.services import library, making
from videos.services.editing import refusals_as_validation_errors

KIND = "video.preview-clip"
ENGINE = 1  # part of the address: raised when clips are made in another way
KEPT = timedelta(hours=24)
LOOKED_BACK = timedelta(days=3)  # by the sweep, which may have been away
NAME = re.compile(r"[0-9a-f]{32}")
MOST, MOST_BYTES = 20, 100 * 1024 * 1024  # of one video
NOT_MADE = _("This preview could not be made.")


def order(
    *, user: User, video_id: uuid.UUID, operations: Any, start_time: float, duration: float, width: int
) -> Job:
    """Has `duration` seconds of the edited film made, from `start_time` of the result on.

    What the user had asked for before is cancelled. Raises ValidationError by field, or Video.DoesNotExist.
    """
    video = library.source(user=user, video_id=video_id)
    with refusals_as_validation_errors():
        recipe = parse_recipe(operations) if operations else []
        others = {str(each.pk): Extra(each.media_info) for each in _others(user, recipe)}
        plan = validate(recipe, video.media_info, extra=others)
    if start_time >= plan.duration:
        message = gettext("The film is only %(duration)s seconds long.") % {
            "duration": f"{plan.duration:.2f}"
        }
        raise ValidationError({"startTime": ValidationError(message, code="beyond_end")})
    asked = {"operations": to_json(recipe), "startTime": start_time, "duration": duration, "width": width}
    with transaction.atomic():
        cancel_earlier(user=user)
        return jobs.submit(user=user, order=_order(video, asked))


def cancel_earlier(*, user: User) -> None:
    """Ends the clips that the user does not wait for any more."""
    for job in Job.objects.for_user(user).filter(kind=KIND).active():
        with suppress(jobs.WrongState):  # it has ended in the meantime
            jobs.cancel_job(job)


def reorder(job: Job) -> Order:
    video = library.source(user=job.user, video_id=job.video_id or uuid.UUID(int=0))
    return _order(
        video, {name: job.params[name] for name in ("operations", "startTime", "duration", "width")}
    )


def _order(video: Video, asked: dict[str, Any]) -> Order:
    address = json.dumps([ENGINE_VERSION, ENGINE, video.sha256 or video.file, asked], sort_keys=True)
    name = hashlib.sha256(address.encode()).hexdigest()[:32]
    done = None
    if files.exists(key=_key(video.owner_id, video.pk, name)):
        done = Done(outputs=_outputs(video, name), result={"videoId": str(video.pk), "made": "before"})
    return Order(
        kind=KIND,
        work="videos.preview_clip",
        category="video",
        queue="interactive",
        quote=Quote(lines=()),
        title=gettext("Preview of %(title)s") % {"title": video.title},
        video_id=video.pk,
        params={**asked, "name": name, "ownerId": str(video.owner_id)},
        done=done,
    )


def make(*, job: Job, workshop: making.Workshop) -> list[dict[str, Any]]:
    """Makes the clip of a job in the workshop's folder, stores it, and says where it is; raises JobFailed."""
    video, params = workshop.video, job.params
    try:
        command = _made(job, workshop)
    except OperationRefused as refused:
        raise JobFailed(refused.code, refused.message) from None
    try:
        checks.verify(command.output, command.expects, went_in_black=lambda: True, limits=media_limits())
    except checks.ResultRefused as refused:
        evidence = {"check": refused.code, **refused.evidence}
        raise JobFailed("check_failed", gettext(NOT_MADE), evidence=evidence) from None
    key = _key(video.owner_id, video.pk, params["name"])
    files.store(path=command.output, key=key)
    files.keep_newest(folder=key.rpartition("/")[0], most=MOST, most_bytes=MOST_BYTES)
    return _outputs(video, params["name"])


def _made(job: Job, workshop: making.Workshop) -> Command:
    params = job.params
    chain = parse_recipe(params["operations"]) if params["operations"] else []
    recipe = _ready(chain, workshop, user=job.user)
    command = workshop.compile(
        lambda info, **options: clip_command(recipe, info, **options),
        start=params["startTime"],
        seconds=params["duration"],
        width=params["width"],
    )
    workshop.perform(command)
    return command


def _ready(recipe: Recipe, workshop: making.Workshop, *, user: User) -> list[Operation]:
    """The recipe with its other files, and with what must be measured, which the export will know then."""
    folder, video = workshop.folder, workshop.video
    others = {
        str(each.pk): Extra(each.media_info, files.fetch(key=each.file, folder=folder, name=f"{each.pk}.bin"))
        for each in _others(user, recipe)
    }
    return prepare(
        equip(recipe, others),
        workshop.info,
        source=workshop.source,
        folder=folder,
        perform=workshop.perform,
        limits=media_limits(),
        findings=findings_of(video=video, source=workshop.source, recipe=recipe, others=others),
    )


def find(*, user: User, video_id: uuid.UUID, name: str) -> str | None:
    """The storage key of a clip; None when there is none of this name any more."""
    video = library.see(user=user, video_id=video_id)
    key = _key(video.owner_id, video.pk, name)
    return key if NAME.fullmatch(name) and files.exists(key=key) else None


def sweep() -> None:
    """Removes the clips that were made more than a day ago."""
    due = timezone.now() - KEPT
    old = Job.objects.filter(kind=KIND, finished_at__lt=due, finished_at__gt=due - LOOKED_BACK)
    for job in old.only("user_id", "video_id", "params").iterator():
        if job.video_id is not None:
            files.delete(key=_key(_owner(job), job.video_id, job.params["name"]))


def discard(job: Job) -> None:
    """Removes what an attempt may have left behind of a video that was deleted."""
    if job.video_id and not Video.objects.filter(pk=job.video_id).exists():
        files.delete_folder(files.folder_key(user_id=_owner(job), video_id=job.video_id))


def _owner(job: Job) -> uuid.UUID:
    """Whose the job's video is, in whose folder the clip lies."""
    return uuid.UUID(job.params.get("ownerId", str(job.user_id)))


def _others(user: User, recipe: Recipe) -> list[Video]:
    return list(Video.objects.usable_by(user).named_in(recipe))


def _outputs(video: Video, name: str) -> list[dict[str, Any]]:
    return [{"type": "video", "id": str(video.pk), "url": f"/api/videos/{video.pk}/preview-clips/{name}"}]


def _key(user_id: uuid.UUID, video_id: uuid.UUID, name: str) -> str:
    return f"{files.folder_key(user_id=user_id, video_id=video_id)}/derived/clips/{name}.mp4"
