"""Renders a project's timeline, whole or in parts by several workers, and makes a new video of it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import JobFailed, LeaseLost, Outcome, Run, Split, Work
from projects.models import Project
from projects.services.render import beside, parting, rendering
from projects.services.render.forming import Form
from projects.services.render.parting import Joined, Parts, Room
from projects.services.roles import RoleMissing
from videos import files
from videos.limits import media_limits
from videos.media.checks import ResultRefused
from videos.media.command import Command
from videos.media.operations import Export
from videos.media.rendering import render as encode
from videos.media.runner import RunReport
from videos.models import Video
from videos.pipelines.steps import attempt_key, bar, ended_by_name, perform, store_thumbnail
from videos.services import crediting, provenance, shelving
from videos.signals import video_ready

NOT_AS_PROMISED = gettext_lazy(
    "The result is not what was promised, so it was thrown away. Nothing was charged."
)
UNTIL_JOINED = 95.0  # percent of the bar


def render(run: Run) -> Outcome | Split:
    """Renders the revision of the timeline that a job names; a long one in parts."""
    room = _room(run, whole=run.job)
    with _ended(run):
        parts = _parts(room)
        if isinstance(parts, Split):
            return parts
        film = _exported(run, room, parting.joined(room, parts))
    result = {
        "duration": film.info.duration,
        "width": room.form.look.width,
        "height": room.form.look.height,
        "segments": parts.counted(room),
        "notes": list(dict.fromkeys(each.message for each in room.staged.problems)),
    }
    finish = _previewed if room.form.is_preview else _published
    return finish(run, room, film, parts, result)


def render_part(run: Run) -> Outcome:
    """Makes some parts of a split render."""
    room = _room(run, whole=_whole_of(run.job))
    with _ended(run):
        keys = parting.made_part(room, run.job)
    failpoint("rendered")
    return Outcome(publish=_nothing_more, result={"keys": keys})


def _parts(room: Room) -> Parts | Split:
    if room.whole.parts:
        # All are there, unless another version of the engine has begun meanwhile and calls them otherwise.
        return parting.completed(room, parting.gathered(room))
    there = parting.taken(room)
    return parting.divided(room, there) or parting.completed(room, there)


def _room(run: Run, *, whole: Job) -> Room:
    run.progress(0, str(_("Fetching")))
    try:
        staged = rendering.stage(
            user=whole.user,
            project_id=uuid.UUID(whole.params["projectId"]),
            revision=whole.params["revision"],
        )
    except (ObjectDoesNotExist, RoleMissing):
        raise JobFailed(
            "timeline_gone", str(_("The timeline is gone, or not yours to render any more."))
        ) from None
    except ValidationError as refused:
        raise JobFailed("timeline_refused", " ".join(refused.messages)[:500]) from None

    def work(command: Command, *, since: float, until: float) -> RunReport:
        share = UNTIL_JOINED / 100 if since < UNTIL_JOINED else 1.0
        return perform(run, command, stage=str(_("Rendering")), since=since * share, until=until * share)

    return Room(
        whole=whole,
        staged=staged,
        form=Form.from_json(whole.params["form"]),
        folder=run.folder,
        perform=work,
    )


def _whole_of(part: Job) -> Job:
    if part.parent is None:
        raise JobFailed("render_gone", str(_("The render that this is a part of was deleted.")))
    return part.parent


@contextmanager
def _ended(run: Run) -> Iterator[None]:
    """Nothing is charged before the film is shown to be what was promised."""
    try:
        with ended_by_name(run):
            yield
    except ResultRefused as refused:
        evidence = {"check": refused.code, **refused.evidence}
        raise JobFailed("check_failed", str(NOT_AS_PROMISED), evidence=evidence) from None


def _exported(run: Run, room: Room, film: Joined) -> Joined:
    """The joined film in the format that was asked for; MP4 is what it is already."""
    form = room.form
    if form.format == "mp4":
        return film
    source = film.output.rename(room.folder / "joined.mp4")
    export = Export(format=form.format, quality=form.quality if form.is_encoded_again else None)
    made = encode(
        [export],
        film.info,
        source=source,
        folder=room.folder,
        on_progress=bar(run, "Exporting", since=UNTIL_JOINED, until=99.0),
        should_stop=run.should_stop,
        deadline=settings.JOB_TIMEOUT_SECONDS,
        limits=media_limits(),
    )
    return Joined(made.output, made.info, f"{film.log}\n{made.log}")


# -- a film in the library -------------------------------------------------------------------------------


def _published(run: Run, room: Room, film: Joined, parts: Parts, result: dict[str, Any]) -> Outcome:
    run.progress(99, "Storing")
    made = _made(run, room, film)
    return Outcome(
        publish=partial(_publish, made, parts),
        outputs=[{"type": "video", "id": str(made.pk), "url": f"/api/videos/{made.pk}/download"}],
        result={"videoId": str(made.pk), **result},
        log=film.log,
    )


def _made(run: Run, room: Room, film: Joined) -> Video:
    job, staged = run.job, room.staged
    made = Video(
        id=uuid.UUID(job.params["outputVideoId"]),
        owner=job.user,
        title=job.params["title"],
        status=Video.Status.READY,
        source=Video.Source.RENDER,
        address=job.params["address"],
        job_id=job.pk,
        metadata={"projectId": job.params["projectId"], "revision": staged.revision},
    )
    made.describe(film.info)
    videos = {str(key): video for key, video in staged.videos.items()}
    lineage = provenance.of_composition(made=made, composition=staged.composition, videos=videos)
    made.ai_generated = bool(lineage.spans)
    made.thumbnail = store_thumbnail(run, film.info, film.output, made.pk)
    _store(run, made, film.output)
    failpoint("stored")
    return made


def _store(run: Run, made: Video, output: Path) -> None:
    extension = output.suffix.lstrip(".")
    signed = crediting.sign_new(made=made, path=output, folder=run.folder, extension=extension)
    made.sha256 = files.digest(signed)
    made.file = f"{attempt_key(run, made.pk)}/film.{extension}"
    files.store(path=signed, key=made.file)


def _publish(made: Video, parts: Parts, job: Job) -> None:
    made.save(force_insert=True)
    made.lineage.save(force_insert=True)
    shelving.keep(user_id=job.user_id, keys=parts.keys.values())
    folder, attempt = made.file.rsplit("/", 2)[:2]
    transaction.on_commit(lambda: files.keep_only(folder=folder, attempt=attempt))
    video_ready.send(sender=Video, video=made)


# -- a preview -------------------------------------------------------------------------------------------


def _previewed(run: Run, room: Room, film: Joined, parts: Parts, result: dict[str, Any]) -> Outcome:
    address = run.job.params["address"]
    key = beside.preview_key(project=room.staged.project, address=address)
    files.store(path=film.output, key=key)
    beside.make_room(key=key)
    return Outcome(
        publish=partial(_publish_preview, parts),
        outputs=rendering.preview_outputs(room.staged.project, address),
        result=result,
        log=film.log,
    )


def _publish_preview(parts: Parts, job: Job) -> None:
    if not Project.objects.filter(pk=job.params["projectId"]).exists():
        raise LeaseLost("The project was deleted while a preview was made of it.")
    shelving.keep(user_id=job.user_id, keys=parts.keys.values())
    _abandon(job)


# -- endings ---------------------------------------------------------------------------------------------


def _nothing_more(part: Job) -> None:
    pass


def _abandon(job: Job) -> None:
    """Its parts and what it stored; never what is on the shelf."""
    folder = files.folder_key(user_id=job.user_id, video_id=uuid.UUID(job.params["outputVideoId"]))
    transaction.on_commit(lambda: files.delete_folder(folder))


def _abandon_part(part: Job) -> None:
    # What it stored after the end of the render that it belonged to.
    whole = _whole_of(part)
    if not whole.is_active:
        _abandon(whole)


def _reorder_part(part: Job) -> Any:
    return rendering.reorder(_whole_of(part))


RENDER = Work(run=render, reorder=rendering.reorder, abandoned=_abandon)

PART = Work(run=render_part, reorder=_reorder_part, abandoned=_abandon_part)
