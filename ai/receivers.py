"""What the AI does when something below it happens."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from ai.models import Transcript
from ai.services import errands, moderating
from ai.services.chatting import following
from ai.services.searching import indexing
from ai.services.transcripts import greeting, inheriting
from ai.signals import frames_described, transcript_changed
from jobs.events import job_ended
from jobs.models import Job
from videos.models import Video
from videos.signals import video_deleted, video_ready


@receiver(video_deleted)
def forget_at_vendor(sender: type[Video], *, video: Video, **_: Any) -> None:
    """What a vendor made is removed there too, after the deletion and without waiting for the vendor."""
    errands.forget_made(video=video)


@receiver(video_deleted)
def wait_for_index(sender: type[Video], *, video: Video, **_: Any) -> None:
    indexing.hold(video=video)


@receiver(video_ready)
def moderate(sender: type[Video], *, video: Video, **_: Any) -> None:
    moderating.want(video=video)


@receiver(video_ready)
def write_down(sender: type[Video], *, video: Video, **_: Any) -> None:
    """An edit inherits its parent's words; a new film is written down if its owner wishes it."""
    inheriting.inherit(video=video)
    if greeting.is_wished(video=video):
        # By itself, so that whatever happens to it, the film is there.
        transaction.on_commit(lambda: greeting.transcribe(video_id=video.pk), robust=True)


@receiver(video_ready)
@receiver(frames_described)
def let_moments_be_found(sender: type[Model], *, video: Video, **_: Any) -> None:
    indexing.want(video=video)


@receiver(transcript_changed)
def let_words_be_found(sender: type[Transcript], *, transcript: Transcript, **_: Any) -> None:
    indexing.want(video=transcript.video)


@receiver(post_delete, sender=Transcript)
def forget_words(sender: type[Transcript], *, instance: Transcript, origin: object, **_: Any) -> None:
    """A language that was removed is found no more; what goes with its film is gone anyhow."""
    if instance.is_current and (
        isinstance(origin, Transcript) or getattr(origin, "model", None) is Transcript
    ):
        indexing.want(video=instance.video)


@receiver(post_save, sender=Video)
def let_title_be_found(
    sender: type[Video], *, instance: Video, update_fields: frozenset[str] | None, **_: Any
) -> None:
    if update_fields and update_fields & {"title", "description"} and instance.status == Video.Status.READY:
        indexing.want(video=instance)


@receiver(job_ended)
def carry_plan_on(sender: type[Job], *, job: Job, **_: Any) -> None:
    following.tell_end(job_id=job.pk)
