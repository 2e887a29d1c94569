"""Runs a recipe on its source, whole or in parts, and makes a new video of the result."""

import logging
import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, Split, Work
from videos import files
from videos.findings import findings_of
from videos.limits import media_limits
from videos.media.checks import ResultRefused
from videos.media.extra import Extra
from videos.media.operations import OperationRefused
from videos.media.recipe import Recipe, parse_recipe
from videos.media.rendering import Rendered, render
from videos.models import Video
from videos.pipelines.steps import attempt_key, bar, ended_by_name, perform, store_thumbnail, video_of
from videos.services import crediting, editing, making, provenance, segmenting
from videos.signals import video_ready

log = logging.getLogger(__name__)

MEDIA_TYPES = {"gif": Video.MediaType.IMAGE, "mp3": Video.MediaType.AUDIO, "wav": Video.MediaType.AUDIO}
MEDIA_TYPES |= {"m4a": Video.MediaType.AUDIO}


def edit(run: Run) -> Outcome | Split:
    """Runs a recipe on its source and makes a new video of the result; a long one in parts."""
    room = _room(run, whole=run.job, stage=gettext("Joining"))
    source, rendered = room.video, None
    with ended_by_name(run):
        if run.job.parts:
            rendered = _joined(room)
        elif split := segmenting.divided(room):
            return split
    parts = {"segments": segmenting.counted(run.job)} if rendered else {}
    rendered = rendered or _rendered(run, room)
    run.progress(97, gettext("Storing"))
    made = _made(run, room, rendered)
    place = made.file.rpartition("/")[0]
    inherited = making.inherited(source=source, video=made, untouched=rendered.untouched, place=place)
    return Outcome(
        publish=partial(_publish_edit, made, inherited),
        outputs=[{"type": made.media_type, "id": str(made.pk), "url": f"/api/videos/{made.pk}/download"}],
        result={
            "videoId": str(made.pk),
            "duration": rendered.info.duration,
            "width": made.width,
            "height": made.height,
            "mode": rendered.mode,
            "notes": list(rendered.notes),
            "encodeSeconds": round(rendered.seconds, 3),
            "measuredBefore": list(rendered.measured_before),
            **parts,
        },
        log=rendered.log,
    )


def encode_part(run: Run) -> Outcome:
    """Makes one part of a split edit."""
    room = _room(run, whole=_whole_of(run.job), stage=gettext("Encoding"))
    with ended_by_name(run):
        made = segmenting.make_part(room, run.job)
    failpoint("stored")
    return made


def _whole_of(part: Job) -> Job:
    if part.parent is None:
        raise JobFailed("edit_gone", gettext("The edit that this is a part of was deleted."))
    return part.parent


def _room(run: Run, *, whole: Job, stage: str) -> segmenting.Room:
    source = video_of(whole)
    recipe = parse_recipe(whole.params["operations"])
    run.progress(0, gettext("Fetching"))
    path, others = files.fetch(key=source.file, folder=run.folder), _others(run, recipe)
    return segmenting.Room(
        whole=whole,
        video=source,
        path=path,
        folder=run.folder,
        recipe=recipe,
        extra=others,
        findings=findings_of(video=source, source=path, recipe=recipe, others=others),
        perform=partial(perform, run, stage=stage, until=97),
    )


def _joined(room: segmenting.Room) -> Rendered | None:
    """The film that the parts make; None when they do not, and it has to be made as a whole."""
    try:
        return segmenting.joined(room)
    except segmenting.NotJoined as reason:
        log.warning("%s could not be joined: %s", room.whole, reason)
        return None


def _rendered(run: Run, room: segmenting.Room) -> Rendered:
    """The recipe's film, once it is shown to be what was promised; nothing is charged before."""
    try:
        with ended_by_name(run):
            return render(
                room.recipe,
                room.video.media_info,
                source=room.path,
                folder=run.folder,
                extra=room.extra,
                findings=room.findings,
                on_progress=bar(run, gettext("Encoding"), until=97),
                should_stop=run.should_stop,
                deadline=settings.JOB_TIMEOUT_SECONDS,
                limits=media_limits(),
            )
    except OperationRefused as refused:
        raise JobFailed(refused.code, refused.message) from None
    except ResultRefused as refused:
        message = gettext("The result is not what was promised, so it was thrown away. Nothing was charged.")
        raise JobFailed(
            "check_failed", message, evidence={"check": refused.code, **refused.evidence}
        ) from None


def _others(run: Run, recipe: Recipe) -> dict[str, Extra]:
    """The other videos that a recipe names, as FFmpeg can read them."""
    usable = Video.objects.usable_by(run.job.user).named_in(recipe)
    return {
        str(each.pk): Extra(
            each.media_info, files.fetch(key=each.file, folder=run.folder, name=f"{each.pk}.bin")
        )
        for each in usable
    }


def _made(run: Run, room: segmenting.Room, rendered: Rendered) -> Video:
    source, output, info = room.video, rendered.output, rendered.info
    extension = output.suffix.lstrip(".")
    made = Video(
        id=uuid.UUID(run.job.params["outputVideoId"]),
        owner=run.job.user,
        title=run.job.params["title"],
        media_type=MEDIA_TYPES.get(extension, Video.MediaType.VIDEO),
        status=Video.Status.READY,
        source=Video.Source.EDIT,
        original_name=source.original_name,
        parent=source,
        recipe=run.job.params["operations"],
        job_id=run.job.pk,
    )
    made.describe(info)
    others = Video.objects.usable_by(run.job.user).named_in(room.recipe)
    recipe = rendered.recipe or room.recipe
    lineage = provenance.of_edit(made=made, source=source, recipe=recipe, others=others)
    made.ai_generated = bool(lineage.spans)
    made.address = editing.address_of(source, run.job.params["operations"])
    place = attempt_key(run, made.pk)
    kept = making.inherited_thumbnail(source=source, video=made, untouched=rendered.untouched, place=place)
    made.thumbnail = kept or store_thumbnail(run, info, output, made.pk)
    output = crediting.sign_new(made=made, path=output, folder=run.folder, extension=extension)
    made.sha256 = files.digest(output)
    made.file = f"{place}/film.{extension}"
    files.store(path=output, key=made.file)
    failpoint("stored")
    return made


def _publish_edit(made: Video, inherited: list[making.Made], job: Job) -> None:
    # A source deleted in the meantime must not take the finished work with it.
    if made.parent_id and not Video.objects.filter(pk=made.parent_id).exists():
        made.parent = None
    made.save(force_insert=True)
    made.lineage.save(force_insert=True)
    for each in inherited:
        made.artefacts.create(**each.columns)
    if job.parts:
        segmenting.keep(job)
    folder, attempt = made.file.rsplit("/", 2)[:2]
    transaction.on_commit(lambda: files.keep_only(folder=folder, attempt=attempt))
    video_ready.send(sender=Video, video=made)


def _abandon_edit(job: Job) -> None:
    folder = files.folder_key(user_id=job.user_id, video_id=uuid.UUID(job.params["outputVideoId"]))
    transaction.on_commit(lambda: files.delete_folder(folder))


def _abandon_part(part: Job) -> None:
    # What it stored after the end of the edit that it belonged to.
    whole = _whole_of(part)
    if not whole.is_active:
        _abandon_edit(whole)


def _reorder_part(part: Job) -> Any:
    return editing.reorder(_whole_of(part))


EDIT = Work(run=edit, reorder=editing.reorder, abandoned=_abandon_edit)

PART = Work(run=encode_part, reorder=_reorder_part, abandoned=_abandon_part)
