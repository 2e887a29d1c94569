"""Makes what lies beside a film: artefacts, pictures at even steps, a few seconds to look at."""

from functools import partial

from django.utils.translation import gettext

from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import LeaseLost, Outcome, Run, Work
from videos import files
from videos.media.derived.frames import Steps
from videos.models import Artefact, Video
from videos.pipelines.steps import open_workshop, subject, video_of
from videos.services import clipping, deriving, making


def derive(run: Run) -> Outcome:
    """Makes one kind of artefact of a video."""
    video = video_of(run.job)
    kind = Artefact.Kind(run.job.params["kind"])
    run.progress(0, gettext("Fetching"))
    path = files.fetch(key=video.file, folder=run.folder)
    workshop = open_workshop(run, video, path, stage=deriving.TITLES[kind])
    made = making.make(kind=kind, workshop=workshop, attempt=making.attempt_name(run.job))
    failpoint("stored")
    return Outcome(
        publish=partial(_publish_derived, made),
        outputs=deriving.outputs(video=video, kind=kind),
        result={"videoId": str(video.pk)},
    )


def take_frames(run: Run) -> Outcome:
    """Makes many pictures of a video at even steps."""
    video, params = video_of(run.job), run.job.params
    run.progress(0, gettext("Fetching"))
    path = files.fetch(key=video.file, folder=run.folder)
    fresh = making.make_frames(
        steps=Steps(params["interval"], params["first"], params["count"]),
        width=params["width"],
        workshop=open_workshop(run, video, path, stage=gettext("Frames")),
    )
    result = {"videoId": str(video.pk), "frames": params["count"], "made": fresh}
    return Outcome(publish=_must_exist, result=result)


def preview_clip(run: Run) -> Outcome:
    """Makes a few seconds of an edited film, to be watched."""
    video = video_of(run.job)
    run.progress(0, gettext("Fetching"))
    path = files.fetch(key=video.file, folder=run.folder)
    outputs = clipping.make(job=run.job, workshop=open_workshop(run, video, path, stage=gettext("Preview")))
    return Outcome(publish=_must_exist, outputs=outputs, result={"videoId": str(video.pk)})


def _publish_derived(made: making.Made, job: Job) -> None:
    making.publish(made=made, job=job)


def _must_exist(job: Job) -> None:
    if not Video.objects.filter(pk=subject(job)).exists():
        raise LeaseLost("The video was deleted while pictures were made of it.")


def _abandon_derived(job: Job) -> None:
    making.discard(kind=Artefact.Kind(job.params["kind"]), job=job)


DERIVE = Work(run=derive, reorder=deriving.reorder, abandoned=_abandon_derived)

CLIP = Work(run=preview_clip, reorder=clipping.reorder, abandoned=clipping.discard)

FRAMES = Work(run=take_frames, reorder=deriving.reorder_frames)
