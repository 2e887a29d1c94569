"""Has a film's file signed within another job, which wants to send it somewhere."""

from django.db import transaction

from jobs.work import JobFailed, Run
from videos import files
from videos.models import Artefact, Video
from videos.pipelines.steps import open_workshop
from videos.services import crediting, deriving, making
from videos.services.deriving import Handout

SIGNED = Artefact.Kind.SIGNED


def signed_file(run: Run, *, video: Video) -> Handout:
    """A video's file with content credentials; as it is, and why, when it cannot be given any.

    The run's job is the video's own, or has it as its subject.
    """
    state = crediting.state_of(video=video)
    if state.state != "available":
        return Handout(video.file, state.reason)
    found = deriving.current(video=video, kind=SIGNED)
    if found is None:
        path = files.fetch(key=video.file, folder=run.folder)
        workshop = open_workshop(run, video, path, stage=deriving.TITLES[SIGNED])
        try:
            made = making.make(kind=SIGNED, workshop=workshop, attempt=making.attempt_name(run.job))
        except JobFailed as failure:
            return Handout(video.file, failure.message)
        found = _kept(run, video, made)
    return Handout(f"{found.key}/{found.meta['name']}")


@transaction.atomic
def _kept(run: Run, video: Video, made: making.Made) -> Artefact:
    """Ours, unless somebody was faster: what is being sent already must stay the same."""
    Video.objects.select_for_update().filter(pk=video.pk).first()
    found = deriving.current(video=video, kind=SIGNED)
    if found:
        transaction.on_commit(lambda: files.delete_folder(made.key))
        return found
    making.publish(made=made, job=run.job)
    return video.artefacts.get(kind=SIGNED)
